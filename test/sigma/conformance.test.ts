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

test("the runner says what is wrong with a program or a flag, and does not call it a result", () => {
  const runner = join(import.meta.dirname, "../../scripts/conformance.ts");
  const run = (...flags: readonly string[]) => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [runner, ...flags], { encoding: "utf8" });
    return [status, `${stdout}${stderr}`.split("\n")[0]];
  };
  const node = (script: string) => ["--feature", "condition-not", "--engine", `"${process.execPath}" -e "${script}"`];
  const count = suite.filter((vector) => vector.feature === "condition-not").length;
  assert.deepEqual(run(...node("process.exit(7)")), [3, `the engine ended with code 7 after 0 of ${count} answers`]);
  assert.deepEqual(run(...node("console.log(17)")), [3, "line 1 of the engine answers no question: 17"]);
  assert.deepEqual(run("--feature", "nothing"), [2, "no feature begins with nothing"]);
  assert.deepEqual(run("--format", "yaml"), [2, "no such format: yaml"]);
  assert.equal(run("--engines", "x")[0], 2);
});
