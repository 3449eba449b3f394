import { isWithin } from "../../lib/index.ts";
import { compareLevels, logsourceMatches, type Target } from "../../model/index.ts";
import { networkOf } from "../target.ts";
import type { Approve, LevelBound, Plan, Playbook } from "./playbook.ts";
import type { DecisionContext, DetectionFacts } from "./proposal.ts";
import { boundText, holds } from "./units.ts";

/** One condition with its value: what was wanted, what was found, and whether it holds. */
export type Condition = { readonly name: string; readonly wanted: string; readonly found: string; readonly holds: boolean };

const HOST_FIELDS = ["host", "Computer", "hostname", "host.name"];

/** The confidence that a playbook gives this detection. */
function confidenceIn(plan: Plan, facts: DetectionFacts): number {
  return plan.confidence.get(facts.rule.id) ?? facts.confidence;
}

function levelHolds(level: DetectionFacts["rule"]["level"], { compare, value }: LevelBound): boolean {
  return holds(compareLevels(level, value), compare, 0);
}

/** Every condition on which this playbook runs, with its value. All must hold. */
export function conditionsOf(
  playbook: Playbook,
  plan: Plan,
  facts: DetectionFacts,
  context: DecisionContext,
): readonly Condition[] {
  return [...validity(playbook, context.nowMs), ruleCondition(plan, facts), ...bounds(plan, facts, context)];
}

function validity({ revoked, validFromMs, validUntilMs }: Playbook, nowMs: number): Condition[] {
  const now = new Date(nowMs).toISOString();
  if (revoked) return [{ name: "revoked", wanted: "a playbook that is not revoked", found: "revoked", holds: false }];
  const conditions: Condition[] = [];
  if (validFromMs !== null && nowMs < validFromMs)
    conditions.push({ name: "valid_from", wanted: `from ${new Date(validFromMs).toISOString()}`, found: now, holds: false });
  if (validUntilMs !== null && nowMs >= validUntilMs)
    conditions.push({ name: "valid_until", wanted: `before ${new Date(validUntilMs).toISOString()}`, found: now, holds: false });
  return conditions;
}

function ruleCondition({ when }: Plan, { rule }: DetectionFacts): Condition {
  const named = [...when.rules, ...when.tags];
  const fits = named.length === 0 || when.rules.includes(rule.id) || rule.tags.some((tag) => when.tags.includes(tag));
  const found = rule.tags.length === 0 ? rule.id : `${rule.id}, ${rule.tags.join(", ")}`;
  return { name: "rules", wanted: named.length === 0 ? "any" : named.join(" or "), found, holds: fits };
}

function bounds(plan: Plan, facts: DetectionFacts, context: DecisionContext): Condition[] {
  const { level, confidence, criticality, logsource } = plan.when;
  const conditions: Condition[] = [];
  const state = (name: string, wanted: string, found: string | number, fits: boolean) =>
    conditions.push({ name, wanted, found: String(found), holds: fits });
  if (level !== null) state("level", boundText(level), facts.rule.level, levelHolds(facts.rule.level, level));
  if (confidence !== null) {
    const found = confidenceIn(plan, facts);
    state("confidence", boundText(confidence), found, holds(found, confidence.compare, confidence.value));
  }
  if (criticality !== null) {
    const found = hostCriticality(facts, context);
    state("criticality", boundText(criticality), found, holds(found, criticality.compare, criticality.value));
  }
  if (logsource !== null) {
    const fits = facts.events.some((event) => logsourceMatches(logsource, event.logsource));
    const found = new Set(facts.events.map((event) => Object.values(event.logsource).join("/")));
    state("logsource", Object.values(logsource).join("/"), [...found].join(", "), fits);
  }
  return conditions;
}

/** Of the most critical host that the events are about; 0 when none is listed. */
function hostCriticality(facts: DetectionFacts, context: DecisionContext): number {
  let most = 0;
  for (const { fields } of facts.events) {
    const host = HOST_FIELDS.map((name) => fields[name]).find((value) => typeof value === "string");
    if (typeof host === "string") most = Math.max(most, context.assets({ kind: "host", value: host }) ?? 0);
  }
  return most;
}

/** Why this target is let alone; undefined when it is not. */
export function whyLetAlone({ unless }: Plan, target: Target, context: DecisionContext): string | undefined {
  const critical = context.assets(target) ?? 0;
  const bound = unless.criticality;
  if (bound !== null && holds(critical, bound.compare, bound.value))
    return `unless criticality ${boundText(bound)}: ${target.value} has ${critical}`;
  const own = networkOf(target);
  if (own === undefined) return undefined;
  const around = unless.networks.find(({ network }) => isWithin(network, own.base));
  if (around !== undefined) return `unless networks: ${target.value} is in ${around.text}`;
  const inside = unless.networks.find(({ network }) => isWithin(own, network.base));
  return inside === undefined ? undefined : `unless networks: ${inside.text} is in ${target.value}`;
}

/** How many persons the playbook's `approve` asks for this measure on this target, and by which of its rules. */
export function personsAsked(
  plan: Plan,
  measure: Approve["measures"][number],
  target: Target,
  asked: { facts: DetectionFacts; context: DecisionContext },
): number {
  const { facts, context } = asked;
  return plan.approve
    .filter(({ measures }) => measures.length === 0 || measures.includes(measure))
    .filter(({ level }) => level === null || levelHolds(facts.rule.level, level))
    .filter(({ criticality: bound }) => bound === null || holds(context.assets(target) ?? 0, bound.compare, bound.value))
    .filter(({ confidence: bound }) => bound === null || holds(confidenceIn(plan, facts), bound.compare, bound.value))
    .reduce((most, { persons }) => Math.max(most, persons), 0);
}
