import type { Event, FieldValue } from "../../model/index.ts";
import { withoutSpaces } from "./facts.ts";
import { FieldIndex } from "./field-index.ts";
import type { Clue } from "./witness.ts";

/** The rules for events of one log source, with an index that names the few that an event may fit. */
export class Partition {
  /** Numbers of its rules, ascending. */
  readonly rules: readonly number[];
  readonly #fields = new Map<string, FieldIndex>();
  /** Clues of keywords, looked for in every value. */
  readonly #anywhere: FieldIndex | undefined;
  /** Rules without a clue. */
  readonly #always: Int32Array;
  /** The event in which each rule was last found, so that it is found once. */
  readonly #stamps: Float64Array;
  readonly #found: number[] = [];
  #stamp = 0;

  /** `cluesOf` gives the clues of a rule by its number, or undefined where it has none. */
  constructor(rules: readonly number[], cluesOf: (rule: number) => readonly Clue[] | undefined) {
    this.rules = rules;
    const always: number[] = [];
    let anywhere: FieldIndex | undefined;
    for (const rule of rules) {
      const clues = cluesOf(rule);
      if (clues === undefined) always.push(rule);
      for (const clue of clues ?? []) {
        let index: FieldIndex;
        if (clue.field === null) index = anywhere ??= new FieldIndex();
        else index = this.#indexOf(clue.field);
        if (clue.kind === "present") index.addPresent(rule);
        else if (clue.kind === "exact") index.addExact(clue.literal, rule);
        else index.addWithin(clue.literal, rule);
      }
    }
    this.#always = Int32Array.from(always);
    this.#stamps = new Float64Array((rules.at(-1) ?? -1) + 1);
    this.#anywhere = anywhere;
  }

  /** Every rule that `event` can fit, and some that it does not, ascending. The list is good until the next call. */
  candidates(event: Event): readonly number[] {
    if (this.rules.length === 0) return this.rules;
    this.#found.length = 0;
    this.#stamp++;
    this.#addAll(this.#always);
    const fields = event.fields;
    for (const name of Object.keys(fields)) {
      const value = fields[name] as FieldValue;
      if (value === null) continue;
      const index = this.#fields.get(name);
      if (index !== undefined) this.#collect(index, value);
      if (name.includes(" ")) {
        const spaceless = this.#fields.get(withoutSpaces(name));
        if (spaceless !== undefined) this.#collect(spaceless, value);
      }
      if (this.#anywhere !== undefined) this.#collect(this.#anywhere, value);
    }
    return this.#found.length < 2 ? this.#found : this.#found.sort(ascending);
  }

  #collect(index: FieldIndex, value: FieldValue): void {
    if (value === null) return;
    if (typeof value === "object") for (const member of value) this.#collect(index, member);
    else this.#addAll(index.rulesFor(typeof value === "string" ? value : String(value)));
  }

  #addAll(rules: Int32Array): void {
    for (const rule of rules) {
      if (this.#stamps[rule] === this.#stamp) continue;
      this.#stamps[rule] = this.#stamp;
      this.#found.push(rule);
    }
  }

  #indexOf(field: string): FieldIndex {
    let index = this.#fields.get(field);
    if (index === undefined) {
      index = new FieldIndex();
      this.#fields.set(field, index);
    }
    return index;
  }
}

function ascending(left: number, right: number): number {
  return left - right;
}
