import { formatJson } from "../../lib/index.ts";
import type { Noun, NounId, NounOf, Quantity, QuantityState, Range } from "../../model/index.ts";
import { originKey } from "../graph/origin.ts";
import type { Rerun } from "./query.ts";

/** What of a claim graph is read here: its nouns, who stated each first, and which are withdrawn. */
export type DamageGraph = {
  readonly nouns: ReadonlyMap<NounId, { readonly noun: Noun; readonly statedBy: string; readonly withdrawnBy: NounId | null }>;
};

type FigureParts = {
  /** The observation that states it. */
  readonly id: NounId;
  readonly quantity: Quantity;
  readonly by: string;
  /** Whose records it rests on, sorted. */
  readonly origins: readonly string[];
  /** Derived; what the statement says of itself is not believed. */
  readonly state: QuantityState;
  /** Why it is no better founded, or what speaks against it. */
  readonly doubts: readonly string[];
};

/** A figure of harm that came about. */
export type DamageFigure = FigureParts & { readonly harm: "actual" };

/** A figure of what could have come about: another type, so that no sum of damage takes it. */
export type PotentialFigure = FigureParts & { readonly harm: "potential" };

/** Figures that answer the same question in the same unit over the same time: beside each other, never averaged. */
export type FigureGroup<Figure> = {
  readonly question: string;
  readonly figures: readonly Figure[];
  /** The best founded figure's value; null when two of its rank have ranges that do not meet. */
  readonly value: Range | null;
  readonly state: QuantityState;
  readonly contradictory: boolean;
};

/** What one claim says was (or could have been) the harm. */
export type MeasuredClaim<Figure> = {
  readonly claim: NounId;
  readonly ask: string;
  readonly groups: readonly FigureGroup<Figure>[];
};

/** The harm of a case. `potential` is apart: it is never added. */
export type Damage = {
  readonly actual: readonly MeasuredClaim<DamageFigure>[];
  readonly potential: readonly MeasuredClaim<PotentialFigure>[];
};

const RANK: Readonly<Record<QuantityState, number>> = { asserted: 0, corroborated: 1, measured: 2, reproduced: 3 };

/**
 * Reads outcome, damage and potential claims with the quantities that `measures` links give them. `reruns` says what came of asking the
 * figures' queries again here; without it nothing is more than corroborated or reproduced by others. Withdrawn nouns count for nothing.
 */
export function damageOf(graph: DamageGraph, reruns: ReadonlyMap<NounId, Rerun> = new Map()): Damage {
  const standing = indexOf(graph);
  const claims = [...standing.claims].sort(([a], [b]) => (a < b ? -1 : 1));
  const of = <Harm extends "actual" | "potential">(harm: Harm, kinds: readonly string[]) =>
    claims.flatMap(([id, claim]) => (kinds.includes(claim.kind) ? measured(id, claim, harm, { standing, reruns }) : []));
  return { actual: of("actual", ["outcome", "damage"]), potential: of("potential", ["potential"]) };
}

type Standing = {
  readonly claims: ReadonlyMap<NounId, NounOf<"claim">>;
  readonly observations: ReadonlyMap<NounId, { readonly noun: NounOf<"observation">; readonly by: string }>;
  /** Observations that measure a claim. */
  readonly measures: ReadonlyMap<NounId, readonly NounId[]>;
  readonly originsOf: (observation: NounId) => readonly string[];
  /** Parties that reviewed an observation with its output digest: they asked again and had the same answer. */
  readonly reproducers: ReadonlyMap<NounId, readonly { readonly by: string; readonly output: string | null }[]>;
};

function indexOf({ nouns }: DamageGraph): Standing {
  const claims = new Map<NounId, NounOf<"claim">>();
  const observations = new Map<NounId, { noun: NounOf<"observation">; by: string }>();
  const measures = new Map<NounId, NounId[]>();
  const derived = new Map<NounId, NounId[]>();
  const reproducers = new Map<NounId, { by: string; output: string | null }[]>();
  const push = <Item>(map: Map<NounId, Item[]>, key: NounId, item: Item) => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [item]);
    else list.push(item);
  };
  for (const [id, { noun, statedBy, withdrawnBy }] of nouns) {
    if (withdrawnBy !== null) continue;
    if (noun.noun === "claim") claims.set(id, noun);
    else if (noun.noun === "observation") observations.set(id, { noun, by: statedBy });
    else if (noun.noun === "link" && noun.type === "measures") push(measures, noun.to, noun.from);
    else if (noun.noun === "link" && noun.type === "derives") push(derived, noun.to, noun.from);
    else if (noun.noun === "judgement" && noun.stance === "review")
      push(reproducers, noun.on, { by: statedBy, output: noun.answer });
  }
  const originOf = (id: NounId) => {
    const held = nouns.get(id);
    return held?.noun.noun === "record" && held.withdrawnBy === null ? [held.noun.origin] : [];
  };
  const known = new Map<NounId, readonly string[]>();
  const originsOf = (id: NounId) => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const record = observations.get(id)?.noun.record;
    const from = [...(record === undefined ? [] : [record]), ...(derived.get(id) ?? [])];
    const origins = [...new Set(from.flatMap(originOf))].sort();
    known.set(id, origins);
    return origins;
  };
  return { claims, observations, measures, originsOf, reproducers };
}

