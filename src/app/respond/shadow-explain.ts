import { isoTime } from "../../lib/index.ts";
import type { Digest, Level, RuleRef } from "../../model/index.ts";
import { confidenceOf, type Decision, type DetectionFacts, explainDecision, type Playbook } from "../../respond/index.ts";
import { openRuleSet } from "../rule-set.ts";

/** A detection that somebody imagines: a rule of a rule set, or one by name alone, on one event with these fields. */
export type Imagined = {
  readonly rule: string;
  readonly level: Level | null;
  readonly confidence: number | null;
  readonly logsource: DetectionFacts["events"][number]["logsource"] | null;
  readonly fields: Readonly<Record<string, string>>;
  readonly atMs: number;
};

/** What the playbooks would decide about an imagined detection, condition by condition. */
export type Explanation = Decision & { readonly facts: DetectionFacts; readonly known: boolean };

/** Explains what `playbooks` would do. `rules`: where the rule is looked up by its id or its title. Throws RULES_UNREADABLE. */
export async function explainPlaybooks(
  playbooks: readonly Playbook[],
  rules: readonly string[],
  imagined: Imagined,
): Promise<Explanation> {
  const { loaded } = await openRuleSet(rules, 0);
  const found = loaded.rules.find(({ ref }) => ref.id === imagined.rule || ref.title === imagined.rule);
  const base = found?.ref ?? unknownRule(imagined);
  const rule: RuleRef = imagined.level === null ? base : { ...base, level: imagined.level };
  const logsource = imagined.logsource ?? found?.detection?.rule.logsource ?? found?.bases[0]?.detection?.rule.logsource ?? {};
  const facts: DetectionFacts = {
    rule,
    atMs: imagined.atMs,
    events: [{ logsource, fields: imagined.fields, records: [] }],
    confidence: imagined.confidence ?? confidenceOf({ status: found === undefined ? null : statusIn(found.document) }),
  };
  const nothingBefore = { history: () => [], addressesWithin: () => [] };
  const context = { nowMs: imagined.atMs, assets: () => null, persons: () => 0, ...nothingBefore };
  return { ...explainDecision(playbooks, facts, context), facts, known: found !== undefined };
}

function unknownRule({ rule, atMs }: Imagined): RuleRef {
  const version = isoTime(atMs).slice(0, 10);
  return { id: rule, title: rule, author: "nobody", version, level: "medium", tags: [], digest: "0".repeat(64) as Digest };
}

/** The `status` of a rule document; null when it states none. */
export function statusIn(document: Uint8Array): string | null {
  return /^status:[ \t]*["']?([a-z]+)["']?[ \t]*$/m.exec(new TextDecoder().decode(document))?.[1] ?? null;
}
