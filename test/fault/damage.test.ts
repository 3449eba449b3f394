import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import type { ProblemKind } from "../../src/ledger/index.ts";
import { checkLedger, openLedger } from "../../src/ledger/index.ts";
import { decompress, nodeSignatureChecks, sha256 } from "../../src/ledger/io/index.ts";
import { Failure, textOf, utf8 } from "../../src/lib/index.ts";
import { seededRandom } from "../support/random.ts";
import { LossyDisk } from "./lossy-files.ts";
import { nodeOptions } from "./node.ts";
import { newHistory, playScenario } from "./scenario.ts";

const SEED = Number(process.env["MERIDIAN_SEED"] ?? Date.now() % 1_000_000);

/** A change to one file, and the problem that `check` must name. */
const DAMAGE: readonly {
  readonly what: string;
  readonly path: string;
  readonly change: (bytes: Uint8Array) => Uint8Array | undefined;
  readonly kind: ProblemKind;
}[] = [
  { what: "records missing without an erasure", path: "segments/seg-000004.ndjson.zst", change: gone, kind: "missing-records" },
  {
    what: "records cut short",
    path: "segments/seg-000004.ndjson.zst",
    change: (bytes) => bytes.slice(0, -9),
    kind: "bad-records",
  },
  {
    what: "records of another segment",
    path: "segments/seg-000004.ndjson.zst",
    change: () => new Uint8Array(0),
    kind: "bad-records",
  },
  { what: "leaves missing", path: "segments/seg-000004.leaves", change: gone, kind: "bad-leaves" },
  { what: "a leaf changed", path: "segments/seg-000001.leaves", change: flipped, kind: "bad-leaves" },
  { what: "a kept record missing", path: "segments/seg-000001.kept.ndjson", change: firstLineGone, kind: "bad-kept" },
  { what: "a kept record changed", path: "segments/seg-000001.kept.ndjson", change: replaced("xx", "yx"), kind: "bad-kept" },
  {
    what: "an envelope changed",
    path: "envelopes/000000/000000000001.ndjson",
    change: replaced('"salt":"', '"salt":"A'),
    kind: "bad-batch",
  },
  { what: "an envelope batch missing", path: "envelopes/000000/000000000001.ndjson", change: gone, kind: "bad-batch" },
  {
    what: "an envelope erased without a statement",
    path: "envelopes/000000/000000000001.ndjson",
    change: erasedFirstLine,
    kind: "unstated-erasure",
  },
];

describe(`damage on disk, MERIDIAN_SEED=${SEED}`, () => {
  const sound = new LossyDisk();
  before(() => playScenario(sound, newHistory()));

  for (const { what, path, change, kind } of DAMAGE) {
    test(`check names ${what}`, async () => {
      const report = await checkAfter(sound.killed(), path, change);
      assert.ok(
        report.some((problem) => problem.kind === kind),
        `expected ${kind}, got ${report.map((problem) => problem.kind).join()}`,
      );
    });
  }

  test("check finds a flipped byte in any file of the ledger but views and locks", async () => {
    const random = seededRandom(SEED);
    for (const path of await allFiles(sound)) {
      if (path.startsWith("views/")) continue;
      const at = random();
      const flip = (bytes: Uint8Array) => flippedAt(bytes, Math.floor(at * bytes.length));
      const original = await sound.files.read(`ledger/${path}`);
      if (original === undefined || original.length === 0 || (await saysTheSame(original, flip(original)))) continue;
      assert.notDeepEqual(await checkAfter(sound.killed(), path, flip), [], `a flipped byte in ${path}`);
    }
  });

  test("a sound ledger has no problems", async () => {
    assert.deepEqual(await checkAfter(sound.killed(), "checkpoint", (bytes) => bytes), []);
  });

  for (const [what, path, change] of [
    ["the checkpoint is gone", "checkpoint", gone],
    ["the checkpoint is changed", "checkpoint", flipped],
    ["a batch lies beyond a gap", "envelopes/000000/000000000999.ndjson", () => utf8("{}\n")],
  ] as const) {
    test(`opening refuses a ledger when ${what}`, async () => {
      const disk = sound.killed();
      await changeFile(disk, path, change);
      const options = await nodeOptions(disk.files, { seed: 1, signed: () => assert.fail("nothing may be signed") });
      await assert.rejects(openLedger(options), (error) => error instanceof Failure && error.code === "LEDGER_DAMAGED");
    });
  }

  test("reading records that are missing without an erasure says so, and erased ones come by name", async () => {
    const disk = sound.killed();
    await disk.files.remove("ledger/segments/seg-000004.ndjson.zst");
    const ledger = await openLedger(await nodeOptions(disk.files, { seed: 1, signed: () => undefined }));
    await assert.rejects(
      gathered(ledger.segmentRecords(ledger.segmentId(4))),
      (error) => error instanceof Failure && error.code === "LEDGER_DAMAGED",
    );
    const erased = await gathered(ledger.segmentRecords(ledger.segmentId(1)));
    const { predicate } = await segmentOf(ledger, 1);
    assert.equal(erased.length, predicate.records);
    assert.ok(erased.some((one) => one.erased) && erased.some((one) => !one.erased), "some are kept, some erased");
    for (const one of erased) assert.equal((await ledger.recordProof(one.segment, one.index)).name, one.name);
    await ledger.close();
  });
});

