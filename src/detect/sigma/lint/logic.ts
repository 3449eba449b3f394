import type { DetectionRule } from "../ast.ts";
import type { Atom } from "../atom.ts";
import { compileRule } from "../compile.ts";
import type { Condition } from "../condition.ts";
import type { Expression } from "../expression.ts";
import { NO_PLACEHOLDERS } from "../placeholders.ts";
import { ALWAYS, type Decision, Decisions, NEVER, TooManyDecisions } from "./decisions.ts";
import { implies } from "./implications.ts";

/** What can be proven of a rule's condition, whatever the event is. */
export type Logic = {
  readonly never: boolean;
  readonly always: boolean;
  /** Selections of the condition that hold for no event. */
  readonly deadSelections: readonly string[];
  /** Selections of the condition whose answer never changes the rule's. */
  readonly idleSelections: readonly string[];
};

const LEAVES_MAX = 1_500;
const PAIRS_MAX = 4_000;

/** Proves what can be proven; undefined when the rule is too large to tell. */
export function logicOf(rule: DetectionRule): Logic | undefined {
  try {
    return new Prover(rule).prove();
  } catch (error) {
    if (error instanceof TooManyDecisions) return undefined;
    throw error;
  }
}

/** The expression of one search identifier by itself. */
export function selectionExpression(rule: DetectionRule, name: string): Expression {
  return compileRule({ ...rule, condition: { op: "name", name } }, NO_PLACEHOLDERS).expression;
}

/** The search identifiers that a condition refers to, each once. */
export function namesIn(condition: Condition): readonly string[] {
  switch (condition.op) {
    case "name":
      return [condition.name];
    case "some":
      return condition.names;
    case "not":
      return namesIn(condition.part);
    default:
      return [...new Set(condition.parts.flatMap(namesIn))];
  }
}

class Prover {
  readonly #decisions = new Decisions();
  readonly #condition: Condition;
  readonly #names: readonly string[];
  readonly #atoms = new Map<string, Atom>();
  readonly #questions = new Map<string, number>();
  readonly #expressions: ReadonlyMap<string, Expression>;

  constructor(rule: DetectionRule) {
    this.#condition = rule.condition;
    this.#names = namesIn(rule.condition);
    this.#expressions = new Map(this.#names.map((name) => [name, selectionExpression(rule, name)]));
    for (const expression of this.#expressions.values()) this.#gather(expression);
    if (this.#atoms.size > LEAVES_MAX) throw new TooManyDecisions();
    // Questions about one field stand together, what a field holds before what it is, which keeps the diagrams small.
    for (const field of new Set([...this.#atoms.values()].map((atom) => atom.field))) {
      this.#question(`there ${field}`);
      for (const [key, atom] of this.#atoms) if (atom.field === field) this.#question(key);
    }
  }

  prove(): Logic {
    const known = this.#knowledge();
    const selections = new Map([...this.#expressions].map(([name, expression]) => [name, this.#of(expression)]));
    const whole = this.#whole(this.#condition, selections);
    const same = (left: Decision, right: Decision) => this.#differs(left, right, known) === NEVER;
    const [never, always] = [same(whole, NEVER), same(whole, ALWAYS)];
    const dead = this.#names.filter((name) => same(selections.get(name) as Decision, NEVER));
    const idle = this.#names.filter(
      (name) =>
        !dead.includes(name) &&
        [NEVER, ALWAYS].some((fixed) => same(whole, this.#whole(this.#condition, new Map([...selections, [name, fixed]])))),
    );
    const isSettled = never || always;
    return { never, always, deadSelections: isSettled ? [] : dead, idleSelections: isSettled ? [] : idle };
  }

  #question(key: string): number {
    const known = this.#questions.get(key) ?? this.#questions.size;
    this.#questions.set(key, known);
    return known;
  }

  #gather(expression: Expression): void {
    if (expression.op === "leaf") this.#atoms.set(expression.atom.key, expression.atom);
    else if (expression.op === "not") this.#gather(expression.part);
    else for (const part of expression.parts) this.#gather(part);
  }

  #differs(left: Decision, right: Decision, known: Decision): Decision {
    const decisions = this.#decisions;
    return decisions.and(known, decisions.choose(left, decisions.not(right), right));
  }

  #of(expression: Expression): Decision {
    const decisions = this.#decisions;
    switch (expression.op) {
      case "leaf":
        return this.#atom(expression.atom);
      case "not":
        return decisions.not(this.#of(expression.part));
      case "some":
        return decisions.some(
          expression.count,
          expression.parts.map((part) => this.#of(part)),
        );
      case "and":
        return expression.parts.reduceRight((all, part) => decisions.and(this.#of(part), all), ALWAYS);
      case "or":
        return expression.parts.reduceRight((any, part) => decisions.or(this.#of(part), any), NEVER);
    }
  }

  #whole(condition: Condition, selections: ReadonlyMap<string, Decision>): Decision {
    const decisions = this.#decisions;
    switch (condition.op) {
      case "name":
        return selections.get(condition.name) as Decision;
      case "not":
        return decisions.not(this.#whole(condition.part, selections));
      case "some":
        return decisions.some(
          condition.count,
          condition.names.map((name) => selections.get(name) as Decision),
        );
      case "and":
        return condition.parts.reduce((all, part) => decisions.and(all, this.#whole(part, selections)), ALWAYS);
      case "or":
        return condition.parts.reduce((any, part) => decisions.or(any, this.#whole(part, selections)), NEVER);
    }
  }

  /** `null` is that a field holds nothing, `*` that it holds something: both are about one question. */
  #atom(atom: Atom): Decision {
    const there = () => this.#decisions.answer(this.#question(`there ${atom.field}`));
    if (atom.test.kind === "null" && atom.field !== null) return this.#decisions.not(there());
    if (atom.test.kind === "text" && atom.test.pattern.shape === "any" && atom.field !== null) return there();
    return this.#decisions.answer(this.#question(atom.key));
  }

  /** What holds of every event: a value that fits is a value that is there, and some patterns fit whatever others fit. */
  #knowledge(): Decision {
    const decisions = this.#decisions;
    let known: Decision = ALWAYS;
    const learn = (left: Decision, right: Decision) => {
      known = decisions.and(known, decisions.or(decisions.not(left), right));
    };
    for (const [field, atoms] of Map.groupBy(this.#atoms.values(), (atom) => atom.field)) {
      if (atoms.length * atoms.length > PAIRS_MAX) continue;
      const there = decisions.answer(this.#question(`there ${field}`));
      for (const atom of atoms) {
        if (field !== null && atom.test.kind === "exists") learn(there, this.#atom(atom));
        else if (field !== null && needsValue(atom)) learn(this.#atom(atom), there);
        for (const other of atoms) if (other !== atom && implies(atom, other)) learn(this.#atom(atom), this.#atom(other));
      }
    }
    return known;
  }
}

function needsValue({ test }: Atom): boolean {
  return (
    test.kind === "text" || test.kind === "regex" || test.kind === "cidr" || test.kind === "number" || test.kind === "fieldref"
  );
}
