import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createDetector, loadRules, type RuleDocument } from "../../src/detect/index.ts";
import { sha256 } from "../../src/ledger/io/index.ts";
import { Recogniser } from "../../src/telemetry/formats.ts";
import { filesUnder } from "../../test/sigma/support.ts";
import { sharedData } from "../../test/support/shared-data.ts";

/** An engine with all rules of SigmaHQ loaded. */
export type Engine = {
  readonly name: "reference";
  /** Judges whole lines and gives the number of hits; tells each, with the number of its line within `lines`. */
  readonly run: (lines: Buffer, onHit?: (line: number, ruleId: string) => void) => number;
};

const CONDITIONS = { readAtMs: 0, utcOffsetMinutes: 0, host: null, table: undefined };

/** Reads all rules from disk and makes the engine: parsed in full, matched event by event, nothing sealed. */
export function openEngine(): Engine {
  const { rules } = loadRules(ruleDocuments(), sha256);
  const detector = createDetector(rules, { utcOffsetMinutes: 0 });
  const recogniser = new Recogniser();
  return {
    name: "reference",
    run: (lines, onHit) => {
      let hits = 0;
      let number = 0;
      for (let from = 0; from < lines.length; number++) {
        const end = lineEnd(lines, from);
        const { outcome } = recogniser.recognise(lines.toString("utf8", from, end), CONDITIONS);
        from = end + 1;
        if (outcome.kind !== "event") continue;
        for (const { rule } of detector.observe({ ...outcome.draft, records: [] })) {
          hits++;
          onHit?.(number, rule.id);
        }
      }
      return hits;
    },
  };
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

function ruleDocuments(): RuleDocument[] {
  const root = rulesFolder();
  const folders = readdirSync(root).filter((name) => name.startsWith("rules"));
  return folders.flatMap((folder) => filesUnder(join(root, folder), ".yml")).map((path) => ({ path, bytes: readFileSync(path) }));
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
