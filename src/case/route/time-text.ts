import { isoTime } from "../../lib/index.ts";

/** The times that a Date can hold (ECMA-262, "Time Values and Time Range"). */
const DATE_MS_MAX = 8_640_000_000_000_000;

/** A time as text; of one that no calendar holds, its number. */
export function timeText(ms: number): string {
  return Math.abs(ms) <= DATE_MS_MAX ? isoTime(ms) : `time ${ms}`;
}
