import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { textOf } from "../../src/lib/index.ts";
import { sqliteWitnessStore } from "../../src/witness/io/index.ts";
import { seededRandom } from "../support/random.ts";

const SEED = Number(process.env["MERIDIAN_SEED"] ?? Date.now() % 1_000_000);
const LIVES = process.env["MERIDIAN_SOAK"] === "1" ? 300 : 3;
/** Two processes witness on one state at once, and both are killed this many ms at most after their first answer. */
const PROCESSES = 2;
const LIFE_MAX_MS = 60;

type Answer = { readonly size: number; readonly history: number; readonly time: number };

/** The answers of one life, which ends by a kill a random while after the first. */
async function liveAndDie(state: string, seed: number, lifeMs: number): Promise<readonly Answer[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "witness-child.ts"), state, String(seed)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const answers: Answer[] = [];
  createInterface(child.stdout).on("line", (line) => {
    const [size = Number.NaN, history = Number.NaN, time = Number.NaN] = line.split(" ").map(Number);
    // A line that the kill cut off was not yet an answer.
    if (!Number.isNaN(time) && String(time).length === 10) answers.push({ size, history, time });
    if (answers.length === 1) setTimeout(() => child.kill("SIGKILL"), lifeMs);
  });
  assert.equal(await endOf(child), "SIGKILL");
  return answers;
}

function endOf(child: ChildProcess): Promise<string | null> {
  return new Promise((resolve) => child.on("close", (_, signal) => resolve(signal)));
}

async function keptSize(state: string): Promise<number> {
  const store = sqliteWitnessStore(state);
  const [kept] = await store.list();
  store.close();
  return Number((textOf(kept?.note ?? new Uint8Array(0)) ?? "").split("\n")[1]);
}

test(`killed ${LIVES} times with ${PROCESSES} processes on one state, no size has two roots and none goes back (MERIDIAN_SEED=${SEED})`, async (context) => {
  const directory = mkdtempSync(join(tmpdir(), "meridian-witness-kill-"));
  context.after(() => rmSync(directory, { recursive: true, force: true }));
  const state = join(directory, "state.sqlite");
  const random = seededRandom(SEED);
  const all: Answer[] = [];
  let largest = 0;
  for (let life = 0; life < LIVES; life++) {
    const lives = Array.from({ length: PROCESSES }, (_, at) =>
      liveAndDie(state, SEED + PROCESSES * life + at, random() * LIFE_MAX_MS),
    );
    for (const answers of await Promise.all(lives)) {
      for (const [at, { size, time }] of answers.entries()) {
        const before = answers[at - 1] ?? { size: largest, time: 0 };
        assert.ok(size >= before.size, `life ${life}: ${size} was cosigned after ${before.size}`);
        assert.ok(time >= before.time, `life ${life}: the time ${time} was signed after ${before.time}`);
      }
      all.push(...answers);
    }
    largest = Math.max(largest, ...all.map(({ size }) => size));
    const kept = await keptSize(state);
    assert.ok(kept >= largest, `life ${life}: ${largest} was answered, ${kept} is kept`);
  }
  // Size 0 has one root in every history.
  const histories = new Set(all.filter(({ size }) => size > 0).map(({ history }) => history));
  context.diagnostic(`${all.length} cosignatures up to size ${largest}`);
  assert.ok(histories.size <= 1, "one history only");
  assert.ok(all.length > LIVES && largest > 0, "the lives were long enough to show something");
});
