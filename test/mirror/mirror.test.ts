import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { toHex, utf8 } from "../../src/lib/index.ts";
import { proveSubtree, rootFromTiles } from "../../src/merkle/index.ts";
import { logId, type Mirror, openSignedHead, pushToMirror, readLog } from "../../src/witness/index.ts";
import { formatPackage, formatUploadHeader, packageRanges } from "../../src/witness/mirror/entry-package.ts";
import { parseMirrorInfo } from "../../src/witness/mirror/mirror-info.ts";
import { formatAddCheckpoint } from "../../src/witness/request.ts";
import { KNOWN_CUTS, LossyDisk } from "../fault/lossy-files.ts";
import { flipBit } from "../support/merkle-tree.ts";
import {
  inPieces,
  LOG_VKEYS,
  MemoryLog,
  MIRROR_VKEYS,
  mirrorOn,
  nodeSignatureChecks,
  ORIGIN,
  postsTo,
  SECONDS,
  sha256,
  signHead,
} from "./log.ts";

const ID = logId(sha256, ORIGIN);

async function push(mirror: Mirror, log: MemoryLog, seen: number[] = []) {
  const checkpoint = log.files.get("checkpoint") ?? (await log.sign());
  const keys = { log: LOG_VKEYS, mirror: MIRROR_VKEYS, checks: nodeSignatureChecks, sha256, clock: () => SECONDS * 1000 };
  return pushToMirror({ post: postsTo(mirror, seen), checkpoint, tiles: log.tiles, ...keys });
}

/** Reads the mirror's copy as a stranger does: the checkpoint under the mirror's keys, then every entry proved against it. */
async function readMirrored(mirror: Mirror): Promise<Uint8Array[]> {
  const note = await mirror.file(ID, "checkpoint");
  assert.ok(note !== undefined, "the mirror serves a checkpoint");
  for (const keys of [MIRROR_VKEYS, LOG_VKEYS]) {
    const lines = await openSignedHead(note, keys, nodeSignatureChecks);
    assert.ok(lines.ok && lines.value.lines.length === keys.length, "signed by all keys of the mirror and of the log");
  }
  const opened = await openSignedHead(note, LOG_VKEYS, nodeSignatureChecks);
  assert.ok(opened.ok);
  const { size, root } = opened.value.head;
  const tiles = (path: string) => mirror.file(ID, path);
  assert.deepEqual(await rootFromTiles(sha256, tiles, Number(size)), { ok: true, value: root });
  const entries: Uint8Array[] = [];
  for await (const bundle of readLog({ sha256, tiles, size: Number(size), root })) {
    assert.ok(bundle.ok, JSON.stringify(bundle));
    entries.push(...bundle.value.entries);
  }
  return entries;
}

async function upload(log: MemoryLog, start: number, end: number, change = (packed: Uint8Array[]) => packed) {
  const parts: Uint8Array[] = [];
  for (const { first, start: from, end: to } of packageRanges(start, end)) {
    const proof = await proveSubtree(sha256, log.tiles, { start: first, end: to }, end);
    assert.ok(proof.ok);
    parts.push(formatPackage({ entries: log.entries.slice(from, to), proof: proof.value }));
  }
  const header = formatUploadHeader({ origin: ORIGIN, start: BigInt(start), end: BigInt(end), ticket: utf8("any") });
  return Buffer.concat([header, ...change(parts)]);
}

const add = async (mirror: Mirror, log: MemoryLog, oldSize = 0n) =>
  mirror.addCheckpoint(formatAddCheckpoint({ oldSize, proof: [], checkpoint: await log.sign() }));
const send = (mirror: Mirror, body: Uint8Array) => mirror.addEntries(inPieces(body));
const infoOf = (body: Uint8Array) => {
  const info = parseMirrorInfo(body);
  return info && [Number(info.size), Number(info.next)];
};

