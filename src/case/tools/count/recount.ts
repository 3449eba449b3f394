import type { Range } from "../../../model/index.ts";
import type { ClaimedCount, CountItem, CountingRule } from "./rule.ts";

/** One of what was counted, and the items that are it. */
export type Counted = {
  readonly keys: Readonly<Record<string, string>>;
  readonly items: readonly string[];
  readonly records: readonly string[];
};

export type Recount = {
  readonly rule: CountingRule;
  readonly claimed: number;
  /** lo: provably different; best: as most would count; hi: the most that the records allow. */
  readonly count: Range;
  /** `exact`: the claimed number is the best count; `possible`: the records allow it; `no`: they do not. */
  readonly agrees: "exact" | "possible" | "no";
  /** By their keys; of each the first item, by name, is the one that the others repeat. */
  readonly counted: readonly Counted[];
  readonly duplicates: readonly { readonly item: string; readonly of: string }[];
  /** Items of which something is unknown: each may be one of those counted, or another. */
  readonly open: readonly { readonly item: string; readonly unknown: readonly string[]; readonly mayBe: readonly string[] }[];
  readonly excluded: readonly { readonly item: string; readonly why: string }[];
  /** Items without a record: nobody can check them, so they count for nothing. */
  readonly uncountable: readonly string[];
  /** Keys on which what is said of one item differs. */
  readonly contradictions: readonly Contradiction[];
};

type Contradiction = { readonly item: string; readonly key: string; readonly values: readonly string[] };

type Sorted = {
  readonly contradictions: readonly Contradiction[];
  readonly whole: CountItem[];
  readonly partial: { readonly item: CountItem; readonly unknown: readonly string[] }[];
  readonly excluded: { readonly item: string; readonly why: string }[];
  readonly uncountable: string[];
};

const NO_TIME = "when it was";

/**
 * Counts a claim again, item by item. The order of items does not matter, and an item that repeats another adds nothing. An item with an
 * unknown key may be any item that its known keys fit, or one of its own.
 */
export function recount(claim: ClaimedCount, items: readonly CountItem[], rule: CountingRule): Recount {
  const { whole, partial, excluded, uncountable, contradictions } = sortItems(items, rule);
  const classes = [...Map.groupBy(whole, (item) => vectorOf(item, rule)).entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  const counted = classes.map(([, same]) => classOf(same, rule));
  const open = partial.map(({ item, unknown }) => ({
    item: item.id,
    unknown,
    mayBe: counted.filter(({ keys }) => fits(item, keys, rule)).map(({ items: [first] }) => first ?? ""),
  }));
  const strangers = partial.filter((_, at) => open[at]?.mayBe.length === 0 && !open[at]?.unknown.includes(NO_TIME));
  const lo = counted.length + (strangers.length > 0 ? 1 : 0);
  const best = counted.length + new Set(strangers.map(({ item }) => vectorOf(item, rule))).size;
  const hi = counted.length + partial.length;
  const agrees = claim.n === best ? "exact" : claim.n >= lo && claim.n <= hi ? "possible" : "no";
  const duplicates = counted.flatMap(({ items: [of = "", ...repeats] }) => repeats.map((item) => ({ item, of })));
  return {
    rule,
    claimed: claim.n,
    count: { lo, best, hi },
    agrees,
    counted,
    duplicates,
    open,
    excluded,
    uncountable,
    contradictions,
  };
}

/** The same items under several rules, so that what a number depends on is seen. */
export function recountByRules(
  claim: ClaimedCount,
  items: readonly CountItem[],
  rules: readonly CountingRule[],
): readonly Recount[] {
  const all = claim.countingRule === null ? rules : [claim.countingRule, ...rules];
  return all.map((rule) => recount(claim, items, rule));
}

function sortItems(items: readonly CountItem[], rule: CountingRule): Sorted {
  const { named, contradictions } = byName(items);
  const sorted: Sorted = { whole: [], partial: [], excluded: [], uncountable: [], contradictions };
  for (const item of named) {
    const why = whyNot(item, rule);
    if (item.records.length === 0) sorted.uncountable.push(item.id);
    else if (why !== undefined) sorted.excluded.push({ item: item.id, why });
    else {
      const unknown = [...rule.same.filter((key) => !Object.hasOwn(item.keys, key)), ...(isTimed(item, rule) ? [] : [NO_TIME])];
      if (unknown.length === 0) sorted.whole.push(item);
      else sorted.partial.push({ item, unknown });
    }
  }
  return sorted;
}

/** Each name once, with all that is said of it; where two contradict each other on a key, it is unknown. Also names the contradictions. */
function byName(items: readonly CountItem[]): {
  readonly named: readonly CountItem[];
  readonly contradictions: readonly Contradiction[];
} {
  const contradictions: Contradiction[] = [];
  const groups = [...Map.groupBy(items, ({ id }) => id).entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  const named = groups.map(([id, same]) => {
    const said = Map.groupBy(
      same.flatMap(({ keys }) => Object.entries(keys)),
      ([key]) => key,
    );
    const keys: Record<string, string> = Object.create(null);
    for (const [key, entries] of [...said].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const values = [...new Set(entries.map(([, value]) => value))].sort();
      if (values.length === 1) keys[key] = values[0] ?? "";
      else contradictions.push({ item: id, key, values });
    }
    return { id, keys, when: spanOf(same), records: [...new Set(same.flatMap(({ records }) => records))].sort() };
  });
  return { named, contradictions };
}

function spanOf(items: readonly CountItem[]): CountItem["when"] {
  const spans = items.flatMap(({ when }) => (when === null ? [] : [when]));
  if (spans.length === 0) return null;
  return { fromMs: least(spans.map(({ fromMs }) => fromMs)), toMs: -least(spans.map(({ toMs }) => -toMs)) };
}

function least(numbers: readonly number[]): number {
  return numbers.reduce((one, other) => Math.min(one, other));
}

function whyNot({ keys, when }: CountItem, { exclude, window }: CountingRule): string | undefined {
  const ruled = exclude.find(({ key, values }) => Object.hasOwn(keys, key) && values.includes(keys[key] ?? ""));
  if (ruled !== undefined) return ruled.why;
  if (window === null || when === null) return undefined;
  return when.toMs < window.fromMs || when.fromMs > window.toMs ? "outside the window" : undefined;
}

/** True when it is certain to be inside the window; what only touches it is open. */
function isTimed({ when }: CountItem, { window }: CountingRule): boolean {
  return window === null || (when !== null && when.fromMs >= window.fromMs && when.toMs <= window.toMs);
}

function vectorOf({ id, keys }: CountItem, { same }: CountingRule): string {
  return JSON.stringify(same.length === 0 ? [id] : same.map((key) => (Object.hasOwn(keys, key) ? keys[key] : null)));
}

function classOf(items: readonly CountItem[], { same }: CountingRule): Counted {
  const [first] = items;
  const keys = Object.fromEntries(same.map((key) => [key, first?.keys[key] ?? ""]));
  const records = [...new Set(items.flatMap(({ records: own }) => own))].sort();
  return { keys: same.length === 0 ? { name: first?.id ?? "" } : keys, items: items.map(({ id }) => id), records };
}

function fits({ id, keys }: CountItem, known: Readonly<Record<string, string>>, { same }: CountingRule): boolean {
  if (same.length === 0) return known["name"] === id;
  return same.every((key) => !Object.hasOwn(keys, key) || keys[key] === known[key]);
}
