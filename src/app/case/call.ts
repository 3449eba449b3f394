import type { z } from "zod";
import type { CaseDesk } from "./desk.ts";

/**
 * Something that can be asked of cases: on the command line as `meridian case NAME`, over HTTP as GET (when it reads) or POST (when it states)
 * of `/cases/ID/NAME`, or `/cases/NAME` when it is about no single case. One table, so that neither can do what the other cannot.
 */
export type CaseCall<Input, Answer> = {
  readonly name: string;
  readonly about: "one" | "all";
  readonly does: "reads" | "states";
  /** Reads what was asked, from JSON or from a query's texts; unknown names are refused. `case` stands in it for calls about one. */
  readonly input: z.ZodType<Input>;
  /** Throws Failures: CASE_UNKNOWN, CASE_REFUSED, and what the call says. The answer is JSON. */
  run(desk: CaseDesk, input: Input): Promise<Answer>;
};

/** Makes a call, so that its input is typed by its schema. */
export function caseCall<Input, Answer>(call: CaseCall<Input, Answer>): CaseCall<Input, Answer> {
  return call;
}

/** A call as an edge sees it: what it is asked with is not yet read. */
export type AnyCaseCall = CaseCall<unknown, unknown>;
