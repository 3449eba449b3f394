export const TIME_PARTS = ["minute", "hour", "day", "week", "month", "year"] as const;
export type TimePart = (typeof TIME_PARTS)[number];

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?$/i;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * Milliseconds since 1970 at which the clock on the wall showed what `text` says, in a zone `utcOffsetMinutes` east of UTC; undefined when it
 * is no ISO 8601 date. A text with a zone is moved to that zone; one without is taken as written (Sigma asks for no conversion of it).
 */
export function wallClock(text: string, utcOffsetMinutes: number): number | undefined {
  const parts = ISO.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const wallMs = Date.UTC(year, month - 1, day, hour, minute, second);
  if (
    month < 1 ||
    month > 12 ||
    hour > 23 ||
    minute > 59 ||
    second > 60 ||
    new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day
  )
    return undefined;
  const zone = parts[7];
  return zone === undefined ? wallMs : wallMs + (utcOffsetMinutes - zoneMinutes(zone)) * MINUTE_MS;
}

function zoneMinutes(zone: string): number {
  if (!/^[+-]/.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith("-") ? -minutes : minutes;
}

/** One number out of a wall-clock time: minute 0–59, hour 0–23, day 1–31, ISO 8601 week 1–53, month 1–12, year. */
export function timePart(part: TimePart, wallMs: number): number {
  const date = new Date(wallMs);
  switch (part) {
    case "minute":
      return date.getUTCMinutes();
    case "hour":
      return date.getUTCHours();
    case "day":
      return date.getUTCDate();
    case "week":
      return isoWeek(wallMs);
    case "month":
      return date.getUTCMonth() + 1;
    case "year":
      return date.getUTCFullYear();
  }
}

/** The week that holds the Thursday of this date's week, counted in that Thursday's year. */
function isoWeek(wallMs: number): number {
  const weekday = (new Date(wallMs).getUTCDay() + 6) % 7;
  const thursday = new Date(wallMs + (3 - weekday) * DAY_MS);
  const yearStart = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return Math.floor((thursday.getTime() - yearStart) / DAY_MS / 7) + 1;
}
