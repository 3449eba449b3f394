import { type Checked, no, present, yes } from "../../lib/index.ts";
import type { Causation, CauseFinding, EntityFinding } from "./causation.ts";
import { type Certainty, Span, Tally } from "./certainty.ts";
import { type Completions, completionsOf } from "./completions.ts";
import { Steps } from "./diagram.ts";
import { type CausalLimits, DEFAULT_LIMITS } from "./limits.ts";
import { minimalSetsOf, type SetsFound } from "./minimal-sets.ts";
import type { CausalEntity, CausalModel, CausalNode } from "./model.ts";
import { questionsOf } from "./questions.ts";
import { type Share, type SolvedWorld, solveWorld } from "./solve-world.ts";
import { coneOf, type World, without, worldOf } from "./world.ts";

export type ExplainFault = { readonly kind: "unknown-node"; readonly at: string; readonly expected: string };

/** How an outcome came about: every cause, entity and minimal set over every way to fill in what is unknown. docs/causation.md. */
export function explainOutcome(
  model: CausalModel,
  outcome: string,
  limits: CausalLimits = DEFAULT_LIMITS,
): Checked<Causation, ExplainFault> {
  const node = model.nodes.get(outcome);
  if (node === undefined) return no({ kind: "unknown-node", at: outcome, expected: "a node of the model" });
  const cone = coneOf(model, outcome);
  const completions = completionsOf(model, cone, limits.completions);
  const steps = new Steps(limits.steps);
  const counts = new Counts(model, cone, outcome);
  let last: Solved | null = null;
  for (const way of completions.ways) {
    const world = worldOf(model, cone, way.occurred);
    const solved = world.occurred.has(outcome) ? solveWorld({ model, world, outcome }, steps) : NOTHING;
    counts.add(world, solved, way.idle);
    last = { world, solved };
  }
  return yes(report({ model, node, cone, completions, counts, limits, steps }, last ?? { world: NOWHERE, solved: NOTHING }));
}

type Solved = { readonly world: World; readonly solved: SolvedWorld };

const NOTHING: SolvedWorld = { shares: new Map(), compiled: null };
const NOWHERE: World = { occurred: new Set(), unexplained: new Set(), heldOff: new Set() };
const NO_SHARE: Share = { atLeast: 0, atMost: null, absent: [], exact: true };

type Count = { readonly butFor: Tally; readonly ness: Tally; readonly degree: Span; readonly given: Span };

/** Adds up what each node and entity did over worlds. */
class Counts {
  readonly nodes: ReadonlyMap<string, Count>;
  readonly entities: ReadonlyMap<string, Count & { readonly acts: readonly string[] }>;
  exact = true;
  readonly #model: CausalModel;
  readonly #cone: readonly string[];
  readonly #outcome: string;

  constructor(model: CausalModel, cone: readonly string[], outcome: string) {
    this.#model = model;
    this.#cone = cone;
    this.#outcome = outcome;
    const others = cone.filter((id) => id !== outcome && model.nodes.get(id)?.step !== true);
    this.nodes = new Map(others.map((id) => [id, countNothing()]));
    const acts = new Map<string, string[]>();
    for (const id of others) for (const by of new Set(model.nodes.get(id)?.by)) acts.set(by, [...(acts.get(by) ?? []), id]);
    this.entities = new Map([...acts].map(([by, own]) => [by, { ...countNothing(), acts: own }]));
  }

