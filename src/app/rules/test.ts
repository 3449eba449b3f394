import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import {
  createDetector,
  explainRule,
  type LoadedRules,
  type LoadOptions,
  nearnessOfRule,
  type SigmaRule,
  type ToldRule,
} from "../../detect/index.ts";
import { explainError, Failure } from "../../lib/index.ts";
import type { Event, LogSource } from "../../model/index.ts";
import { filesUnder } from "../folder-files.ts";
import { isCalled, loadRuleFiles } from "./find-rule.ts";
import { regressionTests } from "./regression.ts";
import { type ExampleEvents, exampleEvents } from "./test-events.ts";
import { type ExampleTest, type Fires, offsetMinutes, parseTestFile, type TestFile } from "./test-file.ts";

/** One example and what became of it. */
export type TestResult = {
  readonly path: string;
  readonly name: string;
  readonly rule: string;
  readonly passed: boolean;
  /** What is wrong, in words; empty when it passed. */
  readonly faults: readonly string[];
  /** Of a detection that should have fired and did not: why not, on the event that came nearest. */
  readonly nearest: ToldRule | null;
};

export type ToldTests = {
  readonly results: readonly TestResult[];
  /** Titles of rules that no example is about. */
  readonly untested: readonly string[];
  /** Documents that are not loaded, by path, line, column and reason: no example can be about them. */
  readonly refused: readonly string[];
};

/** What is tested: folders of rules with examples beside them, and a folder of SigmaHQ's regression data. */
export type TestOptions = { readonly regression: string | undefined; readonly load?: LoadOptions };

/** Runs the examples of rules. Throws RULES_UNREADABLE for a path that cannot be read. */
export async function testRuleFiles(paths: readonly string[], { regression, load = {} }: TestOptions): Promise<ToldTests> {
  const loaded = await loadRuleFiles(paths, load);
  const files = (await Promise.all(paths.map(testFilesUnder))).flat();
  const runner = new Runner(loaded);
  for (const path of files) await runner.file(path);
  if (regression !== undefined) for await (const each of regressionTests(regression, loaded.rules)) runner.regression(each);
  const untested = loaded.rules.filter((rule) => !runner.tested.has(rule)).map(({ ref }) => ref.title);
  const refused = loaded.refused.map(
    ({ path, line, column, reason, detail }) => `${path}:${line}:${column}: ${reason}: ${detail}`,
  );
  return { results: runner.results, untested, refused };
}

async function testFilesUnder(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) {
    const beside = path.replace(/\.ya?ml$/, ".test.yml");
    const facts = await stat(beside).catch(() => undefined); // a rule without examples
    return facts?.isFile() === true ? [beside] : [];
  }
  return filesUnder(path, (name) => /\.test\.ya?ml$/.test(name)).map((file) => file.path);
}

class Runner {
  readonly results: TestResult[] = [];
  readonly tested = new Set<SigmaRule>();
  readonly #loaded: LoadedRules;

  constructor(loaded: LoadedRules) {
    this.#loaded = loaded;
  }

  async file(path: string): Promise<void> {
    const read = parseTestFile(await readFile(path, "utf8"));
    if (!read.ok) return this.#broken(path, [read.fault.say]);
    const rulePath = read.value.rule === undefined ? path.replace(/\.test(\.ya?ml)$/, "$1") : join(path, "..", read.value.rule);
    const rules = this.#loaded.rules.filter((rule) => rule.path === rulePath);
    const refused = this.#loaded.refused.filter((rule) => rule.path === rulePath);
    if (rules.length === 0) {
      const why = refused.map(({ reason, detail, line, column }) => `${line}:${column}: ${reason}: ${detail}`);
      return this.#broken(path, [`no rule is loaded from ${rulePath}`, ...why]);
    }
    for (const test of read.value.tests) await this.#example(path, test, read.value, rules);
  }

  regression({
    path,
    name,
    rule,
    events,
    fires,
    faults,
  }: Awaited<ReturnType<typeof regressionTests>> extends AsyncIterable<infer Each> ? Each : never): void {
    if (rule === undefined) this.results.push({ path, name, rule: name, passed: false, faults, nearest: null });
    else this.#judge({ path, name, rule, fires, utcOffsetMinutes: 0 }, { events, problems: faults });
  }

