import type { Item } from "./ask.ts";

/** Items that name no origin count as one witness. */
const UNSTATED = ["(origin not stated)"];

/** Origins that items rest on together, as names and as numbers from 0. */
export type Rest = { readonly id: number; readonly origins: readonly string[]; readonly sources: readonly number[] };

/** What an item rests on, the same object for the same origins. No result depends on which has which number. */
export function restOf(
  { origins: stated }: Item,
  { sources, rests }: { readonly sources: Map<string, number>; readonly rests: Map<string, Rest> },
): Rest {
  const origins = stated.length === 0 ? UNSTATED : stated;
  const key = origins.length === 1 ? (origins[0] ?? "") : origins.map((origin) => `${origin.length}:${origin}`).join("\n");
  const known = rests.get(key);
  if (known !== undefined) return known;
  const rest = { id: rests.size, origins, sources: origins.map((origin) => numberOf(origin, sources)) };
  rests.set(key, rest);
  return rest;
}

/** The number of a text, from 0; a new one for a text that is new. */
export function numberOf(text: string, known: Map<string, number>): number {
  const number = known.get(text) ?? known.size;
  known.set(text, number);
  return number;
}
