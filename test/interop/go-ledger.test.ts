import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { formatJson, type JsonObject, toBase64, utf8 } from "../../src/lib/index.ts";
import {
  consistencyProof,
  EMPTY_EDGE,
  formatCheckpoint,
  formatVkey,
  growTiles,
  inclusionProof,
  KEY_TYPES,
  proveConsistency,
  proveInclusion,
  sha256,
  signNote,
  tilePath,
  treeRoot,
} from "../../src/merkle/index.ts";
import { flipBit, leavesUpTo, tileStore } from "../support/merkle-tree.ts";
import { testKey } from "../support/note-keys.ts";

// apt: golang-go golang-golang-x-mod-dev golang-golang-x-crypto-dev

/** Debian's golang-golang-x-mod-dev puts the packages here. */
const GO = { GO111MODULE: "off", GOPATH: "/usr/share/gocode", GOTOOLCHAIN: "local", GOFLAGS: "" };
const BUILD_MS_MAX = 300_000;

function go(args: readonly string[], input = "") {
  return spawnSync("go", args, { cwd: import.meta.dirname, env: { ...process.env, ...GO }, input, timeout: BUILD_MS_MAX });
}

function skipReason(): string | false {
  if (go(["version"]).status !== 0) return "needs go (Debian: golang-go)";
  const missing = go(["list", "golang.org/x/mod/sumdb/note", "golang.org/x/mod/sumdb/tlog"]).status !== 0;
  return missing ? "needs Go's sumdb (Debian: golang-golang-x-mod-dev golang-golang-x-crypto-dev)" : false;
}

/** Go's answers to the checks, in order. */
function answers(checks: readonly JsonObject[]): string[] {
  const run = go(["run", "./go-ledger/main.go"], formatJson(checks));
  assert.equal(run.status, 0, String(run.stderr));
  return String(run.stdout).trimEnd().split("\n");
}

const SIZE = 700;
const OLD_SIZE = 300;
const LEAVES = leavesUpTo(SIZE);
const [ROOT, OLD_ROOT] = [treeRoot(sha256, LEAVES), treeRoot(sha256, LEAVES.slice(0, OLD_SIZE))];
const ORIGIN = "ledger.example/harbour";
const LOG = testKey(ORIGIN, KEY_TYPES.ed25519Note, 0x51);
const LOG_PQ = testKey(ORIGIN, KEY_TYPES.mlDsa44Cosignature, 0x52);

async function noteChecks(): Promise<JsonObject[]> {
  const text = formatCheckpoint({ origin: ORIGIN, size: BigInt(SIZE), root: ROOT });
  const note = await signNote(text, [LOG.signer, LOG_PQ.signer]);
  const check = { Kind: "note", Vkeys: [formatVkey(LOG.vkey)], Text: text, Unverified: 1 };
  const forged = Buffer.from(String(Buffer.from(note)).replace(`\n${SIZE}\n`, `\n${SIZE + 1}\n`));
  return [
    { ...check, Note: toBase64(note) },
    { ...check, Note: toBase64(forged) },
    { ...check, Note: toBase64(flipBit(note, 8 * (text.length + 60))) },
  ];
}

const list = (hashes: readonly Uint8Array[]) => hashes.map(toBase64);

function inclusionChecks(index: number, proof: readonly Uint8Array[]): JsonObject[] {
  const check = {
    Kind: "inclusion",
    Index: index,
    Size: SIZE,
    Leaf: toBase64(LEAVES[index] as Uint8Array),
    Root: toBase64(ROOT),
  };
  const mutated = proof.with(0, flipBit(proof[0] as Uint8Array, index));
  return [
    { ...check, Proof: list(proof) },
    { ...check, Proof: list(mutated) },
  ];
}

function consistencyChecks(proof: readonly Uint8Array[]): JsonObject[] {
  const roots = { Root: toBase64(ROOT), OldRoot: toBase64(OLD_ROOT) };
  const check = { Kind: "consistency", Size: SIZE, OldSize: OLD_SIZE, ...roots };
  const mutated = [...proof.slice(0, -1), flipBit(proof.at(-1) as Uint8Array, 3)];
  return [
    { ...check, Proof: list(proof) },
    { ...check, Proof: list(mutated) },
  ];
}

const skip = skipReason();

test("Go's sumdb/note opens our checkpoint and refuses it changed", { skip }, async () => {
  const [good, forged, damaged] = answers(await noteChecks());
  assert.equal(good, "yes");
  assert.match(forged ?? "", /^no: invalid signature/);
  assert.match(damaged ?? "", /^no: /);
});

test("Go's sumdb/tlog accepts our proofs, from leaves and from tiles, and refuses them changed", { skip }, async () => {
  const { source } = tileStore(growTiles(sha256, EMPTY_EDGE, LEAVES).files);
  const checks: JsonObject[] = [];
  for (const index of [0, 255, 256, 511, 512, 699]) {
    const fromTiles = await proveInclusion(sha256, source, index, SIZE);
    assert.ok(fromTiles.ok);
    checks.push(...inclusionChecks(index, inclusionProof(sha256, LEAVES, index)), ...inclusionChecks(index, fromTiles.value));
  }
  const fromTiles = await proveConsistency(sha256, source, OLD_SIZE, SIZE);
  assert.ok(fromTiles.ok);
  checks.push(...consistencyChecks(consistencyProof(sha256, LEAVES, OLD_SIZE)), ...consistencyChecks(fromTiles.value));
  const words = answers(checks).map((answer) => answer.slice(0, 3).trim());
  assert.deepEqual(
    words,
    checks.map((_, at) => (at % 2 === 0 ? "yes" : "no:")),
  );
});

test("Go hashes an entry and names a tile as we do", { skip }, () => {
  const leaf = { Kind: "leaf", Entry: toBase64(utf8("entry 5\n")), Leaf: toBase64(LEAVES[5] as Uint8Array) };
  const tiles = [
    { Level: 0, Index: 5, Width: 256 },
    { Level: 2, Index: 1_234_067, Width: 17 },
    { Level: 1, Index: 999, Width: 1 },
    { Level: 0, Index: 1000, Width: 255 },
  ].map((tile) => ({ Kind: "tile-path", ...tile, Path: tilePath(tile.Level, tile.Index, tile.Width) }));
  const wrong = { Kind: "tile-path", Level: 0, Index: 5, Width: 256, Path: tilePath(0, 6, 256) };
  const [wrongAnswer, ...rest] = answers([wrong, leaf, ...tiles]);
  assert.match(wrongAnswer ?? "", /^no: /);
  assert.deepEqual(rest, ["yes", "yes", "yes", "yes", "yes"]);
});
