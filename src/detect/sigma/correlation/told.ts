import type { Json } from "../../../lib/index.ts";
import type { Event, FieldValue } from "../../../model/index.ts";

/** Texts and numbers that strict JSON does not take stand in a list behind one of these. */
const CODES = "u";
const NUMBER = "d";
const BIG = "n";
const LIST = "l";

const CODE_DIGITS = 4;
const NUMBER_UNITS_MAX = 32;
const BIG_DIGITS_MAX = 81;
const DIGITS = 15;
const DEPTH_MAX = 48;

/** A text as JSON, with lone surrogates too: whoever writes a log may put them in. */
export function tellText(text: string): Json {
  if (text.isWellFormed()) return text;
  return [
    CODES,
    Array.from({ length: text.length }, (_, at) => text.charCodeAt(at).toString(16).padStart(CODE_DIGITS, "0")).join(""),
  ];
}

/** The text again; undefined for what tellText does not give. */
export function textTold(told: Json | undefined): string | undefined {
  if (typeof told === "string") return told;
  const codes = behind(told, CODES);
  if (codes === undefined || !/^(?:[0-9a-f]{4})+$/.test(codes)) return undefined;
  let text = "";
  for (let at = 0; at < codes.length; at += CODE_DIGITS)
    text += String.fromCharCode(Number(`0x${codes.slice(at, at + CODE_DIGITS)}`));
  return text;
}

/** A whole number of any size as JSON. */
export function tellBig(value: bigint): Json {
  return [BIG, String(value)];
}

/** The whole number again; undefined for what tellBig does not give. */
export function bigTold(told: Json | undefined): bigint | undefined {
  const text = behind(told, BIG);
  if (text === undefined || !/^-?[0-9]+$/.test(text) || text.length > BIG_DIGITS_MAX + 1) return undefined;
  const digits = text.replace("-", "");
  let value = 0n;
  for (let at = 0; at < digits.length; at += DIGITS) {
    const piece = digits.slice(at, at + DIGITS);
    value = value * 10n ** BigInt(piece.length) + BigInt(Number(piece));
  }
  return text.startsWith("-") ? -value : value;
}

function behind(told: Json | undefined, mark: string): string | undefined {
  if (!Array.isArray(told) || told.length !== 2) return undefined;
  const [kind, text] = told as readonly Json[];
  return kind === mark && typeof text === "string" ? text : undefined;
}

/** What of an event strict JSON does not take: the place of the field, its name and value. */
export type Oddity = readonly [place: number, name: Json, value: Json];

/** The event with nothing in it that strict JSON does not take, and what was left out; undefined for one that is nested too deep. */
export function withoutOddities(event: Event): { readonly event: Event; readonly odd: readonly Oddity[] } | undefined {
  const odd: Oddity[] = [];
  const fields: Record<string, FieldValue> = Object.create(null) as Record<string, FieldValue>;
  for (const [place, [name, value]] of Object.entries(event.fields).entries()) {
    if (name.isWellFormed() && isPlain(value, 0)) {
      fields[name] = value;
      continue;
    }
    const told = tellValue(value, 0);
    if (told === undefined) return undefined;
    odd.push([place, tellText(name), told]);
    // No name of a log: it has a line feed, and its place tells it from others of its kind.
    fields[`odd\n${place}`] = null;
  }
  return odd.length === 0 ? { event, odd } : { event: { ...event, fields }, odd };
}

/** The event with what was left out of it; undefined when that does not fit. */
export function withOddities(event: Event, odd: readonly Json[]): Event | undefined {
  const entries = Object.entries(event.fields);
  for (const one of odd) {
    const [place, name, told]: readonly Json[] = Array.isArray(one) ? one : [];
    const value = told === undefined ? undefined : valueTold(told, 0);
    const text = textTold(name);
    if (typeof place !== "number" || entries[place] === undefined || text === undefined || value === undefined) return undefined;
    entries[place] = [text, value];
  }
  const fields: Record<string, FieldValue> = Object.create(null) as Record<string, FieldValue>;
  for (const [name, value] of entries) fields[name] = value;
  return { ...event, fields };
}

function isPlain(value: FieldValue, depth: number): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value === "number") return Math.abs(value) <= Number.MAX_SAFE_INTEGER && !Object.is(value, -0);
  if (!isList(value)) return true;
  return depth < DEPTH_MAX && value.every((member) => isPlain(member, depth + 1));
}

function tellValue(value: FieldValue, depth: number): Json | undefined {
  if (typeof value === "string") return tellText(value);
  if (typeof value === "number") return [NUMBER, Object.is(value, -0) ? "-0" : String(value)];
  if (!isList(value)) return value;
  if (depth >= DEPTH_MAX) return undefined;
  const members = value.map((member) => tellValue(member, depth + 1));
  return members.includes(undefined) ? undefined : [LIST, members as Json[]];
}

function valueTold(told: Json, depth: number): FieldValue | undefined {
  if (told === null || typeof told === "boolean") return told;
  const text = textTold(told);
  if (text !== undefined) return text;
  const number = behind(told, NUMBER);
  if (number !== undefined) return number.length <= NUMBER_UNITS_MAX && number !== "" ? Number(number) : undefined;
  if (!Array.isArray(told) || told.length !== 2 || told[0] !== LIST || !Array.isArray(told[1]) || depth >= DEPTH_MAX)
    return undefined;
  const members = (told[1] as Json[]).map((member) => valueTold(member, depth + 1));
  return members.includes(undefined) ? undefined : (members as FieldValue[]);
}

function isList(value: FieldValue): value is readonly FieldValue[] {
  return Array.isArray(value);
}
