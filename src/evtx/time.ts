const TICKS_A_SECOND = 10_000_000;
const SECONDS_A_DAY = 86_400;
/** Days from 1601-01-01, where FILETIME begins, to 1970-01-01. */
const DAYS_TO_1970 = 134_774;

/** The UTC time of a FILETIME, 100-nanosecond ticks since 1601 ([MS-DTYP] §2.3.3), with `digits` digits of the second's fraction. */
export function fileTimeText(ticks: bigint, digits: 6 | 7): string {
  return fileTimeTextOf(Number(ticks >> 32n), Number(ticks & 0xffff_ffffn), digits);
}

/** The same for the two halves of a FILETIME. */
export function fileTimeTextOf(high: number, low: number, digits: 6 | 7): string {
  const { second, fraction } = fileTimeParts(high, low);
  return `${second}${digits === 7 ? padded(fraction, 7) : padded(Math.floor(fraction / 10), 6)}Z`;
}

/** The same in two parts: the text up to the point of the second's fraction, and the fraction in ticks. */
export function fileTimeParts(high: number, low: number): { readonly second: string; readonly fraction: number } {
  // Long division by TICKS_A_SECOND, sixteen bits at a time: no step leaves what a double holds exactly.
  const middle = (high % TICKS_A_SECOND) * 0x1_0000 + (low >>> 16);
  const last = (middle % TICKS_A_SECOND) * 0x1_0000 + (low & 0xffff);
  const upper = Math.floor(high / TICKS_A_SECOND) * 0x1_0000 + Math.floor(middle / TICKS_A_SECOND);
  const seconds = upper * 0x1_0000 + Math.floor(last / TICKS_A_SECOND);
  return { second: secondText(seconds), fraction: last % TICKS_A_SECOND };
}

let lastSeconds = -1;
let lastSecond = "";

// Records of one second stand together.
function secondText(seconds: number): string {
  if (seconds !== lastSeconds) {
    const days = Math.floor(seconds / SECONDS_A_DAY);
    lastSecond = `${dateText(days)}T${clockText(seconds - days * SECONDS_A_DAY)}.`;
    lastSeconds = seconds;
  }
  return lastSecond;
}

let lastDays = -1;
let lastDate = "";

// Records of one day stand together.
function dateText(days: number): string {
  if (days !== lastDays) {
    const { year, month, day } = civil(days - DAYS_TO_1970);
    lastDate = `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
    lastDays = days;
  }
  return lastDate;
}

function clockText(seconds: number): string {
  return `${pair(Math.floor(seconds / 3600))}:${pair(Math.floor(seconds / 60) % 60)}:${pair(seconds % 60)}`;
}

const PAIRS: readonly string[] = Array.from({ length: 60 }, (_, value) => padded(value, 2));

function pair(value: number): string {
  return PAIRS[value] as string;
}

/** The date in the Gregorian calendar, by eras of 400 years: Date stops at the year 275760 and writes years after 9999 differently. */
function civil(daysSince1970: number): { readonly year: number; readonly month: number; readonly day: number } {
  const shifted = daysSince1970 + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leaps = Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** `value` with leading zeros. */
export function padded(value: number, width: number): string {
  return String(value).padStart(width, "0");
}
