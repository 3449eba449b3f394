import { formatJson, type Json, parseJson, textOf, utf8 } from "../../../src/lib/index.ts";
import type { FileEntry, FileSource } from "../../../src/verify/index.ts";
import type { Random } from "../../support/random.ts";

/** A dossier as somebody hostile serves it: entries and bytes need not agree. */
export type Served = { entries: FileEntry[]; readonly bytes: Map<string, Uint8Array>; readonly unreadable: Set<string> };

/** A dossier as it is, to be changed. */
export function served(files: ReadonlyMap<string, Uint8Array>): Served {
  const entries = [...files].map(([path, bytes]) => ({ path, bytes: bytes.length }));
  return { entries, bytes: new Map(files), unreadable: new Set() };
}

/** What the verifier is given. */
export function sourceOf({ entries, bytes, unreadable }: Served): FileSource {
  return {
    list: () => entries,
    async read(path) {
      if (unreadable.has(path)) throw new Error("the disk does not want to");
      return bytes.get(path) ?? new Uint8Array();
    },
  };
}

/** Draws numbers below a bound and items of a list. */
export class Dice {
  readonly #random: Random;
  constructor(random: Random) {
    this.#random = random;
  }
  below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }
  of<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }
}

/** Puts bytes in a file's place, with an honest size. */
export function put(dossier: Served, path: string, bytes: Uint8Array): void {
  dossier.bytes.set(path, bytes);
  dossier.entries = [...dossier.entries.filter((entry) => entry.path !== path), { path, bytes: bytes.length }];
}

type Change = (dossier: Served, dice: Dice) => void;

function onFile(change: (bytes: Uint8Array, dice: Dice) => Uint8Array): Change {
  return (dossier, dice) => {
    const path = dice.of([...dossier.bytes.keys()]);
    put(dossier, path, change(dossier.bytes.get(path) ?? new Uint8Array(), dice));
  };
}

function onText(change: (text: string, dice: Dice) => string): Change {
  return onFile((bytes, dice) => utf8(change(textOf(bytes) ?? "", dice)));
}

const EDGES = [
  "0",
  "-1",
  "00",
  "1e999",
  "0.5",
  "9007199254740991",
  "9007199254740993",
  "18446744073709551615",
  "18446744073709551616",
];
const EDGE_VALUES: readonly Json[] = [null, true, "", -1, 0.5, 1e308, 2 ** 53, [], {}, "\u0000", "\ud83d\ude00".repeat(5000)];
const DEEP = 50_000;
const NAMES = [
  "../outside",
  "/etc/hostname",
  "data/../../outside",
  "data//twice",
  "data/./here",
  "C:\\windows\\file",
  "data/nul\u0000",
  "data/new\nline",
  "data/\u202etxt.exe",
  "DATA/REPLY.JSON",
  "data/reply.json ",
  "data/e\u0301",
  "",
  ".",
  "data",
  "data/ledger",
  "__proto__",
  "constructor",
  `data/${"n".repeat(5000)}`,
  `${"d/".repeat(2000)}f`,
];

/** A JSON document with one value of it changed, or one member added or gone. */
function changeJson(value: Json, dice: Dice): Json {
  const isLeaf = value === null || typeof value !== "object" || dice.below(8) === 0;
  if (isLeaf) return dice.of(EDGE_VALUES);
  if (Array.isArray(value)) {
    const list = value as Json[];
    const at = dice.below(list.length + 1);
    if (at === list.length || dice.below(4) === 0) return [...list.slice(0, at), ...list.slice(Math.max(0, at - 1))];
    return list.with(at, changeJson(list[at] as Json, dice));
  }
  const names = Object.keys(value);
  if (names.length === 0 || dice.below(6) === 0)
    return { ...value, [dice.of(["x", "constructor", "toString", "_type"])]: dice.of(EDGE_VALUES) };
  const name = dice.of(names);
  if (dice.below(6) === 0) return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
  return { ...value, [name]: changeJson((value as Record<string, Json>)[name] as Json, dice) };
}

function changeDocument(text: string, dice: Dice): string {
  const lines = text.split("\n");
  const at = dice.below(lines.length);
  const parsed = parseJson(lines[at] ?? "");
  if (!parsed.ok) return `${text} `;
  return lines.with(at, formatJson(inPayload(parsed.value, dice))).join("\n");
}

/** Half of the time the change is made within what base64 hides: the statement of an envelope. */
function inPayload(value: Json, dice: Dice): Json {
  const payload = (value as { payload?: Json } | null)?.payload;
  if (typeof payload !== "string" || dice.below(2) === 0) return changeJson(value, dice);
  const inner = parseJson(Buffer.from(payload, "base64").toString());
  if (!inner.ok) return changeJson(value, dice);
  return {
    ...(value as Record<string, Json>),
    payload: Buffer.from(formatJson(changeJson(inner.value, dice))).toString("base64"),
  };
}