test("a log is pushed, grows, is pushed again, and the copy is the log", async () => {
  const disk = new LossyDisk();
  const log = new MemoryLog();
  let mirror = mirrorOn(disk);
  for (const size of [0, 1, 255, 256, 700, 9000]) {
    log.growTo(size);
    await log.sign();
    const seen: number[] = [];
    const pushed = await push(mirror, log, seen);
    assert.ok(
      pushed.ok,
      JSON.stringify(pushed, (_, value) => (typeof value === "bigint" ? String(value) : value)),
    );
    assert.equal(pushed.value.cosignatures.length, 2);
    assert.deepEqual(await readMirrored(mirror), log.entries);
    if (size === 9000) assert.deepEqual(seen, [409, 200, 409, 202, 200]);
    // Every second step on a process that was started anew.
    if (size % 2 === 0) mirror = mirrorOn(disk);
  }
  const again = await push(mirror, log);
  assert.ok(again.ok && again.value.sent === 0, "what is mirrored is not sent again");
});

test("add-entries answers each case with the status of the specification", async () => {
  const mirror = mirrorOn();
  const log = new MemoryLog().growTo(600);
  const whole = await upload(log, 0, 600);
  assert.equal((await send(mirror, whole)).status, 422, "no checkpoint was ever added");
  assert.equal((await add(mirror, log)).status, 200);
  const strange = formatUploadHeader({ origin: "ledger.example/other", start: 0n, end: 600n, ticket: utf8("") });
  assert.equal((await send(mirror, strange)).status, 404);
  assert.equal((await send(mirror, whole.subarray(0, 20))).status, 400, "half a header");
  assert.equal((await send(mirror, whole.subarray(0, 200))).status, 400, "half of the first package");
  const header = (start: bigint, end: bigint) => formatUploadHeader({ origin: ORIGIN, start, end, ticket: utf8("") });
  assert.equal((await send(mirror, header(601n, 600n))).status, 400);
  const conflict = await send(mirror, header(0n, 2n ** 64n - 1n));
  assert.deepEqual([conflict.status, conflict.type, infoOf(conflict.body)], [409, "text/x.tlog.mirror-info", [600, 0]]);
  assert.deepEqual(infoOf((await send(mirror, header(600n, 600n))).body), [600, 0], "beyond the next entry");
  const wrong = await upload(log, 0, 600, (parts) => parts.with(1, parts[0] as Uint8Array));
  assert.equal((await send(mirror, wrong)).status, 422, "the second package is the first one again");
  assert.deepEqual(infoOf((await send(mirror, header(600n, 600n))).body), [600, 256], "the first was saved");
  assert.equal(await mirror.file(ID, "checkpoint"), undefined, "nothing is signed before all is held");
  const partial = await send(mirror, (await upload(log, 100, 600)).subarray(0, 5500));
  assert.deepEqual([partial.status, infoOf(partial.body)], [202, [600, 512]]);
  assert.equal((await send(mirror, await upload(log, 512, 600))).status, 200);
  assert.deepEqual(await readMirrored(mirror), log.entries);
  assert.equal((await send(mirror, header(600n, 600n))).status, 200, "an empty upload at the end is answered again");
});

test("an upload that repeats too much, or more than 32 packages, is answered with where to go on", async () => {
  const mirror = mirrorOn();
  const log = new MemoryLog().growTo(9000);
  await add(mirror, log);
  const first = await upload(log, 0, 9000);
  const trailing = await send(mirror, Buffer.concat([first, Buffer.alloc(5000)]));
  assert.deepEqual([trailing.status, infoOf(trailing.body)], [202, [9000, 8192]]);
  assert.equal((await send(mirror, await upload(log, 8192, 9000))).status, 200);
  const excess = await send(mirror, first);
  assert.deepEqual([excess.status, infoOf(excess.body)], [409, [9000, 9000]]);
});

