import type { Event, FieldValue } from "../../model/index.ts";
import type { Expression } from "./expression.ts";
import { withoutSpaces } from "./facts.ts";
import { FieldIndex } from "./field-index.ts";
import { witness } from "./witness.ts";

/** The rules for events of one log source, with an index that names the few that an event may fit. */
export class Partition {
  /** Numbers of its rules, ascending. */
  readonly rules: readonly number[];
  readonly #fields = new Map<string, FieldIndex>();
  /** Clues of keywords, looked for in every value. */
  readonly #anywhere: FieldIndex | undefined;
  /** Rules without a clue. */
  readonly #always: readonly number[];

  constructor(rules: readonly number[], expressions: readonly Expression[]) {
    this.rules = rules;
    const always: number[] = [];
    let anywhere: FieldIndex | undefined;
    for (const rule of rules) {
      const clues = witness(expressions[rule] as Expression);
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
    this.#always = always;
    this.#anywhere = anywhere;
  }

  /** Every rule that `event` can fit, and some that it does not, ascending. */
  candidates(event: Event): readonly number[] {
    if (this.rules.length === 0) return this.rules;
    const found = new Set<number>(this.#always);
    const fields = event.fields;
    for (const name of Object.keys(fields)) {
      const value = fields[name] as FieldValue;
      if (value === null) continue;
      const index = this.#fields.get(name);
      if (index !== undefined) collect(index, value, found);
      if (name.includes(" ")) {
        const spaceless = this.#fields.get(withoutSpaces(name));
        if (spaceless !== undefined) collect(spaceless, value, found);
      }
      if (this.#anywhere !== undefined) collect(this.#anywhere, value, found);
    }
    return found.size === 0 ? [] : [...found].sort((left, right) => left - right);
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

function collect(index: FieldIndex, value: FieldValue, found: Set<number>): void {
  if (value === null) return;
  if (typeof value === "object") for (const member of value) collect(index, member, found);
  else for (const rule of index.rulesFor(typeof value === "string" ? value : String(value))) found.add(rule);
}
