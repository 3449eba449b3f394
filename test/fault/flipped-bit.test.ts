import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type Ledger, openLedger } from "../../src/ledger/index.ts";
import { auditBeside, diskFiles } from "../../src/ledger/io/index.ts";
import { Failure, type FilePort } from "../../src/lib/index.ts";
import { appended, removed } from "./append-life.ts";
import { LossyDisk } from "./lossy-files.ts";
import { nodeOptions } from "./node.ts";

/** Where a bit may flip between what was computed and what the disk was handed. */
const PLACES: readonly (readonly [what: string, path: RegExp])[] = [
  ["an envelope batch", /^ledger\/envelopes\//],
  ["a bundle of entries", /^ledger\/tile\/entries\//],
  ["a tile of hashes", /^ledger\/tile\/0\//],
];

for (const [what, path] of PLACES) {
  test(`a bit of ${what} that flips on its way to the disk is never signed`, async () => {
    const { ledger, signed, faulty } = await open();
    await ledger.append(appended(3));
    faulty.path = path;
    const before = signed.length;
    await assert.rejects(ledger.append(appended(2)), isDamage);
    assert.equal(signed.length, before, "no head was signed");
    faulty.path = undefined;
    await assert.rejects(ledger.append(appended(1)), isDamage);
    assert.equal(ledger.size, 4, "what it serves is what was signed");
  });
}

test("a bit of the last bundle that flips on the disk stops the next start", async () => {
  const { ledger, disk } = await open();
  await ledger.append(appended(3));
  await ledger.close();
  const bundle = (await disk.files.read("ledger/tile/entries/000.p/4")) ?? assert.fail("it is there");
  bundle[40] = (bundle[40] ?? 0) ^ 1;
  await disk.files.writeNew("ledger/tile/entries/000.p/4", bundle);
  await assert.rejects(openLedger(await nodeOptions(disk.files, { seed: 2, signed: () => undefined })), isDamage);
});

test("a large batch is reckoned again in another thread, which reads it from the disk itself", async (context) => {
  const directory = mkdtempSync(join(tmpdir(), "meridian-audit-"));
  context.after(() => removed([directory]));
  const disk = diskFiles(directory);
  const faulty: Opened["faulty"] = { path: undefined };
  const files: FilePort = {
    ...disk,
    writeNew: (at, bytes, access) => disk.writeNew(at, faulty.path?.test(at) ? flipped(bytes) : bytes, access),
  };
  const signed: string[] = [];
  const options = await nodeOptions(files, { seed: 1, signed: ({ size }) => signed.push(size) });
  const ledger = await openLedger({ ...options, audit: auditBeside(join(directory, "ledger")) });
  await ledger.append(appended(600));
  assert.deepEqual((await ledger.check()).problems, []);
  faulty.path = /^ledger\/envelopes\//;
  await assert.rejects(ledger.append(appended(600)), isDamage);
  assert.deepEqual(signed, ["1", "601"]);
  await ledger.close();
});

type Opened = { ledger: Ledger; disk: LossyDisk; signed: string[]; faulty: { path: RegExp | undefined } };

async function open(): Promise<Opened> {
  const disk = new LossyDisk();
  const faulty: Opened["faulty"] = { path: undefined };
  const files: FilePort = {
    ...disk.files,
    writeNew: (path, bytes, access) => {
      return disk.files.writeNew(path, faulty.path?.test(path) ? flipped(bytes) : bytes, access);
    },
  };
  const signed: string[] = [];
  const ledger = await openLedger(await nodeOptions(files, { seed: 1, signed: ({ size }) => signed.push(size) }));
  return { ledger, disk, signed, faulty };
}

function flipped(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, at) => (at === 20 ? byte ^ 1 : byte));
}

function isDamage(error: unknown): boolean {
  return error instanceof Failure && error.code === "LEDGER_DAMAGED";
}
