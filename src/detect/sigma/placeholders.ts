import { type Place, refuse } from "./refusal.ts";
import type { Token } from "./text-pattern.ts";

/** Values for the placeholders of `expand`, by name without the percent signs. */
export type Placeholders = ReadonlyMap<string, readonly string[]>;

export const NO_PLACEHOLDERS: Placeholders = new Map();

/** Texts that one value may become. */
const EXPANSIONS_MAX = 10_000;

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
  let variants: (readonly Token[])[] = [[]];
  for (const token of tokens) {
    if (token.kind !== "placeholder") {
      variants = variants.map((head) => [...head, token]);
      continue;
    }
    const known = values.get(token.name) ?? [];
    if (variants.length * known.length > EXPANSIONS_MAX)
      refuse("too many values", `more than ${EXPANSIONS_MAX} for %${token.name}%`, place);
    variants = variants.flatMap((head) => known.map((text) => [...head, ...read(text)]));
  }
  return { ok: true, tokens: variants };
}
