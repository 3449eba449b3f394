import { type Checked, formatJson, no, type Sha256, toHex, utf8, yes } from "../../lib/index.ts";
import type { Digest, Event, Quantity, RecordName } from "../../model/index.ts";
import { type Answer, argumentsOf, BadArgument, type QueryDefinition, type QueryFault } from "./ask.ts";
import { CLIENT_TIME_ERROR, CLOCK_ERROR } from "./clock-error.ts";
import { COUNT, DEVICES, PERSONS, RECORDS, STATED_RECORDS } from "./counting.ts";
import { CUSTOMER_HOURS, CUSTOMERS, ENERGY } from "./customers.ts";
import { DOWNTIME, LONGEST } from "./downtime.ts";
import { BYTES_OUT } from "./flows.ts";
import { MONEY } from "./money.ts";
import { namesOf, originOf, recordsOf } from "./select.ts";

/** What a quantity can hold: src/model/docket. */
const ARGUMENT_UNITS_MAX = 4000;
const VALUE_MAX = 1e15;

const QUERIES: ReadonlyMap<string, QueryDefinition> = new Map(
  [
    DOWNTIME,
    LONGEST,
    CUSTOMERS,
    CUSTOMER_HOURS,
    RECORDS,
    STATED_RECORDS,
    PERSONS,
    DEVICES,
    COUNT,
    BYTES_OUT,
    MONEY,
    ENERGY,
    CLOCK_ERROR,
    CLIENT_TIME_ERROR,
  ].map((query) => [query.name, query]),
);

/** Every query by name, version, what it measures, and the arguments that it needs and takes. Sorted by name. */
export const QUERY_NAMES: readonly Pick<QueryDefinition, "name" | "version" | "quantity" | "needs" | "takes">[] = [
  ...QUERIES.values(),
]
  .map(({ name, version, quantity, needs, takes }) => ({ name, version, quantity, needs, takes }))
  .sort((a, b) => (a.name < b.name ? -1 : 1));

/** A figure with all that is needed to doubt it. */
export type QuantityResult = Omit<Answer, "cited" | "value" | "unit" | "over" | "countingRule" | "baseline" | "pricedOn"> & {
  readonly quantity: Quantity;
  /** Names of the records that the figure rests on, sorted. */
  readonly records: readonly RecordName[];
  /** Whose records they are, sorted. */
  readonly origins: readonly string[];
};

/**
 * Runs a named query over records read from sealed segments: the same arguments and records give the same bytes anywhere, in whatever order
 * and however often the records come. The state is `measured`; what it is in a case follows from the graph (damageOf).
 */
export function runQuery(
  name: string,
  args: Readonly<Record<string, string>>,
  events: Iterable<Event>,
  sha256: Sha256,
): Checked<QuantityResult, QueryFault> {
  const query = QUERIES.get(name);
  if (query === undefined)
    return no({ kind: "unknown-query", expected: `one of ${QUERY_NAMES.map((known) => known.name).join(", ")}` });
  const missing = query.needs.find((need) => !Object.hasOwn(args, need));
  if (missing !== undefined) return no({ kind: "bad-argument", at: missing, expected: "a value" });
  const strange = Object.keys(args).find((given) => !query.needs.includes(given) && !query.takes.includes(given));
  if (strange !== undefined)
    return no({ kind: "bad-argument", at: strange, expected: `one of ${[...query.needs, ...query.takes].join(", ")}` });
  const long = Object.keys(args).find((given) => (args[given] ?? "").length > ARGUMENT_UNITS_MAX);
  if (long !== undefined) return no({ kind: "bad-argument", at: long, expected: `at most ${ARGUMENT_UNITS_MAX} characters` });
  const records = recordsOf(events);
  try {
    const answer = query.run(argumentsOf(args), records);
    if (!isHeld(answer)) return no({ kind: "beyond-range", expected: `numbers between -${VALUE_MAX} and ${VALUE_MAX}` });
    return yes(resultOf(query, args, { answer, input: records.digest(sha256) }, sha256));
  } catch (error) {
    if (error instanceof BadArgument) return no(error.fault);
    throw error;
  }
}

/** Can a quantity (spec/docket.md) hold it? */
function isHeld({ value: { lo, best, hi } }: Answer): boolean {
  return -VALUE_MAX <= lo && lo <= best && best <= hi && hi <= VALUE_MAX;
}

type Ran = { readonly answer: Answer; readonly input: Digest };

function resultOf(
  query: QueryDefinition,
  args: Readonly<Record<string, string>>,
  { answer, input }: Ran,
  sha256: Sha256,
): QuantityResult {
  const { cited, value, unit, over, countingRule, baseline, pricedOn, ...rest } = answer;
  const records = namesOf(cited);
  const said = { value, unit, over, countingRule, baseline, pricedOn, caveats: rest.caveats, coverage: rest.coverage, records };
  const output = toHex(sha256(utf8(`meridian/query-output/v1\0${formatJson(said)}`))) as Digest;
  return {
    ...rest,
    quantity: {
      of: "quantity",
      name: query.quantity,
      unit,
      value,
      over,
      query: { name: query.name, version: query.version, arguments: args, input, output },
      state: "measured",
      countingRule,
      baseline,
      pricedOn,
    },
    records,
    origins: [...new Set(cited.map(originOf))].sort(),
  };
}

/** What came of asking again: the same, or where it parts. */
export type Rerun =
  | { readonly same: true; readonly result: QuantityResult }
  | { readonly same: false; readonly where: "query" | "arguments" | "input" | "output" | "value"; readonly why: string };

/** Asks a figure's own query again. Same means: same records read, same answer, same number. */
export function rerun(quantity: Quantity, events: Iterable<Event>, sha256: Sha256): Rerun {
  const { query, value, unit } = quantity;
  const part = (where: Exclude<Rerun, { same: true }>["where"], why: string): Rerun => ({ same: false, where, why });
  if (query === null) return part("query", "the figure was only said: no query gave it");
  const known = QUERIES.get(query.name);
  if (known === undefined) return part("query", `no query is called ${query.name}`);
  if (known.version !== query.version) return part("query", `version ${query.version} was asked, this is ${known.version}`);
  const again = runQuery(query.name, query.arguments, events, sha256);
  if (!again.ok) return part("arguments", `expected ${again.fault.expected}`);
  const { quantity: now } = again.value;
  if (now.query?.input !== query.input) return part("input", "these are not the records that it was asked of");
  if (now.query.output !== query.output) return part("output", `the same records answer ${sayValue(now)}`);
  if (formatJson(now.value) !== formatJson(value) || now.unit !== unit || now.name !== quantity.name)
    return part("value", `the query answered ${sayValue(now)}, and the figure says otherwise`);
  return { same: true, result: again.value };
}

function sayValue({ value, unit }: Quantity): string {
  return `${value.best} ${unit} (${value.lo} to ${value.hi})`;
}
