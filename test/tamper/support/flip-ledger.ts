import { checkLedger, checkPublishedTree } from "../../../src/ledger/index.ts";
import { decompress, nodeSignatureChecks, sha256 } from "../../../src/ledger/io/index.ts";
import { equalBytes, type FilePort, present, toHex, uint64, within } from "../../../src/lib/index.ts";
import {
  bundlesForGrowth,
  EMPTY_EDGE,
  edgeRoot,
  entriesPath,
  formatEntryBundle,
  formatVkey,
  growTiles,
  leafHash,
  type SignatureChecks,
} from "../../../src/merkle/index.ts";
import type { SegmentId } from "../../../src/model/index.ts";
import { LossyDisk } from "../../fault/lossy-files.ts";
import { nodeOptions } from "../../fault/node.ts";
import { appendTogether, expireAll, feed, newHistory, startRun } from "../../fault/scenario.ts";
import { LOG_VKEYS, signHead } from "../../mirror/log.ts";
import type { FlipTarget, Uncovered } from "./flipping.ts";

const NOW_MS = 1_795_343_175_000;

/** Signature checks that ask once for each key, message and signature: what did not change needs no second look. */
export function remembering(checks: SignatureChecks): SignatureChecks {
  const answers = new Map<string, Promise<boolean>>();
  const ask =
    (kind: string, check: SignatureChecks["ed25519"]): SignatureChecks["ed25519"] =>
    (...claim) => {
      const name = kind + claim.map((part) => toHex(sha256(part))).join();
      const known = answers.get(name);
      if (known !== undefined) return known;
      const answer = check(...claim);
      if (answers.size < 2000) answers.set(name, answer);
      return answer;
    };
  return { ed25519: ask("e", (...claim) => checks.ed25519(...claim)), mlDsa44: ask("m", (...claim) => checks.mlDsa44(...claim)) };
}

/** A small ledger with a file of every kind: segments whole, erased once and erased twice, and erased entries. */
export async function everyKindOfFile(): Promise<{
  readonly files: Map<string, Uint8Array>;
  readonly logKeys: readonly string[];
}> {
  const disk = new LossyDisk();
  const run = await startRun(disk, newHistory(), 1);
  await feed(run, 10);
  await appendTogether(run, 1);
  await expireAll(run);
  const kept = [];
  for await (const sealed of run.ledger.segmentRecords("seg-000001" as SegmentId)) if (!sealed.erased) kept.push(sealed.name);
  const records = [present(kept[0], "a record that the schedule kept")];
  const order = { order: "again", authority: "records officer", basis: "test", records, segments: [], entries: [] };
  await run.ledger.order(order);
  await run.ledger.carryOut("again", NOW_MS);
  await feed(run, 14);
  await run.ledger.close();
  const { signer } = await nodeOptions(disk.files, { seed: 1, signed: () => undefined });
  return { files: await filesBelow(within(disk.files, "ledger")), logKeys: [signer.logEd25519.vkey, signer.logMlDsa44.vkey] };
}

async function filesBelow(port: FilePort, directory = ""): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  for (const name of await port.list(directory)) {
    const path = directory === "" ? name : `${directory}/${name}`;
    const bytes = await port.read(path);
    if (bytes !== undefined) found.set(path, bytes);
    else for (const [below, file] of await filesBelow(port, path)) found.set(below, file);
  }
  return found;
}

/** Files in memory that nobody writes. */
function readOnly(files: ReadonlyMap<string, Uint8Array>): FilePort {
  const refuse = () => Promise.reject(new Error("a check writes nothing"));
  return {
    read: async (path) => files.get(path)?.slice(),
    list: async (directory) => {
      const below = [...files.keys()].filter((path) => path.startsWith(`${directory}/`));
      return [...new Set(below.map((path) => path.slice(directory.length + 1).split("/")[0] as string))].sort();
    },
    writeNew: refuse,
    syncFile: refuse,
    rename: refuse,
    syncDirectory: refuse,
    remove: refuse,
    makeDirectory: refuse,
    isPrivate: refuse,
    hold: refuse,
  };
}

/** Each file of a ledger with `meridian ledger check` as its check. */
export function ledgerTargets({ files, logKeys }: Awaited<ReturnType<typeof everyKindOfFile>>): readonly FlipTarget[] {
  const checks = remembering(nodeSignatureChecks);
  return [...files].map(([path, bytes]) => ({
    name: path,
    bytes,
    uncovered: uncoveredOf(path, bytes),
    accepts: async (changed) => {
      const port = readOnly(new Map(files).set(path, changed));
      return (await checkLedger({ files: port, sha256, checks, decompress, logKeys })).problems.length === 0;
    },
  }));
}

function uncoveredOf(path: string, bytes: Uint8Array): readonly Uncovered[] {
  const whole = { from: 0, to: bytes.length };
  if (path.startsWith("views/"))
    return [{ what: "a view", why: "made again from what is signed; a wrong one only costs time", ...whole }];
  if (path.endsWith(".zst"))
    return [
      {
        what: "a bit of the compression",
        why: "the lines are what is sealed, not how they were packed: every one of them still comes out",
        ...whole,
        covers: async (changed) => equalBytes(await decompress(changed), await decompress(bytes)),
      },
    ];
  return [];
}

/** The published files of a tree of `size` entries, each checked as a stranger checks them. */
export async function treeTargets(size: number): Promise<readonly FlipTarget[]> {
  const entries = Array.from({ length: size }, (_, at) => sha256(uint64(BigInt(at))));
  const { edge, files: tiles } = growTiles(
    sha256,
    EMPTY_EDGE,
    entries.map((entry) => leafHash(sha256, entry)),
  );
  const files = new Map(tiles.map(({ path, bytes }) => [path, bytes]));
  for (const { index, width } of bundlesForGrowth(0, size))
    files.set(entriesPath(index, width), formatEntryBundle(entries.slice(index * 256, index * 256 + width)));
  files.set("checkpoint", await signHead({ size, root: edgeRoot(sha256, edge) }));
  const checks = remembering(nodeSignatureChecks);
  const logKeys = LOG_VKEYS.map(formatVkey);
  return onePerKind([...files.keys()]).map((path) => ({
    name: `${path} of ${size} entries`,
    bytes: present(files.get(path), path),
    accepts: async (changed) => {
      const port = readOnly(new Map(files).set(path, changed));
      return (await checkPublishedTree({ files: port, sha256, checks, logKeys })).problems.length === 0;
    },
  }));
}

/** A full and a partial tile of each level, and of the entries: the last of each, and the checkpoint. */
function onePerKind(paths: readonly string[]): readonly string[] {
  return [...new Map(paths.map((path) => [kindOf(path), path])).values()];
}

/** `tile/0`, `tile/0.p`, `tile/entries` …: level, and whether partial. */
export function kindOf(path: string): string {
  return path.startsWith("tile/") ? `${path.split("/").slice(0, 2).join("/")}${path.includes(".p/") ? ".p" : ""}` : path;
}
