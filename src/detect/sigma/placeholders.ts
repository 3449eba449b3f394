import { type Place, refuse } from "./refusal.ts";
import type { Token } from "./text-pattern.ts";

/** Values for the placeholders of `expand`, by name without the percent signs. */
export type Placeholders = ReadonlyMap<string, readonly string[]>;

export const NO_PLACEHOLDERS: Placeholders = new Map();

/** Texts that one value may become. */
const EXPANSIONS_MAX = 10_000;
/** Pieces of all these texts together. */
const PIECES_MAX = 1_000_000;

type Substituted =
  | { readonly ok: true; readonly tokens: readonly (readonly Token[])[] }
  | { readonly ok: false; readonly missing: readonly string[] };

/** Puts every value in the place of its placeholder, each combination once; `read` reads a value. Names the placeholders without values. */
export function substitute(
  tokens: readonly Token[],
  values: Placeholders,
  place: Place,
  read: (text: string) => readonly Token[],
): Substituted {
  const names = new Set(tokens.flatMap((token) => (token.kind === "placeholder" ? [token.name] : [])));
  const missing = [...names].filter((name) => !values.has(name));
  if (missing.length > 0) return { ok: false, missing };
  let variants: Token[][] = [[]];
  let pieces = 0;
  const count = (more: number): void => {
    pieces += more;
    if (pieces > PIECES_MAX) refuse("too many values", `they have more than ${PIECES_MAX} pieces`, place);
  };
  for (const token of tokens) {
    if (token.kind !== "placeholder") {
      count(variants.length);
      for (const head of variants) head.push(token);
      continue;
    }
    const known = (values.get(token.name) ?? []).map(read);
    if (variants.length * known.length > EXPANSIONS_MAX)
      refuse("too many values", `more than ${EXPANSIONS_MAX} for %${token.name}%`, place);
    const heads = variants;
    pieces = 0;
    variants = heads.flatMap((head) =>
      known.map((tail) => {
        count(head.length + tail.length);
        return [...head, ...tail];
      }),
    );
  }
  return { ok: true, tokens: variants };
}