  #broken(path: string, faults: readonly string[]): void {
    this.results.push({ path, name: "the file can be used", rule: "", passed: false, faults, nearest: null });
  }

  async #example(
    path: string,
    test: ExampleTest,
    { utcOffset, readAt, host }: TestFile,
    rules: readonly SigmaRule[],
  ): Promise<void> {
    const utcOffsetMinutes = offsetMinutes(utcOffset);
    for (const [name, fires] of expectationsOf(test.fires)) {
      const rule = ruleCalled(name, rules);
      if (rule === undefined) {
        this.#broken(path, [
          `${test.name}: expected one rule${name === null ? "" : ` called ${JSON.stringify(name)}`}, got ${rules.length} in the file`,
        ]);
        continue;
      }
      const options = { utcOffsetMinutes, host: host ?? null, readAtMs: readAt };
      const example = { path, name: test.name, rule, fires, utcOffsetMinutes };
      this.#judge(example, await readOrSay(test, path, logsourceOf(rule), options));
    }
  }

  #judge({ path, name, rule, fires, utcOffsetMinutes }: Example, { events, problems }: ExampleEvents): void {
    this.tested.add(rule);
    for (const base of rule.bases) this.tested.add(base);
    const count = firingsOf(rule, events, utcOffsetMinutes);
    const wrong =
      problems.length > 0 || isMet(fires, count)
        ? []
        : [`expected ${sayFires(fires)}, it fires ${sayTimes(count)} on ${events.length} events`];
    const faults = [...problems, ...wrong];
    const nearest = count === 0 && wrong.length > 0 ? nearestOf(rule, events, utcOffsetMinutes) : null;
    this.results.push({ path, name, rule: rule.ref.title, passed: faults.length === 0, faults, nearest });
  }
}

type Example = {
  readonly path: string;
  readonly name: string;
  readonly rule: SigmaRule;
  readonly fires: Fires;
  readonly utcOffsetMinutes: number;
};

async function readOrSay(...given: Parameters<typeof exampleEvents>): Promise<ExampleEvents> {
  try {
    return await exampleEvents(...given);
  } catch (error) {
    if (error instanceof Failure) return { events: [], problems: [explainError(error)] };
    throw error;
  }
}

function expectationsOf(fires: ExampleTest["fires"]): readonly (readonly [name: string | null, fires: Fires])[] {
  return typeof fires === "object" ? [...fires] : [[null, fires]];
}

/** Without a name the rule of the file that no other one of it rests on. */
function ruleCalled(name: string | null, rules: readonly SigmaRule[]): SigmaRule | undefined {
  const bases = new Set(rules.flatMap((rule) => rule.bases));
  const fitting = rules.filter((rule) => (name === null ? !bases.has(rule) : isCalled(rule, name)));
  return fitting.length === 1 ? fitting[0] : undefined;
}

function logsourceOf(rule: SigmaRule): LogSource {
  return rule.detection?.rule.logsource ?? rule.bases.map(logsourceOf)[0] ?? {};
}

function firingsOf(rule: SigmaRule, events: readonly Event[], utcOffsetMinutes: number): number {
  const closure = new Set([rule]);
  for (const each of closure) for (const base of each.bases) closure.add(base);
  const detector = createDetector([...closure], { utcOffsetMinutes });
  return events.reduce(
    (sum, event) => sum + detector.observe(event).filter((detection) => detection.rule === rule.ref).length,
    0,
  );
}

function isMet(fires: Fires, count: number): boolean {
  return typeof fires === "number" ? count === fires : fires === count > 0;
}

function sayFires(fires: Fires): string {
  if (typeof fires === "number") return `that it fires ${sayTimes(fires)}`;
  return fires ? "that it fires" : "that it does not fire";
}

function sayTimes(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

function nearestOf({ detection }: SigmaRule, events: readonly Event[], utcOffsetMinutes: number): ToldRule | null {
  if (detection === null) return null;
  const scores = events.map((event) => nearnessOfRule(detection, event, utcOffsetMinutes));
  const best = events[scores.indexOf(scores.reduce((most, score) => Math.max(most, score), 0))];
  return best === undefined ? null : explainRule(detection, best, utcOffsetMinutes);
}
