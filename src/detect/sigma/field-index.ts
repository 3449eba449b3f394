import { clueForm } from "./witness.ts";

const MEMO_ENTRIES_MAX = 4_096;
const MEMO_UNITS_MAX = 1_024;
const BUCKETS = 8_192;
const NONE = new Int32Array(0);

type Literal = { readonly text: string; readonly offset: number; readonly rules: readonly number[] };

/**
 * Finds, for a value of one field, the rules with a clue that the value shows. Texts within a value are found by one pair of neighbouring
 * characters each, the one that fewest others use. Answers are remembered for exact values, in two generations so that a flood of new values
 * cannot grow it; values are compared whole, so nobody can hide one behind another with the same hash.
 */
export class FieldIndex {
  readonly #exact = new Map<string, number[]>();
  readonly #within = new Map<string, number[]>();
  readonly #present = new Set<number>();
  #buckets: (Literal[] | undefined)[] | undefined;
  #single: Literal[] = [];
  #young = new Map<string, Int32Array>();
  #old = new Map<string, Int32Array>();

  addExact(literal: string, rule: number): void {
    append(this.#exact, literal, rule);
  }

  addWithin(literal: string, rule: number): void {
    append(this.#within, literal, rule);
  }

  addPresent(rule: number): void {
    this.#present.add(rule);
  }

  /** Rule numbers without order, each once. */
  rulesFor(value: string): Int32Array {
    if (value.length > MEMO_UNITS_MAX) return this.#search(value);
    const known = this.#young.get(value) ?? this.#old.get(value);
    if (known !== undefined) return known;
    const rules = this.#search(value);
    if (this.#young.size >= MEMO_ENTRIES_MAX) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(value, rules);
    return rules;
  }

  #search(value: string): Int32Array {
    this.#buckets ??= this.#build();
    const text = clueForm(value);
    const found = new Set<number>(this.#present);
    for (const rule of this.#exact.get(text) ?? []) found.add(rule);
    for (const literal of this.#single) if (text.includes(literal.text)) addAll(found, literal.rules);
    for (let at = 0; at + 1 < text.length; at++) {
      const bucket = this.#buckets[pairHash(text, at)];
      if (bucket === undefined) continue;
      for (const literal of bucket) {
        const start = at - literal.offset;
        if (start >= 0 && text.startsWith(literal.text, start)) addAll(found, literal.rules);
      }
    }
    return found.size === 0 ? NONE : Int32Array.from(found);
  }

  #build(): (Literal[] | undefined)[] {
    const buckets: (Literal[] | undefined)[] = new Array(BUCKETS).fill(undefined);
    for (const [text, rules] of this.#within) {
      if (text.length === 1) {
        this.#single.push({ text, offset: 0, rules });
        continue;
      }
      const offset = rarestPair(text, buckets);
      const hash = pairHash(text, offset);
      const bucket = buckets[hash] ?? [];
      bucket.push({ text, offset, rules });
      buckets[hash] = bucket;
    }
    return buckets;
  }
}

function rarestPair(text: string, buckets: readonly (readonly Literal[] | undefined)[]): number {
  let chosen = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at + 1 < text.length; at++) {
    const crowd = buckets[pairHash(text, at)]?.length ?? 0;
    if (crowd < least) {
      least = crowd;
      chosen = at;
    }
  }
  return chosen;
}

function pairHash(text: string, at: number): number {
  return (text.charCodeAt(at) * 89 + text.charCodeAt(at + 1)) & (BUCKETS - 1);
}

function append(map: Map<string, number[]>, key: string, rule: number): void {
  const rules = map.get(key);
  if (rules === undefined) map.set(key, [rule]);
  else if (rules[rules.length - 1] !== rule) rules.push(rule);
}

function addAll(found: Set<number>, rules: readonly number[]): void {
  for (const rule of rules) found.add(rule);
}
