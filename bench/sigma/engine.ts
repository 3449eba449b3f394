import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createLineDetector, type LineDetector } from "../../src/detect/fast/line-detector.ts";
import { SCANNER_OPTIONS } from "../../src/detect/fast/scanner.ts";
import { createDetector, type Detector, loadRules, type RuleDocument, type SigmaRule } from "../../src/detect/index.ts";
import { sha256 } from "../../src/ledger/io/index.ts";
import type { Event } from "../../src/model/index.ts";
import { Recogniser } from "../../src/telemetry/formats.ts";
import { lineView } from "../../src/telemetry/views/index.ts";
import { filesUnder } from "../../test/sigma/support.ts";
import { sharedData } from "../../test/support/shared-data.ts";
import { parseAsHost } from "./host-json.ts";

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
      const event = this.read(lines.subarray(from, end));
      from = end + 1;
      if (event === undefined) continue;
      for (const { rule } of this.#detector.observe(event)) {
        hits++;
        onHit?.(number, rule.id);
      }
    }
    return hits;
  }

  read(line: Uint8Array): Event | undefined {
    const text = Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString("utf8");
    const { outcome } = this.#recogniser.recognise(text, CONDITIONS);
    return outcome.kind === "event" ? { ...outcome.draft, records: [] } : undefined;
  }

  formatOf(line: string): string {
    return this.#recogniser.recognise(line, CONDITIONS).format;
  }
}

class FastEngine implements Engine {
  readonly #rules: readonly SigmaRule[];
  readonly #reference: ReferenceEngine;
  #detector: LineDetector | undefined;

  constructor(rules: readonly SigmaRule[], reference: ReferenceEngine) {
    this.#rules = rules;
    this.#reference = reference;
  }

  run(lines: Buffer, onHit?: OnHit): number {
    this.#detector ??= this.#detectorFor(lines);
    let found = 0;
    let number = 0;
    let counted = 0;
    for (const { start, hits } of this.#detector.observe(lines, true).fired) {
      found += hits.length;
      if (onHit === undefined) continue;
      for (; counted < start; counted = lineEnd(lines, counted) + 1) number++;
      for (const { rule } of hits) onHit(number, rule.ref.id);
    }
    return found;
  }

  /** For the format of the first line: one feed is of one format. */
  #detectorFor(lines: Buffer): LineDetector {
    const format = this.#reference.formatOf(lines.toString("utf8", 0, lineEnd(lines, 0)));
    const view = lineView(format);
    if (view === undefined) throw new Error(`no view of ${format}`);
    const compiled = this.#rules.flatMap(({ detection }) => (detection === null ? [] : [detection]));
    const scanner = { ...SCANNER_OPTIONS, seed: SEED };
    const readLine = (bytes: Uint8Array): Event | undefined => this.#reference.read(bytes);
    return createLineDetector(compiled, view, { utcOffsetMinutes: 0, readLine, scanner });
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
    if (typeof parseAsHost(lines.toString("utf8", from, end)) === "object") read++;
    from = end + 1;
  }
  return read;
}
