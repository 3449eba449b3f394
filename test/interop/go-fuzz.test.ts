import assert from "node:assert/strict";
import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { after, test } from "node:test";
import { formatVkey } from "../../src/merkle/index.ts";
import { seededRandom } from "../support/random.ts";
import { type FuzzCase, KNOWN, nextCase } from "./go-fuzz/cases.ts";

// apt: golang-go golang-golang-x-mod-dev golang-golang-x-crypto-dev

const CASES = process.env["MERIDIAN_SOAK"] === "1" ? 1_000_000 : 2000;
const BATCH = 1000;
const SEED = Number(process.env["MERIDIAN_SEED"] ?? Date.now() % 2 ** 31);
const GO = { GO111MODULE: "off", GOPATH: "/usr/share/gocode", GOTOOLCHAIN: "local", GOFLAGS: "" };
const BUILD_MS_MAX = 300_000;

const work = mkdtempSync(join(tmpdir(), "meridian-go-fuzz-"));
after(() => rmSync(work, { recursive: true, force: true }));

const go = (...args: string[]) =>
  spawnSync("go", args, { cwd: import.meta.dirname, env: { ...process.env, ...GO }, timeout: BUILD_MS_MAX });

function skipReason(): string | false {
  if (go("version").status !== 0) return "needs go (Debian: golang-go)";
  const missing = go("list", "golang.org/x/mod/sumdb/note", "golang.org/x/mod/sumdb/tlog").status !== 0;
  return missing ? "needs Go's sumdb (Debian: golang-golang-x-mod-dev golang-golang-x-crypto-dev)" : false;
}

type Peer = ChildProcessByStdio<Writable, Readable, null>;

/** Go's answers to a batch, in order. */
async function ask(peer: Peer, answers: AsyncIterator<string>, batch: readonly FuzzCase[]): Promise<string[]> {
  peer.stdin.write(batch.map(({ sent }) => `${JSON.stringify(sent)}\n`).join(""));
  const lines: string[] = [];
  for (const _ of batch) lines.push(String((await answers.next()).value));
  return lines;
}

test(`Go and we read ${CASES} notes, checkpoints and proofs alike, seed ${SEED}`, { skip: skipReason() }, async (t) => {
  const binary = join(work, "go-fuzz");
  const built = go("build", "-o", binary, "./go-fuzz/main.go");
  assert.equal(built.status, 0, String(built.stderr));
  const peer = spawn(
    binary,
    KNOWN.map(({ vkey }) => formatVkey(vkey)),
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const answers = createInterface({ input: peer.stdout })[Symbol.asyncIterator]();
  t.after(() => peer.kill());
  const random = seededRandom(SEED);
  const counts = new Map<string, number>();
  for (let done = 0; done < CASES; done += BATCH) {
    const batch: FuzzCase[] = [];
    while (batch.length < Math.min(BATCH, CASES - done)) batch.push(await nextCase(random));
    const theirs = await ask(peer, answers, batch);
    for (const [at, { sent, ours }] of batch.entries()) {
      const mine = await ours;
      assert.equal(mine, theirs[at], `case ${done + at} of seed ${SEED}: ${JSON.stringify(sent)}`);
      const kind = `${String(sent["k"])} ${mine.split(" ")[0]}`;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
  }
  peer.stdin.end();
  const kinds = [...counts].sort(([left], [right]) => (left < right ? -1 : 1));
  t.diagnostic(kinds.map(([kind, count]) => `${kind} ${count}`).join(", "));
  // A generator whose cases are all refused, or all good, would compare nothing.
  for (const kind of ["note", "checkpoint", "tlog-proof", "inclusion", "consistency"])
    for (const word of ["ok", "refused"]) assert.ok((counts.get(`${kind} ${word}`) ?? 0) > CASES / 200, `${kind} ${word}`);
  assert.ok((counts.get("note unknown") ?? 0) > CASES / 1000, "note unknown");
});
