import { isWithin, type Network } from "../../lib/index.ts";
import type { Target } from "../../model/index.ts";
import {
  admit,
  type BudgetLimits,
  createBudget,
  type DecisionContext,
  explainDecision,
  explainHit,
  formatTarget,
  type GoodMark,
  hitOf,
  networkOf,
  type Playbook,
  type Proposal,
  type Protection,
} from "../../respond/index.ts";
import type { RehearsalDoors } from "./shadow.ts";

/** What a rehearsal is judged by. */
export type RehearsalRules = {
  readonly playbooks: readonly Playbook[];
  readonly protection: Protection;
  readonly limits: BudgetLimits;
  /** The operator's own list of whom must not be hit. */
  readonly good: readonly Network[];
  readonly assets: DecisionContext["assets"];
  readonly persons: DecisionContext["persons"];
};

/** Live flows are not in history. */
const NO_FLOWS: Parameters<typeof admit>[1]["flows"] = { seen: 0, byRemote: new Map() };

/** The playbooks and guards of a node, asked at the time of what they are asked about; budgets count by that time too. */
export function rehearsalDoors(rules: RehearsalRules): RehearsalDoors {
  const { playbooks, assets, persons } = rules;
  const nothing = { history: () => [], addressesWithin: () => [] };
  return {
    concerns: (facts) => {
      const context = { nowMs: facts.atMs, assets, persons, ...nothing };
      return explainDecision(playbooks, facts, context).considered.some(({ runs }) => runs);
    },
    ask: (facts, past) => explainDecision(playbooks, facts, { assets, persons, ...past }).proposals,
    judge: guardsOf(rules),
    goodOf: (target) => goodMarks(target, rules),
  };
}

function guardsOf({ protection, limits }: RehearsalRules): RehearsalDoors["judge"] {
  const budget = createBudget(limits);
  /** When what is held ends, soonest first. */
  const ends: number[] = [];
  return (proposal: Proposal, nowMs) => {
    while ((ends[0] ?? Number.POSITIVE_INFINITY) <= nowMs) ends.shift();
    const { measure, target, durationMs } = proposal;
    const expiresAtMs = durationMs === null ? null : nowMs + durationMs;
    const [judgement] = admit([{ measure, target, expiresAtMs }], {
      protection,
      reachability: proposal.reachability,
      standing: { origin: "playbook", approved: false, spoofableOk: false },
      flows: NO_FLOWS,
      budget,
      held: ends.length,
      nowMs,
      monotonicMs: nowMs,
    });
    if (judgement === undefined || !judgement.ok)
      return { ok: false, guard: judgement?.guard ?? "none", reason: judgement?.reason ?? "" };
    if (expiresAtMs !== null) insert(ends, expiresAtMs);
    return { ok: true };
  };
}

function insert(sorted: number[], value: number): void {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  sorted.splice(low, 0, value);
}

function goodMarks(target: Target, { protection, good }: RehearsalRules): readonly GoodMark[] {
  const network = networkOf(target);
  if (network === undefined) return [];
  const base = network.base;
  const listed = good.find((one) => isWithin(one, base) || (isWithin(network, one.base) && one.bits >= network.bits));
  const marks: GoodMark[] = listed === undefined ? [] : [{ by: "listed", why: "on your list" }];
  const hit = hitOf(network, protection);
  return hit === undefined ? marks : [...marks, { by: "protected", why: explainHit(formatTarget(target), hit) }];
}

/** Reads an operator's list: one address or network a line, "#" begins a remark. Gives the first line that is neither. */
export function parseGoodList(
  text: string,
  parse: (line: string) => Network | undefined,
): readonly Network[] | { readonly line: number } {
  const found: Network[] = [];
  for (const [index, raw] of text.split("\n").entries()) {
    const line = raw.replace(/#.*/, "").trim();
    if (line === "") continue;
    const network = parse(line);
    if (network === undefined) return { line: index + 1 };
    found.push(network);
  }
  return found;
}
