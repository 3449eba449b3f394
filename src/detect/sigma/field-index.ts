import { clueForm } from "./witness.ts";

/** Units of all values remembered in one generation of one field, and of the longest. */
const MEMO_UNITS_MAX = 1_048_576;
const MEMO_VALUE_UNITS_MAX = 16_384;
const MEMO_ENTRIES_MAX = 8_192;
/** Up to this many texts are simply looked for one after the other. */
const PLAIN_SEARCH_MAX = 2;
const BUCKET_BITS = 16;
const BUCKETS = 2 ** BUCKET_BITS;
/** Knuth's multiplicative hashing: 2^32 over the golden ratio. */
const HASH_FACTOR = 0x9e3779b1;
const WINDOW = 4;
const NONE = new Int32Array(0);
const NO_CROWDS = new Uint16Array(0);

type Literal = { readonly text: string; readonly offset: number; readonly rules: readonly number[] };

/**
 * Finds, for a value of one field, the rules with a clue that the value shows. Texts within a value are found by four neighbouring
 * characters each, those that look rarest. Answers are remembered for exact values, in two generations so that a flood of new values
 * cannot grow it; values are compared whole, so nobody can hide one behind another with the same hash.
 */
export class FieldIndex {
  readonly #exact = new Map<string, number[]>();
  readonly #within = new Map<string, number[]>();
  readonly #present = new Set<number>();
  readonly #plain: Literal[] = [];
  /** How many texts each bucket holds; made with the buckets. */
  #crowds = NO_CROWDS;
  #buckets: Map<number, Literal[]> | undefined;
  #young = new Map<string, Int32Array>();
  #old = new Map<string, Int32Array>();
  #youngUnits = 0;

  /** Proposes `rule` for the value `literal`, both in the form of the clues. */
  addExact(literal: string, rule: number): void {
    append(this.#exact, literal, rule);
  }

  /** Proposes `rule` for values that contain `literal`. */
  addWithin(literal: string, rule: number): void {
    append(this.#within, literal, rule);
  }

  /** Proposes `rule` for every value: the field only has to be there. */
  addPresent(rule: number): void {
    this.#present.add(rule);
  }

  /** Rule numbers without order, each once. */
  rulesFor(value: string): Int32Array {
    if (value.length > MEMO_VALUE_UNITS_MAX) return this.#search(value);
    const known = this.#young.get(value);
    if (known !== undefined) return known;
    const rules = this.#old.get(value) ?? this.#search(value);
    if (this.#young.size >= MEMO_ENTRIES_MAX || this.#youngUnits > MEMO_UNITS_MAX) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#youngUnits = 0;
    }
    this.#young.set(value, rules);
    this.#youngUnits += value.length;
    return rules;
  }

  #search(value: string): Int32Array {
    this.#buckets ??= this.#build();
    const text = clueForm(value);
    const found = new Set<number>(this.#present);
    for (const rule of this.#exact.get(text) ?? []) found.add(rule);
    for (const literal of this.#plain) if (text.includes(literal.text)) addAll(found, literal.rules);
    if (this.#buckets.size > 0) this.#scan(text, this.#buckets, found);
    return found.size === 0 ? NONE : Int32Array.from(found);
  }

  #scan(text: string, buckets: ReadonlyMap<number, readonly Literal[]>, found: Set<number>): void {
    const crowds = this.#crowds;
    let [first, second, third] = [text.charCodeAt(0), text.charCodeAt(1), text.charCodeAt(2)];
    for (let at = 0; at + 3 < text.length; at++) {
      const fourth = text.charCodeAt(at + 3);
      const hash = windowHash(first, second, third, fourth);
      first = second;
      second = third;
      third = fourth;
      if (crowds[hash] === 0) continue;
      for (const literal of buckets.get(hash) ?? []) {
        const start = at - literal.offset;
        if (start >= 0 && text.startsWith(literal.text, start)) addAll(found, literal.rules);
      }
    }
  }

  #build(): Map<number, Literal[]> {
    const buckets = new Map<number, Literal[]>();
    const few = this.#within.size <= PLAIN_SEARCH_MAX;
    if (!few) this.#crowds = new Uint16Array(BUCKETS);
    for (const [text, rules] of this.#within) {
      if (few || text.length < WINDOW) {
        this.#plain.push({ text, offset: 0, rules });
        continue;
      }
      const offset = rarestWindow(text, this.#crowds);
      const hash = hashAt(text, offset);
      this.#crowds[hash] = (this.#crowds[hash] as number) + 1;
      const bucket = buckets.get(hash) ?? [];
      bucket.push({ text, offset, rules });
      buckets.set(hash, bucket);
    }
    return buckets;
  }
}

/** Letters that words and path names are full of. A guess that only costs time when it is wrong. */
const COMMON = new Set("etaoinsrlcdmpuhw\\ ".split("").map((letter) => letter.charCodeAt(0)));
const CROWD_WEIGHT = 2;

function rarestWindow(text: string, crowds: Uint16Array): number {
  let chosen = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at + WINDOW <= text.length; at++) {
    let common = CROWD_WEIGHT * (crowds[hashAt(text, at)] as number);
    for (let unit = at; unit < at + WINDOW; unit++) if (COMMON.has(text.charCodeAt(unit))) common++;
    if (common >= least) continue;
    least = common;
    chosen = at;
  }
  return chosen;
}

function hashAt(text: string, at: number): number {
  return windowHash(text.charCodeAt(at), text.charCodeAt(at + 1), text.charCodeAt(at + 2), text.charCodeAt(at + 3));
}

function windowHash(first: number, second: number, third: number, fourth: number): number {
  const mixed = Math.imul(first ^ (second << 8) ^ (third << 16) ^ (fourth << 24), HASH_FACTOR);
  return mixed >>> (32 - BUCKET_BITS);
}

function append(map: Map<string, number[]>, key: string, rule: number): void {
  const rules = map.get(key);
  if (rules === undefined) map.set(key, [rule]);
  else if (rules[rules.length - 1] !== rule) rules.push(rule);
}

function addAll(found: Set<number>, rules: readonly number[]): void {
  for (const rule of rules) found.add(rule);
}
