import { type LogSource, logsourceMatches } from "../../model/index.ts";
import type { CompiledRule } from "./compile.ts";

/** Rules for one and the same log source, by their numbers, ascending. */
export type SourcedRules = { readonly number: number; readonly logsource: LogSource; readonly rules: readonly number[] };

/** Puts rules together that are for the same log source: there are few of these, so that all of them can be held against an event's. */
export class RulesByLogsource {
  readonly #all: readonly SourcedRules[];

  constructor(rules: readonly CompiledRule[]) {
    const byKey = new Map<string, { number: number; logsource: LogSource; rules: number[] }>();
    for (const [number, { rule }] of rules.entries()) {
      const { product, category, service } = rule.logsource;
      const key = JSON.stringify([product, category, service]);
      const known = byKey.get(key);
      if (known === undefined) byKey.set(key, { number: byKey.size, logsource: rule.logsource, rules: [number] });
      else known.rules.push(number);
    }
    this.#all = [...byKey.values()];
  }

  /** Those for events of any of these log sources. */
  for(...logsources: readonly LogSource[]): readonly SourcedRules[] {
    return this.#all.filter(({ logsource: wanted }) => logsources.some((logsource) => logsourceMatches(wanted, logsource)));
  }
}
