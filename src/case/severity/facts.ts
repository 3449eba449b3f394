import type { CasefilePredicate, NounId, Quantity, Range } from "../../model/index.ts";
import type { Damage, DamageFigure, FigureGroup, MeasuredClaim, PotentialFigure } from "../damage/damage-of.ts";

/** What a fact is: a number with its range, a yes or no, or words. docs/damage.md §Severity. */
export type FactKind = "range" | "flag" | "words";

/** Every fact that a scale may ask for. A scale that asks for another is refused, so that a slip is not taken for a missing fact. */
export const FACTS = {
  "outage-total-s": "range",
  "outage-longest-s": "range",
  "limited-longest-s": "range",
  "customers-affected": "range",
  "customer-hours": "range",
  "records-affected": "range",
  "persons-affected": "range",
  "devices-controlled": "range",
  "bytes-out": "range",
  "loss-eur": "range",
  "energy-not-supplied-mwh": "range",
  "clock-error-ms": "range",
  "client-time-error": "range",
  "potential-loss-eur": "range",
  "incident-duration-s": "range",
  "loss-share-of-turnover": "range",
  "potential-loss-share-of-turnover": "range",
  "users-share": "range",
  "users-affected": "range",
  "compromised-users-share": "range",
  "compromised-users": "range",
  "clients-share": "range",
  "counterparts-share": "range",
  "transactions-share": "range",
  "transactions-value-share": "range",
  "member-states": "range",
  "response-time-s-over-an-hour": "range",
  "domains-wrong": "range",
  "domains-wrong-share": "range",
  "outage-in-a-week-s": "range",
  "trade-secrets-out": "flag",
  "trade-secrets-could-be-out": "flag",
  death: "flag",
  "death-possible": "flag",
  "health-damage": "flag",
  "health-damage-possible": "flag",
  "malicious-access": "flag",
  "severe-disruption-possible": "flag",
  "data-loss-possible": "flag",
  "recurring-in-6-months": "flag",
  "same-root-cause": "flag",
  "recurring-loss-over-threshold": "flag",
  "recurring-major-together": "flag",
  "small-financial-entity": "flag",
  malicious: "flag",
  "data-compromised": "flag",
  "misconfiguration-only": "flag",
  "physical-access": "flag",
  "relevant-clients": "flag",
  "reputation-media": "flag",
  "reputation-complaints": "flag",
  "reputation-regulatory": "flag",
  "reputation-clients-lost": "flag",
  "data-loss-adverse": "flag",
  "access-beyond-adverse-impact": "flag",
  "supports-critical-functions": "flag",
  "supervised-service": "flag",
  "critical-service": "flag",
  "data-stolen": "flag",
  "personal-data": "flag",
  scheduled: "flag",
  "physical-effect": "flag",
  "privilege-gained": "flag",
  "privilege-misused": "flag",
  "entity-types": "words",
  sectors: "words",
  actor: "words",
  judged: "words",
} as const satisfies Readonly<Record<string, FactKind>>;
export type FactName = keyof typeof FACTS;

/** A known fact and the nouns that it comes from. */
export type Fact = { readonly value: Range | boolean | readonly string[]; readonly from: readonly NounId[] };

/** The known facts. What is not here is unknown, which is not the same as no. */
export type SeverityFacts = ReadonlyMap<FactName, Fact>;

/** A fact that a person states, or an answer that stands in the case. */
export type ToldFact = { readonly name: FactName } & Fact;

