import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createRuleJudge } from "../../src/detect/fast/rule-judge.ts";
import { createScanner, SCANNER_OPTIONS, type Scanner } from "../../src/detect/fast/scanner.ts";
import { createDetector, type Detector, loadRules, type RuleDocument, type SigmaRule } from "../../src/detect/index.ts";
import { sha256 } from "../../src/ledger/io/index.ts";
import { Recogniser } from "../../src/telemetry/formats.ts";
import { lineView } from "../../src/telemetry/views/index.ts";
import { filesUnder } from "../../test/sigma/support.ts";
import { sharedData } from "../../test/support/shared-data.ts";

type OnHit = (line: number, ruleId: string) => void;

/** An engine with all rules of SigmaHQ loaded. */
export type Engine = {
  /** Judges whole lines and gives the number of hits; tells each, with the number of its line within `lines`. */
  readonly run: (lines: Buffer, onHit?: OnHit) => number;
};

const CONDITIONS = { readAtMs: 0, utcOffsetMinutes: 0, host: null, table: undefined };
const SEED = 0x9e3779b97f4a7c15n;

/**
 * Reads all rules from disk and makes the engine; nothing is sealed. MERIDIAN_ENGINE=reference: every line is parsed and matched; else only
 * those that the scanner of raw lines hands over.
 */
export function openEngine(): Engine {
  const { rules } = loadRules(ruleDocuments(), sha256);
  const reference = new ReferenceEngine(rules);
  return process.env["MERIDIAN_ENGINE"] === "reference" ? reference : new FastEngine(rules, reference);
}

class ReferenceEngine implements Engine {
  readonly #detector: Detector;
  readonly #recogniser = new Recogniser();

  constructor(rules: readonly SigmaRule[]) {
    this.#detector = createDetector(rules, { utcOffsetMinutes: 0 });
  }

  run(lines: Buffer, onHit?: OnHit): number {
    let hits = 0;
    let number = 0;
    for (let from = 0; from < lines.length; number++) {
      const end = lineEnd(lines, from);
      hits += this.judge(lines, from, end, onHit && ((ruleId) => onHit(number, ruleId)));
      from = end + 1;
    }
    return hits;
  }

  /** Reads and matches one line. */
  judge(lines: Buffer, from: number, end: number, onHit?: (ruleId: string) => void): number {
    const { outcome } = this.#recogniser.recognise(lines.toString("utf8", from, end), CONDITIONS);
    if (outcome.kind !== "event") return 0;
    const found = this.#detector.observe({ ...outcome.draft, records: [] });
    if (onHit !== undefined) for (const { rule } of found) onHit(rule.id);
    return found.length;
  }

  formatOf(line: string): string {
    return this.#recogniser.recognise(line, CONDITIONS).format;
  }
}

class FastEngine implements Engine {
  readonly #rules: readonly SigmaRule[];
  readonly #reference: ReferenceEngine;
  #scanner: Scanner | undefined;

  constructor(rules: readonly SigmaRule[], reference: ReferenceEngine) {
    this.#rules = rules;
    this.#reference = reference;
  }

  run(lines: Buffer, onHit?: OnHit): number {
    this.#scanner ??= this.#scannerFor(lines);
    let hits = 0;
    let number = 0;
    let counted = 0;
    for (const { start, end } of this.#scanner.scan(lines, true).handed) {
      if (onHit !== undefined) for (; counted < start; counted = lineEnd(lines, counted) + 1) number++;
      const told = number;
      hits += this.#reference.judge(lines, start, end, onHit && ((ruleId) => onHit(told, ruleId)));
    }
    return hits;
  }

  /** A scanner for the format of the first line: one feed is of one format. */
  #scannerFor(lines: Buffer): Scanner {
    const format = this.#reference.formatOf(lines.toString("utf8", 0, lineEnd(lines, 0)));
    const view = lineView(format);
    if (view === undefined) throw new Error(`no view of ${format}`);
    const compiled = this.#rules.flatMap(({ detection }) => (detection === null ? [] : [detection]));
    const options = { ...SCANNER_OPTIONS, seed: SEED };
    const scanner = createScanner((module) => createRuleJudge(compiled, view, { utcOffsetMinutes: 0, module }), options);
    if (scanner === undefined) throw new Error("this host has no WebAssembly with SIMD");
    return scanner;
  }
}

function lineEnd(lines: Buffer, from: number): number {
  const found = lines.indexOf(10, from);
  return found < 0 ? lines.length : found;
}

/** Where SigmaHQ's rules are. */
export function rulesFolder(): string {
  const root = sharedData("sigma");
  if (root === undefined) throw new Error("needs ../shared/data/sigma, which a user's clone does not have");
  return root;
}

/** The folders of rules in it. */
export function rulePaths(): string[] {
  const root = rulesFolder();
  return readdirSync(root)
    .filter((name) => name.startsWith("rules"))
    .map((name) => join(root, name));
}

function ruleDocuments(): RuleDocument[] {
  return rulePaths()
    .flatMap((folder) => filesUnder(folder, ".yml"))
    .map((path) => ({ path, bytes: readFileSync(path) }));
}

/** What any engine in this language must at least do: every line to text, every text through JSON.parse. Gives the number of lines. */
export function parseOnly(lines: Buffer): number {
  let read = 0;
  for (let from = 0; from < lines.length; ) {
    const end = lineEnd(lines, from);
    if (typeof JSON.parse(lines.toString("utf8", from, end)) === "object") read++;
    from = end + 1;
  }
  return read;
}
