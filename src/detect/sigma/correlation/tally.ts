import type { CorrelationRule } from "../ast.ts";
import { exactBounds, isOnSide, meets, meetsAll } from "./bounds.ts";
import { compareDecimals, type Decimal, minus, plus, times } from "./decimal.ts";
import type { Entry, Subject } from "./entry.ts";
import { expressionHolds } from "./expression.ts";
import { OrderStatistics } from "./order-statistics.ts";

/** What is known of the entries in a window, kept up as they enter and leave it at either end. */
export interface Tally {
  enter(entry: Entry): void;
  leave(entry: Entry): void;
  /** True when the correlation's condition holds for what is in the window. */
  holds(): boolean;
}

/** How a correlation's tallies begin. */
export type TallyMaker = () => Tally;

/** Makes the tallies of a correlation. */
export function tallyMaker(rule: CorrelationRule): TallyMaker {
  switch (rule.type) {
    case "event_count":
      return () => new CountTally(rule);
    case "value_sum":
    case "value_avg": {
      const bounds = exactBounds(rule.bounds);
      return () => new SumTally(bounds, rule.type === "value_avg");
    }
    case "value_median":
    case "value_percentile": {
      const bounds = exactBounds(rule.bounds);
      return () => new OrderTally(bounds, rule.percentile);
    }
    default:
      return () => new LabelTally(rule);
  }
}

class CountTally implements Tally {
  readonly #rule: CorrelationRule;
  #count = 0;

  constructor(rule: CorrelationRule) {
    this.#rule = rule;
  }

  enter(): void {
    this.#count++;
  }

  leave(): void {
    this.#count--;
  }

  holds(): boolean {
    const { bounds } = this.#rule;
    for (const bound of bounds) if (!meets(bound, this.#count)) return false;
    return true;
  }
}

/** Values or rules in the window, each with how often. */
export class LabelTally implements Tally {
  readonly #rule: CorrelationRule;
  /** A count is changed in its place: the Map is asked once, not twice. */
  readonly #counts = new Map<Subject, { count: number }>();

  constructor(rule: CorrelationRule) {
    this.#rule = rule;
  }

  enter({ subject }: Entry): void {
    const known = this.#counts.get(subject);
    if (known === undefined) this.#counts.set(subject, { count: 1 });
    else known.count++;
  }

  leave({ subject }: Entry): void {
    const known = this.#counts.get(subject);
    if (known !== undefined && --known.count === 0) this.#counts.delete(subject);
  }

  has(subject: Subject): boolean {
    return this.#counts.has(subject);
  }

  holds(): boolean {
    const { bounds, expression, rules } = this.#rule;
    if (expression !== null) return expressionHolds(expression, rules, (step) => this.#counts.has(step));
    for (const bound of bounds) if (!meets(bound, this.#counts.size)) return false;
    return true;
  }
}

type Limits = ReturnType<typeof exactBounds>;

class SumTally implements Tally {
  readonly #bounds: Limits;
  readonly #isMean: boolean;
  #sum: Decimal = 0;
  #count = 0;

  constructor(bounds: Limits, isMean: boolean) {
    this.#bounds = bounds;
    this.#isMean = isMean;
  }

  enter({ subject }: Entry): void {
    this.#sum = plus(this.#sum, subject as Decimal);
    this.#count++;
  }

  leave({ subject }: Entry): void {
    this.#sum = plus(this.#sum, minus(subject as Decimal));
    this.#count--;
  }

  /** A mean is held against a bound as the sum against so many times the bound: nothing is rounded. */
  holds(): boolean {
    const weight = this.#isMean ? this.#count : 1;
    return this.#bounds.every(({ compare, limit }) => isOnSide(compare, compareDecimals(this.#sum, times(limit, weight))));
  }
}

class OrderTally implements Tally {
  readonly #bounds: Limits;
  readonly #percentile: number | null;
  readonly #values = new OrderStatistics();

  constructor(bounds: Limits, percentile: number | null) {
    this.#bounds = bounds;
    this.#percentile = percentile;
  }

  enter({ subject }: Entry): void {
    this.#values.add(subject as Decimal);
  }

  leave({ subject }: Entry): void {
    this.#values.remove(subject as Decimal);
  }

  holds(): boolean {
    const { size } = this.#values;
    if (size === 0) return false;
    if (this.#percentile !== null) return meetsAll(this.#bounds, this.#values.select(placeOfPercentile(this.#percentile, size)));
    const middle = plus(this.#values.select((size - 1) >>> 1), this.#values.select(size >>> 1));
    return this.#bounds.every(({ compare, limit }) => isOnSide(compare, compareDecimals(middle, times(limit, 2))));
  }
}

const MILLIONTHS = 1_000_000;

/** The place, from 0, of a percentile among so many values: nearest rank. In whole millionths, so that 99.9 of 1,000 is the 999th. */
export function placeOfPercentile(percentile: number, size: number): number {
  return Math.max(0, Math.ceil((Math.round(percentile * MILLIONTHS) * size) / (100 * MILLIONTHS)) - 1);
}
