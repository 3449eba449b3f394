import { BlockList, isIP } from "node:net";
import type { DetectionRule } from "../../src/detect/sigma/index.ts";

/** What a referee needs beside text patterns: encodings, networks and times, each worked out in another way than the engine does. */

type Selection = DetectionRule["selections"] extends ReadonlyMap<string, infer Value> ? Value : never;
/** One `Field|modifiers: values` of a parsed rule. */
export type Item = Extract<Selection, { readonly kind: "item" }>;
type Step = Item["plan"]["steps"][number];

const DASHES = ["-", "/", "\u2013", "\u2014", "\u2015"];

/** The texts that `text`, without wildcards, becomes by the encoding steps; undefined when there is none. */
export function encodedTexts(text: string, steps: readonly Step[]): readonly string[] | undefined {
  if (!steps.some(isEncoding)) return undefined;
  let texts = [text];
  for (const [at, step] of steps.entries()) {
    if (step === "windash" && steps.slice(at).some(isEncoding)) texts = texts.flatMap(dashed);
    if (isEncoding(step)) texts = texts.flatMap((one) => encodedText(one, step, steps[at - 1]));
  }
  return texts;
}

function isEncoding(step: Step): boolean {
  return step.startsWith("utf16") || step.startsWith("base64");
}

/** Every text in which each dash is any of the five. */
function dashed(text: string): string[] {
  const [first, ...rest] = [...text];
  if (first === undefined) return [""];
  const heads = DASHES.includes(first) ? DASHES : [first];
  return dashed(rest.join("")).flatMap((tail) => heads.map((head) => head + tail));
}

function encodedText(text: string, step: Step, before: Step | undefined): string[] {
  const bytes = Buffer.from(text, before?.startsWith("utf16") === true ? "latin1" : "utf8");
  if (step === "base64") return [bytes.toString("base64")];
  if (step === "base64offset") return [0, 1, 2].map((shift) => certainDigits(bytes, shift));
  const little = Buffer.from(text, "utf16le");
  if (step === "utf16be") return [little.swap16().toString("latin1")];
  return [`${step === "utf16" ? "\xff\xfe" : ""}${little.toString("latin1")}`];
}

/** The base64 digits that stay the same whatever stands before and after: those whose six bits are all of `bytes`. */
function certainDigits(bytes: Buffer, shift: number): string {
  const whole = Buffer.concat([Buffer.alloc(shift), bytes, Buffer.alloc(3)]).toString("base64");
  return whole.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
}

/** True when `text` is an address of `network` (the host's own block list). A zone is left out; an IPv4-mapped address is its IPv4 address. */
export function isInNetwork(text: string, network: string): boolean {
  const address = text.replace(/%.*$/, "").replace(/^::ffff:(?=[0-9.]+$)/i, "");
  const [base = "", bits] = network.split("/");
  if (isIP(address) !== isIP(base)) return false;
  const list = new BlockList();
  if (bits === undefined) list.addAddress(base, family(base));
  else list.addSubnet(base, Number(bits), family(base));
  return list.check(address, family(address));
}

function family(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}

/** What a clock `utcOffsetMinutes` east of UTC showed at the ISO 8601 time `text`, as the host reads it; one without a zone as it stands. */
export function clockShows(text: string, part: string, utcOffsetMinutes: number): number | undefined {
  const date = text.slice(0, 10);
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) return undefined;
  const midnight = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== date) return undefined; // the host knows a February 30th
  const hasZone = /(?:Z|[+-]\d\d:\d\d)$/.test(text) && text.length > 10;
  const atMs = Date.parse(hasZone || text.length === 10 ? text : `${text}Z`);
  return Number.isNaN(atMs) ? undefined : partOf(new Date(atMs + (hasZone ? utcOffsetMinutes * 60_000 : 0)), part);
}

function partOf(wall: Date, part: string): number {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = wall.toISOString().split(/[-T:]/).map(Number);
  return { year, month, day, hour, minute, week: weekOf(wall) }[part] ?? Number.NaN;
}

/** Counts the weeks since the one that holds January 4th (ISO 8601, 3.1.1.23). */
function weekOf(wall: Date): number {
  const monday = (date: Date): number => date.getTime() - ((date.getUTCDay() + 6) % 7) * 86_400_000;
  const first = (year: number): number => monday(new Date(Date.UTC(year, 0, 4)));
  const here = monday(new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate())));
  const years = [wall.getUTCFullYear() + 1, wall.getUTCFullYear(), wall.getUTCFullYear() - 1];
  const start = years.map(first).find((at) => at <= here) ?? Number.NaN;
  return (here - start) / 604_800_000 + 1;
}
