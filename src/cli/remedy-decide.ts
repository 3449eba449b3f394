import { decideCall } from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { type CaseFlags, callCase, printCase } from "./case-door.ts";

/** The options by which people say what they decided. */
export type DecideFlags = {
  readonly decide?: string;
  readonly review?: string;
  readonly suspend?: string;
  readonly end?: string;
  readonly why?: string;
  readonly until?: string;
};

/** States what was decided, if anything was; false when nothing was to be. Throws CLI_USAGE, and CASE_REFUSED when the answer is shut. */
export async function decide(flags: CaseFlags & DecideFlags, input: object): Promise<boolean> {
  const asked = [
    ["decided", flags.decide],
    ["reviewed", flags.review],
    ["suspended", flags.suspend],
    ["ended", flags.end],
  ] as const;
  const given = asked.flatMap(([event, option]) => (option === undefined ? [] : [{ event, option }]));
  const [one] = given;
  if (one === undefined) return false;
  if (given.length > 1) throw new Failure("CLI_USAGE", "expected one of --decide, --review, --suspend and --end");
  if (flags.why === undefined) throw new Failure("CLI_USAGE", "expected --why with a reason in your own words");
  const until = flags.until === undefined ? {} : { until: flags.until };
  const told = await callCase(flags, decideCall, { ...input, ...one, why: flags.why, ...until });
  printCase(flags, told, ({ option, event, until: day, entry }) => [
    `${event}  ${option}, until ${day}; stated in entry ${entry ?? "none"}. Nothing was sent or done.`,
  ]);
  return true;
}
