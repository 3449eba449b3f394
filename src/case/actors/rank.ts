import { present } from "../../lib/index.ts";
import type { Range } from "../../model/index.ts";
import { type ActorCoverage, coverageOf } from "../knowledge/coverage.ts";
import type { Knowledge } from "../knowledge/knowledge.ts";
import { type ActorModel, chanceSigns, logistic, openSigns, orderOf, scoreOf } from "./model.ts";
import { type ActorTable, createActorTable } from "./table.ts";
import { type ActorView, RARE_MAX, VIEWS, viewsOf } from "./views.ts";

/** A technique or software that was seen, by its id in the knowledge base, and in which nouns or records. */
export type ActorItem = { readonly of: string; readonly seenIn: readonly string[] };

/** What one item says for an actor, against the average actor. All items and `size` add up to the actor's log10LR. */
export type ItemWeight = {
  readonly of: string;
  readonly name: string;
  /** In bans; lo and hi over models that were fitted without a fifth of the groups. */
  readonly log10LR: Range;
  /** Whether the profile lists it. */
  readonly listed: boolean;
  /** Whether it is so rare that it was pooled and capped with the other rare ones. */
  readonly pooled: boolean;
  /** By how many of `actors` it is used. */
  readonly holders: number;
};

/** How an actor stands. */
export type ActorStanding = {
  readonly id: string;
  readonly name: string;
  /** In bans against the average actor. */
  readonly log10LR: Range;
  readonly items: readonly ItemWeight[];
  /** Part of log10LR that comes from how much is published of the actor, in bans. */
  readonly size: Range;
  /** log10LR without the three items that say most for it: what is left if they were planted. */
  readonly withoutThree: number;
  readonly assessable: { readonly yes: true } | { readonly yes: false; readonly reason: string };
};

/** Who fits what was seen: agreement with published attribution, no guilt. */
export type ActorRanking = {
  readonly knowledge: string;
  readonly actors: number;
  /** Best first; equal ones by id. Those that cannot be assessed stand at the end, in no order but by id. */
  readonly standings: readonly ActorStanding[];
  /** The first, when it is more likely than not right and more likely than not anybody known; else null: unknown. */
  readonly named: string | null;
  /** Calibrated chance that the published actor is the first; 0 where nothing can be ranked. */
  readonly chance: number;
  readonly openSet: { readonly statistic: number; readonly threshold: number };
  readonly coverage: readonly ActorCoverage[];
  readonly temperature: number;
  /** Items that the knowledge base does not know: they say nothing. */
  readonly unknownItems: readonly string[];
  readonly provenance: ActorModel["provenance"];
};

/** Both must be more likely than not before anybody is named. */
export const NAMED_CHANCE_MIN = 0.5;
export const OPEN_SET_MIN = 0.5;

/** A knowledge base made ready: count once, rank often. */
export type ActorBase = { readonly table: ActorTable; readonly coverage: readonly ActorCoverage[] };

export function createActorBase(knowledge: Knowledge): ActorBase {
  return { table: createActorTable(knowledge), coverage: coverageOf(knowledge) };
}

/**
 * Ranks the actors of a knowledge base by how their profiles fit what was seen. An item counts once, however often and by whomever it is
 * repeated. Deterministic; renaming actors renames the result and changes nothing else.
 */
