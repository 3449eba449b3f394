import { no, type Shape, shape, yes } from "../../lib/index.ts";
import type { LawText } from "../../model/index.ts";
import { PACK_ITEMS_MAX } from "../limits.ts";

const ID = /^[a-z][a-z0-9_.-]{0,99}$/;
const LABEL = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/;

/** Ids of rules, elements, propositions, law keys, positions, kinds of evidence: one namespace each over all packs. */
export const idShape = shape.pattern(ID, "an id such as harm_persons");
export const dayShape = shape.pattern(/^\d{4}-\d{2}-\d{2}$/, "a date such as 2026-11-22");
export const idsShape = shape.list(idShape, PACK_ITEMS_MAX);

/** A source's key and, after the first slash, the place in it: `ARSIWA/52.1a`. */
const citeShape = shape.pattern(
  /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}(\/[^\s].{0,199})?$/,
  "a source's key and a place, such as ARSIWA/52.1a",
);
export const citesShape = shape.list(citeShape, 50);

/** Items by id, at most PACK_ITEMS_MAX. */
export function byId<Item>(item: Shape<Item>): Shape<Readonly<Record<string, Item>>> {
  return named(item, ID, "an id such as harm_persons");
}

/** Items by a key that nothing refers to from outside its pack: sources and cases. Capitals are allowed. */
export function byLabel<Item>(item: Shape<Item>): Shape<Readonly<Record<string, Item>>> {
  return named(item, LABEL, "a key of letters, digits, dots, hyphens and underscores");
}

function named<Item>(item: Shape<Item>, form: RegExp, what: string): Shape<Readonly<Record<string, Item>>> {
  const items = shape.dictionary(item);
  return (json, path) => {
    const names = typeof json === "object" && json !== null ? Object.keys(json) : [];
    const refuse = (at: string, expected: string) => no({ kind: "bad-shape" as const, path: at, expected });
    if (names.length > PACK_ITEMS_MAX) return refuse(path, `at most ${PACK_ITEMS_MAX} items`);
    const odd = names.find((name) => !form.test(name));
    return odd === undefined ? items(json, path) : refuse(`${path}.${odd.slice(0, 100)}`, what);
  };
}

const phrase = shape.text(4000);
const maybePhrase = shape.optional<string | undefined>(phrase, undefined);

const languagesShape = shape.record({
  en: phrase,
  zh: phrase,
  fr: maybePhrase,
  es: maybePhrase,
  ru: maybePhrase,
  ar: maybePhrase,
});

/** A text in `en` and `zh` at least. A language that it has not is no member of it: JSON knows no `undefined`, and results are hashed as JSON. */
export const lawTextShape: Shape<LawText> = (json, path) => {
  const read = languagesShape(json, path);
  if (!read.ok) return read;
  return yes(Object.fromEntries(Object.entries(read.value).filter(([, text]) => text !== undefined)) as unknown as LawText);
};

/** Where a pack's words come from. `read`: quoted from the text itself; read there; read in a copy or summary; not read, from general knowledge. */
const sourceShape = shape.record({
  title: shape.text(1000),
  url: shape.optional(shape.nullable(shape.text(2000)), null),
  read: shape.word("quoted", "read", "secondary", "unverified"),
  /** The day of the text, not of the reading. */
  date: shape.optional(shape.nullable(shape.text(40)), null),
  note: shape.optional(shape.nullable(shape.text(2000)), null),
});

/** What every pack begins with. */
export const packHead = {
  pack: idShape,
  version: shape.pattern(/^[0-9A-Za-z.-]{1,40}$/, "a version such as 2026.1"),
  title: lawTextShape,
  note: shape.optional(shape.nullable(shape.text(4000)), null),
  sources: byLabel(sourceShape),
};
