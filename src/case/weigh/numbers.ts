import type { Item } from "./ask.ts";
import type { Frame } from "./frame.ts";

/** Items that name no origin count as one witness. */
const UNSTATED = ["(origin not stated)"];

/** Origins that items rest on together, as names and as numbers from 0. */
export type Rest = { readonly id: number; readonly origins: readonly string[]; readonly sources: readonly number[] };

/** Numbers for the origins and contents of one question, so that adding up needs no text. No result depends on who has which. */
export type Numbers = {
  readonly sources: Map<string, number>;
  readonly contents: Map<string, number>;
  readonly rests: Map<string, Rest>;
};

const numbers = new WeakMap<Frame, Numbers>();

/** The numbers of a frame, which live as long as it does. */
export function numbersOf(frame: Frame): Numbers {
  const known = numbers.get(frame) ?? { sources: new Map(), contents: new Map(), rests: new Map() };
  numbers.set(frame, known);
  return known;
}

/** What an item rests on, the same object for the same origins. */
export function restOf({ origins: stated }: Item, { sources, rests }: Numbers): Rest {
  const origins = stated.length === 0 ? UNSTATED : stated;
  const key = origins.length === 1 ? (origins[0] ?? "") : origins.map((origin) => `${origin.length}:${origin}`).join("\n");
  const known = rests.get(key);
  if (known !== undefined) return known;
  const rest = { id: rests.size, origins, sources: origins.map((origin) => numberIn(sources, origin)) };
  rests.set(key, rest);
  return rest;
}

/** The number of an item's content; −1 when it is its own. */
export function contentOf({ content }: Item, { contents }: Numbers): number {
  return content === null ? -1 : numberIn(contents, content);
}

function numberIn(known: Map<string, number>, name: string): number {
  const number = known.get(name) ?? known.size;
  known.set(name, number);
  return number;
}