test("an earlier pending size still takes uploads, one below what was signed does not", async () => {
  const mirror = mirrorOn();
  const [small, large] = [new MemoryLog().growTo(300), new MemoryLog().growTo(300)];
  await add(mirror, small);
  const seen: number[] = [];
  large.growTo(5000);
  await large.sign();
  const proved = await pushToMirror({
    post: { ...postsTo(mirror, seen), addEntries: async () => ({ status: 503, type: "text/plain", body: utf8("later") }) },
    checkpoint: large.files.get("checkpoint") as Uint8Array,
    log: LOG_VKEYS,
    tiles: large.tiles,
    mirror: MIRROR_VKEYS,
    checks: nodeSignatureChecks,
    sha256,
    clock: () => SECONDS * 1000,
  });
  assert.deepEqual(proved, { ok: false, fault: { kind: "refused", status: 503, why: "later" } });
  // The larger upload goes ahead first, so that the tree of the smaller one must be found within it.
  const ahead = await send(mirror, (await upload(large, 0, 5000)).subarray(0, 60_000));
  assert.equal(ahead.status, 202);
  assert.equal((await send(mirror, await upload(small, 0, 300))).status, 200);
  assert.deepEqual(await readMirrored(mirror), small.entries);
  assert.ok((await push(mirror, large)).ok);
  assert.deepEqual(await readMirrored(mirror), large.entries);
  assert.equal((await send(mirror, await upload(small, 0, 300))).status, 409, "the mirror never goes back");
});

test("add-checkpoint signs nothing, and a fork is refused and reported with its proof", async () => {
  const found: string[] = [];
  const mirror = mirrorOn(new LossyDisk(), { onConflict: async ({ kind }) => void found.push(kind) });
  const log = new MemoryLog().growTo(300);
  const added = await add(mirror, log);
  assert.deepEqual([added.status, added.body.length], [200, 0]);
  assert.equal((await add(mirror, log, 300n)).status, 200, "the same head again");
  assert.equal((await add(mirror, new MemoryLog().growTo(300, "x"), 300n)).status, 422);
  assert.deepEqual(found, ["two-roots"]);
  const behind = await add(mirror, new MemoryLog().growTo(100), 0n);
  assert.deepEqual([behind.status, behind.type, String(Buffer.from(behind.body))], [409, "text/x.tlog.size", "300\n"]);
  assert.equal((await push(mirror, log)).ok, true, "and the log goes on");
});

test("no entry that is not in the checkpoint is ever served or signed", async () => {
  const log = new MemoryLog().growTo(600);
  const body = await upload(log, 0, 600);
  await fc.assert(
    fc.asyncProperty(fc.nat(body.length * 8), fc.nat(3), async (bit, cut) => {
      const mirror = mirrorOn();
      await add(mirror, log);
      const damaged = Uint8Array.from(body);
      damaged[Math.floor(bit / 8)] = (damaged[Math.floor(bit / 8)] ?? 0) ^ (1 << (bit % 8));
      const answer = await send(
        mirror,
        damaged.subarray(0, cut === 0 ? Math.floor((body.length * bit) / (body.length * 8)) : undefined),
      );
      assert.ok([200, 202, 400, 404, 409, 422].includes(answer.status), String(answer.status));
      for (const [start, path] of [
        [0, "tile/entries/000"],
        [256, "tile/entries/001"],
      ] as const) {
        const bundle = await mirror.file(ID, path);
        if (bundle !== undefined) assert.equal(toHex(bundle), toHex(log.files.get(path) as Uint8Array), String(start));
      }
      // Only the ticket may be changed unseen: it is opaque.
      if (answer.status === 200) assert.deepEqual(await readMirrored(mirror), log.entries);
      assert.ok((await push(mirror, log)).ok, "and a whole upload still goes through");
    }),
    { numRuns: process.env["MERIDIAN_SOAK"] === "1" ? 3000 : 20 },
  );
});

test("any bytes at all are answered", async () => {
  const mirror = mirrorOn();
  const log = new MemoryLog().growTo(10);
  await add(mirror, log);
  const start = formatUploadHeader({ origin: ORIGIN, start: 0n, end: 10n, ticket: utf8("") });
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (bytes, isBegun) => {
      const answer = await send(mirror, isBegun ? Buffer.concat([start, bytes]) : bytes);
      assert.ok([400, 404, 422].includes(answer.status));
      assert.equal((await mirror.addCheckpoint(bytes)).status, 400);
    }),
    { numRuns: 300 },
  );
});

