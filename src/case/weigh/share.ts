import type { Grade } from "./ask.ts";
import { sourceCaps } from "./caps.ts";
import type { Frame } from "./frame.ts";
import type { Placed } from "./place.ts";
import type { WeighSettings } from "./settings.ts";

/** Items that name no origin count as one witness. */
const UNSTATED = ["(origin not stated)"];

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

/** What an origin has said so far, in bans; its cap; and what the next item of it counts. */
type Source = { left: number; said: number; cap: number };

type Ranked = Omit<Part, "share"> & { readonly rests: readonly Source[] };

/**
 * Orders items by strength and says how much of each counts: w1 + rho·w2 + rho²·w3 … over the items of one origin, 0 for an
 * echo, and all items of one origin together never above the cap of that source. An item that rests on several origins takes
 * the least of what they leave it. A weak item never takes anything from a stronger one, and one of LR 1 nothing from any.
 */
export function shareOut(placed: readonly Placed[], frame: Frame, settings: WeighSettings): Part[] {
  const ranked = rankAll(ordered(placed, frame), settings.rho, sourceCaps(settings));
  return ranked.map(({ placed, origins, echo, rank, rests }) => {
    const left = rests.reduce((least, source) => Math.min(least, roomOf(source)), 1);
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

function rankAll(strong: readonly Placed[], rho: number, caps: Readonly<Record<Grade, number>>): Ranked[] {
  const sources = new Map<string, Source>();
  const seen = new Set<string>();
  const sourceOf = (origin: string): Source => {
    let source = sources.get(origin);
    if (source === undefined) {
      source = { left: 1, said: 0, cap: 0 };
      sources.set(origin, source);
    }
    return source;
  };
  return strong.map((placed) => {
    const { item, most } = placed;
    const origins = item.origins.length === 0 ? UNSTATED : item.origins;
    const rests = origins.map(sourceOf);
    const echo = item.content !== null && seen.has(item.content);
    const rank = rests.reduce((least, { left }) => Math.min(least, left), 1);
    if (!echo && most > 0) {
      for (const source of rests) {
        source.left *= rho;
        source.said += rank * most;
        source.cap = Math.max(source.cap, caps[item.reliability]);
      }
      if (item.content !== null) seen.add(item.content);
    }
    return { placed, origins, echo, rank, rests };
  });
}

/** Of an origin that says more than its cap: the part of it that there is room for. Strengths are added without their signs. */
function roomOf({ said, cap }: Source): number {
  return said > cap ? cap / said : 1;
}
