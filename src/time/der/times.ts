import { textOf } from "../../lib/index.ts";
import type { DerNode } from "./read.ts";
import { TAG } from "./tags.ts";

/** A moment as a span of whole milliseconds since 1970: both ends equal unless the text is finer than a millisecond. */
export type Moment = { readonly fromMs: number; readonly toMs: number };

const GENERALIZED = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:\.(\d{0,8}[1-9]))?Z$/;
const UTC = /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/;

/** A GeneralizedTime `YYYYMMDDhhmmss[.f]Z` without zeros at the end of the fraction (RFC 3161 §2.4.2); undefined for any other. */
export function generalizedTimeOf(node: DerNode | undefined): Moment | undefined {
  if (node?.tag !== TAG.generalizedTime) return undefined;
  const [, year = "", ...parts] = GENERALIZED.exec(textOf(node.content) ?? "") ?? [];
  const second = secondOf(year, parts.slice(0, 5));
  if (second === undefined) return undefined;
  const nanoseconds = Number((parts[5] ?? "").padEnd(9, "0"));
  return { fromMs: second + Math.floor(nanoseconds / 1e6), toMs: second + Math.ceil(nanoseconds / 1e6) };
}

const YEAR_2050_MS = Date.UTC(2050, 0);

/** The time of a certificate (RFC 5280 §4.1.2.5): UTCTime until 2049, GeneralizedTime without fraction from 2050. Ms since 1970. */
export function validityTimeOf(node: DerNode | undefined): number | undefined {
  if (node?.tag === TAG.utcTime) {
    const [, year = "", ...parts] = UTC.exec(textOf(node.content) ?? "") ?? [];
    return secondOf(`${Number(year) < 50 ? "20" : "19"}${year}`, parts);
  }
  const moment = generalizedTimeOf(node);
  const isFraction = node !== undefined && node.content.length !== 15;
  return moment === undefined || isFraction || moment.fromMs < YEAR_2050_MS ? undefined : moment.fromMs;
}

/** Ms of a second that the calendar has; undefined otherwise, so also for a leap second. */
function secondOf(
  year: string,
  [month = "", day = "", hour = "", minute = "", second = ""]: readonly string[],
): number | undefined {
  const text = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const ms = Date.parse(`${text}Z`);
  return Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(text) ? undefined : ms;
}
