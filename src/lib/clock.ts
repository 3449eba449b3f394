/** Milliseconds since 1970-01-01T00:00:00Z, by the host's own clock: a claim, not a proof. */
export type Clock = () => number;

/** ISO 8601 in UTC with milliseconds, such as 2026-11-22T12:00:00.000Z. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Milliseconds of exactly what isoTime writes; undefined for anything else. */
export function parseIsoTime(text: string): number | undefined {
  if (!ISO.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) || isoTime(ms) !== text ? undefined : ms;
}
