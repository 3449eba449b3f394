import { sourceCaps } from "./caps.ts";
import type { Frame } from "./frame.ts";
import { numbersOf } from "./numbers.ts";
import { inOrder } from "./order.ts";
import type { Placed } from "./place.ts";
import type { WeighSettings } from "./settings.ts";

/** The items in the sum, strongest first, one place for each in every list: `share` of its vector counts. */
export type Parts = {
  readonly placed: readonly Placed[];
  /** 1: repeats the content of a stronger item, and counts 0. */
  readonly echo: Uint8Array;
  /** rho^rank: what is left because stronger items rest on the same source. */
  readonly rank: Float64Array;
  /** rank × what the cap of its source leaves. */
  readonly share: Float64Array;
};

/** What each origin has left for its next item, has said so far in bans, and its cap; by its number. */
type Sources = { readonly left: Float64Array; readonly said: Float64Array; readonly cap: Float64Array };

/**
 * Orders items by strength and says how much of each counts: w1 + rho·w2 + rho²·w3 … over the items of one origin, 0 for an
 * echo, and all items of one origin together never above the cap of that source. An item that rests on several origins takes
 * the least of what they leave it. A weak item never takes anything from a stronger one, and one of LR 1 nothing from any.
 */
export function shareOut(items: readonly Placed[], frame: Frame, settings: WeighSettings): Parts {
  const numbers = numbersOf(frame);
  const [size, count] = [items.length, numbers.sources.size];
  const sources = { left: new Float64Array(count).fill(1), said: new Float64Array(count), cap: new Float64Array(count) };
  const placed = inOrder(items, frame);
  const parts = { placed, echo: new Uint8Array(size), rank: new Float64Array(size), share: new Float64Array(size) };
  rankAll(parts, sources, { settings, seen: new Uint8Array(numbers.contents.size) });
  const room = sources.said.map((said, source) => roomOf(said, sources.cap[source] ?? 0));
  for (const [at, { rest }] of placed.entries())
    if (parts.echo[at] === 0) parts.share[at] = (parts.rank[at] ?? 0) * leastOf(room, rest.sources);
  return parts;
}

function rankAll(
  { placed, echo, rank }: Parts,
  { left, said, cap }: Sources,
  { settings, seen }: { readonly settings: WeighSettings; readonly seen: Uint8Array },
): void {
  const caps = sourceCaps(settings);
  for (const [at, { item, most, rest, content }] of placed.entries()) {
    const part = leastOf(left, rest.sources);
    rank[at] = part;
    echo[at] = content < 0 ? 0 : (seen[content] ?? 0);
    if (echo[at] === 1 || most <= 0) continue;
    for (const source of rest.sources) {
      left[source] = (left[source] ?? 1) * settings.rho;
      said[source] = (said[source] ?? 0) + part * most;
      cap[source] = Math.max(cap[source] ?? 0, caps[item.reliability]);
    }
    if (content >= 0) seen[content] = 1;
  }
}

function leastOf(values: Float64Array, sources: readonly number[]): number {
  let least = 1;
  for (const source of sources) least = Math.min(least, values[source] ?? 1);
  return least;
}

/** Of an origin that says more than its cap: the part of it that there is room for. Strengths are added without their signs. */
function roomOf(said: number, cap: number): number {
  return said > cap ? cap / said : 1;
}
