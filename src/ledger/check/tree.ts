import { equalBytes, type FilePort, type Sha256 } from "../../lib/index.ts";
import {
  EMPTY_EDGE,
  edgeRoot,
  entriesPath,
  growTiles,
  leafHash,
  parseEntryBundle,
  parseVkey,
  type SignatureChecks,
  TILE_WIDTH,
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
    const bytes = await readAtLeast(files, path, width * 34);
    const entries = bytes === undefined ? undefined : parseEntryBundle(bytes, width);
    if (!entries?.ok || entries.value.some(({ length }) => length !== 32)) {
      problems.add("bad-bundle", path, bytes === undefined ? "it is missing" : "it does not hold its 32-byte entries");
      return commitments;
    }
    commitments.push(...entries.value);
  }
  return commitments;
}

/** A partial tile, or the beginning of the full one where the partial is gone (C2SP tlog-tiles §Partial Tiles). */
async function readAtLeast(files: FilePort, path: string, bytes: number): Promise<Uint8Array | undefined> {
  return (await files.read(path)) ?? (await files.read(path.replace(/\.p\/[0-9]+$/, "")))?.subarray(0, bytes);
}
