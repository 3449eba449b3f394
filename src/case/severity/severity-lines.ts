import type { Judged } from "./evaluate.ts";
import type { PointsView, Score } from "./points.ts";
import type { CriteriaView, CriterionView, SeverityView } from "./severity-of.ts";

/** All views as a person reads them: the answer, then each criterion with its article, then what is missing. */
export function severityLines(views: readonly SeverityView[]): readonly string[] {
  return views.flatMap((view, at) => [
    ...(at === 0 ? [] : [""]),
    ...(view.kind === "criteria" ? criteriaLines(view) : pointsLines(view)),
  ]);
}

function criteriaLines({ title, reference, meaning, headline, criteria }: CriteriaView): readonly string[] {
  return [
    `${title}: ${headlineText(headline, meaning)}`,
    `  ${reference}`,
    ...openLines(headline).map((line) => `  ${line}`),
    ...criteria.flatMap(criterionLines),
  ];
}

/** The answer of a law in its own words. */
export function headlineText({ answer }: Judged, meaning: string): string {
  if (answer === "met") return meaning;
  return answer === "not met" ? `not ${meaning}` : `undetermined whether ${meaning}`;
}

function criterionLines({ article, text, confidence, judged }: CriterionView): readonly string[] {
  const unread = confidence === "verified" ? "" : ` [${confidence}: threshold not verified, no headline rests on it]`;
  return [
    `  ${judged.answer.padEnd(12)} ${article}: ${text}${unread}`,
    ...openLines(judged).map((line) => `               ${line}`),
  ];
}

/** What an answer waits for. */
export function openLines({ missing, straddling, unverified }: Judged): readonly string[] {
  return [
    ...(missing.length === 0 ? [] : [`not known: ${missing.join(", ")}`]),
    ...straddling,
    ...(unverified.length === 0 ? [] : [`threshold not verified: ${unverified.join(", ")}`]),
  ];
}

function pointsLines(view: PointsView): readonly string[] {
  const { title, reference, confidence, note, score, apart, categories } = view;
  const sure = confidence === "verified" ? "" : ` (${confidence}, not verified)`;
  const who = apart === null ? "" : ` over all values of ${apart.category}, because severity is blind to who did it`;
  return [
    `${title}: ${scoreText(score)}${who}${sure}`,
    `  ${reference}`,
    `  ${note}`,
    ...(apart === null ? [] : [`  without ${apart.category}, rescaled to the rest: ${scoreText(apart.withoutApart)}`]),
    ...categories.flatMap(({ id, label, weight, open, missing }) => [
      `  ${label} (weight ${weight}${id === apart?.category ? ", shown apart" : ""}): ${open.map((option) => `${option.label} ${option.points}`).join(" | ")}`,
      ...(missing.length === 0 ? [] : [`    not known: ${missing.join(", ")}`]),
    ]),
  ];
}

/** To one decimal; a range unless every category is decided. */
export function scoreText({ lo, hi }: Score): string {
  return lo.toFixed(1) === hi.toFixed(1) ? lo.toFixed(1) : `${lo.toFixed(1)} to ${hi.toFixed(1)}`;
}