test("a file outside a log's tiles is not served", async () => {
  const mirror = mirrorOn();
  const log = new MemoryLog().growTo(5);
  await push(mirror, log);
  assert.ok((await mirror.file(ID, "tile/0/000.p/5")) !== undefined);
  for (const path of ["pending", "../x", "tile/0/000.p/05", "tile/0/../pending", "checkpoint.tmp", ""]) {
    assert.equal(await mirror.file(ID, path), undefined, path);
  }
  assert.equal(await mirror.file("..", "checkpoint"), undefined);
});

/** Pushes until the disk is cut off at operation `stop`, in both worlds of that operation; then on what a power cut leaves. */
async function cutPush(
  stop: number,
  landed: boolean,
): Promise<{ disk: LossyDisk; finished: boolean; signed: number | undefined }> {
  const disk = new LossyDisk();
  const log = new MemoryLog();
  const mirror = mirrorOn(disk);
  let signed: number | undefined;
  disk.before = () => (disk.operations === stop ? (landed ? "landed" : "lost") : "done");
  try {
    for (const size of [3, 520, 530]) {
      log.growTo(size);
      await log.sign();
      const pushed = await push(mirror, log);
      assert.ok(pushed.ok, JSON.stringify(pushed.ok ? 0 : pushed.fault.kind));
      signed = size;
    }
    return { disk, finished: true, signed };
  } catch (error) {
    assert.match(String(error), /WITNESS_STORE|could not/);
    await assert.rejects(async () => push(mirror, log), { code: "WITNESS_STORE" }, "after a failed write the log stands still");
    return { disk, finished: false, signed };
  }
}

test("at whatever step the disk fails, what was signed is held, and the copy goes on", async () => {
  const step = process.env["MERIDIAN_SOAK"] === "1" ? 1 : 13;
  for (let stop = 0, finished = false; !finished; stop += step) {
    const run = await cutPush(stop, stop % 2 === 0);
    finished = run.finished;
    for (const cut of KNOWN_CUTS.slice(0, step === 1 ? undefined : 2)) {
      const mirror = mirrorOn(run.disk.afterPowerCut(cut));
      if (run.signed !== undefined) {
        const held = (await readMirrored(mirror)).length;
        assert.ok(held >= run.signed, `stop ${stop}, ${cut.name}: signed ${run.signed}, holds ${held}`);
      }
      const log = new MemoryLog().growTo(530);
      assert.ok((await push(mirror, log)).ok, `stop ${stop}, ${cut.name}`);
      assert.deepEqual(await readMirrored(mirror), log.entries);
    }
  }
});

test("uploads beside each other, and one that stalls, do not stand in each other's way", async () => {
  const mirror = mirrorOn();
  const log = new MemoryLog().growTo(3000);
  await add(mirror, log);
  const body = await upload(log, 0, 3000);
  let release: (() => void) | undefined;
  const stalled = mirror.addEntries(
    (async function* () {
      yield body.subarray(0, 4000);
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    })(),
  );
  const answers = await Promise.all([send(mirror, body), send(mirror, body), push(mirror, log)]);
  assert.deepEqual([answers[0].status, answers[1].status, answers[2].ok], [200, 200, true]);
  release?.();
  assert.equal((await stalled).status, 200, "others had brought what it did not");
  assert.deepEqual(await readMirrored(mirror), log.entries);
});

test("an upload that ends after a larger one was signed does not take the mirror back", async () => {
  const mirror = mirrorOn();
  const [small, large] = [new MemoryLog().growTo(300), new MemoryLog().growTo(300)];
  await add(mirror, small);
  const body = await upload(small, 0, 300);
  const late = mirror.addEntries(
    (async function* () {
      yield body.subarray(0, 100);
      assert.ok((await push(mirror, large.growTo(600))).ok);
      yield body.subarray(100);
    })(),
  );
  const answer = await late;
  assert.deepEqual([answer.status, infoOf(answer.body)], [409, [600, 600]]);
  assert.deepEqual(await readMirrored(mirror), large.entries);
});

