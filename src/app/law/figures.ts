import type { CaseGraph, Damage, DamageFigure } from "../../case/index.ts";
import { type Figure, type NounId, type QuantityState, type Range, type Standard, weakerOf } from "../../model/index.ts";
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

/** The figures of harm that a case measures, one a name and unit, and the band of severity that follows from those that are measured. */
export function figuresOf({ actual }: Damage, graph: Pick<CaseGraph, "status">): readonly Figure[] {
  const standing = actual.filter(({ claim }) => !["withdrawn", "superseded"].includes(graph.status(claim) ?? "withdrawn"));
  const measured = standing.flatMap(({ claim, groups }) => groups.map((group) => ({ claim, group })));
  const byName = Map.groupBy(measured, ({ group }) => nameOf(group));
  const figures = [...byName].flatMap(([name, list]) => figureOf(name, list, graph));
  const band = severityBand(figures);
  return [...figures, ...(band === null ? [] : [band])].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const keyOf = ({ name, unit }: Figure) => `${name} ${unit}`;

function nameOf({ figures }: Group): string {
  const [first] = figures;
  if (first === undefined) return "";
  const { name, unit, query } = first.quantity;
  return `${query?.name.endsWith(".longest") === true ? `${name}-longest` : name} ${unit}`;
}

/**
 * Several figures of one kind may overlap, so the whole is at least the largest of the best founded and at most the sum of all: neither that a threshold
 * is reached nor that it is not follows from what is merely said.
 */
function figureOf(key: string, list: readonly Measured[], graph: Pick<CaseGraph, "status">): readonly Figure[] {
  const at = key.indexOf(" ");
  const [name, unit] = [key.slice(0, at), key.slice(at + 1)];
  // One question may be measured under two claims: it counts once.
  const questions = [...new Map(list.map((one) => [one.group.question, one])).values()];
  const standards = questions.map(({ claim, group }) => standardOf(group, graph.status(claim) === "contested"));
  const top = (["clear", "preponderance", "reasonable", "scintilla"] as const).find((standard) => standards.includes(standard));
  if (top === undefined) return [];
  const best = questions.filter((_, at) => standards[at] === top);
  const most = (pick: (range: Range) => number, of: readonly Measured[]) =>
    of.map(({ group }) => pick(valueOf(group))).reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const isLargest = name.endsWith("-longest") || name === "clock-error";
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
      unit,
      value: { ...value, hi: Math.max(value.hi, value.best) },
      standard: top,
      sources: [...new Set(founding.flatMap(({ origins }) => origins))].sort(),
      claims: [...new Set(list.map(({ claim }) => claim))].sort(),
    },
  ];
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
