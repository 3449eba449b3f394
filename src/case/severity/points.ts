import type { NounId } from "../../model/index.ts";
import { judge, NOTHING } from "./evaluate.ts";
import type { FactName, SeverityFacts } from "./facts.ts";
import type { Category, Confidence, PointsScale } from "./scale.ts";

/** A category and the options that the facts leave open: one when they decide it. */
export type CategoryView = {
  readonly id: string;
  readonly label: string;
  readonly weight: number;
  readonly open: readonly { readonly id: string; readonly label: string; readonly points: number }[];
  readonly missing: readonly FactName[];
  /** What the options that are left, and those that are not, rest on; sorted. */
  readonly from: readonly NounId[];
};

/** Least and most that the open options allow. */
export type Score = { readonly lo: number; readonly hi: number };

/** A score in points. The score runs over everybody it could have been; `withoutApart` leaves out who did it, rescaled to the rest. */
export type PointsView = {
  readonly kind: "points";
  readonly scale: string;
  readonly version: string;
  readonly title: string;
  readonly reference: string;
  readonly confidence: Confidence;
  readonly note: string;
  readonly score: Score;
  readonly apart: { readonly category: string; readonly withoutApart: Score } | null;
  readonly categories: readonly CategoryView[];
};

/** The scale's score over all options that the facts leave open. */
export function pointsView(scale: PointsScale, facts: SeverityFacts): PointsView {
  const categories = scale.categories.map((category) => categoryView(category, facts));
  const { apart } = scale;
  const everybody = categories.map((view) => (view.id === apart ? { ...view, open: optionsOf(scale, view.id) } : view));
  const without = {
    scale: { ...scale, categories: scale.categories.filter(({ id }) => id !== apart) },
    open: categories.filter(({ id }) => id !== apart),
  };
  return {
    kind: "points",
    scale: scale.scale,
    version: scale.version,
    title: scale.title,
    reference: scale.source.reference,
    confidence: scale.confidence,
    note: scale.note,
    // Severity must be blind to the actor: where there is such a category, the score is the range over all of its values.
    score: scoreOf(scale, everybody),
    apart: apart === null ? null : { category: apart, withoutApart: scoreOf(without.scale, without.open) },
    categories,
  };
}

/** The score with the options given, one a category, as a table would have it: for goldens and for people who judge every category. */
export function scoreWith(scale: PointsScale, chosen: Readonly<Record<string, string>>): Score {
  const views = scale.categories.map((category) => ({
    ...closedView(category),
    open: category.options.filter(({ id }) => chosen[category.id] === undefined || chosen[category.id] === id),
  }));
  return scoreOf(scale, views);
}

function closedView({ id, label, weight }: Category): Omit<CategoryView, "open"> {
  return { id, label, weight, missing: [], from: [] };
}

function optionsOf(scale: PointsScale, id: string): CategoryView["open"] {
  return scale.categories.find((category) => category.id === id)?.options ?? [];
}

/** A person's word `judged` of the form `category=option` decides; else the options whose condition is not refuted stay open. */
function categoryView(category: Category, facts: SeverityFacts): CategoryView {
  const told = facts.get("judged");
  const words = Array.isArray(told?.value) ? (told.value as readonly string[]) : [];
  const named = category.options.filter(({ id }) => words.includes(`${category.id}=${id}`));
  if (named.length > 0) return { ...closedView(category), open: named.map(bare), from: told?.from ?? [] };
  const answers = category.options.map((option) => ({
    option,
    judged: option.when === null ? NOTHING : judge(option.when, facts, () => NOTHING),
  }));
  const left = answers.filter((one) => one.judged.answer !== "not met");
  // Facts that fit no option (a sector that the scale does not know) decide nothing.
  const open = left.length > 0 ? left : answers;
  const missing = [...new Set(left.flatMap((one) => one.judged.missing))].sort();
  const from = [...new Set(answers.flatMap((one) => one.judged.from))].sort();
  return { ...closedView(category), open: open.map(({ option }) => bare(option)), missing, from };
}

function bare({ id, label, points }: Category["options"][number]): CategoryView["open"][number] {
  return { id, label, points };
}

/** CISA NCISS: 100 × (sum − least possible) ÷ (most possible − least possible), to one decimal when printed; or the sum times the multiplier. */
function scoreOf(scale: PointsScale, views: readonly Pick<CategoryView, "weight" | "open">[]): Score {
  const sum = (pick: (points: readonly number[]) => number) =>
    views.reduce((total, { weight, open }) => total + weight * pick(open.map(({ points }) => points)), 0);
  const least = (points: readonly number[]) => points.reduce((a, b) => Math.min(a, b), points[0] ?? 0);
  const most = (points: readonly number[]) => points.reduce((a, b) => Math.max(a, b), points[0] ?? 0);
  if (scale.score === "sum") return { lo: sum(least) * scale.multiplier.lo, hi: sum(most) * scale.multiplier.hi };
  const all = boundsOf(scale);
  const percent = (value: number) => Math.min(100, Math.max(0, (100 * (value - all.lo)) / (all.hi - all.lo)));
  return { lo: percent(sum(least)), hi: percent(sum(most)) };
}

/** Least and most sum of weight × points that the scale can give. */
export function boundsOf({ categories }: Pick<PointsScale, "categories">): Score {
  return categories.reduce(
    (total, { weight, options }) => {
      const points = options.map((option) => option.points).sort((a, b) => a - b);
      return { lo: total.lo + weight * (points[0] ?? 0), hi: total.hi + weight * (points.at(-1) ?? 0) };
    },
    { lo: 0, hi: 0 },
  );
}
