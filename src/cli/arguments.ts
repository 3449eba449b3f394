import { hostname } from "node:os";
import { resolve } from "node:path";
import { Failure, tableOf } from "../lib/index.ts";

const DURATION = /^([0-9]{1,6})([smhdw])$/;
const UNIT_MS: ReadonlyMap<string, number> = tableOf({ s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 });

const TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * `--since`: a duration before now such as 90m or 2d, or a time such as 2026-11-22 or 2026-11-22T12:00:00Z; one without a zone is
 * in that of the logs. Gives ms since 1970.
 */
export function parseSince(text: string, nowMs: number, utcOffsetMinutes: number): number {
  const [, amount, unit] = DURATION.exec(text) ?? [];
  if (amount !== undefined && unit !== undefined) return nowMs - Number(amount) * (UNIT_MS.get(unit) ?? 0);
  const [, date, time = "00:00", zone] = TIME.exec(text) ?? [];
  const ms = date !== undefined && isDate(date) ? Date.parse(`${date}T${time}${zone ?? "Z"}`) : Number.NaN;
  if (Number.isNaN(ms))
    throw new Failure("CLI_USAGE", `expected --since such as 90m, 2d or 2026-11-22T12:00:00Z, got ${JSON.stringify(text)}`);
  return zone === undefined ? ms - utcOffsetMinutes * 60_000 : ms;
}

/** Date.parse takes 30 February for 2 March. */
function isDate(date: string): boolean {
  const ms = Date.parse(`${date}T00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
}

const OFFSET = /^([+-])(0[0-9]|1[0-4]):([0-5][0-9])$/;

/** `--utc-offset`: such as +13:00. Gives minutes east of UTC. Throws CLI_USAGE. */
export function parseUtcOffset(text: string): number {
  const [, sign, hours, minutes] = OFFSET.exec(text) ?? [];
  if (hours === undefined || minutes === undefined) {
    throw new Failure("CLI_USAGE", `expected --utc-offset such as +13:00, got ${JSON.stringify(text)}`);
  }
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** `--port`: 0 to 65535, 0 for any free one. Throws CLI_USAGE. */
export function parsePort(text: string): number {
  if (!/^[0-9]{1,5}$/.test(text) || Number(text) > 65_535)
    throw new Failure("CLI_USAGE", `expected a port from 0 to 65535, got ${JSON.stringify(text)}`);
  return Number(text);
}

/** For options that may be given more than once. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** Which host wrote a source whose lines name none: `--host`, else this machine for its own /var/log, else nobody knows. */
export function hostRule(host: string | undefined): (source: { readonly kind: string; readonly path?: string }) => string | null {
  return ({ path }) => host ?? (path !== undefined && resolve(path).startsWith("/var/log/") ? hostname() : null);
}

/** The zone of this machine now, minutes east of UTC. */
export function localUtcOffset(): number {
  return -new Date().getTimezoneOffset();
}

/** A signal that aborts on the first Ctrl-C or TERM. A second one ends the process by the system's own rule. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort());
  return stop.signal;
}