async function gathered<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function segmentOf(ledger: Awaited<ReturnType<typeof openLedger>>, ordinal: number) {
  for await (const entry of ledger.entries()) {
    if (!entry.erased && entry.statement.kind === "segment" && entry.statement.predicate.segment === ledger.segmentId(ordinal))
      return entry.statement;
  }
  return assert.fail(`segment ${ordinal} has a statement`);
}

async function checkAfter(disk: LossyDisk, path: string, change: (bytes: Uint8Array) => Uint8Array | undefined) {
  await changeFile(disk, path, change);
  const { files, signer, decompress } = await nodeOptions(disk.files, { seed: 1, signed: () => undefined });
  const logKeys = [signer.logEd25519.vkey, signer.logMlDsa44.vkey];
  return (await checkLedger({ files, sha256, checks: nodeSignatureChecks, decompress, logKeys })).problems;
}

async function changeFile(disk: LossyDisk, path: string, change: (bytes: Uint8Array) => Uint8Array | undefined): Promise<void> {
  const whole = `ledger/${path}`;
  const changed = change((await disk.files.read(whole)) ?? new Uint8Array(0));
  if (changed === undefined) await disk.files.remove(whole);
  else await disk.files.writeNew(whole, changed);
}

async function allFiles(disk: LossyDisk, directory = "ledger"): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of await disk.files.list(directory)) {
    const path = `${directory}/${name}`;
    if ((await disk.files.read(path)) === undefined) found.push(...(await allFiles(disk, path)));
    else found.push(path.slice("ledger/".length));
  }
  return found;
}

/** Partial tiles of earlier sizes are not what the present checkpoint rests on. */
function gone(): undefined {
  return undefined;
}

function flipped(bytes: Uint8Array): Uint8Array {
  return flippedAt(bytes, bytes.length >> 1);
}

/** True for two zstd frames of the same content: a few bits in one are free, such as those of a match that is found in two places. */
async function saysTheSame(frame: Uint8Array, changed: Uint8Array): Promise<boolean> {
  try {
    return Buffer.compare(await decompress(frame), await decompress(changed)) === 0;
  } catch {
    return false; // no frame, or none any more
  }
}

function flippedAt(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
}

function firstLineGone(bytes: Uint8Array): Uint8Array {
  return bytes.slice(bytes.indexOf(0x0a) + 1);
}

function replaced(what: string, by: string): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => utf8((textOf(bytes) ?? "").replace(what, by));
}

function erasedFirstLine(bytes: Uint8Array): Uint8Array {
  return utf8((textOf(bytes) ?? "").replace(/^.*"index":(\d+).*\n/, '{"erased":0,"index":$1}\n'));
}
