import type { NounId } from "../../model/index.ts";
import { aroundLines, rangeText } from "../damage/damage-lines.ts";
import type { DamageFigure, MeasuredClaim, PotentialFigure } from "../damage/damage-of.ts";
import type { Judged } from "../severity/evaluate.ts";
import type { PointsView } from "../severity/points.ts";
import { headlineText, openLines, scoreText } from "../severity/severity-lines.ts";
import type { CriteriaView, SeverityView } from "../severity/severity-of.ts";
import { figuresPicture } from "./figures-picture.ts";
import type { Writing } from "./given.ts";
import type { Part, Section, Sentence } from "./report.ts";

/** The harm that came about. */
export function damageSection(writing: Writing): Section {
  const { actual } = writing.damage;
  const figures = actual.flatMap(({ groups }) => groups.flatMap((group) => group.figures));
  const title = "What came about, least, best and most";
  const pictures = figures.length === 0 ? [] : [{ title, svg: figuresPicture(figures, title) }];
  return { title: "Damage", parts: partsOf(actual, writing, "Nothing is measured."), pictures };
}

/** What could have come about: never added to the damage. */
export function potentialSection(writing: Writing): Section {
  const title = "Potential effect: what could have come about, never added to damage";
  return { title, parts: partsOf(writing.damage.potential, writing, "Nothing is claimed."), pictures: [] };
}

function partsOf(
  claims: readonly MeasuredClaim<DamageFigure | PotentialFigure>[],
  { asked, grounds }: Writing,
  none: string,
): readonly Part[] {
  // A claim that another took the place of is no longer asked, and its figures are told there.
  const put = claims.filter(({ claim }) => asked.some(({ id }) => id === claim));
  if (put.length === 0) return [{ heading: null, sentences: [{ text: none, ground: "case", cites: [] }] }];
  return put.map(({ claim, ask, groups }) => ({
    heading: ask,
    sentences:
      groups.length === 0
        ? [grounds.tell("No figure is given for it.", claim)]
        : groups.flatMap(({ figures, contradictory }) => [
            ...(contradictory
              ? [
                  grounds.say(
                    "These figures contradict each other; none is the average of the others:",
                    figures.map(({ id }) => id),
                  ),
                ]
              : []),
            ...figures.map((figure) => grounds.say(figureText(figure), figure.id)),
          ]),
  }));
}

function figureText({ quantity, state, by, origins, doubts }: DamageFigure | PotentialFigure): string {
  const { over } = quantity;
  const around = aroundLines(quantity).join("; ");
  const but = doubts.length === 0 ? "" : ` But: ${doubts.join("; ")}.`;
  return `${quantity.name} ${rangeText(quantity.value, quantity.unit)}, ${state}: from ${over.from} to ${over.to}, stated by ${by}, records of ${origins.join(", ") || "nobody"}; ${around}.${but}`;
}

/** How grave it is by each scale, from the same facts; who did it stands apart wherever a scale asks for it. */
export function severitySection({ severity, grounds }: Writing): Section {
  const say = (text: string, { from }: { readonly from: readonly NounId[] }): Sentence =>
    from.length === 0 ? { text, ground: "case", cites: [] } : grounds.say(text, from);
  return { title: "Severity", parts: severity.map((view) => viewPart(view, say)), pictures: [] };
}

type Say = (text: string, judged: { readonly from: readonly NounId[] }) => Sentence;

function viewPart(view: SeverityView, say: Say): Part {
  return view.kind === "criteria" ? criteriaPart(view, say) : pointsPart(view, say);
}

function criteriaPart({ title, reference, meaning, headline, criteria }: CriteriaView, say: Say): Part {
  return {
    heading: title,
    sentences: [
      say(`${capital(headlineText(headline, meaning))}. Source of the scale: ${reference}.${openText(headline)}`, headline),
      ...criteria.map(({ article, text, confidence, judged }) => {
        const unread = confidence === "verified" ? "" : ` [${confidence}: no headline rests on it]`;
        return say(`${capital(judged.answer)}: ${article}: ${text}${unread}${openText(judged)}`, judged);
      }),
    ],
  };
}

function openText(judged: Judged): string {
  const open = openLines(judged);
  return open.length === 0 ? "" : ` (${open.join("; ")})`;
}

function pointsPart({ title, reference, confidence, note, score, apart, categories }: PointsView, say: Say): Part {
  const others = categories.filter(({ id }) => id !== apart?.category);
  const whole = { from: [...new Set(categories.flatMap(({ from }) => from))].sort() };
  const blind = { from: [...new Set(others.flatMap(({ from }) => from))].sort() };
  const sure = confidence === "verified" ? "" : ` (${confidence}, not verified)`;
  const options = ({ label, weight, open, missing }: (typeof categories)[number]) =>
    `${label} (weight ${weight}): ${open.map((option) => `${option.label} ${option.points}`).join(" or ")}${missing.length === 0 ? "" : `; not known: ${missing.join(", ")}`}`;
  return {
    heading: title,
    sentences: [
      say(
        `${scoreText(score)}${apart === null ? "" : ` over all values of ${apart.category}`}${sure}. Source of the scale: ${reference}. ${note}`,
        whole,
      ),
      ...others.map((category) => say(options(category), category)),
      ...(apart === null
        ? []
        : [
            say(
              `Apart, because severity is blind to who did it: ${apart.category}. Without it, rescaled to the rest: ${scoreText(apart.withoutApart)}.`,
              blind,
            ),
            ...categories
              .filter(({ id }) => id === apart.category)
              .map((category) => say(`Apart: ${options(category)}`, category)),
          ]),
    ],
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
