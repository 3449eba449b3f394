import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Failure } from "../../src/lib/index.ts";
import { SEED } from "./support/flipping.ts";
import { type Nasty, nastyInputs, spoiled } from "./support/nasty-inputs.ts";
import type { Reader } from "./support/reader.ts";
import { NOT_READERS, READERS } from "./support/readers.ts";

/** Of one core and one input, on a machine that is busy with others. */
const CPU_MS_MAX = 3000;
const ROOMS = ["lib", "merkle", "model", "ledger", "publish", "verify", "witness", "time", "vault", "respond", "stix", "evtx"];
const NASTY = nastyInputs(SEED);

describe(`readers of outside bytes, MERIDIAN_SEED=${SEED}`, () => {
  for (const reader of READERS) {
    test(`${reader.name} refuses what is nasty, in bounded time`, async () => {
      if (reader.valid !== undefined) assert.equal(await reader.believes(reader.valid), true, "it takes what is valid");
      const inputs = reader.valid === undefined ? NASTY : [...NASTY, ...spoiled(reader.valid)];
      for (const input of inputs) await assertRefused(reader, input);
    });
  }

  test("no reader is missing from the table, and none in it is gone", () => {
    const found = ROOMS.flatMap(readersOf);
    const named = new Set([...READERS.map(({ name }) => name), ...Object.keys(NOT_READERS)]);
    assert.deepEqual(
      found.filter((name) => !named.has(name)),
      [],
      "add it to READERS or, with a reason, to NOT_READERS of test/tamper/support/readers.ts",
    );
    assert.deepEqual(
      Object.keys(NOT_READERS).filter((name) => !found.includes(name)),
      [],
    );
    assert.equal(new Set(READERS.map(({ name }) => name)).size, READERS.length);
  });
});

async function assertRefused({ name, believes, takes }: Reader, [what, bytes]: Nasty): Promise<void> {
  const before = process.cpuUsage();
  let isTaken = false;
  try {
    isTaken = await believes(bytes);
  } catch (error) {
    assert.ok(error instanceof Failure, `${name} threw at ${what}: ${error instanceof Error ? error.stack : String(error)}`);
  }
  const { user, system } = process.cpuUsage(before);
  assert.ok((user + system) / 1000 < CPU_MS_MAX, `${name} took ${Math.round((user + system) / 1000)} ms for ${what}`);
  assert.ok(!isTaken || takes?.test(what) === true, `${name} took ${what} for good`);
}

/** Exported functions of a room whose names say that they read, but those that touch the disk themselves. */
function readersOf(room: string): readonly string[] {
  const folder = join(import.meta.dirname, "../../src", room);
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".ts") && !path.endsWith(".test.ts") && !path.split("/").includes("io"),
  );
  const names = sources.flatMap((path) =>
    [
      ...readFileSync(join(folder, path), "utf8").matchAll(
        /^export (?:async )?(?:function\*?|const) ((?:parse|read|open|verify)[A-Z]\w*)/gm,
      ),
    ].map(([, name]) => `${room}/${name}`),
  );
  return [...new Set(names)].sort();
}
