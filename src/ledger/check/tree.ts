import { equalBytes, type FilePort, parseCount, type Sha256 } from "../../lib/index.ts";
import {
  EMPTY_EDGE,
  edgeRoot,
  entriesPath,
  formatEntryBundle,
  growTiles,
  HASH_BYTES,
  leafHash,
  parseEntryBundle,
  parseVkey,
  type SignatureChecks,
  TILE_WIDTH,
  type TileFile,
} from "../../merkle/index.ts";
import { type CheckpointCheck, readCheckpoint } from "../checkpoint.ts";
import { CHECKPOINT } from "../layout.ts";
import type { Problems } from "./problem.ts";

export type TreeOptions = {
  readonly files: FilePort;
  readonly sha256: Sha256;
  readonly checks: SignatureChecks;
  /** All of them must have signed. */
  readonly logKeys: readonly string[];
};

/** A commitment in a bundle: its length in two bytes before it. */
const BUNDLE_ENTRY_BYTES = 34;

/** The published tree as any stranger with read access sees it. */
export type PublishedTree = { readonly head: CheckpointCheck; readonly commitments: readonly Uint8Array[] };

/** Reads the checkpoint and re-derives every tile and the root from the entries. Undefined when the checkpoint cannot be read. */
export async function checkTree(options: TreeOptions, problems: Problems): Promise<PublishedTree | undefined> {
  const { files, checks, logKeys, sha256 } = options;
  const bytes = await files.read(CHECKPOINT);
  if (bytes === undefined) {
    problems.add("bad-checkpoint", CHECKPOINT, "there is none");
    return undefined;
  }
  const keys = logKeys.map(parseVkey);
  const bad = keys.find((key) => !key.ok);
  if (bad !== undefined) {
    problems.add("bad-checkpoint", CHECKPOINT, `a key of the log is ${bad.ok ? "good" : bad.fault.kind}`);
    return undefined;
  }
  const head = await readCheckpoint(
    bytes,
    keys.flatMap((key) => (key.ok ? [[key.value]] : [])),
    checks,
  );
  if (!head.ok) {
    problems.add("bad-checkpoint", CHECKPOINT, head.fault.detail);
    return undefined;
  }
  const commitments = await readAllBundles(files, head.value.size, problems);
  const leaves = commitments.map((commitment) => leafHash(sha256, commitment));
  const whole = growTiles(sha256, EMPTY_EDGE, leaves);
  for (const { path, bytes: expected } of whole.files) {
    const found = await readAtLeast(files, path, expected.length);
    if (found === undefined || !equalBytes(found, expected))
      problems.add("bad-tile", path, found === undefined ? "it is missing" : "it is not what the entries give");
    await checkEarlierPartials(files, { path, bytes: expected }, problems);
  }
  for (let first = 0; first < commitments.length; first += TILE_WIDTH) {
    const bundle = commitments.slice(first, first + TILE_WIDTH);
    const path = entriesPath(first / TILE_WIDTH, bundle.length);
    await checkEarlierPartials(files, { path, bytes: formatEntryBundle(bundle) }, problems);
  }
  if (!equalBytes(edgeRoot(sha256, whole.edge), head.value.root))
    problems.add("root-mismatch", CHECKPOINT, "the entries do not have the signed root");
  return { head: head.value, commitments };
}

async function readAllBundles(files: FilePort, size: number, problems: Problems): Promise<readonly Uint8Array[]> {
  const commitments: Uint8Array[] = [];
  for (let tile = 0; tile * TILE_WIDTH < size; tile++) {
    const width = Math.min(TILE_WIDTH, size - tile * TILE_WIDTH);
    const path = entriesPath(tile, width);
    const bytes = await readAtLeast(files, path, width * BUNDLE_ENTRY_BYTES);
    const entries = bytes === undefined ? undefined : parseEntryBundle(bytes, width);
    if (!entries?.ok || entries.value.some(({ length }) => length !== 32)) {
      problems.add("bad-bundle", path, bytes === undefined ? "it is missing" : "it does not hold its 32-byte entries");
      return commitments;
    }
    commitments.push(...entries.value);
  }
  return commitments;
}

/** The partial tiles of earlier checkpoints that are still served: each is the beginning of what is there now. */
async function checkEarlierPartials(files: FilePort, { path, bytes }: TileFile, problems: Problems): Promise<void> {
  const isBundle = path.startsWith("tile/entries/");
  const folder = path.replace(/(\.p\/[0-9]+)?$/, ".p");
  for (const name of await files.list(folder)) {
    const width = parseCount(name);
    const length = width.ok ? width.value * (isBundle ? BUNDLE_ENTRY_BYTES : HASH_BYTES) : bytes.length;
    // Of the current width it is checked already; a wider one was never signed, and the next opening sees to it.
    if (length >= bytes.length) continue;
    const found = await files.read(`${folder}/${name}`);
    if (found !== undefined && !equalBytes(found, bytes.subarray(0, length)))
      problems.add(isBundle ? "bad-bundle" : "bad-tile", `${folder}/${name}`, "it is not what the entries give");
  }
}

/** A partial tile, or the beginning of the full one where the partial is gone (C2SP tlog-tiles §Partial Tiles). */
async function readAtLeast(files: FilePort, path: string, bytes: number): Promise<Uint8Array | undefined> {
  return (await files.read(path)) ?? (await files.read(path.replace(/\.p\/[0-9]+$/, "")))?.subarray(0, bytes);
}
