import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { filesUnder, jsonDocuments } from "../../test/sigma/support.ts";
import { zipMembers } from "../../test/sigma/zip.ts";
import { sharedData } from "../../test/support/shared-data.ts";
import { otherWords, Varier } from "./vary.ts";

/** Files of one JSON object a line, made for one run. */
export type Lane = {
  readonly name: "windows" | "nested";
  /** What is there. */
  readonly recorded: string;
  /** The same with every value made unique, twice with different ones: the first is there to warm up. */
  readonly unique: readonly [string, string];
};

const NESTED_COPIES = 2_000;
/** Of the values of a recorded feed a tenth is new; the copies of a sample would otherwise have none. */
const NESTED_NEW_SHARE = 0.1;
/** Every sample fires its rule, of recorded lines one in fifty does: one copy in so many is left as it is, the others say other words. */
const NESTED_FIRES = 50;
const UNIQUE_BYTES_MAX = 150_000_000;
const SEED = 20_261_123;

/** Every Windows recording of OTRF once, as one file in `folder`. */
export function windowsLane(folder: string): Lane {
  const root = needed("otrf", "datasets", "atomic", "windows");
  const seen = new Set<string>();
  const parts: Buffer[] = [];
  for (const path of filesUnder(root, ".zip"))
    for (const { name, bytes } of zipMembers(path)) {
      if (!name.endsWith(".json") || name.includes("__MACOSX")) continue;
      const digest = createHash("sha256").update(bytes).digest("hex");
      if (!seen.has(digest)) parts.push(Buffer.from(`${[...linesOf(bytes)].join("\n")}\n`));
      seen.add(digest);
    }
  return written(folder, "windows", Buffer.concat(parts));
}

/**
 * The events of SigmaHQ's regression samples in the nested shape of `evtx_dump -o jsonl`, each many times with a tenth of the values new. In
 * all but one copy in fifty the vowels of the texts are exchanged, and samples on which a rule `fires` even then are left out of those.
 */
export function nestedLane(folder: string, fires: (line: string) => boolean): Lane {
  const paths = filesUnder(needed("sigma", "regression_data"), ".json");
  const recorded = paths.flatMap((path) => jsonDocuments(readFileSync(path, "utf8")));
  const quiet = recorded.map(otherWords).filter((line) => !fires(line));
  const varier = new Varier({ share: NESTED_NEW_SHARE, seed: SEED });
  const copies: Buffer[] = [];
  for (let copy = 0; copy < NESTED_COPIES; copy++) {
    const fired = recorded.filter((_, at) => at % NESTED_FIRES === copy % NESTED_FIRES);
    const lines = [...quiet, ...fired].map((document) => `${varier.line(document)}\n`);
    copies.push(Buffer.from(lines.join("")));
  }
  return written(folder, "nested", Buffer.concat(copies));
}

function needed(...parts: readonly string[]): string {
  const root = sharedData(...parts);
  if (root === undefined) throw new Error(`needs ../shared/data/${parts.join("/")}, which a user's clone does not have`);
  return root;
}

function written(folder: string, name: Lane["name"], recorded: Buffer): Lane {
  const file = (kind: string): string => join(folder, `${name}-${kind}.ndjson`);
  writeFileSync(file("recorded"), recorded);
  const halves = [file("unique-1"), file("unique-2")] as const;
  const varier = new Varier({ share: 1, seed: SEED });
  for (const half of halves) writeFileSync(half, varied(recorded, varier));
  return { name, recorded: file("recorded"), unique: halves };
}

/** Lines from everywhere in the lane, as many as fit. */
function varied(recorded: Buffer, varier: Varier): Buffer {
  const stride = Math.ceil(recorded.length / UNIQUE_BYTES_MAX);
  const lines: Buffer[] = [];
  let number = 0;
  for (const line of linesOf(recorded)) if (number++ % stride === 0) lines.push(Buffer.from(`${varier.line(line)}\n`));
  return Buffer.concat(lines);
}

/** The lines of `bytes` as texts, blank ones left out. */
export function* linesOf(bytes: Buffer): Generator<string> {
  for (let from = 0; from < bytes.length; ) {
    const found = bytes.indexOf(10, from);
    const end = found < 0 ? bytes.length : found;
    const text = bytes.toString("utf8", from, end);
    if (text.trim() !== "") yield text;
    from = end + 1;
  }
}
