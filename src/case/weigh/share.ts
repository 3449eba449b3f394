import { present } from "../../lib/index.ts";
import { sourceCaps } from "./caps.ts";
import type { Frame } from "./frame.ts";
import type { Placed } from "./place.ts";
import type { WeighSettings } from "./settings.ts";

/** Items that name no origin count as one witness. */
export const NO_ORIGIN = "(origin not stated)";

/** One item in the sum: `share` of its vector counts. */
export type Part = {
  readonly placed: Placed;
  readonly origins: readonly string[];
  /** Repeats the content of a stronger item: counts 0. */
  readonly echo: boolean;
  /** rho^rank: what is left because stronger items rest on the same source. */
  readonly rank: number;
  /** rank × what the cap of its source leaves. */
  readonly share: number;
};

type Ranked = Omit<Part, "share">;

/**
 * Orders items by strength and says how much of each counts: w1 + rho·w2 + rho²·w3 … over the items of one origin, 0 for an
 * echo, and all items of one origin together never above the cap of that source. An item that rests on several origins takes
 * the least of what they leave it. A weak item never takes anything from a stronger one, and one of LR 1 nothing from any.
 */
export function shareOut(placed: readonly Placed[], frame: Frame, settings: WeighSettings): Part[] {
  const ranked = rankAll(ordered(placed, frame), settings.rho);
  const room = roomOf(ranked, settings);
  return ranked.map(({ placed, origins, echo, rank }) => {
    const left = origins.reduce((least, origin) => Math.min(least, room.get(origin) ?? 1), 1);
    return { placed, origins, echo, rank, share: echo ? 0 : rank * left };
  });
}

/** The last order for a frame: where to start from, so that sorting again costs little. Never changes what comes out. */
const orders = new WeakMap<Frame, readonly Placed[]>();

function ordered(placed: readonly Placed[], frame: Frame): readonly Placed[] {
  const left = new Set(placed);
  const known = (orders.get(frame) ?? []).filter((one) => left.delete(one));
  const order = [...known, ...left].sort(byStrength);
  orders.set(frame, order);
  return order;
}

/** Strongest first; of equals the one whose link sorts first, so that the order of the input does not matter. */
function byStrength(a: Placed, b: Placed): number {
  return b.best - a.best || b.most - a.most || (a.item.link < b.item.link ? -1 : 1);
}

function rankAll(strong: readonly Placed[], rho: number): Ranked[] {
  const left = new Map<string, number>();
  const seen = new Set<string>();
  return strong.map((placed) => {
    const { item, most } = placed;
    const origins = item.origins.length === 0 ? [NO_ORIGIN] : item.origins;
    const echo = item.content !== null && seen.has(item.content);
    const rank = origins.reduce((least, origin) => Math.min(least, left.get(origin) ?? 1), 1);
    if (!echo && most > 0) {
      for (const origin of origins) left.set(origin, (left.get(origin) ?? 1) * rho);
      if (item.content !== null) seen.add(item.content);
    }
    return { placed, origins, echo, rank };
  });
}

/** For each origin that says more than its cap: the part of it that there is room for. Strengths are added without their signs. */
function roomOf(ranked: readonly Ranked[], settings: WeighSettings): Map<string, number> {
  const caps = sourceCaps(settings);
  const said = new Map<string, number>();
  const cap = new Map<string, number>();
  for (const { placed, origins, echo, rank } of ranked) {
    if (echo || placed.most === 0) continue;
    const bans = caps[placed.item.reliability];
    for (const origin of origins) {
      said.set(origin, (said.get(origin) ?? 0) + rank * placed.most);
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
