import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { concat, formatJson, type Json, parseBase64, parseJson, textOf, toBase64, toHex, utf8 } from "../../src/lib/index.ts";
import { formatVkey, KEY_TYPES, proveConsistency, proveSubtree, type Vkey } from "../../src/merkle/index.ts";
import {
  checkFollowing,
  type ForkProof,
  formatForkProof,
  type Mirror,
  parseForkProof,
  pastFromTiles,
  verifyForkProof,
} from "../../src/witness/index.ts";
import { formatPackage, formatUploadHeader, packageRanges } from "../../src/witness/mirror/entry-package.ts";
import { formatAddCheckpoint } from "../../src/witness/request.ts";
import { assertGolden } from "../support/golden.ts";
import { rawTestKey } from "../support/note-keys.ts";
import {
  inPieces,
  LOG_VKEYS,
  MemoryLog,
  MIRROR_VKEYS,
  mirrorOn,
  nodeSignatureChecks,
  ORIGIN,
  SECONDS,
  sha256,
  signHead,
} from "./log.ts";

const SPEC = join(import.meta.dirname, "../../spec");
const ED25519 = rawTestKey(ORIGIN, KEY_TYPES.ed25519Note, 0x61);
const ML_DSA = rawTestKey(ORIGIN, KEY_TYPES.mlDsa44Cosignature, 0x62);
const [VKEY, VKEY_PQ] = LOG_VKEYS as [Vkey, Vkey];

