const MINUTE_MS = 60_000;
const UNITS: readonly (readonly [number, string])[] = [
  [86_400_000, "day"],
  [3_600_000, "hour"],
  [MINUTE_MS, "minute"],
  [1000, "second"],
];

/** `3 days 4 hours`, the two largest units that are not nothing. `ms` is 0 or more. */
export function spell(ms: number): string {
  const parts: string[] = [];
  let rest = ms;
  for (const [unit, name] of UNITS) {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    if (count > 0) parts.push(plural(count, name));
    if (parts.length === 2 || (parts.length === 1 && count === 0)) break;
  }
  return parts.length === 0 ? "less than a second" : parts.join(" ");
}

/** `1 record`, `12,345 records`. */
export function plural(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** `12,345`. */
export function number(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `2026-11-22 12:00:01 UTC` of an ISO time. */
export function clockTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

/** The first 12 digits of a name, enough for a person to tell them apart. */
export function shortName(name: string): string {
  return `${name.slice(0, 12)}…`;
}
