import { type LogSource, logsourceMatches } from "../model/index.ts";

/** What a rule set looks at. */
export type Wanted = {
  /** Every log source that some rule looks at. */
  readonly wanted: readonly LogSource[];
  /** True when some rule looks at events of this log source. */
  wants(logsource: LogSource): boolean;
};

/** Kinds counted by themselves before they are summed up. */
const KINDS_MAX = 4_096;
/** Names of kinds that no rule looks at; a hostile log must not make up more. What is beyond counts as other kinds. */
const NAMES_MAX = 1_000;
const OTHERS = "other kinds";
const ABSENT_MAX = 1_000;
/** Units of a name, as a coverage statement takes them. */
const UNCOVERED_UNITS_MAX = 1_000;
const ABSENT_UNITS_MAX = 200;

/** Events by kind of log, in bounded memory: which kinds no rule looks at, and which the rules want and nobody delivered. */
export class KindsSeen {
  readonly #rules: Wanted;
  // By identity first: readers share one object a kind of log, and a name for each event would cost more than counting it.
  readonly #seen = new Map<LogSource, number>();
  readonly #missing: Set<LogSource>;
  readonly #uncovered = new Map<string, number>();

  constructor(rules: Wanted) {
    this.#rules = rules;
    this.#missing = new Set(rules.wanted);
  }

  count(logsource: LogSource, events: number): void {
    this.#seen.set(logsource, (this.#seen.get(logsource) ?? 0) + events);
    if (this.#seen.size >= KINDS_MAX) this.#sumUp();
  }

  /** Events by kind that no rule looks at; most first: the order in which kinds were met depends on how lines were looked at. */
  uncovered(): readonly { readonly what: string; readonly count: number }[] {
    this.#sumUp();
    return [...this.#uncovered]
      .map(([what, count]) => ({ what, count }))
      .filter(({ count }) => count > 0)
      .sort((left, right) => right.count - left.count || (left.what < right.what ? -1 : 1));
  }

  /** Log sources that the rules want and no event had. */
  absent(): readonly string[] {
    this.#sumUp();
    const names = [...this.#missing].map((logsource) => nameOf(logsource, ABSENT_UNITS_MAX));
    return [...new Set(names)].sort().slice(0, ABSENT_MAX);
  }

  #sumUp(): void {
    for (const [logsource, events] of this.#seen) {
      for (const rule of this.#missing) if (logsourceMatches(rule, logsource)) this.#missing.delete(rule);
      if (!this.#rules.wants(logsource)) this.#addUncovered(nameOf(logsource, UNCOVERED_UNITS_MAX), events);
    }
    this.#seen.clear();
  }

  #addUncovered(name: string, events: number): void {
    const what = this.#uncovered.has(name) || this.#uncovered.size < NAMES_MAX ? name : OTHERS;
    this.#uncovered.set(what, (this.#uncovered.get(what) ?? 0) + events);
  }
}

/** A log source in words, such as `linux auditd` or `webserver`: its product, category and service, as far as they are known. */
function nameOf({ product, category, service }: LogSource, unitsMax: number): string {
  const parts = [product, category, service].filter((part) => part !== undefined);
  return (parts.join(" ") || "of no known kind").slice(0, unitsMax).toWellFormed();
}
