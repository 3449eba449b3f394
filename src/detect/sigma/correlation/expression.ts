import type { Condition } from "../condition.ts";

/** Whether an expression over rules holds; `fired` says which rules did, by their place in `rules`. */
export function expressionHolds(condition: Condition, rules: readonly string[], fired: (step: number) => boolean): boolean {
  const holds = (name: string): boolean => fired(rules.indexOf(name));
  switch (condition.op) {
    case "name":
      return holds(condition.name);
    case "and":
      return condition.parts.every((part) => expressionHolds(part, rules, fired));
    case "or":
      return condition.parts.some((part) => expressionHolds(part, rules, fired));
    case "not":
      return !expressionHolds(condition.part, rules, fired);
    case "some":
      return condition.names.filter(holds).length >= condition.count;
  }
}

/** One way in which an expression holds: rules that fired, in the order of `rules`, and rules that did not. */
export type Alternative = { readonly yes: readonly number[]; readonly no: readonly number[] };

const ALTERNATIVES_MAX = 64;

/** The disjunctive form of an expression over rules; undefined when it has more than 64 alternatives. */
export function alternativesOf(condition: Condition, rules: readonly string[]): readonly Alternative[] | undefined {
  const found = new Spreading(rules).of(condition, true);
  return found?.filter(({ yes, no }) => !yes.some((step) => no.includes(step)));
}

/** Every rule of the list, one after the other. */
export function wholeChain(rules: readonly string[]): readonly Alternative[] {
  return [{ yes: [...rules.keys()], no: [] }];
}

type Found = readonly Alternative[] | undefined;

class Spreading {
  readonly #rules: readonly string[];

  constructor(rules: readonly string[]) {
    this.#rules = rules;
  }

  /** The alternatives of a condition that is to be `wanted`. */
  of(condition: Condition, wanted: boolean): Found {
    switch (condition.op) {
      case "name":
        return [this.#one(condition.name, wanted)];
      case "not":
        return this.of(condition.part, !wanted);
      case "some":
        return this.#some(condition.names, wanted ? condition.count : condition.names.length - condition.count + 1, wanted);
      default: {
        const parts = condition.parts.map((part) => this.of(part, wanted));
        return (condition.op === "and") === wanted ? product(parts) : union(parts);
      }
    }
  }

  #one(name: string, wanted: boolean): Alternative {
    const step = this.#rules.indexOf(name);
    return wanted ? { yes: [step], no: [] } : { yes: [], no: [step] };
  }

  /** `count` of the names are `wanted`, whichever. */
  #some(names: readonly string[], count: number, wanted: boolean): Found {
    if (count <= 0) return [{ yes: [], no: [] }];
    const [first, ...rest] = names;
    if (first === undefined || names.length < count) return [];
    const withFirst = product([[this.#one(first, wanted)], this.#some(rest, count - 1, wanted)]);
    return withFirst === undefined ? undefined : union([withFirst, this.#some(rest, count, wanted)]);
  }
}

function union(parts: readonly Found[]): Found {
  const all = parts.flatMap((part) => part ?? []);
  return parts.includes(undefined) || all.length > ALTERNATIVES_MAX ? undefined : all;
}

function product(parts: readonly Found[]): Found {
  let all: readonly Alternative[] = [{ yes: [], no: [] }];
  for (const part of parts) {
    if (part === undefined || all.length * part.length > ALTERNATIVES_MAX) return undefined;
    all = all.flatMap((left) => part.map((right) => ({ yes: joined(left.yes, right.yes), no: joined(left.no, right.no) })));
  }
  return all;
}

function joined(left: readonly number[], right: readonly number[]): readonly number[] {
  return [...new Set([...left, ...right])].sort((one, other) => one - other);
}
