import type { LogSource } from "../../model/index.ts";
import type { Atom } from "../sigma/atom.ts";
import { RulesByLogsource } from "../sigma/by-logsource.ts";
import type { CompiledRule } from "../sigma/compile.ts";
import type { Expression } from "../sigma/expression.ts";
import { atomsIn } from "./three-valued.ts";

/** A rule whose atoms are shared with all others of the pool: equal questions are one object. */
export type PooledRule = {
  readonly number: number;
  readonly expression: Expression;
  readonly atoms: ReadonlySet<Atom>;
  readonly hasKeywords: boolean;
};

/** Rules made ready when lines of their log source come. */
export class RulePool {
  readonly #rules: readonly CompiledRule[];
  readonly #ready: (PooledRule | undefined)[] = [];
  readonly #shared = new Map<string, Atom>();
  readonly #byLogsource: RulesByLogsource;

  constructor(rules: readonly CompiledRule[]) {
    this.#rules = rules;
    this.#byLogsource = new RulesByLogsource(rules);
  }

  /** The rules for events of any of these log sources. */
  rulesFor(logsources: readonly LogSource[]): readonly PooledRule[] {
    return this.#byLogsource.for(...logsources).flatMap(({ rules }) => rules.map((number) => this.#readyRule(number)));
  }

  #readyRule(number: number): PooledRule {
    const known = this.#ready[number];
    if (known !== undefined) return known;
    const expression = this.#share((this.#rules[number] as CompiledRule).expression);
    const atoms = atomsIn(expression);
    const made = { number, expression, atoms, hasKeywords: [...atoms].some(({ field }) => field === null) };
    this.#ready[number] = made;
    return made;
  }

  #share(expression: Expression): Expression {
    switch (expression.op) {
      case "leaf": {
        const { key } = expression.atom;
        const known = this.#shared.get(key);
        if (known === undefined) this.#shared.set(key, expression.atom);
        return known === undefined || known === expression.atom ? expression : { ...expression, atom: known };
      }
      case "not": {
        const part = this.#share(expression.part);
        return part === expression.part ? expression : { op: "not", part };
      }
      default: {
        const parts = expression.parts.map((part) => this.#share(part));
        return parts.every((part, at) => part === expression.parts[at]) ? expression : { ...expression, parts };
      }
    }
  }
}
