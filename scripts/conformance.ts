import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { askEngine, EngineError } from "./conformance/ask-engine.ts";
import { type Judged, judge, passTable, questionLine } from "./conformance/judge.ts";
import { readSuite, SUITE } from "./conformance/suite.ts";
import type { Answer, Vector } from "./conformance/vector.ts";
import { readDisputes } from "./conformance/vector-files.ts";

const USAGE = `usage: node scripts/conformance.ts [--engine "program"] [--feature PREFIX] [--format text|markdown|json] [--failures]
       node scripts/conformance.ts --serve
conformance/sigma/README.md says what an engine is asked, and what it answers. Exit codes: 0 no wrong answer · 1 a wrong one · 2 usage · 3 the engine failed
`;
const EXIT_USAGE = 2;
const EXIT_ENGINE = 3;

/** The command line cannot be followed; the message says why. */
class Misused extends Error {}

type Flags = ReturnType<typeof readFlags>;

try {
  const flags = readFlags();
  if (flags.help) process.stdout.write(USAGE);
  else if (flags.serve) await serve();
  else await run(flags);
} catch (error) {
  if (error instanceof Misused) endWith(EXIT_USAGE, `${error.message}\n${USAGE}`);
  else if (error instanceof EngineError) endWith(EXIT_ENGINE, `${error.message}\n`);
  else throw error;
}

function endWith(code: number, why: string): void {
  process.stderr.write(why);
  process.exitCode = code;
}

function readFlags() {
  const options = {
    engine: { type: "string" },
    format: { type: "string", default: "text" },
    feature: { type: "string" },
    failures: { type: "boolean", default: false },
    disputes: { type: "string" },
    serve: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  } as const;
  const { values } = parsed(() => parseArgs({ options }));
  if (!["text", "markdown", "json"].includes(values.format)) throw new Misused(`no such format: ${values.format}`);
  return values;
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new Misused(error instanceof Error ? error.message : String(error));
  }
}

/** Is an engine of the suite's protocol itself: a question a line in, an answer a line out. */
async function serve(): Promise<void> {
  const { answerLine } = await import("./conformance/meridian-engine.ts");
  for await (const line of createInterface({ input: process.stdin }))
    process.stdout.write(`${JSON.stringify(answerLine(line))}\n`);
}

async function run(values: Flags): Promise<void> {
  const vectors = readSuite().filter(({ feature }) => values.feature === undefined || feature.startsWith(values.feature));
  if (vectors.length === 0) throw new Misused(`no feature begins with ${values.feature}`);
  const answers = await (values.engine === undefined ? askOurs(vectors) : askEngine(values.engine, vectors));
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
