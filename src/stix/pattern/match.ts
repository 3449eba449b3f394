import { type Checked, no, yes } from "../../lib/index.ts";
import { type Observation, observationHolds } from "./objects.ts";
import { bindingSize } from "./parse.ts";
import type { Observing, Pattern } from "./syntax.ts";

/** One answer: the observations that together satisfy the pattern, by their place in the list, in order; null when there are none. */
export type PatternAnswer = readonly number[] | null;

/** Questions and choices that one search may take; beyond it the answer is that nobody knows. */
export const MATCH_STEPS_MAX = 2_000_000;

type Instance = { readonly of: number; readonly observation: Observation };
type Then = (bound: readonly number[]) => boolean;

class TooMuchWork extends Error {}

/**
 * Looks for observations that satisfy a pattern (STIX 2.1 §9). Each observation answers for one [ ] only, or as often as it was
 * counted. Where a choice remains inside an observation's first and last time, it falls in the pattern's favour. Gives the first
 * answer in the order of the list; the same input gives the same answer everywhere. `too-much-work` after `stepsMax` steps.
 */
export function matchPattern(
  { root }: Pattern,
  observations: readonly Observation[],
  stepsMax: number = MATCH_STEPS_MAX,
): Checked<PatternAnswer, { readonly kind: "too-much-work"; readonly steps: number }> {
  try {
    return yes(new Search(root, observations, stepsMax).answer());
  } catch (error) {
    if (error instanceof TooMuchWork) return no({ kind: "too-much-work", steps: stepsMax });
    throw error;
  }
}

class Search {
  readonly #root: Observing;
  readonly #instances: readonly Instance[];
  readonly #observations: readonly Observation[];
  readonly #matches = new Map<Observing, ReadonlySet<number>>();
  readonly #taken = new Set<number>();
  #steps: number;

