import type { SigmaRule } from "../rules.ts";
import { shardOf } from "./shard.ts";

/** A correlation that counts the firings of a rule, as its base rule `step`. */
export type PlannedLink = {
  readonly number: number;
  readonly rule: SigmaRule;
  readonly step: number;
  /** The shard that counts all groups of the correlation; undefined: they are spread. */
  readonly home: number | undefined;
};

/** How the correlations of a rule set are spread over shards: the same for the same rules and number of shards, whoever asks. */
export class ShardPlan {
  readonly shards: number;
  readonly links: readonly PlannedLink[];
  readonly #byBase: ReadonlyMap<SigmaRule, readonly PlannedLink[]>;

  constructor(rules: readonly SigmaRule[], shards: number) {
    if (!Number.isSafeInteger(shards) || shards < 1) throw new RangeError(`expected at least one shard, got ${shards}`);
    this.shards = shards;
    const homes = homesOf(rules, shards);
    const links: PlannedLink[] = [];
    const byBase = new Map<SigmaRule, PlannedLink[]>();
    for (const rule of rules) {
      for (const [step, base] of rule.correlation === null ? [] : rule.bases.entries()) {
        const link = { number: links.length, rule, step, home: homes.get(rule) };
        links.push(link);
        byBase.set(base, [...(byBase.get(base) ?? []), link]);
      }
    }
    this.links = links;
    this.#byBase = byBase;
  }

  /** The correlations that count firings of `base`, in the order of the rules. */
  linksOf(base: SigmaRule): readonly PlannedLink[] {
    return this.#byBase.get(base) ?? [];
  }

  /** True for a rule that only correlations hear of. */
  isSilent(rule: SigmaRule): boolean {
    const links = this.linksOf(rule);
    return links.length > 0 && !links.some((link) => link.rule.correlation?.generate === true);
  }
}

/**
 * The shards of the correlations that cannot be spread. Without `group-by` there is one group. Correlations that rest on one another stay together:
 * what one of them finds is counted by the next in a group of its own, which could be anywhere.
 */
function homesOf(rules: readonly SigmaRule[], shards: number): ReadonlyMap<SigmaRule, number> {
  const homes = new Map<SigmaRule, number>();
  const near = chainedWith(rules);
  for (const rule of rules) {
    if (rule.correlation === null || homes.has(rule)) continue;
    if (near.has(rule)) {
      const home = shardOf(rule.ref.digest, "", shards);
      for (const member of familyOf(rule, near)) homes.set(member, home);
    } else if (rule.correlation.groupBy.length === 0) homes.set(rule, shardOf(rule.ref.digest, "", shards));
  }
  return homes;
}

/** For each chained correlation those next to it in a chain. */
function chainedWith(rules: readonly SigmaRule[]): ReadonlyMap<SigmaRule, readonly SigmaRule[]> {
  const near = new Map<SigmaRule, SigmaRule[]>();
  for (const rule of rules)
    for (const base of rule.bases.filter(({ correlation }) => correlation !== null)) {
      near.set(rule, [...(near.get(rule) ?? []), base]);
      near.set(base, [...(near.get(base) ?? []), rule]);
    }
  return near;
}

function familyOf(rule: SigmaRule, near: ReadonlyMap<SigmaRule, readonly SigmaRule[]>): ReadonlySet<SigmaRule> {
  const family = new Set([rule]);
  // What is added while the set is gone through is gone through too.
  for (const member of family) for (const next of near.get(member) ?? []) family.add(next);
  return family;
}
