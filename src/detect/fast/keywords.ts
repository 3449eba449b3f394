import type { Atom } from "../sigma/atom.ts";
import type { Expression } from "../sigma/expression.ts";
import { clueForm } from "../sigma/witness.ts";
import { atomsIn } from "./three-valued.ts";
import { witnessAtoms } from "./witness-atoms.ts";

/** Texts to look for in a whole line, and the keywords that hold nowhere in a line that has none of these texts. */
export type KeywordWitness = { readonly found: readonly string[]; readonly unfound: ReadonlySet<Atom> };

const NONE: KeywordWitness = { found: [], unfound: new Set() };

/**
 * The texts that tell whether keywords of a rule may hold: as few as it takes when the rule cannot hold without one of them, else those of
 * all its keywords. A keyword without such a text stays unknown. `makes`: texts that events may hold and lines do not.
 */
export function keywordWitness(rule: Expression, makes: readonly string[]): KeywordWitness {
  const keywords = [...atomsIn(rule)].filter(({ field }) => field === null);
  if (keywords.length === 0) return NONE;
  const literals = new Map<Atom, string>();
  for (const atom of keywords) {
    const literal = literalOf(atom, makes);
    if (literal !== undefined) literals.set(atom, literal);
  }
  const needed = witnessAtoms(rule, (atom) => literals.get(atom)?.length);
  const chosen = (needed ?? keywords).filter((atom) => literals.has(atom));
  return { found: chosen.map((atom) => literals.get(atom) as string), unfound: new Set(chosen) };
}

/** Texts shorter than this are in most lines. */
const LITERAL_MIN = 3;
/** What JSON may write in another way: quotes, backslashes, slashes, what is not printable ASCII; and the dashes that windash makes one. */
const HIDEABLE = /["\\/-]|[^ -~]/;
/** Numbers, booleans and lists are texts, too, and may be written in other ways than they are read. */
const NOT_TEXT = /^[0-9.e+\-truefalsn{}[\]:, ]*$/;

/** A part of what a keyword looks for that stands as it is, but for case, in the JSON of every line with a value that it fits. */
function literalOf({ test }: Atom, makes: readonly string[]): string | undefined {
  const texts = test.kind === "text" ? piecesOf(test.pattern) : test.kind === "regex" ? [test.needs] : [];
  const made = [...makes, "Infinity"].map(clueForm);
  const parts = texts
    .flatMap((text) => clueForm(text).split(HIDEABLE))
    .filter((part) => part.length >= LITERAL_MIN && !NOT_TEXT.test(part) && !made.some((text) => text.includes(part)));
  return parts.reduce<string | undefined>((longest, part) => (part.length > (longest?.length ?? 0) ? part : longest), undefined);
}

type TextTest = Extract<Atom["test"], { readonly kind: "text" }>;

function piecesOf(pattern: TextTest["pattern"]): readonly string[] {
  if (pattern.shape === "any") return [];
  return pattern.shape === "glob" ? pattern.runs.flat().filter((piece) => piece !== null) : [pattern.literal];
}