  constructor(root: Observing, observations: readonly Observation[], stepsMax: number) {
    this.#root = root;
    this.#observations = observations;
    this.#steps = stepsMax;
    const most = bindingSize(root);
    this.#instances = observations.flatMap((observation, of) =>
      Array.from({ length: Math.max(1, Math.min(observation.count, most)) }, () => ({ of, observation })),
    );
  }

  answer(): PatternAnswer {
    let answer: PatternAnswer = null;
    const all = this.#instances.map((_, index) => index);
    this.#solve(this.#root, all, (bound) => {
      answer = [...new Set(bound.map((index) => this.#at(index).of))].sort((left, right) => left - right);
      return true;
    });
    return answer;
  }

  /** Calls `then` with one choice after the other until it says that the choice will do. */
  #solve(node: Observing, scope: readonly number[], then: Then): boolean {
    if (!this.#possible(node, scope)) return false;
    switch (node.is) {
      case "observe":
        return this.#choose(node, scope, then);
      case "or":
        return node.parts.some((part) => this.#solve(part, scope, then));
      case "and":
      case "followed-by":
        return this.#solveParts(node, { part: 0, bound: [], scope }, then);
      case "between":
        return this.#solve(
          node.of,
          this.#narrow(scope, (one) => one.first.key < node.stop.key && one.last.key >= node.start.key),
          then,
        );
      case "within":
        return this.#solveWithin(node, scope, then);
      case "repeats":
        return this.#solveRepeats(node, { left: node.times, above: -1, bound: [], scope }, then);
    }
  }

  #choose(node: Observing, scope: readonly number[], then: Then): boolean {
    const matches = this.#matchesOf(node);
    return scope.some((index) => {
      this.#tick();
      return matches.has(index) && !this.#taken.has(index) && this.#with([index], then);
    });
  }

  /** Keeps what is bound away from everything that is decided after it. */
  #with(bound: readonly number[], then: Then): boolean {
    for (const index of bound) this.#taken.add(index);
    const found = then(bound);
    for (const index of bound) this.#taken.delete(index);
    return found;
  }

  #solveParts(
    node: Extract<Observing, { is: "and" | "or" | "followed-by" }>,
    at: { readonly part: number; readonly bound: readonly number[]; readonly scope: readonly number[] },
    then: Then,
  ): boolean {
    const part = node.parts[at.part];
    if (part === undefined) return then(at.bound);
    return this.#solve(part, at.scope, (chosen) => {
      const bound = [...at.bound, ...chosen];
      const scope = node.is === "followed-by" ? this.#after(at.scope, chosen) : at.scope;
      return this.#solveParts(node, { part: at.part + 1, bound, scope }, then);
    });
  }

  /** What can have been seen at or after all of `chosen`. */
  #after(scope: readonly number[], chosen: readonly number[]): readonly number[] {
    const latest = chosen
      .map((index) => this.#at(index).observation.first.key)
      .reduce((left, right) => (left > right ? left : right), "");
    return this.#narrow(scope, (one) => one.last.key >= latest);
  }

  /** One window for each earliest end: whatever fits between it and `seconds` later fits together. */
  #solveWithin(node: Extract<Observing, { is: "within" }>, scope: readonly number[], then: Then): boolean {
    const leaves = this.#leavesOf(node);
    const useful = scope.filter((index) => leaves.some((leaf) => this.#matchesOf(leaf).has(index)));
    const ends = new Set(useful.map((index) => this.#at(index).observation.last.ms));
    return [...ends].some((end) => {
      const window = this.#narrow(useful, ({ first, last }) => last.ms >= end && first.ms <= end + node.seconds * 1000);
      return this.#solve(node.of, window, then);
    });
  }

  /** Repetitions in the order of their first observation: another order of the same choices is the same answer. */
  #solveRepeats(
    node: Extract<Observing, { is: "repeats" }>,
    at: { readonly left: number; readonly above: number; readonly bound: readonly number[]; readonly scope: readonly number[] },
    then: Then,
  ): boolean {
    if (at.left === 0) return then(at.bound);
    const scope = at.scope.filter((index) => index > at.above);
    if (!this.#possible({ ...node, times: at.left }, scope)) return false;
    return this.#solve(node.of, scope, (chosen) => {
      const above = chosen.reduce((least, index) => Math.min(least, index), Number.POSITIVE_INFINITY);
      const bound = [...at.bound, ...chosen];
      return this.#solveRepeats(node, { left: at.left - 1, above, bound, scope }, then);
    });
  }

  /** False when there are certainly too few observations. A cheap test that saves most of the search. */
  #possible(node: Observing, scope: readonly number[], times = 1): boolean {
    switch (node.is) {
      case "observe":
        return this.#countUpTo(node, scope, times);
      case "or":
        return node.parts.some((part) => this.#possible(part, scope, 1));
      case "and":
      case "followed-by":
        return node.parts.every((part) => this.#possible(part, scope, times));
      case "repeats":
        return this.#possible(node.of, scope, times * node.times);
      default:
        return this.#possible(node.of, scope, times);
    }
  }

  #countUpTo(node: Observing, scope: readonly number[], wanted: number): boolean {
    const matches = this.#matchesOf(node);
    let count = 0;
    for (const index of scope) {
      this.#tick();
      if (matches.has(index) && !this.#taken.has(index) && ++count >= wanted) return true;
    }
    return false;
  }

  #matchesOf(node: Observing): ReadonlySet<number> {
    const held = this.#matches.get(node);
    if (held !== undefined || node.is !== "observe") return held ?? new Set();
    const holds = this.#observations.map((observation) => {
      this.#tick();
      return observationHolds(node.test, observation);
    });
    const matches = new Set(this.#instances.flatMap(({ of }, index) => (holds[of] === true ? [index] : [])));
    this.#matches.set(node, matches);
    return matches;
  }

  #leavesOf(node: Observing): readonly Observing[] {
    if (node.is === "observe") return [node];
    return "parts" in node ? node.parts.flatMap((part) => this.#leavesOf(part)) : this.#leavesOf(node.of);
  }

  #narrow(scope: readonly number[], keep: (observation: Observation) => boolean): readonly number[] {
    return scope.filter((index) => {
      this.#tick();
      return keep(this.#at(index).observation);
    });
  }

  #at(index: number): Instance {
    return this.#instances[index] as Instance;
  }

  #tick(): void {
    if (--this.#steps < 0) throw new TooMuchWork();
  }
}
