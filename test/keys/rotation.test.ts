import assert from "node:assert/strict";
import { test } from "node:test";
import { rotateOwnKey } from "../../src/app/index.ts";
import type { OwnRole } from "../../src/ledger/index.ts";
import { KNOWN_CUTS, LossyDisk, randomCut } from "../fault/lossy-files.ts";
import { isFailure, ORIGIN, openTestNode, type SignedRoot, tickingClock } from "./node.ts";

const ROLES: readonly OwnRole[] = ["statement", "log-ed25519", "log-ml-dsa-44"];
const SOAK = process.env["MERIDIAN_SOAK"] === "1";
const SEED = Number(process.env["MERIDIAN_SEED"] ?? Math.floor(Math.random() * 1e6));

const schedule = { schedule: "thirty days", keepDays: 30, authority: "Records officer", basis: "Port rules §4" };

test("each of the keeper's keys is rotated in turn, twice, and the ledger stays sound at every step and after a restart", async () => {
  const disk = new LossyDisk();
  let { ledger } = await openTestNode(disk.files);
  const seen = new Set<string>();
  for (const round of [1, 2]) {
    for (const role of ROLES) {
      const old = ledger.keyring.own(role, ledger.size)?.vkey;
      const { vkey, index } = await rotateOwnKey(
        { files: disk.files, ledger },
        { role, reason: `round ${round}`, clock: tickingClock() },
      );
      assert.notEqual(vkey, old);
      assert.equal(ledger.keyring.own(role, ledger.size)?.vkey, vkey);
      assert.equal(index, ledger.size - 1);
      assert.deepEqual((await ledger.check()).problems, []);
      await ledger.retain(schedule);
      assert.deepEqual((await ledger.check()).problems, []);
      seen.add(vkey);
    }
    await ledger.close();
    ledger = (await openTestNode(disk.files)).ledger;
  }
  assert.equal(seen.size, 6);
  assert.deepEqual((await ledger.check()).problems, []);
  assert.deepEqual(await disk.files.list("keys"), ["log-ed25519.pem", "log-ml-dsa-44.pem", "statement-ed25519.pem"]);
  assert.equal(ledger.keyring.origin, ORIGIN);
});

test("the checkpoint that covers a rotation bears the old key's last signature and the new key's first", async () => {
  const disk = new LossyDisk();
  const { ledger } = await openTestNode(disk.files);
  const lines = () =>
    new TextDecoder()
      .decode(ledger.checkpoint)
      .split("\n")
      .filter((line) => line.startsWith("—")).length;
  assert.equal(lines(), 2);
  await rotateOwnKey({ files: disk.files, ledger }, { role: "log-ed25519", reason: "yearly", clock: tickingClock() });
  assert.equal(lines(), 3);
  await ledger.retain(schedule);
  assert.equal(lines(), 2);
});

test("what waits while the statement key is rotated is signed by the new one", async () => {
  const disk = new LossyDisk();
  const { ledger } = await openTestNode(disk.files);
  const rotating = rotateOwnKey({ files: disk.files, ledger }, { role: "statement", reason: "yearly", clock: tickingClock() });
  const waiting = Array.from({ length: 20 }, () => ledger.retain(schedule));
  await Promise.all([rotating, ...waiting]);
  assert.deepEqual((await ledger.check()).problems, []);
});

test("a key folder from before the rotation is refused by name", async () => {
  const disk = new LossyDisk();
  const first = await openTestNode(disk.files);
  const old = await disk.files.read("keys/statement-ed25519.pem");
  await rotateOwnKey({ ...first }, { role: "statement", reason: "yearly", clock: tickingClock() });
  await first.ledger.close();
  await disk.files.writeNew("keys/statement-ed25519.pem", old ?? new Uint8Array(0), "private");
  await assert.rejects(openTestNode(disk.files), isFailure("LEDGER_KEYS", /believes the statement key .* not in the key folder/));
});

for (const role of ROLES) {
  test(`a rotation of the ${role} key that is cut short anywhere ends as one consistent state (MERIDIAN_SEED=${SEED})`, async () => {
    const operations = await cutShort(role, Number.MAX_SAFE_INTEGER, "kill");
    const step = SOAK ? 1 : 9;
    for (let at = SEED % step; at <= operations; at += step) {
      await cutShort(role, at, "kill");
      await cutShort(role, at, "power");
    }
  });
}

/** Runs a rotation, stops it before operation `at`, and judges what the next start makes of it. Gives how many operations it has. */
async function cutShort(role: OwnRole, at: number, how: "kill" | "power"): Promise<number> {
  const disk = new LossyDisk();
  const roots: SignedRoot[] = [];
  const signed = (root: SignedRoot) => void roots.push(root);
  const node = await openTestNode(disk.files, { signed });
  await node.ledger.retain(schedule);
  const [started, sizeBefore, old] = [disk.operations, node.ledger.size, node.ledger.keyring.own(role, node.ledger.size)?.vkey];
  let left: LossyDisk | undefined;
  disk.before = () => {
    if (disk.operations - started < at) return "done";
    left ??= disk.killed();
    return "lost";
  };
  const change = await rotateOwnKey(node, { role, reason: "yearly", clock: tickingClock() }).catch(() => undefined);
  const operations = disk.operations - started;
  for (const cut of how === "kill" ? [undefined] : [...KNOWN_CUTS, randomCut(SEED + at)]) {
    const found = cut === undefined ? (left ?? disk).killed() : (left ?? disk).afterPowerCut(cut);
    const again = await openTestNode(found.files, { signed });
    const { ledger } = again;
    const isRotated = ledger.keyring.own(role, ledger.size)?.vkey !== old;
    assert.ok(change === undefined || isRotated, "an acknowledged rotation is not lost");
    assert.equal(ledger.size, isRotated ? sizeBefore + 1 : sizeBefore);
    assert.deepEqual((await ledger.check()).problems, []);
    assert.deepEqual(await found.files.list("keys"), ["log-ed25519.pem", "log-ml-dsa-44.pem", "statement-ed25519.pem"]);
    await ledger.retain(schedule);
    assert.deepEqual((await ledger.check()).problems, [], `${cut?.name ?? "kill"} before operation ${at}`);
    await ledger.close();
    await (await openTestNode(found.files)).ledger.close();
    roots.splice(roots.length - 1); // each cut goes on by itself from here: its last root is of another world
  }
  const bySize = Map.groupBy(roots, ({ size }) => size);
  for (const [size, ofSize] of bySize)
    assert.equal(new Set(ofSize.map(({ root }) => root)).size, 1, `one root for size ${size}, cut before operation ${at}`);
  return operations;
}
