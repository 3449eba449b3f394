import type { AnyCaseCall } from "./call.ts";
import { changeCase, newCase } from "./call-new.ts";

/** Everything that can be asked of cases, in the order in which people are told of it. */
export const CASE_CALLS: readonly AnyCaseCall[] = [newCase, changeCase] as readonly AnyCaseCall[];
