import { tableOf } from "../../lib/index.ts";
import type { Quantity, Range } from "../../model/index.ts";
import type { Damage, DamageFigure, MeasuredClaim, PotentialFigure } from "./damage-of.ts";
import type { QuantityResult } from "./query.ts";

/** Digits after the point, by unit: what counts whole things has none. */
const DIGITS: ReadonlyMap<string, number> = tableOf({ "1": 0, B: 0, s: 3, ms: 3, ms·s·client: 3, h·customer: 3, MWh: 3 });

/** A number with its range and unit, always with the same digits. */
export function rangeText({ lo, best, hi }: Range, unit: string): string {
  const digits = DIGITS.get(unit) ?? 2;
  const [least, likely, most] = [lo, best, hi].map((value) => value.toFixed(digits));
  return `${likely} [${least} … ${most}]${unit === "1" ? "" : ` ${unit}`}`;
}

/** The harm of a case as a person reads it; what could have come about stands in a part of its own. */
export function damageLines({ actual, potential }: Damage): readonly string[] {
  const lines = actual.flatMap(claimLines);
  return [
    "Damage",
    ...(lines.length === 0 ? ["  nothing is measured"] : lines),
    "",
    "Potential effect (what could have come about; never added to damage)",
    ...(potential.length === 0 ? ["  nothing is claimed"] : potential.flatMap(claimLines)),
  ];
}

function claimLines({ claim, ask, groups }: MeasuredClaim<DamageFigure | PotentialFigure>): readonly string[] {
  return [
    `  ${ask} (claim ${claim.slice(0, 12)})`,
    ...(groups.length === 0 ? ["    no figure"] : []),
    ...groups.flatMap(({ figures, contradictory, value }) => [
      ...(contradictory ? ["    these figures contradict each other; none is the average of the others:"] : []),
      ...(value === null ? ["    no one figure stands"] : []),
      ...figures.flatMap(figureLines),
    ]),
  ];
}

function figureLines({ id, quantity, state, by, origins, doubts }: DamageFigure | PotentialFigure): readonly string[] {
  return [
    `    ${quantity.name} ${rangeText(quantity.value, quantity.unit)}, ${state}`,
    `      from ${quantity.over.from} to ${quantity.over.to}; stated by ${by}; records of ${origins.join(", ") || "nobody"} (${id.slice(0, 12)})`,
    ...aroundLines(quantity).map((line) => `      ${line}`),
    ...doubts.map((doubt) => `      but: ${doubt}`),
  ];
}

/** How a figure was come by, and what it leaves out. */
export function aroundLines({ query, countingRule, baseline, pricedOn }: Quantity): readonly string[] {
  return [
    query === null
      ? "no query: the figure was only said"
      : `query ${query.name} version ${query.version}, input ${query.input.slice(0, 12)}`,
    ...(countingRule === null ? [] : [`counted: ${countingRule}`]),
    ...(baseline === null ? [] : [`would have happened anyway: ${baseline}`]),
    ...(pricedOn === null ? [] : [`priced on ${pricedOn}`]),
  ];
}

/** One answer of a query as a person reads it, with all that speaks against it. */
export function quantityLines({
  quantity,
  coverage,
  caveats,
  parts,
  negative,
  records,
  origins,
}: QuantityResult): readonly string[] {
  return [
    `${quantity.name} ${rangeText(quantity.value, quantity.unit)}`,
    `  from ${quantity.over.from} to ${quantity.over.to}; ${records.length} records of ${origins.join(", ") || "nobody"}`,
    ...(coverage === null ? [] : [`  records cover ${(coverage * 100).toFixed(1)} % of the window`]),
    ...(negative === null ? [] : [`  ${negative}`]),
    ...aroundLines(quantity).map((line) => `  ${line}`),
    ...parts.map(({ name, origin, value }) => `  by itself, ${name} (${origin}): ${rangeText(value, quantity.unit)}`),
    ...caveats.map((caveat) => `  note: ${caveat}`),
  ];
}
