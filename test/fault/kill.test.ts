import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type Ledger, openLedger } from "../../src/ledger/index.ts";
import { diskFiles } from "../../src/ledger/io/index.ts";
import { textOf } from "../../src/lib/index.ts";
import { seededRandom } from "../support/random.ts";
import { LINE_BYTES, lineOf } from "./feed.ts";
import { nodeOptions } from "./node.ts";

const SEED = Number(process.env["MERIDIAN_SEED"] ?? Date.now() % 1_000_000);
const KILLS = process.env["MERIDIAN_SOAK"] === "1" ? 220 : 3;
/** Most are killed up to this long after their first acknowledgement, while they seal; the others while they start and recover. */
const LIFE_MAX_MS = 150;
const START_MAX_MS = 400;
const SOURCE = "file:input";
const LINES = 60 * KILLS + 2000;

test(`kill -9 at ${KILLS} random moments of ingest loses and repeats no line (MERIDIAN_SEED=${SEED})`, async (context) => {
  const directory = mkdtempSync(join(tmpdir(), "meridian-kill-"));
  context.after(() => rmSync(directory, { recursive: true, force: true }));
  const input = join(directory, "input.log");
  writeFileSync(input, Array.from({ length: LINES }, (_, index) => `${lineOf(SOURCE, index)}\n`).join(""));
  const random = seededRandom(SEED);
  let killed = 0;
  let acknowledged = { offset: 0, size: 0 };
  for (let life = 0; killed < KILLS; life++) {
    assert.ok(life < 4 * KILLS, "most lives end by a kill");
    const child = await liveAndDie(directory, input, { seed: SEED + life, starting: random() < 0.3, fraction: random() });
    if (child.signal === "SIGKILL") killed++;
    acknowledged = { offset: Math.max(acknowledged.offset, child.offset), size: Math.max(acknowledged.size, child.size) };
    const ledger = await reopen(directory);
    assert.ok(
      ledger.size >= acknowledged.size,
      `life ${life}: ${acknowledged.size} entries were acknowledged, ${ledger.size} are there`,
    );
    const offset = ledger.positions().get(SOURCE)?.offset ?? 0;
    assert.ok(
      offset >= acknowledged.offset,
      `life ${life}: bytes up to ${acknowledged.offset} were acknowledged, ${offset} are sealed`,
    );
    assert.equal(await linesIn(ledger), offset / LINE_BYTES, `life ${life}: the records end where the position says`);
    await ledger.close();
    if (offset === LINES * LINE_BYTES) break;
  }
  const ledger = await reopen(directory);
  const report = await ledger.check();
  assert.deepEqual(report.problems, []);
  assert.equal(report.accounting.linesIn, await linesIn(ledger));
  await ledger.close();
  context.diagnostic(`${killed} kills, ${report.records} records in ${report.segments} segments`);
  assert.ok(killed >= KILLS, `expected ${KILLS} kills, got ${killed}: the input was too short`);
});

type Death = { readonly signal: string | null; readonly offset: number; readonly size: number };

type Life = { readonly seed: number; readonly starting: boolean; readonly fraction: number };

/** Runs the child and kills it; gives the last acknowledgement that it printed. */
function liveAndDie(data: string, input: string, { seed, starting, fraction }: Life): Promise<Death> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "ingest-child.ts"), data, input, String(seed)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  const kill = () => child.kill("SIGKILL");
  if (starting) setTimeout(kill, fraction * START_MAX_MS);
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (text: string) => {
    if (printed === "" && !starting) setTimeout(kill, fraction * LIFE_MAX_MS);
    printed += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (_code, signal) => {
      const [offset = 0, size = 0] = (printed.split("\n").at(-2) ?? "0 0").split(" ").map(Number);
      resolve({ signal, offset, size });
    });
  });
}

async function reopen(data: string): Promise<Ledger> {
  return openLedger(await nodeOptions(diskFiles(data), { seed: SEED, signed: () => undefined }));
}

/** How many lines of the input are in the ledger; fails unless they are the first ones, each once and in order. */
async function linesIn(ledger: Ledger): Promise<number> {
  let line = 0;
  for (let ordinal = 1; ordinal <= ledger.segmentCount; ordinal++) {
    for await (const sealed of ledger.segmentRecords(ledger.segmentId(ordinal))) {
      if (sealed.erased) assert.fail("nothing was erased");
      assert.equal(textOf(sealed.record.bytes), lineOf(SOURCE, line));
      assert.equal(sealed.record.origin.offset, line * LINE_BYTES);
      line++;
    }
  }
  return line;
}