  add(world: World, { shares }: SolvedWorld, idle: ReadonlySet<string>): void {
    for (const [id, count] of this.nodes) {
      const share = shares.get(id) ?? NO_SHARE;
      this.exact &&= share.exact;
      tally(count, this.#decides(world, [id]), [share]);
      if (world.occurred.has(id) || idle.has(id)) count.given.add(leastOf(share), mostOf(share));
    }
    for (const count of this.entities.values())
      tally(
        count,
        this.#decides(world, count.acts),
        count.acts.map((id) => shares.get(id) ?? NO_SHARE),
      );
  }

  #decides(world: World, removed: readonly string[]): boolean {
    if (!world.occurred.has(this.#outcome) || !removed.some((id) => world.occurred.has(id))) return false;
    return !without(this.#model, { world, cone: this.#cone }, new Set(removed)).has(this.#outcome);
  }
}

function countNothing(): Count {
  return { butFor: new Tally(), ness: new Tally(), degree: new Span(), given: new Span() };
}

function tally(count: Count, decides: boolean, shares: readonly Share[]): void {
  count.butFor.add(decides);
  count.ness.add(shares.some(({ atMost }) => atMost !== null) || (shares.every(({ exact }) => exact) ? false : null));
  count.degree.add(Math.max(0, ...shares.map(leastOf)), Math.max(0, ...shares.map(mostOf)));
}

function leastOf({ atMost }: Share): number {
  return atMost === null ? 0 : 1 / (1 + atMost);
}

function mostOf({ atLeast, atMost, exact }: Share): number {
  return atMost === null && exact ? 0 : 1 / (1 + atLeast);
}

type Finished = {
  readonly model: CausalModel;
  readonly node: CausalNode;
  readonly cone: readonly string[];
  readonly completions: Completions;
  readonly counts: Counts;
  readonly limits: CausalLimits;
  readonly steps: Steps;
};

function report(finished: Finished, { world, solved }: Solved): Causation {
  const { model, node, cone, completions, counts, limits, steps } = finished;
  const { whole, unknown, ways } = completions;
  const sets = minimalSetsOf(solved, limits.sets, steps);
  const causes = [...counts.nodes].map(([id, count]) =>
    findingOf(present(model.nodes.get(id), "a cone is of the model"), count, { whole, solved, sets }),
  );
  const bySize = (left: Ranked, right: Ranked) =>
    right.responsibility.hi - left.responsibility.hi || right.responsibility.lo - left.responsibility.lo;
  causes.sort((left, right) => bySize(left, right) || RANK[left.butFor] - RANK[right.butFor]);
  const entities = [...counts.entities].map(([id, count]) =>
    entityOf(model.entities.get(id) ?? nameless(id), count, { whole, causes }),
  );
  return {
    outcome: node,
    causes,
    entities: entities.sort(bySize),
    stops: sets.stops,
    sufficient: sets.sufficient,
    questions: questionsOf(model, world, cone),
    unknown,
    worlds: ways.length,
    exact: whole && counts.exact,
    bounds: boundsOf(completions, counts.exact, sets),
  };
}

type Ranked = { readonly responsibility: { readonly lo: number; readonly hi: number } };
const RANK: Readonly<Record<Certainty, number>> = { certain: 0, possible: 1, not: 2 };

function findingOf(
  node: CausalNode,
  count: Count,
  { whole: all, solved, sets }: { readonly whole: boolean; readonly solved: SolvedWorld; readonly sets: SetsFound },
): CauseFinding {
  const whole = all || node.state === "not-occurred";
  const share = solved.shares.get(node.id) ?? NO_SHARE;
  return {
    node,
    butFor: count.butFor.certainty(whole),
    ness: count.ness.certainty(whole),
    responsibility: count.degree.degree(whole),
    ifOccurred: count.given.degree(whole),
    witness: share.atMost === null ? null : { absent: share.absent, smallest: share.exact },
    suffices: sets.sufficientWith(node.id),
  };
}

function entityOf(
  entity: CausalEntity,
  count: Count & { readonly acts: readonly string[] },
  { whole, causes }: { readonly whole: boolean; readonly causes: readonly CauseFinding[] },
): EntityFinding {
  const acts = new Set(count.acts);
  const first = causes.find(({ node }) => acts.has(node.id));
  return {
    entity,
    acts: count.acts,
    butFor: count.butFor.certainty(whole),
    ness: count.ness.certainty(whole),
    responsibility: count.degree.degree(whole),
    through: first?.node.id ?? "",
  };
}

function nameless(id: string): CausalEntity {
  return { id, name: id, kind: "party" };
}

function boundsOf({ whole, unknown }: Completions, solvedExactly: boolean, { stops, sufficient }: SetsFound): readonly string[] {
  return [
    ...(whole
      ? []
      : [`${unknown.length} facts are unknown: too many ways to fill them in, so nothing is called certain or excluded`]),
    ...(solvedExactly
      ? []
      : [
          "the graph is too interwoven to be worked out exactly: k lies within the bounds given, and who is no cause is left open",
        ]),
    ...(stops.count === null ? ["not all minimal sets that would have stopped it were worked out"] : []),
    ...(sufficient.count === null ? ["the minimal sets that sufficed were not worked out"] : []),
  ];
}
