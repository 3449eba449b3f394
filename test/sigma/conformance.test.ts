import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { judge, type passTable, questionLine } from "../../scripts/conformance/judge.ts";
import { answerLine } from "../../scripts/conformance/meridian-engine.ts";
import { readSuite } from "../../scripts/conformance/suite.ts";
import { known } from "./conformance-known.ts";

const suite = readSuite();

test("the engine passes every vector of the suite", () => {
  const judged = suite.map((vector) => judge(vector, answerLine(questionLine(vector))));
  const failed = judged.filter(({ verdict, vector }) => verdict !== "pass" && !known(vector));
  assert.deepEqual(
    failed.map(({ vector, answer }) => ({ id: vector.id, title: vector.title, expected: vector.expect, answer })),
    [],
  );
  const better = judged.filter(({ verdict, vector }) => verdict === "pass" && known(vector));
  assert.deepEqual(
    better.map(({ vector }) => vector.id),
    [],
    "these pass now: take them out of conformance-known.ts",
  );
});

test("the runner judges a program by what it writes", () => {
  const runner = join(import.meta.dirname, "../../scripts/conformance.ts");
  const feature = ["--feature", "condition-not", "--format", "json"];
  const run = (engine: string): { table: ReturnType<typeof passTable>; status: number | null } => {
    const { stdout, status } = spawnSync(process.execPath, [runner, ...feature, "--engine", engine], { encoding: "utf8" });
    return { table: (JSON.parse(stdout) as { table: ReturnType<typeof passTable> }).table, status };
  };
  const count = suite.filter((vector) => vector.feature === "condition-not").length;
  const ours = run(`"${process.execPath}" "${runner}" --serve`);
  assert.deepEqual([ours.table.at(-1)?.pass, ours.status], [count, 0]);
  const silent = run(`"${process.execPath}" -e ""`);
  assert.deepEqual([silent.table.at(-1)?.unsupported, silent.status], [count, 0]);
});
