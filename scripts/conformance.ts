import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { parseJsonText } from "./conformance/json-text.ts";
import { type Judged, judge, passTable, questionLine } from "./conformance/judge.ts";
import { readSuite, SUITE } from "./conformance/suite.ts";
import type { Answer, Vector } from "./conformance/vector.ts";
import { readDisputes } from "./conformance/vector-files.ts";

const { values } = parseArgs({
  options: {
    engine: { type: "string" },
    format: { type: "string", default: "text" },
    feature: { type: "string" },
    failures: { type: "boolean", default: false },
    disputes: { type: "string" },
    serve: { type: "boolean", default: false },
  },
});

if (values.serve) await serve();
else await run();

/** Is an engine of the suite's protocol itself: a question a line in, an answer a line out. */
async function serve(): Promise<void> {
  const { answerLine } = await import("./conformance/meridian-engine.ts");
  for await (const line of createInterface({ input: process.stdin }))
    process.stdout.write(`${JSON.stringify(answerLine(line))}\n`);
}

async function run(): Promise<void> {
  const vectors = readSuite().filter(({ feature }) => values.feature === undefined || feature.startsWith(values.feature));
  const answers = await (values.engine === undefined ? askOurs(vectors) : ask(values.engine, vectors));
  const judged = vectors.map((vector, index) => judge(vector, answers[index] ?? { id: vector.id, unsupported: "no answer" }));
  process.stdout.write(values.format === "json" ? asJson(judged) : asTable(judged, values.format === "markdown"));
  if (values.failures) for (const one of judged) if (one.verdict === "fail") process.stdout.write(asFailure(one));
  if (values.disputes !== undefined) writeDisputes(values.disputes, judged);
  process.exitCode = judged.some(({ verdict }) => verdict === "fail") ? 1 : 0;
}

/** Notes in disputes.json which vectors the engine of that name answers otherwise. */
function writeDisputes(engine: string, judged: readonly Judged[]): void {
  const failed = judged.filter(({ verdict }) => verdict === "fail").map(({ vector }) => vector.id);
  const disputes = { ...readDisputes(SUITE), [engine]: failed.sort() };
  writeFileSync(join(SUITE, "disputes.json"), `${JSON.stringify(disputes, null, 1)}\n`);
}

async function askOurs(vectors: readonly Vector[]): Promise<readonly Answer[]> {
  const { answerLine } = await import("./conformance/meridian-engine.ts");
  return vectors.map((vector) => answerLine(questionLine(vector)));
}

/** Runs a program, gives it a question a line, and reads an answer a line, in the same order. */
async function ask(command: string, vectors: readonly Vector[]): Promise<readonly Answer[]> {
  const child = spawn(command, { shell: true, stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(vectors.map((vector) => `${questionLine(vector)}\n`).join(""));
  const answers = new Map<string, Answer>();
  for await (const line of createInterface({ input: child.stdout })) {
    const answer = parseJsonText(line) as Answer;
    answers.set(answer.id, answer);
  }
  return vectors.map(({ id }) => answers.get(id) ?? { id, unsupported: "no answer" });
}

function asJson(judged: readonly Judged[]): string {
  const results = judged.map(({ vector, answer, verdict }) => ({ id: vector.id, verdict, answer }));
  return `${JSON.stringify({ table: passTable(judged), results }, null, 1)}\n`;
}

function asTable(judged: readonly Judged[], isMarkdown: boolean): string {
  const rows = passTable(judged).map(({ feature, pass, fail, unsupported }) => [feature, pass, fail, unsupported].map(String));
  const head = ["feature", "pass", "fail", "unsupported"];
  if (isMarkdown) return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |\n`).join("");
  return [head, ...rows]
    .map(([name = "", ...counts]) => `${name.padEnd(44)}${counts.map((count) => count.padStart(12)).join("")}\n`)
    .join("");
}

function asFailure({ vector, answer }: Judged): string {
  const rules = [...vector.rules, ...(vector.pipelines ?? []), ...(vector.filters ?? [])].join("---\n");
  const said = "alerts" in answer ? answer.alerts : answer;
  return `\n${vector.id}: ${vector.title} (${vector.rationale})\n${rules}${JSON.stringify(vector.options ?? {})}\n${JSON.stringify(vector.events)}\n  expected ${JSON.stringify(vector.expect)}\n  answered ${JSON.stringify(said)}\n`;
}
