import { isoTime, parseIsoTime } from "../../lib/index.ts";

const DAY_MS = 86_400_000;

/** Milliseconds at which an ISO date begins in UTC; null when it is none. */
function dayMs(day: string): number | null {
  return parseIsoTime(`${day}T00:00:00.000Z`) ?? null;
}

/** True when `from` and `days` more are not later than `to`; false when one of them is no date. */
export function daysHavePassed(from: string, days: number, to: string): boolean {
  const [start, end] = [dayMs(from), dayMs(to)];
  return start !== null && end !== null && start + days * DAY_MS <= end;
}

/** An ISO date so many days later; the date itself when it is none. */
export function dayAfter(day: string, days: number): string {
  const start = dayMs(day);
  return start === null ? day : isoTime(start + days * DAY_MS).slice(0, 10);
}

/** True for an ISO date that is not later than another. */
export function isBy(day: string, asOf: string): boolean {
  return daysHavePassed(day, 0, asOf);
}
