import type { Reason } from "../../model/index.ts";
import type { DetectionRule, Item, RuleValue, Selection } from "./ast.ts";
import { atomsOf } from "./compile-values.ts";
import type { Condition } from "./condition.ts";
import type { Expression } from "./expression.ts";
import type { Placeholders } from "./placeholders.ts";
import { refuse } from "./refusal.ts";
import { RULE_STEPS_MAX, regexSteps } from "./regex-size.ts";
import type { Clue } from "./witness.ts";

/** A rule ready to match. While `waiting` names placeholders without values the rule never matches. */
export type CompiledRule = {
  readonly rule: DetectionRule;
  readonly expression: Expression;
  readonly waiting: readonly string[];
  /** What `witness` says of the expression, where that is known without it. */
  readonly clues?: () => readonly Clue[] | undefined;
};

const LEAVES_MAX = 100_000;

/** Compiles a detection rule. Throws Refusal for values that their modifiers cannot take. */
export function compileRule(rule: DetectionRule, placeholders: Placeholders): CompiledRule {
  const compiler = new RuleCompiler(rule, placeholders);
  const expression = compiler.condition(rule.condition);
  return { rule, expression, waiting: [...compiler.waiting] };
}

class RuleCompiler {
  readonly waiting = new Set<string>();
  readonly #placeholders: Placeholders;
  readonly #selections = new Map<string, Expression>();
  #leaves = 0;
  #steps = 0;

  constructor(rule: DetectionRule, placeholders: Placeholders) {
    this.#placeholders = placeholders;
    for (const [name, selection] of rule.selections) this.#selections.set(name, this.#selection(name, selection));
  }

  condition(condition: Condition): Expression {
    switch (condition.op) {
      case "name":
        return this.#named(condition.name);
      case "not":
        return { op: "not", part: this.condition(condition.part) };
      case "some":
        return some(
          condition.count,
          condition.names.map((name) => this.#named(name)),
        );
      default:
        return joined(
          condition.op,
          condition.parts.map((part) => this.condition(part)),
        );
    }
  }

  #named(name: string): Expression {
    return this.#selections.get(name) as Expression; // readCondition has refused names that are not there
  }

  #selection(name: string, selection: Selection): Expression {
    if (selection.kind === "item") return this.#item(name, selection);
    const parts = selection.parts.map((part) => this.#selection(name, part));
    return joined(selection.kind === "all" ? "and" : "or", parts);
  }

  #item(name: string, item: Item): Expression {
    const before = item.written === "" ? "" : `${item.written}: `;
    const values = item.values.map((value) => this.#value(item, value, { name, before }));
    const positive = joined(item.plan.all ? "and" : "or", values);
    return item.plan.neq ? { op: "not", part: positive } : positive;
  }

  #value(item: Item, value: RuleValue, { name, before }: { readonly name: string; readonly before: string }): Expression {
    const reason: Reason = { selection: name, field: item.field, pattern: shownPattern(before, value) };
    const leaves = atomsOf(item, value, this.#placeholders).map((atom): Expression => {
      if (atom.test.kind === "waiting") this.waiting.add(atom.test.placeholder);
      if (atom.test.kind === "regex") this.#steps += regexSteps(atom.test.source);
      if (this.#steps > RULE_STEPS_MAX)
        refuse("rule too large", `more than ${RULE_STEPS_MAX} steps of regular expressions`, value.place);
      if (++this.#leaves > LEAVES_MAX) refuse("rule too large", `more than ${LEAVES_MAX} values`, value.place);
      return { op: "leaf", atom, reason };
    });
    const any = joined("or", leaves);
    return item.plan.kind === "exists" && value.value === false ? { op: "not", part: any } : any;
  }
}

function joined(op: "and" | "or", parts: readonly Expression[]): Expression {
  return parts.length === 1 ? (parts[0] as Expression) : { op, parts };
}

function some(count: number, parts: readonly Expression[]): Expression {
  if (count > parts.length) return { op: "or", parts: [] }; // more than there are: never
  if (count === parts.length) return joined("and", parts);
  return count === 1 ? joined("or", parts) : { op: "some", count, parts };
}

const SHOWN_UNITS_MAX = 2_000;

/** The value as the rule writes it, after its modifiers; placeholders stay names, because their values are nobody else's business. */
function shownPattern(before: string, value: RuleValue): string {
  const text = typeof value.value === "string" ? value.value : value.source === "" ? "null" : value.source;
  const shown = before === "" ? text : before + text;
  return shown.length > SHOWN_UNITS_MAX ? `${shown.slice(0, SHOWN_UNITS_MAX)}…` : shown;
}
