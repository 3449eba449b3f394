import type { CaseId, Noun, NounId } from "../../model/index.ts";

/** What a case can have in common with another. */
export type Trait =
  | { readonly trait: "technique"; readonly id: string }
  | { readonly trait: "entity"; readonly kind: string; readonly name: string }
  | { readonly trait: "reference"; readonly scheme: string; readonly id: string }
  | { readonly trait: "sector"; readonly name: string };

/** A case as far as it is compared. */
export type RelatedCase = {
  readonly case: CaseId;
  readonly sectors: readonly string[];
  readonly nouns: readonly { readonly id: NounId; readonly noun: Noun; readonly withdrawnBy: NounId | null }[];
};

/** Whether a case has every trait of the rule; `silent` when it holds nothing of the kind that would show the trait. */
export type Likeness = "matches" | "differs" | "silent";

export type Relation = {
  /** The selection rule in words, the same for every case. */
  readonly rule: string;
  readonly cases: readonly {
    readonly case: CaseId;
    readonly likeness: Likeness;
    /** Of each trait, in the rule's order: the nouns that show it. */
    readonly shownBy: readonly (readonly NounId[])[];
    readonly missing: readonly string[];
  }[];
  /** How common each trait is among the cases that could show it: a trait that all have tells nothing. */
  readonly baseRates: readonly { readonly trait: string; readonly shown: number; readonly of: number }[];
};

/** Nouns listed for one trait of one case, at most. */
const SHOWN_MAX = 100;

/**
 * Holds one rule against every case: those that match, those that do not, and those that cannot tell. The rule is stated before its result and every
 * case that was looked at is in it, so that a pattern cannot be made by leaving out what does not fit.
 */
export function relateCases(rule: readonly Trait[], cases: readonly RelatedCase[]): Relation {
  const judged = [...cases]
    .sort((left, right) => (left.case < right.case ? -1 : 1))
    .map((one) => ({ case: one.case, found: rule.map((trait) => findTrait(trait, one)) }));
  return {
    rule: rule.map(traitText).join(" and "),
    cases: judged.map(({ case: id, found }) => ({
      case: id,
      likeness: likenessOf(found),
      shownBy: found.map((trait) => trait?.by.slice(0, SHOWN_MAX) ?? []),
      missing: rule.filter((_, at) => found[at]?.shown !== true).map(traitText),
    })),
    baseRates: rule.map((trait, at) => {
      const telling = judged.map(({ found }) => found[at]).filter((one) => one !== undefined);
      return { trait: traitText(trait), shown: telling.filter(({ shown }) => shown).length, of: telling.length };
    }),
  };
}

/** A trait in words, such as `technique T1110`. */
function traitText(trait: Trait): string {
  switch (trait.trait) {
    case "technique":
      return `technique ${trait.id}`;
    case "entity":
      return `${trait.kind} "${trait.name}"`;
    case "reference":
      return `reference ${trait.scheme}:${trait.id}`;
    case "sector":
      return `sector "${trait.name}"`;
  }
}

/** The result as a person reads it: the cases that match, those that do not, and those that cannot tell. */
export function relationLines({ rule, cases, baseRates }: Relation): readonly string[] {
  const lines = [`rule: ${rule}`, `cases looked at: ${cases.length}`];
  for (const likeness of ["matches", "differs", "silent"] as const)
    for (const one of cases.filter((each) => each.likeness === likeness)) {
      const why = one.missing.length === 0 ? "" : `  without ${one.missing.join(", ")}`;
      lines.push(`  ${one.case}  ${WORDS[likeness]}${why}`);
    }
  for (const { trait, shown, of } of baseRates) lines.push(`${trait}: in ${shown} of the ${of} cases that could show it`);
  return lines;
}

const WORDS: Readonly<Record<Likeness, string>> = {
  matches: "matches",
  differs: "does not match",
  silent: "cannot tell: it holds nothing that would show it",
};

type Found = { readonly shown: boolean; readonly by: readonly NounId[] };

function likenessOf(found: readonly (Found | undefined)[]): Likeness {
  if (found.some((one) => one?.shown === false)) return "differs";
  return found.includes(undefined) ? "silent" : "matches";
}

/** Whether a case shows a trait, and by what; undefined when it has nothing of the kind that could. */
function findTrait(trait: Trait, { nouns, sectors }: RelatedCase): Found | undefined {
  if (trait.trait === "sector") return sectors.length === 0 ? undefined : { shown: sectors.includes(trait.name), by: [] };
  const telling = nouns.filter(({ noun, withdrawnBy }) => withdrawnBy === null && isTelling(trait, noun));
  if (telling.length === 0) return undefined;
  const by = telling.filter(({ noun }) => shows(trait, noun)).map(({ id }) => id);
  return { shown: by.length > 0, by: by.sort() };
}

function isTelling(trait: Trait, noun: Noun): boolean {
  if (trait.trait === "technique") return noun.noun === "event" && noun.technique !== null;
  if (trait.trait === "entity") return noun.noun === "entity" && noun.kind === trait.kind;
  return trait.trait === "reference" && noun.noun === "entity" && noun.refs.some(({ scheme }) => scheme === trait.scheme);
}

function shows(trait: Trait, noun: Noun): boolean {
  if (trait.trait === "technique")
    return noun.noun === "event" && (noun.technique === trait.id || (noun.technique?.startsWith(`${trait.id}.`) ?? false));
  if (trait.trait === "entity") return noun.noun === "entity" && noun.name === trait.name;
  return (
    trait.trait === "reference" &&
    noun.noun === "entity" &&
    noun.refs.some(({ scheme, id }) => scheme === trait.scheme && id === trait.id)
  );
}
