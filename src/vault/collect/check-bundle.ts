import { concat, toHex } from "../../lib/index.ts";
import type { BeginHash, RunningHash } from "../content-hash.ts";
import {
  COLLECTION_MANIFEST,
  type CollectedItem,
  type CollectionManifest,
  MANIFEST_BYTES_MAX,
  parseCollection,
} from "./manifest.ts";
import { readTar, type TarPiece } from "./tar.ts";

/** A collector's bundle, and every way in which it is not what its manifest says. */
export type CheckedBundle = { readonly manifest: CollectionManifest; readonly faults: readonly string[] };

const FAULTS_MAX = 100;
const REGULAR = ["0", "\0"];
const FOLDER = "5";

type Member = { readonly name: string; readonly bytes: number; readonly hash: RunningHash };
type Reading = {
  manifest: CollectionManifest | undefined;
  manifestPieces: Uint8Array[] | undefined;
  member: Member | undefined;
  readonly expected: Map<string, CollectedItem>;
  readonly faults: string[];
};

/**
 * Reads a collector's bundle as it streams by and compares every item with the manifest. Undefined when it is none: a tar whose first
 * member is not a manifest of ours. Input is untrusted.
 */
export async function checkBundle(chunks: AsyncIterable<Uint8Array>, beginHash: BeginHash): Promise<CheckedBundle | undefined> {
  const reading: Reading = { manifest: undefined, manifestPieces: undefined, member: undefined, expected: new Map(), faults: [] };
  let members = 0;
  for await (const piece of readTar(chunks)) {
    if (piece.kind === "member" && members++ === 0) {
      if (piece.name !== COLLECTION_MANIFEST || piece.bytes > MANIFEST_BYTES_MAX) return undefined;
      reading.manifestPieces = [];
    } else if (piece.kind === "bytes" && reading.manifestPieces !== undefined) reading.manifestPieces.push(piece.bytes.slice());
    else {
      if (!endManifest(reading)) return undefined;
      readPiece(reading, piece, beginHash);
    }
  }
  if (!endManifest(reading) || reading.manifest === undefined) return undefined;
  endMember(reading);
  for (const path of reading.expected.keys()) fault(reading, `${path} is missing`);
  return { manifest: reading.manifest, faults: reading.faults };
}

/** False when the first member is no manifest. */
function endManifest(reading: Reading): boolean {
  if (reading.manifestPieces === undefined) return reading.manifest !== undefined;
  const bytes = concat(...reading.manifestPieces);
  reading.manifestPieces = undefined;
  const parsed = parseCollection(bytes);
  if (!parsed.ok) return false;
  reading.manifest = parsed.value;
  for (const item of parsed.value.items) reading.expected.set(item.path, item);
  return true;
}

function readPiece(reading: Reading, piece: TarPiece, beginHash: BeginHash): void {
  if (piece.kind === "bytes") reading.member?.hash.update(piece.bytes);
  else {
    endMember(reading);
    if (piece.kind === "broken") fault(reading, piece.why);
    else if (REGULAR.includes(piece.type)) reading.member = { name: piece.name, bytes: piece.bytes, hash: beginHash("sha256") };
    else if (piece.type !== FOLDER || piece.name !== "items/")
      fault(reading, `${piece.name} is neither a file nor the folder items`);
  }
}

function endMember(reading: Reading): void {
  const { member } = reading;
  if (member === undefined) return;
  reading.member = undefined;
  const item = reading.expected.get(member.name);
  reading.expected.delete(member.name);
  if (item === undefined) fault(reading, `${member.name} is not in the manifest`);
  else if (item.bytes !== member.bytes || item.sha256 !== toHex(member.hash.digest()))
    fault(reading, `${member.name} is not what the manifest says`);
}

function fault(reading: Reading, what: string): void {
  if (reading.faults.length < FAULTS_MAX) reading.faults.push(what);
}
