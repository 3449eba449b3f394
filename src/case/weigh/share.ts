import { present } from "../../lib/index.ts";
import type { Item } from "./ask.ts";
import { sourceCapBans } from "./caps.ts";
import { type Frame, spreadOf, type Vector } from "./frame.ts";
import type { WeighSettings } from "./settings.ts";

/** Items that name no origin count as one witness. */
export const NO_ORIGIN = "(origin not stated)";

/** One item in the sum: `share` of its vector counts. */
export type Part = {
  readonly item: Item;
  readonly vector: Vector;
  readonly origins: readonly string[];
  /** Repeats the content of a stronger item: counts 0. */
  readonly echo: boolean;
  /** rho^rank: what is left because stronger items rest on the same source. */
  readonly rank: number;
  /** rank × what the cap of its source leaves. */
  readonly share: number;
};

type Ranked = Omit<Part, "share"> & { readonly most: number };

/**
 * Orders items by strength and says how much of each counts: w1 + rho·w2 + rho²·w3 … over the items of one origin, 0 for an
 * echo, and all items of one origin together never above the cap of that source. An item that rests on several origins takes
 * the least of what they leave it. A weak item never takes anything from a stronger one, and one of LR 1 nothing from any.
 */
export function shareOut(placed: readonly { item: Item; vector: Vector }[], frame: Frame, settings: WeighSettings): Part[] {
  const ranked = rankAll(byStrength(placed, frame), settings.rho);
  const room = roomOf(ranked, settings);
  return ranked.map(({ item, vector, origins, echo, rank }) => {
    const left = origins.reduce((least, origin) => Math.min(least, room.get(origin) ?? 1), 1);
    return { item, vector, origins, echo, rank, share: echo ? 0 : rank * left };
  });
}

type Strong = { readonly item: Item; readonly vector: Vector; readonly best: number; readonly most: number };

/** Strongest first; of equals the one whose link sorts first, so that the order of the input does not matter. */
function byStrength(placed: readonly { item: Item; vector: Vector }[], frame: Frame): Strong[] {
  const strong = placed.map(({ item, vector }): Strong => ({ item, vector, ...spreadOf(vector, frame.answers.length) }));
  return strong.sort((a, b) => b.best - a.best || b.most - a.most || (a.item.link < b.item.link ? -1 : 1));
}

function rankAll(strong: readonly Strong[], rho: number): Ranked[] {
  const left = new Map<string, number>();
  const seen = new Set<string>();
  return strong.map(({ item, vector, most }) => {
    const origins = item.origins.length === 0 ? [NO_ORIGIN] : item.origins;
    const echo = item.content !== null && seen.has(item.content);
    const rank = origins.reduce((least, origin) => Math.min(least, left.get(origin) ?? 1), 1);
    if (!echo && most > 0) {
      for (const origin of origins) left.set(origin, (left.get(origin) ?? 1) * rho);
      if (item.content !== null) seen.add(item.content);
    }
    return { item, vector, origins, echo, rank, most };
  });
}

/** For each origin that says more than its cap: the part of it that there is room for. Strengths are added without their signs. */
function roomOf(ranked: readonly Ranked[], settings: WeighSettings): Map<string, number> {
  const said = new Map<string, number>();
  const cap = new Map<string, number>();
  for (const { item, origins, echo, rank, most } of ranked) {
    if (echo) continue;
    const bans = sourceCapBans(item, settings);
    for (const origin of origins) {
      said.set(origin, (said.get(origin) ?? 0) + rank * most);
      cap.set(origin, Math.max(cap.get(origin) ?? 0, bans));
    }
  }
  const room = new Map<string, number>();
  for (const [origin, bans] of said) {
    const limit = present(cap.get(origin), "cap of an origin that spoke");
    if (bans > limit) room.set(origin, limit / bans);
  }
  return room;
}
