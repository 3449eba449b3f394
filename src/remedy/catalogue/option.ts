import { type Shape, type Shaped, shape } from "../../lib/index.ts";
import { type LawText, OPTION_CLASSES, STANDARDS } from "../../model/index.ts";
import { ACTOR_LEVELS, LAWFUL_MEASURES, LETTERS, RIGHTS } from "./vocabulary.ts";

/** Options in a catalogue; limits of one option; catalogues in force together. */
export const OPTIONS_MAX = 200;
/** The longest a measure may stand without being decided on again. */
export const SUNSET_DAYS_MAX = 365;

const idShape = shape.pattern(/^[a-z][a-z0-9_]{0,59}$/, "an id such as entry_restriction_person");
const phrase = shape.text(1000);
const maybe = shape.optional<string | undefined>(phrase, undefined);

/** `en` and `zh`; the other four where somebody wrote them. */
const textShape: Shape<LawText> = shape.record({
  en: phrase,
  zh: phrase,
  fr: maybe,
  es: maybe,
  ru: maybe,
  ar: maybe,
}) as Shape<LawText>;

/** All six languages. */
const titleShape: Shape<Required<LawText>> = shape.record({
  en: phrase,
  zh: phrase,
  fr: phrase,
  es: phrase,
  ru: phrase,
  ar: phrase,
}) as Shape<Required<LawText>>;

const evidenceShape = shape.nullable(
  shape.record({ standard: shape.word(...STANDARDS), sources: shape.optional(wholeNumber(1, 20), 1) }),
);

function wholeNumber(min: number, max: number): Shape<number> {
  return (json, path) => {
    const read = shape.number(min, max)(json, path);
    if (!read.ok || Number.isSafeInteger(read.value)) return read;
    return { ok: false, fault: { kind: "bad-shape", path, expected: `a whole number from ${min} to ${max}` } };
  };
}

const zero: Shape<0> = (json, path) =>
  json === 0
    ? { ok: true, value: 0 }
    : { ok: false, fault: { kind: "bad-shape", path, expected: "0: no lawful answer harms civilians" } };

/** What an option is, what it waits for, and where it ends. spec/remedy-catalogue.md §Option. */
export const optionShape = shape.record({
  class: shape.word(...OPTION_CLASSES),
  measure: shape.word(...LAWFUL_MEASURES),
  title: titleShape,
  gates: shape.record({
    route: evidenceShape,
    actor: shape.nullable(
      shape.record({
        standard: shape.word(...STANDARDS),
        /** The levels on which the actor must be shown. */
        levels: shape.list(shape.word(...ACTOR_LEVELS), ACTOR_LEVELS.length),
        sources: shape.optional(wholeNumber(1, 20), 1),
      }),
    ),
    damage: evidenceShape,
  }),
  /** Ids of rules that must be met, on sources that somebody has read. */
  requires: shape.list(idShape, 50),
  needs: shape.record({
    /** Other parties that must have agreed. */
    review: wholeNumber(0, 20),
    /** The least days that the accused must have had to reply; null: none. */
    replyDays: shape.nullable(wholeNumber(1, 365)),
    /** The days between notice and decision; null: none. */
    noticeDays: shape.nullable(wholeNumber(1, 365)),
  }),
  effects: shape.record({
    civilians: zero,
    rights: shape.list(shape.word(...RIGHTS), RIGHTS.length),
    reversible: shape.flag,
    /** 0–5: never above the incident's own. */
    maxBand: wholeNumber(0, 5),
    sunsetDays: wholeNumber(1, SUNSET_DAYS_MAX),
    /** `nobody`: no one's position changes; `drawn`: a person must say what it touches before it can open. */
    touches: shape.word("nobody", "drawn"),
  }),
  /** The rule that asks whether it breaches an obligation owed; null where nothing can be owed. */
  owed: shape.nullable(idShape),
  /** Texts of what it is held to: `never` for what it must spare, `only` for the rest. */
  limits: shape.list(shape.record({ kind: shape.word("never", "only"), text: textShape }), 20),
  /** Keys of the catalogue's warnings. */
  warnings: shape.list(idShape, 20),
  letters: shape.list(shape.word(...LETTERS), LETTERS.length),
});
export type Option = Shaped<typeof optionShape>;

const sourceShape = shape.record({
  title: shape.text(1000),
  url: shape.nullable(shape.text(2000)),
  read: shape.word("quoted", "read", "secondary", "unverified"),
  note: shape.nullable(shape.text(2000)),
});

/** A catalogue of lawful answers. spec/remedy-catalogue.md. */
export const catalogueShape = shape.record({
  kind: shape.word("remedy"),
  catalogue: idShape,
  version: shape.pattern(/^[0-9A-Za-z.-]{1,40}$/, "a version such as 2026.1"),
  title: textShape,
  sources: shape.dictionary(sourceShape),
  warnings: shape.dictionary(
    shape.record({
      cite: shape.text(100),
      /** The rule that says whether that law applies in this case; null: nobody has modelled it. */
      rule: shape.optional(shape.nullable(idShape), null),
      text: textShape,
    }),
  ),
  options: shape.dictionary(optionShape),
});
export type Catalogue = Shaped<typeof catalogueShape>;
