import { hittingSet, type Search } from "./hitting-set.ts";

/** Rounding never decides: a gap this far below its floor still stands, in bans. */
const SLACK_BANS = 1e-9;
const ORIGINS_EXACT_MAX = 30;

/** One rival of the leader: by how much it is led, below what that would be a fall, and what of it each group gives. */
export type Front = { readonly gap: number; readonly floor: number; readonly gives: readonly number[] };

/** The fewest origins whose failure makes one front fall. `k` to `atMost` when not exact. */
export type Falls = {
  readonly k: number;
  readonly atMost: number;
  readonly exact: boolean;
  readonly origins: readonly string[];
  readonly front: number;
};

/** Whether a gap has fallen: into a weaker band, or level with the rival. */
export function hasFallen(gap: number, floor: number): boolean {
  return gap < floor - SLACK_BANS || gap <= SLACK_BANS;
}

/** How much the gap may lose and still stand. */
function slackOf({ gap, floor }: Front): number {
  return Math.min(gap - floor + SLACK_BANS, Math.max(0, gap - SLACK_BANS));
}

/**
 * Fewest origins whose failure makes the verdict fall. A group falls with any of its origins; what the others give stays as it
 * was. One origin for each group: the largest first is exact, front by front. Groups that share origins: branch and bound up to
 * 30 origins, else bounds. docs/attribution.md §Fragility.
 */
export function fewestToFall(groups: readonly (readonly string[])[], fronts: readonly Front[]): Falls | null {
  const apart = new Set(groups.flat()).size === groups.length && groups.every((origins) => origins.length === 1);
  let found: Falls | null = null;
  for (const [front, line] of [...fronts.entries()].sort(([, a], [, b]) => a.gap - b.gap)) {
    const limit = { slack: slackOf(line), best: found?.atMost ?? Infinity };
    const falls = apart ? largestFirst(groups, line.gives, limit) : shared(groups, line.gives, limit);
    if (falls !== null) found = better(found, { ...falls, front });
  }
  return found;
}

type Limit = { readonly slack: number; readonly best: number };

/** Of two the one that needs fewer, with the lower bound of both. */
function better(a: Falls | null, b: Falls): Falls {
  if (a === null) return b;
  const k = Math.min(a.k, b.k);
  const fewer = b.atMost < a.atMost ? b : a;
  return { ...fewer, k, exact: k === fewer.atMost };
}

function largestFirst(
  groups: readonly (readonly string[])[],
  gives: readonly number[],
  { slack, best }: Limit,
): Omit<Falls, "front"> | null {
  const most = gives.reduce((most, give) => Math.max(most, give), 0);
  if (most * (best - 1) <= slack) return null;
  const sorted = Float64Array.from(gives).sort();
  let [lost, k] = [0, 0];
  for (let at = sorted.length - 1; at >= 0 && lost <= slack; at -= 1) {
    const give = sorted[at] ?? 0;
    if (give <= 0 || k + 1 >= best) return null;
    lost += give;
    k += 1;
  }
  if (lost <= slack) return null;
  const origins = largest(gives, k, sorted[sorted.length - k] ?? 0).flatMap((group) => groups[group] ?? []);
  return { k, atMost: k, exact: true, origins: origins.toSorted() };
}

/** The places of the k largest, where `least` is the smallest of these; of equals the first. */
function largest(gives: readonly number[], k: number, least: number): number[] {
  const above = [...gives.keys()].filter((group) => (gives[group] ?? 0) > least);
  const level = [...gives.keys()].filter((group) => gives[group] === least);
  return [...above, ...level.slice(0, k - above.length)];
}

function shared(
  groups: readonly (readonly string[])[],
  gives: readonly number[],
  { slack, best }: Limit,
): Omit<Falls, "front"> | null {
  const search = searchOf(groups, gives, slack);
  const prefix = inOrderOfGain(search);
  if (prefix === null) return null;
  const names = (chosen: readonly number[]) => chosen.map((origin) => search.names[origin] ?? "").toSorted();
  const least = leastPossible(search);
  if (search.names.length > ORIGINS_EXACT_MAX)
    return { k: least, atMost: prefix.length, exact: least === prefix.length, origins: names(prefix) };
  const { chosen, complete, excluded } = hittingSet(search, { from: least, below: Math.min(prefix.length, best) });
  if (chosen !== null) return { k: chosen.length, atMost: chosen.length, exact: true, origins: names(chosen) };
  if (complete && best <= prefix.length) return null;
  return { k: complete ? prefix.length : excluded, atMost: prefix.length, exact: complete, origins: names(prefix) };
}

function searchOf(groups: readonly (readonly string[])[], gives: readonly number[], slack: number): Search {
  const helpful = new Set(groups.flatMap((origins, group) => ((gives[group] ?? 0) > 0 ? origins : [])));
  const gain = new Map([...helpful].map((origin) => [origin, 0]));
  for (const [group, origins] of groups.entries())
    for (const origin of origins) if ((gives[group] ?? 0) > 0) gain.set(origin, (gain.get(origin) ?? 0) + (gives[group] ?? 0));
  const names = [...helpful].sort((a, b) => (gain.get(b) ?? 0) - (gain.get(a) ?? 0));
  const index = new Map(names.map((name, at) => [name, at]));
  const sets = groups.map((origins, group) => ({
    give: gives[group] ?? 0,
    origins: origins.flatMap((origin) => index.get(origin) ?? []),
  }));
  return { names, gain: names.map((name) => gain.get(name) ?? 0), sets, slack };
}

/** The first origins by gain that together make it fall: an upper bound. */
function inOrderOfGain({ names, sets, slack }: Search): number[] | null {
  const failsAt = sets.map(({ origins }) => Math.min(Infinity, ...origins));
  const lost = names.map(() => 0);
  for (const [group, at] of failsAt.entries()) if (at < lost.length) lost[at] = (lost[at] ?? 0) + (sets[group]?.give ?? 0);
  let sum = 0;
  for (const [at, part] of lost.entries()) {
    sum += part;
    if (sum > slack) return names.slice(0, at + 1).map((_, index) => index);
  }
  return null;
}

/** No fewer can do: even if nothing were counted twice and nothing spoke against. */
function leastPossible({ gain, slack }: Search): number {
  let sum = 0;
  for (const [at, part] of gain.entries()) {
    sum += part;
    if (sum > slack) return at + 1;
  }
  return gain.length;
}
