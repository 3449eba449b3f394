import { type Address, parseAddress } from "../../lib/index.ts";
import type { Event, FieldValue } from "../../model/index.ts";
import { fold, sameDashes } from "./fold.ts";

/** Which form of a text is compared: case folded unless `cased`, the five dashes made one under `windash`. */
export type TextForm = "folded" | "cased" | "folded-dashes" | "cased-dashes";

/** Puts a rule's literal into the form that it is compared in. */
export function inForm(form: TextForm, text: string): string {
  const cased = form === "cased" || form === "cased-dashes" ? text : fold(text);
  return form === "folded-dashes" || form === "cased-dashes" ? sameDashes(cased) : cased;
}

const DECIMAL = /^[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?$/;

/** One value of an event with its forms, each made once. Numbers and booleans are texts: 4688 is "4688", true is "true". */
export class FactText {
  readonly raw: string;
  #folded: string | undefined;
  #foldedDashes: string | undefined;
  #casedDashes: string | undefined;
  #address: Address | null | undefined;

  constructor(value: string | number | boolean) {
    this.raw = String(value);
  }

  form(form: TextForm): string {
    switch (form) {
      case "folded":
        this.#folded ??= fold(this.raw);
        return this.#folded;
      case "cased":
        return this.raw;
      case "folded-dashes":
        this.#foldedDashes ??= sameDashes(this.form("folded"));
        return this.#foldedDashes;
      case "cased-dashes":
        this.#casedDashes ??= sameDashes(this.raw);
        return this.#casedDashes;
    }
  }

  /** The number that this decimal text is, else undefined: "0x10", "1e3" and "" are no numbers. */
  number(): number | undefined {
    return DECIMAL.test(this.raw) ? Number(this.raw) : undefined;
  }

  /** The IP address that this text is, else undefined. */
  address(): Address | undefined {
    if (this.#address === undefined) this.#address = parseAddress(this.raw) ?? null;
    return this.#address ?? undefined;
  }
}

const NOTHING: readonly FactText[] = [];

/** An event as rules see it. A field of a rule is the field of that very name, else the one that gives it when its spaces are taken out. */
export class Facts {
  readonly event: Event;
  readonly utcOffsetMinutes: number;
  /** The first field that was asked for: mostly there is no other, and no Map is needed. */
  #firstField: string | undefined;
  #firstTexts = NOTHING;
  #texts: Map<string, readonly FactText[]> | undefined;
  #spaced: ReadonlyMap<string, string> | undefined;
  #all: readonly FactText[] | undefined;

  constructor(event: Event, utcOffsetMinutes: number) {
    this.event = event;
    this.utcOffsetMinutes = utcOffsetMinutes;
  }

  /** True when the event has the field, whatever its value. */
  has(field: string): boolean {
    return this.#nameOf(field) !== undefined;
  }

  /** The field's values, lists flattened, nulls left out; empty when it is absent, null or an empty list. */
  texts(field: string): readonly FactText[] {
    if (field === this.#firstField) return this.#firstTexts;
    const known = this.#texts?.get(field);
    if (known !== undefined) return known;
    const name = this.#nameOf(field);
    const texts = name === undefined ? NOTHING : factTexts(this.event.fields[name] ?? null);
    if (this.#firstField === undefined) {
      this.#firstField = field;
      this.#firstTexts = texts;
    } else {
      this.#texts ??= new Map();
      this.#texts.set(field, texts);
    }
    return texts;
  }

  /** Every value of the event. */
  all(): readonly FactText[] {
    this.#all ??= Object.values(this.event.fields).flatMap(factTexts);
    return this.#all;
  }

  #nameOf(field: string): string | undefined {
    if (Object.hasOwn(this.event.fields, field)) return field;
    this.#spaced ??= spacedNames(this.event);
    return this.#spaced.get(field);
  }
}

const NO_NAMES: ReadonlyMap<string, string> = new Map();

function spacedNames(event: Event): ReadonlyMap<string, string> {
  const spaced = Object.keys(event.fields).filter((name) => name.includes(" "));
  return spaced.length === 0 ? NO_NAMES : new Map(spaced.map((name) => [withoutSpaces(name), name]));
}

/** Sigma's name of a field whose name in the log has spaces (specification 2.1, "Field Usage"). */
export function withoutSpaces(name: string): string {
  return name.replaceAll(" ", "");
}

function factTexts(value: FieldValue): readonly FactText[] {
  if (value === null) return NOTHING;
  return typeof value === "object" ? value.flatMap(factTexts) : [new FactText(value)];
}
