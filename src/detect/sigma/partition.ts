import type { Event, FieldValue } from "../../model/index.ts";
import { withoutSpaces } from "./facts.ts";
import { FieldIndex } from "./field-index.ts";
import type { Clue } from "./witness.ts";

/** Names of fields that are remembered; whoever writes a log may make up any number. */
const NAMES_MAX = 4_096;
const NOWHERE: readonly FieldIndex[] = [];

/** The rules for events of one log source, with an index that names the few that an event may fit. */
export class Partition {
  /** Numbers of its rules, ascending. */
  readonly rules: readonly number[];
  readonly #fields = new Map<string, FieldIndex>();
  /** By the name of a field in the log, the indexes that its values are looked up in. */
  readonly #routes = new Map<string, readonly FieldIndex[]>();
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
      const indexes = this.#routes.get(name) ?? this.#route(name);
      for (const index of indexes) this.#collect(index, fields[name] as FieldValue);
    }
    return this.#found.length < 2 ? this.#found : this.#found.sort(ascending);
  }

  #route(name: string): readonly FieldIndex[] {
    const spaceless = name.includes(" ") ? this.#fields.get(withoutSpaces(name)) : undefined;
    const indexes = [this.#fields.get(name), spaceless, this.#anywhere].filter((index) => index !== undefined);
    const route = indexes.length === 0 ? NOWHERE : indexes;
    if (this.#routes.size < NAMES_MAX) this.#routes.set(name, route);
    return route;
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
