import type { LogSource, RuleRef } from "../../../model/index.ts";
import type { CorrelationRule, DetectionRule } from "../ast.ts";
import type { CompiledRule } from "../compile.ts";
import type { Expression } from "../expression.ts";
import type { Amendment, SigmaRule } from "../rules.ts";
import type { Clue } from "../witness.ts";

/** Where the parts of a rule come from that are read when asked for. `number` is the rule's. */
export type RuleParts = {
  readonly document: (number: number) => Uint8Array;
  readonly whole: (number: number) => DetectionRule;
  readonly expression: (number: number) => Expression;
  readonly clues: (number: number) => readonly Clue[] | undefined;
};

type Named = { readonly number: number; readonly parts: RuleParts; readonly ref: RuleRef };

/** A rule of a cache. Classes, because thousands are made at once and getters of plain objects are slow to make. */
export class CachedRule implements SigmaRule {
  readonly ref: RuleRef;
  readonly path: string;
  readonly detection: CompiledRule | null;
  readonly correlation: CorrelationRule | null;
  readonly bases: SigmaRule[] = [];
  readonly amendments: readonly Amendment[];
  readonly #number: number;
  readonly #parts: RuleParts;

  constructor({ number, parts, ref }: Named, rule: Pick<SigmaRule, "path" | "detection" | "correlation" | "amendments">) {
    this.ref = ref;
    this.path = rule.path;
    this.detection = rule.detection;
    this.correlation = rule.correlation;
    this.amendments = rule.amendments;
    this.#number = number;
    this.#parts = parts;
  }

  get document(): Uint8Array {
    return this.#parts.document(this.#number);
  }
}

/** What matching needs of a detection rule of a cache. */
export class CachedDetection implements CompiledRule {
  readonly rule: DetectionRule;
  readonly waiting: readonly string[];
  readonly #number: number;
  readonly #parts: RuleParts;
  #expression: Expression | undefined;

  constructor({ number, parts }: Named, rule: DetectionRule, waiting: readonly string[]) {
    this.rule = rule;
    this.waiting = waiting;
    this.#number = number;
    this.#parts = parts;
  }

  get expression(): Expression {
    this.#expression ??= this.#parts.expression(this.#number);
    return this.#expression;
  }

  clues(): readonly Clue[] | undefined {
    return this.#parts.clues(this.#number);
  }
}

/** A detection rule of a cache as parsed. */
export class CachedDetectionRule implements DetectionRule {
  readonly kind = "detection";
  readonly ref: RuleRef;
  readonly name: string | null;
  readonly logsource: LogSource;
  readonly #number: number;
  readonly #parts: RuleParts;

  constructor({ number, parts, ref }: Named, name: string | null, logsource: LogSource) {
    this.ref = ref;
    this.name = name;
    this.logsource = logsource;
    this.#number = number;
    this.#parts = parts;
  }

  get selections(): DetectionRule["selections"] {
    return this.#parts.whole(this.#number).selections;
  }

  get condition(): DetectionRule["condition"] {
    return this.#parts.whole(this.#number).condition;
  }
}