/** Ways to change a dossier, by name. Each leaves it another one, but where two changes undo each other. */
export const CHANGES: readonly (readonly [name: string, change: Change])[] = [
  ["a byte changed", onFile((bytes, dice) => bytes.with(dice.below(bytes.length), dice.below(256)))],
  ["cut short", onFile((bytes, dice) => bytes.subarray(0, dice.below(bytes.length)))],
  ["random bytes", onFile((_, dice) => Uint8Array.from({ length: dice.below(400) }, () => dice.below(256)))],
  ["bytes twice", onFile((bytes) => Uint8Array.from([...bytes, ...bytes]))],
  ["not UTF-8", onFile((bytes, dice) => bytes.with(dice.below(bytes.length), 0xff))],
  [
    "lines moved",
    onText((text, dice) => {
      const lines = text.split("\n");
      return lines.with(dice.below(lines.length), dice.of(lines)).join("\n");
    }),
  ],
  [
    "a line of a million units",
    onText((text, dice) => text.replace("\n", `${dice.of(["a", "0", "[", " "]).repeat(1_000_000)}\n`)),
  ],
  ["many short lines", onText((text, dice) => text + dice.of(["\n", "{}\n", "a  b\n", "0\n"]).repeat(100_000))],
  ["a number at a limit", onText((text, dice) => replaceOne(text, /[0-9]+/g, dice.of(EDGES), dice))],
  ["JSON of another structure", onText(changeDocument)],
  ["deep nesting", onText((text, dice) => replaceOne(text, /[[{"]/g, dice.of(["[", '{"a":']).repeat(DEEP), dice))],
  ["deep and whole", onText(() => `${"[".repeat(DEEP)}${"]".repeat(DEEP)}\n`)],
  ["many values", onText(() => `[${"0,".repeat(300_000)}0]\n`)],
  ["many names", onText(() => `{${Array.from({ length: 50_000 }, (_, at) => `"k${at}":0`).join()}}\n`)],
  ["a file gone", (dossier, dice) => void (dossier.entries = dossier.entries.toSpliced(dice.below(dossier.entries.length), 1))],
  ["two files exchanged", exchange],
  ["a name listed twice", (dossier, dice) => void dossier.entries.push(dice.of(dossier.entries))],
  ["a name that leads elsewhere", (dossier, dice) => put(dossier, dice.of(NAMES), utf8("x"))],
  ["a file moved to such a name", moveFile],
  ["a name in other case", (dossier, dice) => put(dossier, dice.of(dossier.entries).path.toUpperCase(), utf8("x"))],
  [
    "a size that lies",
    (dossier, dice) => restate(dossier, dice, dice.of([0, -1, 0.5, Number.NaN, 2 ** 53, 1e308, Number.POSITIVE_INFINITY])),
  ],
  ["not a plain file", (dossier, dice) => restate(dossier, dice, null)],
  ["unreadable", (dossier, dice) => void dossier.unreadable.add(dice.of(dossier.entries).path)],
  [
    "very many files",
    (dossier) => void dossier.entries.push(...Array.from({ length: 100_001 }, (_, at) => ({ path: `data/x${at}`, bytes: 1 }))),
  ],
  ["nothing at all", (dossier) => void (dossier.entries = [])],
];

function exchange(dossier: Served, dice: Dice): void {
  const [one, two] = [dice.of([...dossier.bytes.keys()]), dice.of([...dossier.bytes.keys()])];
  const [left, right] = [dossier.bytes.get(one) as Uint8Array, dossier.bytes.get(two) as Uint8Array];
  put(dossier, one, right);
  put(dossier, two, left);
}

function moveFile(dossier: Served, dice: Dice): void {
  const at = dice.below(dossier.entries.length);
  dossier.entries = dossier.entries.with(at, { ...(dossier.entries[at] as FileEntry), path: dice.of(NAMES) });
}

function restate(dossier: Served, dice: Dice, bytes: number | null): void {
  const at = dice.below(dossier.entries.length);
  dossier.entries = dossier.entries.with(at, { ...(dossier.entries[at] as FileEntry), bytes });
}

/** One of the places where a pattern fits, replaced. */
function replaceOne(text: string, pattern: RegExp, by: string, dice: Dice): string {
  const places = [...text.matchAll(pattern)];
  if (places.length === 0) return text + by;
  const { 0: found, index } = dice.of(places);
  return text.slice(0, index) + by + text.slice(index + found.length);
}
