import { z } from "zod";
import { Failure, type Json } from "../../lib/index.ts";
import type { AnyCaseCall } from "./call.ts";
import { CASE_CALLS } from "./calls.ts";
import type { CaseDesk } from "./desk.ts";

/** The call of a name; undefined when there is none. */
export function findCaseCall(name: string): AnyCaseCall | undefined {
  return CASE_CALLS.find((call) => call.name === name);
}

/**
 * Makes a call with input that nobody has read yet. The answer is JSON. Throws CASE_REFUSED with every place where the input does not fit, and
 * what the call throws.
 */
export async function askCase(desk: CaseDesk, call: AnyCaseCall, input: unknown): Promise<Json> {
  const read = call.input.safeParse(input);
  if (!read.success)
    throw new Failure("CASE_REFUSED", `could not read what was asked of ${call.name}:\n${z.prettifyError(read.error)}`);
  return ((await call.run(desk, read.data)) ?? null) as Json;
}