test("a reader believes no file that does not lead to the root", async () => {
  const log = new MemoryLog().growTo(700);
  for (const path of ["tile/entries/000", "tile/entries/002.p/188", "tile/1/000.p/2"]) {
    const tiles = async (asked: string) => {
      const bytes = log.files.get(asked);
      return asked === path && bytes !== undefined ? flipBit(bytes, 8 * 5) : bytes;
    };
    const faults: string[] = [];
    for await (const bundle of readLog({ sha256, tiles, size: 700, root: log.root })) {
      if (!bundle.ok) faults.push(bundle.fault.kind);
    }
    assert.deepEqual(faults, ["unreadable-log"], path);
  }
});

test("a mirror that lies is not believed", async () => {
  const log = new MemoryLog().growTo(20);
  const text = (status: number, type: string, body: string) => async () => ({ status, type, body: utf8(body) });
  const lies: readonly (readonly [ReturnType<typeof text>, string])[] = [
    [text(200, "text/plain", ""), "no-cosignature"],
    [text(200, "text/plain", "— mirror.example/north-port AAAAAAAAAA==\n"), "no-cosignature"],
    [text(409, "text/plain", "20\n0\n\n"), "bad-info"],
    [text(409, "text/x.tlog.mirror-info", "20\n21\n\n"), "bad-info"],
    [text(202, "text/x.tlog.mirror-info", "20\n0\n\n"), "no-progress"],
    [text(409, "text/x.tlog.mirror-info", "30\n0\n\n"), "superseded"],
    [text(500, "text/html", "<b>"), "refused"],
  ];
  for (const [addEntries, kind] of lies) {
    const post = { addCheckpoint: text(200, "text/plain", ""), addEntries };
    const keys = { log: LOG_VKEYS, mirror: MIRROR_VKEYS, checks: nodeSignatureChecks, sha256, clock: () => SECONDS * 1000 };
    const pushed = await pushToMirror({ post, checkpoint: await log.sign(), tiles: log.tiles, ...keys });
    assert.equal(pushed.ok ? "signed" : pushed.fault.kind, kind);
  }
});

test("entries that rotted before they were signed are asked for again", async () => {
  const disk = new LossyDisk();
  const log = new MemoryLog().growTo(600);
  const mirror = mirrorOn(disk);
  await add(mirror, log);
  await send(mirror, (await upload(log, 0, 600)).subarray(0, 5000));
  const path = `${ID}/tile/entries/000`;
  const rotten = (await disk.files.read(path)) as Uint8Array;
  // A byte of an entry, not of a length: the bundle still is one.
  rotten[5] = (rotten[5] ?? 0) ^ 1;
  await disk.files.writeNew(path, rotten);
  const after = mirrorOn(disk);
  const seen: number[] = [];
  assert.ok((await push(after, log, seen)).ok, seen.join());
  assert.deepEqual(seen, [409, 200, 409, 409, 200], "the upload that ended in another root was refused, and began again");
  assert.deepEqual(await readMirrored(after), log.entries);
});

test("a copy that is not what was signed is never signed over", async () => {
  const disk = new LossyDisk();
  const log = new MemoryLog().growTo(300);
  await push(mirrorOn(disk), log);
  await disk.files.writeNew(`${ID}/tile/0/001.p/44`, new Uint8Array(44 * 32));
  await assert.rejects(async () => push(mirrorOn(disk), log), { code: "WITNESS_STORE" });
});

test("a mirror's head of another log's is refused", async () => {
  const note = await signHead({ size: 1, root: sha256(utf8("x")), origin: "ledger.example/other" });
  const answer = await mirrorOn().addCheckpoint(formatAddCheckpoint({ oldSize: 0n, proof: [], checkpoint: note }));
  assert.equal(answer.status, 404);
});
