import type { Detector } from "../../src/detect/index.ts";
import { createDetector, loadRules, type RefusedRule, type SigmaRule } from "../../src/detect/index.ts";
import type { Event, Fields, LogSource } from "../../src/model/index.ts";
import { sha256 } from "./support.ts";

const HERE: LogSource = { product: "test" };

/** An event of the log source HERE. */
export function event(fields: Fields, atMs = 0, logsource: LogSource = HERE): Event {
  return { time: { fromMs: atMs, toMs: atMs }, logsource, fields, records: [] };
}

/** A rule document with this detection, which is YAML indented by two spaces. */
export function ruleText(detection: string, heading = "title: a rule\nid: a-rule"): string {
  return `${heading}\nlogsource:\n  product: test\ndetection:\n${detection.replace(/^/gm, "  ")}\n`;
}

export type Loaded = { readonly rules: readonly SigmaRule[]; readonly refused: readonly RefusedRule[] };

/** Loads documents, each a file of its own. */
export function load(...texts: readonly string[]): Loaded {
  return loadRules(
    texts.map((text, index) => ({ path: `${index}.yml`, bytes: new TextEncoder().encode(text) })),
    sha256,
  );
}

/** A detector of documents that must all load. */
export function detectorOf(
  texts: readonly string[],
  placeholders: ReadonlyMap<string, readonly string[]> = new Map(),
  utcOffsetMinutes = 0,
): Detector {
  const { rules, refused } = load(...texts);
  if (refused.length > 0) throw new Error(`refused: ${JSON.stringify(refused)}`);
  return createDetector(rules, { utcOffsetMinutes, placeholders });
}

/** True when a rule with one selection `item` fires on an event with these fields. */
export function fires(item: string, fields: Fields): boolean {
  return (
    detectorOf([ruleText(`selection:\n${item.replace(/^/gm, "  ")}\ncondition: selection`)]).observe(event(fields)).length === 1
  );
}