/** The facts that all scales share: measured ones from the damage, the sectors from the casefile, the others as told. What is told last stands. */
export function severityFacts(
  damage: Damage,
  casefile: Pick<CasefilePredicate, "sectors">,
  told: readonly ToldFact[] = [],
): SeverityFacts {
  const facts = new Map<FactName, Fact>();
  for (const [name, wanted] of MEASURED) {
    const fact = measuredFact(damage.actual, wanted);
    if (fact !== undefined) facts.set(name, fact);
  }
  const possible = measuredFact(damage.potential, { name: "money", unit: "EUR" });
  if (possible !== undefined) facts.set("potential-loss-eur", possible);
  const total = facts.get("outage-total-s");
  // One outage cannot be longer than all together; that it was one is not known.
  if (total !== undefined && !facts.has("outage-longest-s") && isRange(total.value))
    facts.set("outage-longest-s", { value: { lo: 0, best: total.value.best, hi: total.value.hi }, from: total.from });
  if (casefile.sectors.length > 0) facts.set("sectors", { value: [...casefile.sectors].sort(), from: [] });
  for (const { name, value, from } of told) facts.set(name, { value, from });
  return facts;
}

type Wanted = { readonly name: Quantity["name"]; readonly unit: string; readonly query?: string };

const MEASURED: readonly (readonly [FactName, Wanted])[] = [
  ["outage-total-s", { name: "downtime", unit: "s", query: "downtime.union" }],
  ["outage-longest-s", { name: "downtime", unit: "s", query: "downtime.longest" }],
  ["customers-affected", { name: "customers", unit: "1" }],
  ["customer-hours", { name: "customer-hours", unit: "h·customer" }],
  ["records-affected", { name: "records", unit: "1" }],
  ["persons-affected", { name: "persons", unit: "1" }],
  ["devices-controlled", { name: "devices", unit: "1" }],
  ["bytes-out", { name: "bytes-out", unit: "B" }],
  ["loss-eur", { name: "money", unit: "EUR" }],
  ["energy-not-supplied-mwh", { name: "energy-not-supplied", unit: "MWh" }],
  ["clock-error-ms", { name: "clock-error", unit: "ms" }],
  ["client-time-error", { name: "client-time-error", unit: "ms·s·client" }],
];

/**
 * Several figures of one kind may overlap (two services, one customer), so the whole is at least the largest and at most their sum.
 * Contradictory figures widen the range; they are never averaged.
 */
function measuredFact(claims: readonly MeasuredClaim<DamageFigure | PotentialFigure>[], wanted: Wanted): Fact | undefined {
  const groups: readonly FigureGroup<DamageFigure | PotentialFigure>[] = claims.flatMap((claim) => claim.groups);
  const fitting = groups.filter(({ figures }) => figures.some(({ quantity }) => fits(quantity, wanted)));
  const questions = new Map(fitting.map((group) => [group.question, group]));
  const ranges = [...questions.values()].map(({ figures }) => hull(figures.map(({ quantity }) => quantity.value)));
  if (ranges.length === 0) return undefined;
  const most = (pick: (range: Range) => number) => ranges.map(pick).sort((a, b) => b - a)[0] ?? 0;
  const longest = wanted.query === "downtime.longest" || wanted.name === "clock-error";
  const sum = ranges
    .map(({ hi }) => hi)
    .sort((a, b) => a - b)
    .reduce((all, hi) => all + hi, 0);
  const from = fitting.flatMap(({ figures }) => figures.map(({ id }) => id));
  const value = { lo: most(({ lo }) => lo), best: most(({ best }) => best), hi: longest ? most(({ hi }) => hi) : sum };
  return { value, from: [...new Set(from)].sort() };
}

function fits({ name, unit, query }: Quantity, wanted: Wanted): boolean {
  if (name !== wanted.name || unit !== wanted.unit) return false;
  if (wanted.query === "downtime.longest") return query?.name === wanted.query;
  return wanted.query === undefined || query?.name !== "downtime.longest";
}

function hull(ranges: readonly Range[]): Range {
  const sorted = (pick: (range: Range) => number) => ranges.map(pick).sort((a, b) => a - b);
  const best = sorted((range) => range.best);
  return { lo: sorted(({ lo }) => lo)[0] ?? 0, best: best[0] ?? 0, hi: sorted(({ hi }) => hi).at(-1) ?? 0 };
}

/** Is the fact a number? */
export function isRange(value: Fact["value"]): value is Range {
  return typeof value === "object" && !Array.isArray(value);
}
