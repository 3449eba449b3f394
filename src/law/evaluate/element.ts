import {
  type Facts,
  type Figure,
  type Finding,
  type ReasonCode,
  reaches,
  type Shown,
  type Standard,
  type Value,
  weakerOf,
} from "../../model/index.ts";
import type { Element } from "../pack/rule.ts";
import { FACTS_OPEN, LAW_OPEN, MET, NOT_MET } from "./kleene.ts";

/** Facts by name, so that a rule finds its own. */
export type FactTable = { readonly findings: ReadonlyMap<string, Finding>; readonly figures: ReadonlyMap<string, Figure> };

/** Makes the table. */
export function tableOf({ findings, figures }: Facts): FactTable {
  return {
    findings: new Map(findings.map((finding) => [finding.prop, finding])),
    figures: new Map(figures.map((figure) => [`${figure.name} ${figure.unit}`, figure])),
  };
}

/** An element's value with the reason, and what it was read from. */
export type ElementValue = { readonly value: Value; readonly reason: ReasonCode; readonly shown: Shown };

const NOTHING: Finding = { prop: "", pro: null, con: null, kinds: [], sources: [], against: [], claims: [] };

/** What the record says of one element on a day (ISO date). */
export function elementValue(id: string, element: Element, facts: FactTable, on: string): ElementValue {
  return element.measure === null ? questionValue(id, element, facts) : measureValue(element, element.measure, facts, on);
}

function questionValue(id: string, element: Element, { findings }: FactTable): ElementValue {
  const { pro, con, ...finding } = findings.get(element.prop ?? id) ?? NOTHING;
  const sources = [...new Set(finding.sources)];
  const kindsMissing = element.evidence.filter((kinds) => !kinds.some((kind) => finding.kinds.includes(kind)));
  const few = sources.length < element.minSources;
  // Evidence of the wrong kind shows no more than reason to ask, however strong it is.
  const reached = few ? null : kindsMissing.length > 0 ? weakerOf(pro, "reasonable") : pro;
  const isShown = reaches(reached, element.standard);
  const isRefuted = reaches(con, element.refuteAt);
  const shown = { ...asked(element), pro, con, reached, sources, kindsMissing, measured: null };
  const answer = (value: Value, reason: ReasonCode) => ({ value, reason, shown });
  if (isShown && isRefuted) return answer(FACTS_OPEN, "conflict");
  if (isShown) return answer(MET, "shown");
  if (isRefuted) return answer(NOT_MET, "refuted");
  if (pro === null && con === null && element.presume !== null) return answer(NOT_MET, "presumed");
  if (!reaches(pro, element.standard)) return answer(FACTS_OPEN, pro === null ? "missing" : "below-standard");
  return answer(FACTS_OPEN, few ? "few-sources" : "wrong-kind");
}

type Measure = NonNullable<Element["measure"]>;

function measureValue(element: Element, measure: Measure, facts: FactTable, on: string): ElementValue {
  const figure = facts.figures.get(`${measure.figure} ${measure.unit}`);
  const bound = boundOf(measure, facts, on);
  const sources = [...new Set(figure?.sources ?? [])];
  const standard = standardOf(measure, facts);
  const reached = sources.length < element.minSources ? null : standard;
  const shown: Shown = {
    ...asked(element),
    pro: figure?.standard ?? null,
    con: null,
    reached,
    sources,
    kindsMissing: [],
    measured: null,
  };
  if (bound === null && measure.thanFigure === null) return { value: LAW_OPEN, reason: "no-threshold", shown };
  if (figure === undefined || bound === null) return { value: FACTS_OPEN, reason: "no-figure", shown };
  const measured = { lo: figure.value.lo, hi: figure.value.hi, asked: bound.lo, unit: measure.unit };
  return {
    ...held(element, { ...figure, standard: standard ?? figure.standard }, { reached, bound }),
    shown: { ...shown, measured },
  };
}

type Held = { readonly reached: Standard | null; readonly bound: Bound };

/** A figure that there is, held against a threshold that there is. */
function held(element: Element, figure: Figure, { reached, bound }: Held): Pick<ElementValue, "value" | "reason"> {
  const met = compare(element.measure?.is ?? "atLeast", figure.value.lo, figure.value.hi, bound);
  if (met === null) return { value: FACTS_OPEN, reason: "straddles" };
  if (met && reaches(reached, element.standard)) return { value: MET, reason: "shown" };
  if (!met && reaches(figure.standard, element.refuteAt)) return { value: NOT_MET, reason: "refuted" };
  return { value: FACTS_OPEN, reason: met && reached === null ? "few-sources" : "below-standard" };
}

/** A comparison of two figures is no better proved than the weaker of them. */
function standardOf({ figure, thanFigure, unit }: Measure, { figures }: FactTable): Standard | null {
  const own = figures.get(`${figure} ${unit}`)?.standard ?? null;
  return thanFigure === null ? own : weakerOf(own, figures.get(`${thanFigure} ${unit}`)?.standard ?? null);
}

type Bound = { readonly lo: number; readonly hi: number };

/** The threshold in force on a day: the one with the latest `from` that is not after it. */
function boundOf(measure: Measure, { figures }: FactTable, on: string): Bound | null {
  if (measure.thanFigure !== null) return figures.get(`${measure.thanFigure} ${measure.unit}`)?.value ?? null;
  const inForce = measure.than.filter(({ from }) => from === null || from <= on);
  const latest = inForce.reduce<(typeof inForce)[number] | null>(
    (best, next) => (best === null || (next.from ?? "") >= (best.from ?? "") ? next : best),
    null,
  );
  return latest === null ? null : { lo: latest.value, hi: latest.value };
}

/** True or false when the whole range is on one side; null when it straddles the threshold. */
function compare(is: Measure["is"], lo: number, hi: number, bound: Bound): boolean | null {
  const surely = { atLeast: lo >= bound.hi, above: lo > bound.hi, atMost: hi <= bound.lo, below: hi < bound.lo }[is];
  const surelyNot = { atLeast: hi < bound.lo, above: hi <= bound.lo, atMost: lo > bound.hi, below: lo >= bound.hi }[is];
  if (surely) return true;
  return surelyNot ? false : null;
}

function asked({ standard, minSources }: Element): Pick<Shown, "standard" | "sourcesAsked"> {
  return { standard, sourcesAsked: minSources };
}
