import { type Event, type LogSource, logsourceMatches, type RuleRef } from "../../../model/index.ts";
import { type Atom, holds } from "../atom.ts";
import type { CompiledRule } from "../compile.ts";
import { type Expression, evaluate } from "../expression.ts";
import { Facts } from "../facts.ts";
import { namesLike } from "./field-names.ts";
import { type Nearness, nearnessOf } from "./nearness.ts";

/** What an event holds under the name that a rule asks for. */
export type FieldFound =
  | { readonly state: "there"; readonly values: readonly string[]; readonly more: number }
  | { readonly state: "empty" }
  | { readonly state: "absent"; readonly like: readonly string[] };

/** One value of an item: whether it fits, and when it does not, what came nearest. */
export type ToldPattern = { readonly pattern: string; readonly holds: boolean; readonly nearest: Nearness | null };

/** A node of a rule's condition with its answer. `selection` is set where a whole selection begins. */
export type ToldNode =
  | {
      readonly kind: "all" | "any" | "some" | "not";
      readonly holds: boolean;
      readonly selection: string | null;
      /** How many of the parts must hold. */
      readonly needs: number;
      readonly parts: readonly ToldNode[];
    }
  | {
      readonly kind: "item";
      readonly holds: boolean;
      readonly selection: string | null;
      /** Null for a keyword. */
      readonly field: string | null;
      /** Whether one or each of the values must fit. */
      readonly wants: "any" | "all";
      /** Values that fit first, then those that came nearest. */
      readonly patterns: readonly ToldPattern[];
      /** Values left out. */
      readonly more: number;
      readonly found: FieldFound;
    };

/** Why a detection rule fires on an event, or does not. */
export type ToldRule = {
  readonly rule: RuleRef;
  readonly fires: boolean;
  readonly logsource: { readonly wanted: LogSource; readonly found: LogSource; readonly fits: boolean };
  /** Placeholders without values: until they have some the rule never fires. */
  readonly waiting: readonly string[];
  /** The condition by itself, whatever the log source. */
  readonly condition: ToldNode;
};

/** Explains a detection rule on an event. The verdict is that of the matcher: the answers come from the same tree and the same questions. */
export function explainRule({ rule, expression, waiting }: CompiledRule, event: Event, utcOffsetMinutes: number): ToldRule {
  const condition = new Teller(new Facts(event, utcOffsetMinutes)).node(expression, null);
  const meant = logsourceMatches(rule.logsource, event.logsource);
  return {
    rule: rule.ref,
    fires: meant && waiting.length === 0 && condition.holds,
    logsource: { wanted: rule.logsource, found: event.logsource, fits: meant },
    waiting,
    condition,
  };
}

/** How near an event comes to firing a rule: 3 when it does, 1 more than otherwise when the log source fits, and the share of the condition that holds. */
export function nearnessOfRule({ rule, expression, waiting }: CompiledRule, event: Event, utcOffsetMinutes: number): number {
  const facts = new Facts(event, utcOffsetMinutes);
  const meant = logsourceMatches(rule.logsource, event.logsource);
  const share = shareHeld(expression, facts);
  return meant && waiting.length === 0 && share === 1 ? 3 : (meant ? 1 : 0) + share;
}

/** A field that holds something else is nearer than none. */
const FIELD_IS_THERE = 0.2;

/** 1 exactly when the expression holds. */
function shareHeld(expression: Expression, facts: Facts): number {
  if (evaluate(expression, (atom) => holds(atom, facts))) return 1;
  if (expression.op === "not") return 0;
  if (expression.op === "leaf") return expression.atom.field !== null && facts.has(expression.atom.field) ? FIELD_IS_THERE : 0;
  const shares = expression.parts.map((part) => shareHeld(part, facts));
  if (expression.op === "or") return Math.max(0, ...shares);
  return shares.reduce((sum, share) => sum + share, 0) / (shares.length + 1);
}

const PATTERNS_COMPARED_MAX = 200;
const PATTERNS_MAX = 6;
const VALUES_MAX = 5;
const UNITS_MAX = 400;