/** Writes or compares a file of vectors: one item a line, so that a change can be read. */
function golden(name: string, vectors: { readonly [key: string]: Json }): void {
  const text = formatJson(vectors).replace(/([[{,])(?=\{"(?:answer|body|fault|file)":)/g, "$1\n");
  assert.ok(parseJson(text).ok);
  assertGolden(join(SPEC, `${name}.vectors.json`), `${text}\n`);
}

/** The first code block of a page. */
function example(page: string): string {
  return /^```\n(.*?)^```$/ms.exec(readFileSync(join(SPEC, page), "utf8"))?.[1] ?? "";
}

/** The fork proof that following makes of two logs, signed by `keys`. */
async function forkOf(
  before: MemoryLog,
  now: MemoryLog,
  times: readonly [number, number],
  keys = [ED25519],
): Promise<Uint8Array> {
  const followed = await checkFollowing({
    before: await before.sign(times[0], keys),
    now: await now.sign(times[1], keys),
    vkeys: LOG_VKEYS,
    prove: pastFromTiles(sha256, (before.size > now.size ? before : now).tiles),
    checks: nodeSignatureChecks,
    sha256,
  });
  assert.ok(followed.ok && followed.value.kind === "fork");
  return followed.value.proof;
}

const same = [SECONDS, SECONDS] as const;
const grown = (shared: number, size: number, branch: string) => new MemoryLog().growTo(shared).growTo(size, branch);

async function validForks() {
  return [
    { name: "another past", file: await forkOf(grown(3, 5, ""), grown(3, 13, "x"), same) },
    { name: "two roots", file: await forkOf(grown(3, 5, ""), grown(3, 5, "x"), same) },
    { name: "a power of two, whose root stands in no proof", file: await forkOf(grown(3, 8, ""), grown(3, 13, "x"), same) },
    { name: "rollback", file: await forkOf(grown(13, 13, ""), grown(5, 5, ""), [SECONDS, SECONDS + 1], [ML_DSA]) },
    { name: "by both keys", file: await forkOf(grown(3, 5, ""), grown(3, 13, "x"), same, [ED25519, ML_DSA]) },
  ];
}

async function invalidForks(past: ForkProof): Promise<{ name: string; file: Uint8Array }[]> {
  const make = (change: Partial<ForkProof>) => formatForkProof({ ...past, ...change });
  const bare = { otherRoot: undefined, proof: [] };
  const edit = (from: string, to: string) => utf8((textOf(make({})) as string).replace(from, to));
  const honest = grown(13, 13, "");
  const honestPast = await pastFromTiles(sha256, honest.tiles)(5, 13);
  const earlier = { smaller: await grown(5, 5, "").sign(SECONDS, [ML_DSA]), larger: await honest.sign(SECONDS, [ML_DSA]) };
  const stranger = await signHead({ size: 5, root: sha256(utf8("x")) }, SECONDS, [
    rawTestKey(ORIGIN, KEY_TYPES.ed25519Note, 0x01),
  ]);
  const other = await signHead({ size: 5, root: sha256(utf8("x")), origin: "ledger.example/other" }, SECONDS, [ED25519]);
  const byOther = await grown(3, 5, "").sign(SECONDS, [ML_DSA]);
  return [
    { name: "another header", file: edit("@v1", "@v2") },
    { name: "an unknown kind", file: edit("kind another-past", "kind other") },
    { name: "no root", file: edit("root ", "") },
    { name: "a hash of the proof is no base64", file: edit("=\n\n", "\n\n") },
    { name: "a proof where there is none to give", file: edit("kind another-past", "kind two-roots") },
    { name: "one note", file: concat(utf8("meridian/fork-proof@v1\nkind two-roots\n\n"), past.smaller) },
    { name: "bytes after the second note", file: concat(make({}), utf8("x")) },
    { name: "the notes exchanged", file: make({ smaller: past.larger, larger: past.smaller }) },
    { name: "a hash of the proof is missing", file: make({ proof: past.proof.slice(1) }) },
    {
      name: "the root of the smaller note itself",
      file: make({
        smaller: await grown(5, 5, "").sign(SECONDS, [ED25519]),
        larger: await honest.sign(SECONDS, [ED25519]),
        otherRoot: honestPast?.root,
        proof: honestPast?.proof ?? [],
      }),
    },
    { name: "the same note twice", file: make({ kind: "two-roots", ...bare, larger: past.smaller }) },
    { name: "two sizes as two roots", file: make({ kind: "two-roots", ...bare }) },
    { name: "an older head of the same second is no rollback", file: make({ kind: "rollback", ...bare, ...earlier }) },
    { name: "Ed25519 says no time", file: make({ kind: "rollback", ...bare }) },
    { name: "a note by a stranger's key", file: make({ smaller: stranger }) },
    { name: "a note of another log", file: make({ smaller: other }) },
    { name: "no key signed both", file: make({ smaller: byOther }) },
  ];
}

test("spec/fork-proof.vectors.json is what this code makes, takes and refuses", async () => {
  const verify = (file: Uint8Array) => verifyForkProof(file, LOG_VKEYS, nodeSignatureChecks, sha256);
  const valid: Json[] = [];
  const made = await validForks();
  for (const { name, file } of made) {
    const verdict = await verify(file);
    assert.ok(verdict.ok, name);
    const { kind, keys, smaller, larger } = verdict.value;
    valid.push({
      name,
      file: textOf(file) as string,
      kind,
      sizes: [Number(smaller.size), Number(larger.size)],
      keys: keys.length,
    });
  }
  const first = parseForkProof(made[0]?.file as Uint8Array);
  assert.ok(first.ok);
  const invalid: Json[] = [];
  for (const { name, file } of await invalidForks(first.value)) {
    const answer = await verify(file);
    assert.ok(!answer.ok, name);
    invalid.push({ name, file: textOf(file) as string, fault: answer.fault.kind });
  }
  golden("fork-proof", { keys: [formatVkey(VKEY), formatVkey(VKEY_PQ)], valid, invalid });
  assert.equal(example("fork-proof.md"), textOf(made[0]?.file as Uint8Array), "the page shows the first valid vector");
  assert.ok(readFileSync(join(SPEC, "fork-proof.md"), "utf8").includes(`\`${formatVkey(VKEY)}\``));
});

async function uploadOf(log: MemoryLog, start: number, end: number): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [
    formatUploadHeader({ origin: ORIGIN, start: BigInt(start), end: BigInt(end), ticket: new Uint8Array(0) }),
  ];
  for (const { first, start: from, end: to } of packageRanges(start, end)) {
    const proof = await proveSubtree(sha256, log.tiles, { start: first, end: to }, end);
    assert.ok(proof.ok);
    parts.push(formatPackage({ entries: log.entries.slice(from, to), proof: proof.value }));
  }
  return parts;
}

async function exchange(mirror: Mirror): Promise<Json[]> {
  const done: Json[] = [];
  const ask = async (name: string, call: "add-checkpoint" | "add-entries", body: Uint8Array) => {
    const answer = call === "add-checkpoint" ? await mirror.addCheckpoint(body) : await mirror.addEntries(inPieces(body));
    done.push({
      answer: textOf(answer.body) as string,
      body: toBase64(body),
      call,
      name,
      status: answer.status,
      type: answer.type,
    });
  };
  const log = new MemoryLog().growTo(3);
  const note = await log.sign(SECONDS, [ED25519]);
  const [header, first] = (await uploadOf(log, 0, 3)) as [Uint8Array, Uint8Array];
  await ask("entries before any checkpoint", "add-entries", concat(header, first));
  await ask("a first checkpoint", "add-checkpoint", formatAddCheckpoint({ oldSize: 0n, proof: [], checkpoint: note }));
  await ask(
    "an unknown log",
    "add-entries",
    formatUploadHeader({ origin: "ledger.example/other", start: 0n, end: 3n, ticket: new Uint8Array(0) }),
  );
  await ask("half a header", "add-entries", header.subarray(0, 30));
  await ask("half a package", "add-entries", concat(header, first.subarray(0, 10)));
  await ask(
    "an upload that starts after it ends",
    "add-entries",
    formatUploadHeader({ origin: ORIGIN, start: 4n, end: 3n, ticket: new Uint8Array(0) }),
  );
  await ask(
    "an end that is no checkpoint's",
    "add-entries",
    formatUploadHeader({ origin: ORIGIN, start: 0n, end: 4n, ticket: new Uint8Array(0) }),
  );
  await ask(
    "how far are you",
    "add-entries",
    formatUploadHeader({ origin: ORIGIN, start: 3n, end: 3n, ticket: new Uint8Array(0) }),
  );
  await ask("an entry that is another", "add-entries", concat(header, first.with(5, 0x45)));
  await ask("all entries", "add-entries", concat(header, first));
  const grownLog = log.growTo(259);
  const proof = await proveConsistency(sha256, grownLog.tiles, 3, 259);
  assert.ok(proof.ok);
  const next = { oldSize: 3n, proof: proof.value, checkpoint: await grownLog.sign(SECONDS, [ED25519]) };
  await ask("a later checkpoint", "add-checkpoint", formatAddCheckpoint(next));
  const later = await uploadOf(grownLog, 3, 259);
  await ask("the first of two packages", "add-entries", concat(...later.slice(0, 2)));
  await ask("the second", "add-entries", concat(...(await uploadOf(grownLog, 256, 259))));
  await ask("the end that was signed before", "add-entries", concat(header, first));
  return done;
}

test("spec/mirror.vectors.json is what a mirror of ours answers", async () => {
  const done = await exchange(mirrorOn());
  golden("mirror", {
    exchange: done,
    log: { keys: LOG_VKEYS.map(formatVkey), origin: ORIGIN },
    mirror: { keys: MIRROR_VKEYS.map(formatVkey), time: SECONDS },
  });
  const shown = example("mirror.md").replace(/ .*$/gm, "").replace(/\n/g, "");
  const bodies = done.map((item) => toHex(bodyOf((item as { body: string }).body)));
  assert.ok(bodies.includes(shown), "the page shows a body of the exchange");
});

function bodyOf(base64: string): Uint8Array {
  const body = parseBase64(base64);
  assert.ok(body.ok);
  return body.value;
}
