import type { Frame } from "./frame.ts";
import type { Placed } from "./place.ts";

/** The last order for a frame: only what is new is sorted. Never changes what comes out. */
const orders = new WeakMap<Frame, readonly Placed[]>();
let turns = 0;

/** Strongest first, each once; of equals the one whose link sorts first, so that the order of the input does not matter. */
export function inOrder(placed: readonly Placed[], frame: Frame): readonly Placed[] {
  const turn = ++turns;
  for (const one of placed) one.turn = turn;
  const takeOnce = (one: Placed) => {
    const takes = one.turn === turn;
    if (takes) one.turn = 0;
    return takes;
  };
  const known = (orders.get(frame) ?? []).filter(takeOnce);
  const fresh = placed.filter(takeOnce).sort(byStrength);
  const order = fresh.length === 0 ? known : merged(known, fresh);
  orders.set(frame, order);
  return order;
}

function merged(left: readonly Placed[], right: readonly Placed[]): readonly Placed[] {
  const order: Placed[] = [];
  let at = 0;
  for (const one of right) {
    for (let next = left[at]; next !== undefined && byStrength(next, one) < 0; next = left[++at]) order.push(next);
    order.push(one);
  }
  for (; at < left.length; at += 1) order.push(left[at] as Placed);
  return order;
}

function byStrength(a: Placed, b: Placed): number {
  return b.best - a.best || b.most - a.most || (a.item.link < b.item.link ? -1 : 1);
}
