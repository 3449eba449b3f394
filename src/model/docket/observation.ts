import { type Shaped, shape } from "../../lib/index.ts";
import { digestShape } from "../scalars.ts";
import { clockedSpanShape, nounIdShape, rangeShape } from "./scalars.ts";

/** Which part of the record. Offsets count bytes from 0, `to` exclusive; a pointer is RFC 6901; rows count from 0. */
const selectorShape = shape.tagged("by", {
  whole: shape.record({ by: shape.word("whole") }),
  bytes: shape.record({ by: shape.word("bytes"), from: shape.count, to: shape.count }),
  pointer: shape.record({ by: shape.word("pointer"), pointer: shape.text(2000) }),
  row: shape.record({ by: shape.word("row"), row: shape.count }),
  query: shape.record({ by: shape.word("query"), query: shape.text(4000) }),
});

/** What is measured. Units: s, 1, B, a currency (ISO 4217), MWh, ms·client. docs/damage.md §Quantities. */
export const QUANTITIES = [
  "downtime",
  "customers",
  "customer-hours",
  "records",
  "persons",
  "devices",
  "bytes-out",
  "money",
  "energy-not-supplied",
  "clock-error",
  "client-time-error",
  "count",
] as const;

/** How well a figure is founded, weakest first. docs/damage.md §States. */
export const QUANTITY_STATES = ["asserted", "corroborated", "measured", "reproduced"] as const;

export const quantityShape = shape.record({
  of: shape.word("quantity"),
  name: shape.word(...QUANTITIES),
  unit: shape.text(20),
  value: rangeShape,
  over: clockedSpanShape,
  /** The query that gave it, so that anybody can run it again; null for a figure that is only said. */
  query: shape.nullable(
    shape.record({
      name: shape.text(100),
      version: shape.text(40),
      arguments: shape.dictionary(shape.text(4000)),
      /** SHA-256 over what it read, in order, and over what it answered. */
      input: digestShape,
      output: digestShape,
    }),
  ),
  state: shape.word(...QUANTITY_STATES),
  /** The rule by which items were counted, for counts; what would have happened anyway, for losses. */
  countingRule: shape.nullable(shape.text(1000)),
  baseline: shape.nullable(shape.text(1000)),
  /** Of money: the day of the rate. */
  pricedOn: shape.nullable(shape.pattern(/^\d{4}-\d{2}-\d{2}$/, "a date such as 2026-11-22")),
});
export type Quantity = Shaped<typeof quantityShape>;

const factShape = shape.tagged("of", {
  /** A STIX 2.1 cyber-observable: its type and its properties as canonical JSON. */
  observable: shape.record({ of: shape.word("observable"), type: shape.text(100), properties: shape.text(65_536) }),
  text: shape.record({ of: shape.word("text"), text: shape.text(10_000) }),
  quantity: quantityShape,
});

/** A reading of a record that can be had again by the same program. */
export const observationShape = shape.record({
  noun: shape.word("observation"),
  record: nounIdShape,
  at: selectorShape,
  fact: factShape,
  when: shape.nullable(clockedSpanShape),
  by: shape.record({ tool: shape.text(200), version: shape.text(100), arguments: shape.list(shape.text(4000), 100) }),
});

/** The kinds of a quantity, and how well founded one is. */
export type QuantityName = (typeof QUANTITIES)[number];
export type QuantityState = (typeof QUANTITY_STATES)[number];
