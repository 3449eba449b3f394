import { type Checked, no, parseCount, parseIsoTime, textOf, yes } from "../../lib/index.ts";
import type { ExhibitPredicate } from "../../model/index.ts";

/** One thing that the collector read: a file, or what a command said. Times are of the host that was collected from. */
export type CollectedItem = {
  /** Where it lies in the bundle. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly from: string;
  readonly to: string;
  readonly kind: "command" | "file";
  readonly source: string;
  /** What was left out of it, in words; empty when it is whole. */
  readonly cut: string;
};

/** What a bundle says of itself. */
export type CollectionManifest = {
  readonly host: string;
  readonly user: string;
  readonly tool: { readonly version: string; readonly sha256: string | null };
  readonly begun: string;
  readonly ended: string;
  readonly items: readonly CollectedItem[];
  readonly unread: ExhibitPredicate["unread"];
};

/** `line` counts from 1. */
export type ManifestFault = { readonly kind: "bad-manifest"; readonly line: number; readonly expected: string };

/** The manifest's first line; a tar whose first member begins with it is a bundle. */
const COLLECTION_HEADER = "meridian-collect/v1";
/** The manifest's name in the bundle; it is the first member. */
export const COLLECTION_MANIFEST = "manifest.tsv";
export const MANIFEST_BYTES_MAX = 33_554_432;
const LINES_MAX = 200_000;
const UNREAD_MAX = 100_000;

const ITEM_PATH = /^items\/[0-9]{6}$/;
const HEX_32 = /^[0-9a-f]{64}$/;
const SECOND = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

type Draft = {
  host: string | undefined;
  user: string | undefined;
  tool: CollectionManifest["tool"] | undefined;
  begun: string | undefined;
  ended: string | undefined;
  readonly items: CollectedItem[];
  readonly unread: { readonly what: string; readonly reason: string }[];
  readonly paths: Set<string>;
};

/** Reads a bundle's manifest (spec/custody.md §Bundle). Input is untrusted: any line that is not understood refuses the whole. */
export function parseCollection(bytes: Uint8Array): Checked<CollectionManifest, ManifestFault> {
  const refuse = (line: number, expected: string) => no<ManifestFault>({ kind: "bad-manifest", line, expected });
  const text = bytes.length <= MANIFEST_BYTES_MAX ? textOf(bytes) : undefined;
  if (text === undefined) return refuse(1, `UTF-8 of at most ${MANIFEST_BYTES_MAX} bytes`);
  const lines = text.split("\n");
  if (lines.pop() !== "") return refuse(lines.length + 1, "a newline at the end");
  if (lines.length > LINES_MAX) return refuse(LINES_MAX + 1, `at most ${LINES_MAX} lines`);
  if (lines[0] !== COLLECTION_HEADER) return refuse(1, COLLECTION_HEADER);
  const draft: Draft = {
    host: undefined,
    user: undefined,
    tool: undefined,
    begun: undefined,
    ended: undefined,
    items: [],
    unread: [],
    paths: new Set(),
  };
  for (const [at, line] of lines.entries()) {
    const expected = at === 0 ? undefined : readLine(draft, line.split("\t"));
    if (expected !== undefined) return refuse(at + 1, expected);
  }
  const { host, user, tool, begun, ended, items, unread } = draft;
  if (host === undefined || user === undefined || tool === undefined || begun === undefined || ended === undefined)
    return refuse(lines.length, "the lines host, user, tool, begun and ended");
  return yes({ host, user, tool, begun, ended, items, unread });
}

/** What was expected instead; nothing when the line is good. */
function readLine(draft: Draft, [keyword = "", ...words]: readonly string[]): string | undefined {
  const [word = ""] = words;
  switch (keyword) {
    case "host":
    case "user":
      return once(draft, keyword, words.length === 1 ? percentDecoded(word) : undefined);
    case "begun":
    case "ended":
      return once(draft, keyword, words.length === 1 ? timeOf(word) : undefined);
    case "tool":
      return once(draft, "tool", toolOf(words));
    case "item":
      return addItem(draft, words);
    case "unread":
      return addUnread(draft, words);
    default:
      return "a line of a known kind";
  }
}

function once<Name extends "host" | "user" | "tool" | "begun" | "ended">(
  draft: Draft,
  name: Name,
  value: Draft[Name],
): string | undefined {
  if (value === undefined || draft[name] !== undefined) return `one ${name}, well formed`;
  draft[name] = value;
  return undefined;
}

function toolOf(words: readonly string[]): CollectionManifest["tool"] | undefined {
  const [version = "", digest = ""] = words;
  if (words.length !== 2 || !/^[0-9.]{1,20}$/.test(version)) return undefined;
  if (digest === "-") return { version, sha256: null };
  return HEX_32.test(digest) ? { version, sha256: digest } : undefined;
}

const ITEM_WORDS = 8;

function addItem(draft: Draft, words: readonly string[]): string | undefined {
  const expected = "item, path, SHA-256, bytes, two times, command or file, source, and what was cut";
  if (words.length !== ITEM_WORDS) return expected;
  const [path, sha256, size, begun, ended, kind, encoded, cutText] = words as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  if (!ITEM_PATH.test(path) || draft.paths.has(path) || !HEX_32.test(sha256)) return expected;
  if (kind !== "command" && kind !== "file") return expected;
  const bytes = parseCount(size);
  const [from, to] = [timeOf(begun), timeOf(ended)];
  const [source, cut] = [percentDecoded(encoded), percentDecoded(cutText)];
  if (!bytes.ok || from === undefined || to === undefined || source === undefined || cut === undefined) return expected;
  draft.paths.add(path);
  draft.items.push({ path, sha256, bytes: bytes.value, from, to, kind, source, cut });
  return undefined;
}

function addUnread(draft: Draft, words: readonly string[]): string | undefined {
  const [at = "", encoded = "", reasonText = ""] = words;
  const [what, reason] = [percentDecoded(encoded), percentDecoded(reasonText)];
  if (words.length !== 3 || timeOf(at) === undefined || what === undefined || reason === undefined)
    return "unread, time, what, and why";
  if (draft.unread.length >= UNREAD_MAX) return `at most ${UNREAD_MAX} unread`;
  draft.unread.push({ what, reason });
  return undefined;
}

/** Whole seconds of the host's clock, as a time with milliseconds; undefined when the calendar has no such time. */
function timeOf(text: string): string | undefined {
  if (!SECOND.test(text)) return undefined;
  const time = text.replace("Z", ".000Z");
  return parseIsoTime(time) === undefined ? undefined : time;
}

/** Undoes the collector's encoding: bytes that are not plain are %XX. Bytes that are not UTF-8 stay as they are encoded. */
function percentDecoded(text: string): string | undefined {
  if (!/^(?:[!-$&-~ ]|%[0-9A-F]{2})*$/.test(text)) return undefined;
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "%") {
      bytes.push(Number.parseInt(text.slice(at + 1, at + 3), 16));
      at += 2;
    } else bytes.push(text.charCodeAt(at));
  }
  return textOf(Uint8Array.from(bytes)) ?? text;
}
