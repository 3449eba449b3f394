import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openNode } from "../../src/app/node.ts";
import { createDetector, loadRules } from "../../src/detect/index.ts";
import { sha256 } from "../../src/ledger/io/index.ts";
import { utf8 } from "../../src/lib/index.ts";
import type { RecordName } from "../../src/model/index.ts";
import { seededRandom } from "../support/random.ts";
import { temporaryFolder } from "../support/run-meridian.ts";
import { lineFrames, readAll, sampleReader } from "../support/telemetry.ts";
import { CORRELATION_TITLES, correlationRules, eventLines, type WatchChild } from "./watch-setting.ts";

const IS_SOAK = process.env["MERIDIAN_SOAK"] === "1";
const ROUNDS = IS_SOAK ? 40 : 1;
const LINES = IS_SOAK ? 3_000 : 330;
const KILLS_MAX = IS_SOAK ? 30 : 3;
const CHILD = join(import.meta.dirname, "watch-child.ts");
const SEED = Number(process.env["MERIDIAN_SEED"] ?? Date.now() % 1_000_000);

type Life = { readonly readMs: number | undefined; readonly said: string };

/** Runs watch-child.ts; gives how long it read when it came to the end, and what it said of problems. */
function live(setting: WatchChild): Promise<Life> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), "meridian-compile-cache") };
    const child = spawn(process.execPath, [CHILD, JSON.stringify(setting)], { stdio: "pipe", env });
    const [out, err]: [string[], string[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk.toString()));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const [, readMs] = /^ended (\d+)$/m.exec(out.join("")) ?? [];
      if (code === 0 || signal === "SIGKILL") resolve({ readMs: code === 0 ? Number(readMs) : undefined, said: err.join("") });
      else reject(new Error(`ended with ${code}: ${err.join("")}`));
    });
  });
}

/** Every detection of a ledger: rule, time, reasons, and the lines that it cites. */
async function alertsOf(data: string): Promise<readonly string[]> {
  const party = { name: "unused", kind: "", jurisdiction: null, exercise: true };
  const node = await openNode({ dataDirectory: data, party, origin: null });
  try {
    const lines = new Map<RecordName, string>();
    for (let ordinal = 1; ordinal <= node.ledger.segmentCount; ordinal++)
      for await (const sealed of node.ledger.segmentRecords(node.ledger.segmentId(ordinal)))
        if (!sealed.erased)
          lines.set(
            sealed.name,
            `${sealed.record.origin.source}:${sealed.record.origin.offset} ${sealed.segment}/${sealed.index}`,
          );
    const alerts: string[] = [];
    for await (const entry of node.ledger.entries()) {
      if (entry.erased || entry.statement.kind !== "detection") continue;
      const { rule, time, why, events } = entry.statement.predicate;
      const cited = events.map(({ records }) =>
        records.map(({ name, segment, index }) => {
          const [line, place] = (lines.get(name) ?? "unknown").split(" ");
          assert.equal(place, `${segment}/${index}`);
          return line;
        }),
      );
      alerts.push(JSON.stringify({ rule: rule.title, time, cited, why }));
    }
    return alerts.sort();
  } finally {
    await node.close();
  }
}

for (let round = 0; round < ROUNDS; round++) {
  const seed = SEED + round;
  test(`killed at random moments, correlations of every kind find what they find uninterrupted (seed ${seed})`, {
    timeout: 600_000,
  }, async (context) => {
    const folder = await temporaryFolder(context);
    const [log, rules] = [join(folder, "security.ndjson"), join(folder, "rules")];
    await mkdir(rules);
    await writeFile(join(rules, "correlations.yml"), correlationRules());
    const random = seededRandom(seed);
    await writeFile(log, eventLines(LINES, random));
    const setting = { sources: [log], root: folder, rules, segmentRecords: 5, keepRecords: 60, replaySegmentsMax: 10 };
    const { readMs, said } = await live({ ...setting, data: join(folder, "whole"), killAfterMs: null });
    assert.ok(readMs !== undefined && said === "", said);
    const expected = await alertsOf(join(folder, "whole"));
    let kills = 0;
    for (;;) {
      const killAfterMs = kills < KILLS_MAX ? Math.floor(random() * readMs * 0.7) : null;
      const life = await live({ ...setting, data: join(folder, "killed"), killAfterMs });
      assert.equal(life.said, "");
      if (life.readMs !== undefined) break;
      kills++;
    }
    assert.deepEqual(await alertsOf(join(folder, "killed")), expected);
    context.diagnostic(`${kills} kills, ${expected.length} alerts, ${readMs} ms uninterrupted`);
  });
}

test("what is read brings alerts of every kind", () => {
  const { rules, refused } = loadRules([{ path: "correlations.yml", bytes: utf8(correlationRules()) }], sha256);
  assert.deepEqual(refused, []);
  const detector = createDetector(rules, { utcOffsetMinutes: 0 });
  const units = readAll(sampleReader(), lineFrames(utf8(eventLines(400, seededRandom(1)))));
  const found = units.flatMap(({ events }) => events).flatMap((event) => detector.observe(event));
  const titles = new Set(found.map(({ rule }) => rule.title));
  assert.deepEqual(
    CORRELATION_TITLES.filter((title) => !titles.has(title)),
    [],
  );
});