export function rankActors(base: ActorBase, items: readonly ActorItem[], model: ActorModel): ActorRanking {
  const { table, coverage } = base;
  const features = [...new Set(items.map(({ of }) => of))].sort();
  const known = features.filter((feature) => table.names.has(feature));
  const views = known.length === 0 ? [] : viewsOf(table, known);
  const thin = new Map(coverage.map(({ id, thin: why }) => [id, why]));
  const assessable = views.filter(({ row }) => thin.get(row.id) === null);
  const scores = assessable.map(({ values }) => scoreOf(values, model.weights));
  const order = orderOf(scores);
  const scored = standingsOf(assessable, { table, features: known, model });
  const rest = table.rows.filter(({ id }) => views.length === 0 || thin.get(id) !== null);
  const chance =
    assessable.length < 2 ? 0 : logistic(chanceSigns({ fits: assessable, scores, temperature: model.temperature }), model.chance);
  const statistic = assessable.length < 2 ? 0 : logistic(openSigns(assessable), model.openSet);
  const first = scored[order[0] ?? 0];
  const named = first !== undefined && chance >= NAMED_CHANCE_MIN && statistic >= OPEN_SET_MIN ? first.id : null;
  return {
    knowledge: table.digest,
    actors: table.rows.length,
    standings: [
      ...order.map((index) => present(scored[index], "a standing a score")),
      ...rest.map((row) => notAssessable(row, thin.get(row.id))),
    ],
    named,
    chance,
    openSet: { statistic, threshold: OPEN_SET_MIN },
    coverage,
    temperature: model.temperature,
    unknownItems: features.filter((feature) => !table.names.has(feature)),
    provenance: model.provenance,
  };
}

type Frame = { readonly table: ActorTable; readonly features: readonly string[]; readonly model: ActorModel };

function standingsOf(views: readonly ActorView[], frame: Frame): readonly ActorStanding[] {
  const models = [frame.model.weights, ...frame.model.folds];
  const perModel = models.map((weights) => partsOf(views, weights, frame.model.temperature));
  return views.map((view, actor) => {
    const rangeAt = (item: number) => rangeOf(perModel.map((parts) => parts[actor]?.[item] ?? 0));
    const sums = perModel.map((parts) => (parts[actor] ?? []).reduce((sum, part) => sum + part, 0));
    const items = frame.features.map((of, item): ItemWeight => {
      const holders = frame.table.holders.get(of) ?? 0;
      const listed = view.items[item]?.hit === true;
      const name = frame.table.names.get(of) ?? of;
      return { of, name, log10LR: rangeAt(item), listed, pooled: listed && holders <= RARE_MAX, holders };
    });
    const best = items
      .map(({ log10LR }) => log10LR.best)
      .sort((a, b) => b - a)
      .slice(0, 3);
    const log10LR = rangeOf(sums);
    const withoutThree = log10LR.best - best.reduce((sum, weight) => sum + Math.max(0, weight), 0);
    return {
      id: view.row.id,
      name: view.row.name,
      log10LR,
      items,
      size: rangeAt(frame.features.length),
      withoutThree,
      assessable: { yes: true },
    };
  });
}

/** For each actor its items' parts and at the end its size's, in bans, against the mean over all actors. */
function partsOf(views: readonly ActorView[], weights: readonly number[], temperature: number): readonly (readonly number[])[] {
  const common = weights.slice(0, 5);
  const raw = views.map(({ values, items }) => {
    const pool = scoreOf(values.slice(5, 12), weights.slice(5, 12));
    const parts = items.map(({ parts: own, poolShare }) => scoreOf(own, common) + pool * poolShare);
    return [...parts, (values[VIEWS.length - 1] ?? 0) * (weights[VIEWS.length - 1] ?? 0)];
  });
  const count = (views[0]?.items.length ?? 0) + 1;
  const means = Array.from({ length: count }, (_, at) => raw.reduce((sum, parts) => sum + (parts[at] ?? 0), 0) / raw.length);
  return raw.map((parts) => parts.map((part, at) => (part - (means[at] ?? 0)) / temperature / Math.LN10));
}

/** The first is the best guess. */
function rangeOf(values: readonly number[]): Range {
  return { lo: Math.min(...values), best: values[0] ?? 0, hi: Math.max(...values) };
}

function notAssessable(
  { id, name }: { readonly id: string; readonly name: string },
  reason: string | null | undefined,
): ActorStanding {
  const nothing: Range = { lo: 0, best: 0, hi: 0 };
  const why = reason ?? "none of what was seen is in the knowledge base";
  return { id, name, log10LR: nothing, items: [], size: nothing, withoutThree: 0, assessable: { yes: false, reason: why } };
}
