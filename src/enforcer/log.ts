import { type Clock, isoTime } from "../lib/index.ts";
import type { EnforcerLog } from "../respond/io/index.ts";

const clock: Clock = Date.now;

/** Log lines on stderr: one JSON object a line, so that no value can begin a line of its own. */
export const log: EnforcerLog = (event, facts) => {
  process.stderr.write(`${JSON.stringify({ at: isoTime(clock()), event, ...facts })}\n`);
};
