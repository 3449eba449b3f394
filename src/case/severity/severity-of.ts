import { assert } from "../../lib/index.ts";
import { type Answer, type Judged, judge, NOTHING } from "./evaluate.ts";
import type { SeverityFacts } from "./facts.ts";
import { type PointsView, pointsView } from "./points.ts";
import type { Confidence, CriteriaScale, Criterion, Scale } from "./scale.ts";

/** One criterion of a law and what the facts say to it. */
export type CriterionView = Pick<Criterion, "id" | "article" | "text" | "confidence"> & { readonly judged: Judged };

/** A law's answer. It rests on verified thresholds only: a criterion whose wording nobody read counts as open. */
export type CriteriaView = {
  readonly kind: "criteria";
  readonly scale: string;
  readonly version: string;
  readonly title: string;
  readonly reference: string;
  readonly meaning: string;
  readonly headline: Judged;
  readonly criteria: readonly CriterionView[];
};

/** The same facts, seen through one scale. */
export type SeverityView = CriteriaView | PointsView;

/** Every scale's view of the same facts, in the order of the scales. Who did it changes none but the part that a scale keeps apart for it. */
export function severityOf(facts: SeverityFacts, scales: readonly Scale[]): readonly SeverityView[] {
  return scales.map((scale) => (scale.kind === "criteria" ? criteriaView(scale, facts) : pointsView(scale, facts)));
}

function criteriaView({ criteria, ...scale }: CriteriaScale, facts: SeverityFacts): CriteriaView {
  const known = new Map<string, CriterionView>();
  for (const { id, article, text, confidence, when } of criteria)
    known.set(id, { id, article, text, confidence, judged: judge(when, facts, (name) => trusted(known.get(name))) });
  return {
    kind: "criteria",
    scale: scale.scale,
    version: scale.version,
    title: scale.title,
    reference: scale.source.reference,
    meaning: scale.met,
    headline: trusted(known.get(scale.headline)),
    criteria: [...known.values()],
  };
}

function trusted(view: CriterionView | undefined): Judged {
  assert(view !== undefined, "a scale was read whose criteria refer to one that it has not");
  const { judged, confidence, article } = view;
  return carriesHeadline(confidence) ? judged : { ...NOTHING, unverified: [article], from: judged.from };
}

/** Only what was read in the source may carry a conclusion. */
function carriesHeadline(confidence: Confidence): boolean {
  return confidence === "verified";
}

/** The headline answer of the scale of that name; undefined when it is not among the views or gives points. */
export function headlineOf(views: readonly SeverityView[], scale: string): Answer | undefined {
  const view = views.find((one) => one.scale === scale);
  return view?.kind === "criteria" ? view.headline.answer : undefined;
}
