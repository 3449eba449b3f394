import type { Fields } from "../../../model/index.ts";
import type { Facts } from "../facts.ts";

/** What a reader of events is given: where to say it, on which host, and the fields. */
export type Reader = (facts: Facts, host: number, fields: Fields) => void;
