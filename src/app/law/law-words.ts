import type { LawText } from "../../model/index.ts";
import type { LoadedLaw } from "./packs.ts";

/** What packs call things, by id: the questions of elements and points of law, kinds of evidence, and holders of positions. */
export type LawWords = {
  readonly asks: Readonly<Record<string, LawText>>;
  readonly kinds: Readonly<Record<string, LawText>>;
  readonly holders: Readonly<Record<string, LawText>>;
};

/** The words of the packs that are used. */
export function lawWords({ packs }: Pick<LoadedLaw, "packs">): LawWords {
  const [asks, kinds, holders] = [new Map<string, LawText>(), new Map<string, LawText>(), new Map<string, LawText>()];
  for (const { pack } of packs) {
    if (pack.kind === "rules" || pack.kind === "proposal")
      for (const [id, { ask }] of [...Object.entries(pack.elements), ...Object.entries(pack.law)]) asks.set(id, ask);
    else if (pack.kind === "evidence-kinds") for (const [id, { name }] of Object.entries(pack.kinds)) kinds.set(id, name);
    else if (pack.kind === "position") holders.set(pack.holder, pack.of);
  }
  return { asks: Object.fromEntries(asks), kinds: Object.fromEntries(kinds), holders: Object.fromEntries(holders) };
}
