/** A STIX timestamp (STIX 2.1 §2.16): UTC, any number of fraction digits, a leap second allowed. */
export type StixTime = {
  /** Sorts as text the way the times do, exactly, whatever the number of digits. */
  readonly key: string;
  /** Milliseconds since 1970, with a fraction as far as a double holds it; a leap second counts as the second after it. */
  readonly ms: number;
};

const TIMESTAMP = /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.(\d{1,30}))?Z$/;

/** Reads a timestamp; undefined when it is not one, or names a day that the calendar does not have. */
export function parseTimestamp(text: unknown): StixTime | undefined {
  if (typeof text !== "string") return undefined;
  const parts = TIMESTAMP.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  const whole = new Date(0);
  whole.setUTCFullYear(year, month - 1, day);
  whole.setUTCHours(hour, minute, second);
  const fraction = (parts[7] ?? "").replace(/0+$/, "");
  const key = fraction === "" ? text.slice(0, 19) : `${text.slice(0, 19)}.${fraction}`;
  return { key, ms: whole.getTime() + (fraction === "" ? 0 : Number(`0.${fraction}`) * 1000) };
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Less than 0 when `left` is earlier, 0 when they are the same instant. */
export function compareTimes(left: StixTime, right: StixTime): number {
  return left.key < right.key ? -1 : left.key > right.key ? 1 : 0;
}
