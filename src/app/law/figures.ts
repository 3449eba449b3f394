import type { CaseGraph, Damage, DamageFigure } from "../../case/index.ts";
import {
  type Figure,
  type NounId,
  QUANTITIES,
  type QuantityState,
  type Range,
  type Standard,
  weakerOf,
} from "../../model/index.ts";
import type { ClaimReading } from "./readings.ts";
import { severityBand } from "./severity-band.ts";

type Group = Damage["actual"][number]["groups"][number];
type Measured = { readonly claim: NounId; readonly group: Group };

/**
 * What a figure's state is worth as proof. Asserted: one voice. Corroborated: two that share no origin agree. Measured: asked again here of the sealed
 * records. Reproduced: another party had the same answer from the same records, which are still one set of records, so it is no more than clear.
 */
const STANDARD_OF: Readonly<Record<QuantityState, Standard>> = {
  asserted: "reasonable",
  corroborated: "preponderance",
  measured: "clear",
  reproduced: "clear",
};

/** A reading that may name the figures of its claim. */
type FigureReading = Pick<ClaimReading, "claim" | "prop" | "shows">;

/**
 * The figures of harm that a case measures, one a name and unit: by the name of the quantity, and by the proposition that the measured claim is read as,
 * since packs count what no quantity is called. Figures in seconds are told in minutes too. With them the band of severity that follows from those that
 * are measured.
 */
export function figuresOf(
  { actual }: Damage,
  graph: Pick<CaseGraph, "status">,
  readings: readonly FigureReading[] = [],
): readonly Figure[] {
  const standing = actual.filter(({ claim }) => !["withdrawn", "superseded"].includes(graph.status(claim) ?? "withdrawn"));
  const measured = standing.flatMap(({ claim, groups }) => groups.map((group) => ({ claim, group })));
  const named = measured.flatMap((one) => [
    { ...one, name: quantityName(one.group) },
    ...readings.flatMap(({ claim, prop, shows }) =>
      claim === one.claim && shows.length > 0 && !isReserved(prop) ? [{ ...one, name: prop }] : [],
    ),
  ]);
  const byName = Map.groupBy(named, ({ name, group }) => `${name} ${unitOf(group)}`);
  const figures = [...byName.values()].flatMap((list) => figureOf(list[0]?.name ?? "", list, graph)).flatMap(inMinutesToo);
  const band = severityBand(figures);
  return [...figures, ...(band === null ? [] : [band])].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** Names that only quantities have: what the band of severity is read from is nobody's reading. */
function isReserved(prop: string): boolean {
  const quantity = prop.replace(/-longest$/, "");
  return QUANTITIES.some((name) => name === quantity) || prop === "severity_band";
}

const MINUTE_S = 60;

function inMinutesToo(figure: Figure): readonly Figure[] {
  if (figure.unit !== "s") return [figure];
  const { lo, best, hi } = figure.value;
  return [figure, { ...figure, unit: "min", value: { lo: lo / MINUTE_S, best: best / MINUTE_S, hi: hi / MINUTE_S } }];
}

const keyOf = ({ name, unit }: Figure) => `${name} ${unit}`;

function quantityName({ figures }: Group): string {
  const quantity = figures[0]?.quantity;
  return quantity?.query?.name.endsWith(".longest") === true ? `${quantity.name}-longest` : (quantity?.name ?? "");
}

function unitOf({ figures }: Group): string {
  return figures[0]?.quantity.unit ?? "";
}

/**
 * Several figures of one kind may overlap, so the whole is at least the largest of the best founded and at most the sum of all: neither that a threshold
 * is reached nor that it is not follows from what is merely said.
 */
function figureOf(name: string, list: readonly Measured[], graph: Pick<CaseGraph, "status">): readonly Figure[] {
  // One question may be measured under two claims: it counts once.
  const questions = [...new Map(list.map((one) => [one.group.question, one])).values()];
  const standards = questions.map(({ claim, group }) => standardOf(group, graph.status(claim) === "contested"));
  const top = (["clear", "preponderance", "reasonable", "scintilla"] as const).find((standard) => standards.includes(standard));
  if (top === undefined) return [];
  const best = questions.filter((_, at) => standards[at] === top);
  const most = (pick: (range: Range) => number, of: readonly Measured[]) =>
    of.map(({ group }) => pick(valueOf(group))).reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const isLargest = questions.every(({ group }) => isOfOne(quantityName(group)));
  const sum = questions.map(({ group }) => hullOf(group.figures).hi).sort((a, b) => a - b);
  const lo = most((range) => range.lo, best);
  const value = {
    lo,
    best: Math.max(
      lo,
      most((range) => range.best, best),
    ),
    hi: isLargest ? Math.max(...sum) : sum.reduce((all, hi) => all + hi, 0),
  };
  const founding = best.flatMap(({ group }) => group.figures.filter(({ state }) => state === group.state));
  return [
    {
      name,
      unit: best[0] === undefined ? "" : unitOf(best[0].group),
      value: { ...value, hi: Math.max(value.hi, value.best) },
      standard: top,
      sources: [...new Set(founding.flatMap(({ origins }) => origins))].sort(),
      claims: [...new Set(list.map(({ claim }) => claim))].sort(),
    },
  ];
}

/** The longest of several outages, the largest of several errors: these do not add up. */
function isOfOne(quantity: string): boolean {
  return quantity.endsWith("-longest") || quantity === "clock-error";
}

function standardOf({ state, contradictory, figures }: Group, isContested: boolean): Standard {
  const isBare = figures.every(({ origins }) => origins.length === 0);
  const standard = isBare ? "scintilla" : STANDARD_OF[state];
  return contradictory || isContested ? (weakerOf(standard, "reasonable") ?? standard) : standard;
}

function valueOf({ value, state, figures }: Group): Range {
  return value ?? hullOf(figures.filter((figure) => figure.state === state));
}

function hullOf(figures: readonly DamageFigure[]): Range {
  const ends = (pick: (range: Range) => number) => figures.map(({ quantity }) => pick(quantity.value)).sort((a, b) => a - b);
  return { lo: ends(({ lo }) => lo)[0] ?? 0, best: ends(({ best }) => best)[0] ?? 0, hi: ends(({ hi }) => hi).at(-1) ?? 0 };
}