class Teller {
  readonly #facts: Facts;

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  /** `above` is the selection that an outer node is already known to belong to. */
  node(expression: Expression, above: string | null): ToldNode {
    const only = onlySelection(expression);
    const selection = only === above ? null : only;
    const item = itemOf(expression);
    if (item !== undefined) return this.#item(item, selection);
    const parts = partsOf(expression).map((part) => this.node(part, only));
    const needs = neededOf(expression);
    const kind = expression.op === "and" ? "all" : expression.op === "or" ? "any" : expression.op === "not" ? "not" : "some";
    const held = parts.filter((part) => part.holds).length;
    return { kind, holds: kind === "not" ? held === 0 : held >= needs, selection, needs, parts };
  }

  #item({ field, wants, leaves }: Item, selection: string | null): ToldNode {
    const told = leaves.map(({ atom, reason }, index) => this.#pattern(atom, reason.pattern, index < PATTERNS_COMPARED_MAX));
    const isHeld = wants === "any" ? told.some((each) => each.holds) : told.every((each) => each.holds);
    const sorted = told.toSorted((left, right) => rank(right) - rank(left));
    const shown = sorted.slice(0, PATTERNS_MAX);
    return {
      kind: "item",
      holds: isHeld,
      selection,
      field,
      wants,
      patterns: shown,
      more: told.length - shown.length,
      found: this.#found(field),
    };
  }

  #pattern(atom: Atom, pattern: string, isCompared: boolean): ToldPattern {
    const isHeld = holds(atom, this.#facts);
    return { pattern, holds: isHeld, nearest: isHeld || !isCompared ? null : cut(nearnessOf(atom, this.#facts)) };
  }

  #found(field: string | null): FieldFound {
    const texts = field === null ? this.#facts.all() : this.#facts.texts(field);
    if (field !== null && !this.#facts.has(field))
      return { state: "absent", like: namesLike(field, Object.keys(this.#facts.event.fields)) };
    if (texts.length === 0) return { state: "empty" };
    const values = texts.slice(0, VALUES_MAX).map(({ raw }) => raw.slice(0, UNITS_MAX));
    return { state: "there", values, more: texts.length - values.length };
  }
}

function cut(near: Nearness): Nearness {
  return near.value === null ? near : { ...near, value: near.value.slice(0, UNITS_MAX) };
}

function rank({ holds: isHeld, nearest }: ToldPattern): number {
  return isHeld ? 2 : (nearest?.score ?? 0);
}

type Leaf = Extract<Expression, { readonly op: "leaf" }>;
type Item = { readonly field: string | null; readonly wants: "any" | "all"; readonly leaves: readonly Leaf[] };

/** A leaf, or leaves of one field side by side: what a rule writes as `field: values`. */
function itemOf(expression: Expression): Item | undefined {
  if (expression.op === "leaf") return { field: expression.atom.field, wants: "any", leaves: [expression] };
  if (expression.op !== "and" && expression.op !== "or") return undefined;
  const leaves = expression.parts.filter((part) => part.op === "leaf");
  const first = leaves[0];
  const isItem =
    first !== undefined &&
    leaves.length === expression.parts.length &&
    leaves.every(
      ({ atom, reason }) =>
        atom.field === first.atom.field && reason.selection === first.reason.selection && sameModifiers(reason, first.reason),
    );
  return isItem ? { field: first.atom.field, wants: expression.op === "and" ? "all" : "any", leaves } : undefined;
}

function sameModifiers(left: Leaf["reason"], right: Leaf["reason"]): boolean {
  const modifiersOf = ({ pattern }: Leaf["reason"]) => /^[a-z0-9|]+(?=: )/.exec(pattern)?.[0] ?? "";
  return modifiersOf(left) === modifiersOf(right);
}

function partsOf(expression: Expression): readonly Expression[] {
  if (expression.op === "leaf") return [];
  return expression.op === "not" ? [expression.part] : expression.parts;
}

function neededOf(expression: Expression): number {
  if (expression.op === "some") return expression.count;
  return expression.op === "and" ? expression.parts.length : expression.op === "or" ? 1 : 0;
}

/** The one selection that all leaves below stand in; null when there are several, or none. */
function onlySelection(expression: Expression): string | null {
  const names = new Set<string>();
  const look = (node: Expression): void => {
    if (node.op === "leaf") names.add(node.reason.selection);
    else for (const part of partsOf(node)) look(part);
  };
  look(expression);
  const [name] = names;
  return names.size === 1 && name !== undefined ? name : null;
}