type Reading = { readonly standing: Standing; readonly reruns: ReadonlyMap<NounId, Rerun> };
type FigureOf<Harm> = FigureParts & { readonly harm: Harm };

function measured<Harm extends "actual" | "potential">(
  id: NounId,
  claim: NounOf<"claim">,
  harm: Harm,
  reading: Reading,
): readonly MeasuredClaim<FigureOf<Harm>>[] {
  const ids = [...new Set(reading.standing.measures.get(id) ?? [])].sort();
  const stated = ids.flatMap((observation) => {
    const held = reading.standing.observations.get(observation);
    return held?.noun.fact.of === "quantity" ? [{ id: observation, quantity: held.noun.fact, by: held.by }] : [];
  });
  const groups = [...Map.groupBy(stated, ({ quantity }) => questionOf(quantity))].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    {
      claim: id,
      ask: claim.ask,
      groups: groups.map(([question, figures]) =>
        groupOf(
          question,
          figures.map((figure) => ({ ...figure, ...foundingOf(figure, figures, reading), harm })),
        ),
      ),
    },
  ];
}

/** Two figures answer the same question when name, unit, time and way of counting are the same: only then can they agree or contradict. */
function questionOf({ name, unit, over, query, countingRule }: Quantity): string {
  const { from, to } = over;
  const how = query === null ? (countingRule ?? "") : (query.arguments["service"] ?? query.arguments["of"] ?? "");
  const kind = query?.name.endsWith(".longest") === true ? "longest" : "whole";
  return formatJson([name, unit, from, to, kind, query === null ? "" : how]);
}

type Stated = { readonly id: NounId; readonly quantity: Quantity; readonly by: string };

function foundingOf(figure: Stated, group: readonly Stated[], { standing, reruns }: Reading): Omit<FigureParts, keyof Stated> {
  const origins = standing.originsOf(figure.id);
  const again = reruns.get(figure.id);
  const doubts: string[] = [];
  const others = group.filter((other) => other.id !== figure.id);
  const meets = others.some(
    (other) => overlaps(other.quantity.value, figure.quantity.value) && apart(standing.originsOf(other.id), origins),
  );
  const contradicted = others.filter((other) => !overlaps(other.quantity.value, figure.quantity.value)).length;
  if (contradicted > 0) doubts.push(`${contradicted} other figures have ranges that do not meet this one's`);
  if (again?.same === false) doubts.push(`asked again, it differs in its ${again.where}: ${again.why}`);
  const state = stateOf({ meets, again, reproduced: isReproduced(figure, others, standing) });
  if (RANK[figure.quantity.state] > RANK[state])
    doubts.push(`it calls itself ${figure.quantity.state}; what is here makes it ${state}`);
  return { origins, state, doubts };
}

type Founding = { readonly meets: boolean; readonly again: Rerun | undefined; readonly reproduced: boolean };

function stateOf({ meets, again, reproduced }: Founding): QuantityState {
  if (again?.same === false) return "asserted";
  if (reproduced) return "reproduced";
  if (again?.same === true) return "measured";
  return meets ? "corroborated" : "asserted";
}

/** Did a second party put the same question to the same records, and have the same answer? */
function isReproduced({ id, quantity, by }: Stated, others: readonly Stated[], standing: Standing): boolean {
  const { query } = quantity;
  if (query === null) return false;
  const reviewed = (standing.reproducers.get(id) ?? []).some((review) => review.by !== by && review.output === query.output);
  return reviewed || others.some((other) => other.by !== by && sameRun(other.quantity.query, query));
}

function sameRun(a: Quantity["query"], b: NonNullable<Quantity["query"]>): boolean {
  // The digests differ first: only figures of one input and one answer are compared word by word.
  return a !== null && a.input === b.input && a.output === b.output && formatJson(a) === formatJson(b);
}

function overlaps(a: Range, b: Range): boolean {
  return a.lo <= b.hi && b.lo <= a.hi;
}

function apart(a: readonly string[], b: readonly string[]): boolean {
  const others = new Set(b.map(originKey));
  return a.length > 0 && b.length > 0 && !a.some((origin) => others.has(originKey(origin)));
}

function groupOf<Figure extends FigureParts>(question: string, figures: readonly Figure[]): FigureGroup<Figure> {
  const sorted = [...figures].sort((a, b) => RANK[b.state] - RANK[a.state] || (a.id < b.id ? -1 : 1));
  const [first] = sorted;
  const top = sorted.filter(({ state }) => state === first?.state);
  // Some two do not meet exactly when the highest lower bound is above the lowest upper one.
  const differ = (of: readonly Figure[]) =>
    of.reduce((most, { quantity }) => Math.max(most, quantity.value.lo), Number.NEGATIVE_INFINITY) >
    of.reduce((least, { quantity }) => Math.min(least, quantity.value.hi), Number.POSITIVE_INFINITY);
  return {
    question,
    figures: sorted,
    value: first === undefined || differ(top) ? null : first.quantity.value,
    state: first?.state ?? "asserted",
    contradictory: differ(sorted),
  };
}
