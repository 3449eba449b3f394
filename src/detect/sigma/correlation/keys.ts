import { sha256 } from "@noble/hashes/sha2.js";
import { toHex, utf8 } from "../../../lib/index.ts";
import type { Event } from "../../../model/index.ts";
import type { CorrelationRule } from "../ast.ts";
import { Facts } from "../facts.ts";
import { fold } from "../fold.ts";
import { decimalOf } from "./decimal.ts";
import type { Subject } from "./entry.ts";
import { isNumeric } from "./parse-condition.ts";

/** Stands between the texts of a key. A key of anything but one text a field begins with more of them than there could be otherwise. */
const BREAK = "\u0000";
/** Longer texts are told apart by their digests: V8 puts all of more than 16,383 units and one length in the same place of a table. */
const KEY_UNITS_MAX = 1_024;

/** Reads the group and the subject of the events of a correlation. */
export class KeyReader {
  readonly #rule: CorrelationRule;
  readonly #utcOffsetMinutes: number;
  /** For each base rule the fields behind `group-by` and what is counted; undefined where an alias does not know the rule. */
  readonly #groupBy: readonly (readonly string[] | undefined)[];
  readonly #fields: readonly (readonly string[] | undefined)[];
  readonly #exact: boolean;
  #facts: Facts | undefined;

  /** `names`: what each base rule may be called in aliases. */
  constructor(rule: CorrelationRule, names: readonly (readonly string[])[], utcOffsetMinutes: number) {
    this.#rule = rule;
    this.#utcOffsetMinutes = utcOffsetMinutes;
    this.#groupBy = names.map((some) => realFields(rule, rule.groupBy, some));
    this.#fields = names.map((some) => realFields(rule, rule.fields, some));
    this.#exact = isNumeric(rule.type);
  }

  /** The group of an event of base rule `step`; undefined when it lacks a field: such an event is in no group. */
  groupOf(event: Event, step: number): string | undefined {
    const fields = this.#groupBy[step];
    return fields === undefined ? undefined : this.#keyOf(event, fields);
  }

  /** What is told apart or reckoned with; undefined when the event has nothing of the kind. */
  subjectOf(event: Event, step: number): Subject | undefined {
    const { type } = this.#rule;
    if (type === "event_count") return 0;
    if (type === "temporal" || type === "temporal_ordered") return step;
    const fields = this.#fields[step];
    if (fields === undefined) return undefined;
    return this.#exact ? this.#numberOf(event, fields[0] as string) : this.#keyOf(event, fields);
  }

  #numberOf(event: Event, field: string): Subject | undefined {
    const [only, second] = this.#factsOf(event).texts(field);
    return only === undefined || second !== undefined ? undefined : decimalOf(only.raw);
  }

  #keyOf(event: Event, fields: readonly string[]): string | undefined {
    const text = this.#textOf(event, fields);
    if (text === undefined || text.length <= KEY_UNITS_MAX) return text;
    return `${BREAK.repeat(fields.length)}#${toHex(sha256(utf8(JSON.stringify(text))))}`; // JSON has an escape for what UTF-8 lacks
  }

  #textOf(event: Event, fields: readonly string[]): string | undefined {
    let key = "";
    for (let at = 0; at < fields.length; at++) {
      const text = plainText(event, fields[at] as string);
      if (text === undefined || text.includes(BREAK)) return this.#listedText(event, fields);
      key = at === 0 ? text : `${key}${BREAK}${text}`;
    }
    return key;
  }

  /** Lists, absent fields, names with spaces: slower and rarer. */
  #listedText(event: Event, fields: readonly string[]): string | undefined {
    const values: string[][] = [];
    for (const field of fields) {
      const texts = this.#factsOf(event).texts(field);
      if (texts.length === 0) return undefined;
      values.push(texts.map(({ raw }) => fold(raw)));
    }
    const isPlain = values.every((texts) => texts.length === 1 && texts[0]?.includes(BREAK) === false);
    return isPlain ? values.map(([text]) => text).join(BREAK) : BREAK.repeat(fields.length) + JSON.stringify(values);
  }

  #factsOf(event: Event): Facts {
    if (this.#facts?.event !== event) this.#facts = new Facts(event, this.#utcOffsetMinutes);
    return this.#facts;
  }
}

function plainText({ fields }: Event, field: string): string | undefined {
  const value = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (typeof value === "string") return fold(value);
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

function realFields(
  { aliases }: CorrelationRule,
  fields: readonly string[],
  names: readonly string[],
): readonly string[] | undefined {
  const real = fields.map((field) => {
    const alias = aliases.get(field);
    return alias === undefined ? field : names.map((name) => alias.get(name)).find((found) => found !== undefined);
  });
  return real.includes(undefined) ? undefined : (real as readonly string[]);
}
