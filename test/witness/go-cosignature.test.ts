import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { formatJson, type JsonObject, textOf, toBase64, utf8 } from "../../src/lib/index.ts";
import { formatVkey, sha256, type Vkey } from "../../src/merkle/index.ts";
import { logId } from "../../src/witness/index.ts";
import { flipBit } from "../support/merkle-tree.ts";
import { growth, NOW, testWitness } from "./fixture.ts";
import { testLog } from "./log.ts";

// apt: golang-go golang-golang-x-mod-dev golang-golang-x-crypto-dev

/** Debian's golang-golang-x-mod-dev puts the packages here. */
const GO = { GO111MODULE: "off", GOPATH: "/usr/share/gocode", GOTOOLCHAIN: "local", GOFLAGS: "" };
const BUILD_MS_MAX = 300_000;

function go(args: readonly string[], input = "") {
  return spawnSync("go", args, { cwd: import.meta.dirname, env: { ...process.env, ...GO }, input, timeout: BUILD_MS_MAX });
}

function skipReason(): string | false {
  if (go(["version"]).status !== 0) return "needs go (Debian: golang-go)";
  const missing = go(["list", "golang.org/x/mod/sumdb/note"]).status !== 0;
  return missing ? "needs Go's sumdb (Debian: golang-golang-x-mod-dev golang-golang-x-crypto-dev)" : false;
}

const LOG = testLog();

test("Go's sumdb/note opens what a monitor reads, with the times of our cosignatures, and refuses it changed", {
  skip: skipReason(),
}, async () => {
  let now = NOW;
  const { witness } = testWitness([LOG], { clock: () => now * 1000 });
  const [vkey] = witness.vkeys as [Vkey];
  const [logVkey] = LOG.known.vkeys as [Vkey];
  const notes: Uint8Array[] = [];
  for (const [from, to] of [
    [0, 0],
    [0, 1],
    [1, 8],
    [8, 13],
    [13, 13],
  ] as const) {
    assert.equal((await witness.addCheckpoint(await growth(LOG, from, to))).status, 200);
    const note = await witness.checkpointOf(logId(sha256, LOG.origin));
    assert.ok(note);
    notes.push(note);
    now += 1000;
  }
  const last = notes.at(-1) as Uint8Array;
  const text = textOf(last) ?? "";
  const forged = [
    flipBit(last, 8 * text.indexOf("\n13\n") + 8),
    utf8(text.replace("\n13\n", "\n12\n")),
    // The signature stands, its time does not.
    utf8(text.replace(/(— witness\S+ \S{12})\S{4}/, "$1AAAA")),
  ];
  const checks: JsonObject[] = [...notes, ...forged].map((note) => ({
    LogVkey: formatVkey(logVkey),
    WitnessVkey: formatVkey(vkey),
    Note: toBase64(note),
  }));
  const run = go(["run", "./go-cosignature/main.go"], formatJson(checks));
  assert.equal(run.status, 0, String(run.stderr));
  const answers = String(run.stdout).trimEnd().split("\n");
  assert.deepEqual(
    answers.slice(0, notes.length),
    notes.map((_, at) => String(NOW + 1000 * at)),
  );
  for (const answer of answers.slice(notes.length)) assert.match(answer, /^no: invalid signature/);
});
