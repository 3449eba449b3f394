import type { TimeSpan } from "../model/index.ts";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAY_MS = 86_400_000;
const YEARS_BACK_MAX = 12;

/** The instant, when it is known to the millisecond. */
function instant(ms: number): TimeSpan {
  return { fromMs: ms, toMs: ms };
}

/** `ms` is what a clock showed that drops everything below `resolutionMs`. */
function since(ms: number, resolutionMs: number): TimeSpan {
  return { fromMs: ms, toMs: ms + resolutionMs - 1 };
}

/**
 * ISO 8601 and its everyday relatives: "2026-11-22T12:00:00.123Z", "2026-11-22 12:00:00,5+0100", "2026/11/22 12:00:00". Without a zone
 * the time is taken at `utcOffsetMinutes` east of UTC. As wide as its last digit; undefined when it is none.
 */
export function isoSpan(text: unknown, utcOffsetMinutes: number): TimeSpan | undefined {
  if (typeof text !== "string" || text.length < 19 || text.length > 40) return undefined;
  const mark = text.charCodeAt(10);
  if (!isDateMark(text) || (mark !== 0x54 && mark !== 0x20 && mark !== 0x74) || text[13] !== ":" || text[16] !== ":")
    return undefined;
  const seconds = two(text, 17);
  const ms = utc(two(text, 0) * 100 + two(text, 2), two(text, 5) - 1, two(text, 8), [two(text, 11), two(text, 14), seconds]);
  if (ms === undefined) return undefined;
  const fraction = fractionAt(text, 19);
  const zone = zoneMinutes(text, fraction.end, utcOffsetMinutes);
  return zone === undefined ? undefined : since(ms + fraction.ms - zone * 60_000, fraction.resolutionMs);
}

function isDateMark(text: string): boolean {
  return (text[4] === "-" && text[7] === "-") || (text[4] === "/" && text[7] === "/");
}

function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function fractionAt(text: string, at: number): { ms: number; resolutionMs: number; end: number } {
  if (text[at] !== "." && text[at] !== ",") return { ms: 0, resolutionMs: 1000, end: at };
  let ms = 0;
  let resolutionMs = 1000;
  let end = at + 1;
  for (; ; end++) {
    const digit = text.charCodeAt(end) - 48;
    if (!(digit >= 0 && digit <= 9)) break;
    if (resolutionMs === 1) continue;
    resolutionMs /= 10;
    ms += digit * resolutionMs;
  }
  return { ms, resolutionMs, end };
}

function zoneMinutes(text: string, at: number, without: number): number | undefined {
  if (at === text.length) return without;
  const sign = text[at];
  if (sign === "Z" || sign === "z") return at + 1 === text.length ? 0 : undefined;
  if (sign === " ") return zoneMinutes(text, at + 1, without);
  if (sign !== "+" && sign !== "-") return undefined;
  const minutesAt = text[at + 3] === ":" ? at + 4 : at + 3;
  const minutes = two(text, at + 1) * 60 + (text.length === at + 3 ? 0 : two(text, minutesAt));
  if (Number.isNaN(minutes) || text.length > minutesAt + 2) return undefined;
  return sign === "-" ? -minutes : minutes;
}

/** Milliseconds since 1970; undefined when a part is out of range. Second 60 is let in: leap seconds are logged. */
function utc(
  year: number,
  month: number,
  day: number,
  [hour, minute, second]: readonly [number, number, number],
): number | undefined {
  if (!(month >= 0 && month < 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second <= 60)) return undefined;
  const ms = Date.UTC(year, month, day, hour, minute, second);
  return Number.isNaN(ms) || new Date(Date.UTC(year, month, day)).getUTCDate() !== day ? undefined : ms;
}

/**
 * Time since 1970 as a number or decimal text. The unit is told by its size: seconds below 1e11, then milliseconds, microseconds,
 * nanoseconds; whole seconds are one second wide.
 */
export function epochSpan(value: unknown): TimeSpan | undefined {
  if (typeof value !== "number" && (typeof value !== "string" || !/^[0-9]{1,20}(?:\.[0-9]{1,12})?$/.test(value)))
    return undefined;
  const number = Number(value);
  if (!(number > 0 && number < 4e18)) return undefined;
  if (number < 1e11) return Number.isInteger(number) ? since(number * 1000, 1000) : fineSeconds(number);
  if (number < 1e14) return instant(Math.floor(number));
  return instant(Math.floor(number < 1e17 ? number / 1e3 : number / 1e6));
}

/** Seconds since 1970 from a clock known to show microseconds, whole or not (Zeek). */
export function fineEpochSpan(value: unknown): TimeSpan | undefined {
  const span = epochSpan(value);
  return span === undefined ? undefined : instant(span.fromMs);
}

// Half a microsecond more, because a double may lie just below the microsecond that it stands for.
function fineSeconds(seconds: number): TimeSpan {
  return instant(Math.floor(seconds * 1000 + 0.0005));
}

const STAMP = /^([A-Za-z]{3}) {1,2}([0-9]{1,2})(?: ([0-9]{4}))? ([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?$/;

/**
 * RFC 3164 §4.1.2, "Nov  2 15:40:14", one second wide. The year it lacks is the latest that puts it no more than a day after
 * `readAtMs`, so that reading the same record again gives the same year.
 */
export function stampSpan(text: string, readAtMs: number, utcOffsetMinutes: number): TimeSpan | undefined {
  const parts = STAMP.exec(text);
  if (parts === null) return undefined;
  const month = MONTHS.indexOf((parts[1] ?? "").toLowerCase());
  const clock = [Number(parts[4]), Number(parts[5]), Number(parts[6])] as const;
  const fraction = parts[7] === undefined ? { ms: 0, resolutionMs: 1000 } : fractionAt(`.${parts[7]}`, 0);
  const last = parts[3] === undefined ? new Date(readAtMs + DAY_MS).getUTCFullYear() + 1 : Number(parts[3]);
  const first = parts[3] === undefined ? last - YEARS_BACK_MAX : last;
  for (let year = last; year >= first; year--) {
    const ms = utc(year, month, Number(parts[2]), clock);
    if (ms === undefined) continue;
    const span = since(ms + fraction.ms - utcOffsetMinutes * 60_000, fraction.resolutionMs);
    if (parts[3] !== undefined || span.fromMs <= readAtMs + DAY_MS) return span;
  }
  return undefined;
}

const CLF = /^([0-9]{2})\/([A-Za-z]{3})\/([0-9]{4}):([0-9]{2}):([0-9]{2}):([0-9]{2}) ([+-])([0-9]{2})([0-9]{2})$/;

/** The time of the common log format, "22/Nov/2026:12:00:00 +0000", one second wide. */
export function clfSpan(text: string): TimeSpan | undefined {
  const parts = CLF.exec(text);
  if (parts === null) return undefined;
  const month = MONTHS.indexOf((parts[2] ?? "").toLowerCase());
  const ms = utc(Number(parts[3]), month, Number(parts[1]), [Number(parts[4]), Number(parts[5]), Number(parts[6])]);
  const zone = (Number(parts[8]) * 60 + Number(parts[9])) * (parts[7] === "-" ? -1 : 1);
  return ms === undefined ? undefined : since(ms - zone * 60_000, 1000);
}
