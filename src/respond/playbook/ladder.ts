import { formatNetwork, parseAddress } from "../../lib/index.ts";
import type { Target } from "../../model/index.ts";
import type { Rung, Step } from "./playbook.ts";
import type { DecisionContext, PastAction } from "./proposal.ts";

/** A rung that holds, and whom it meets. */
export type Reached = { readonly rung: Rung; readonly number: number; readonly target: Target; readonly because: string };

type MeasureStep = Step & { readonly kind: "measure" };

/** Every rung of the step's ladder whose condition holds for this target, in order. What is held now counts for nothing: it has not failed yet. */
export function rungsReached(step: MeasureStep, target: Target, context: DecisionContext): readonly Reached[] {
  const over = context
    .history(target)
    .filter((past) => past.measure === step.measure && past.state === "applied" && isOver(past, context.nowMs))
    .filter((past) => past.target.kind === target.kind && past.target.value === target.value);
  return step.ladder.flatMap((rung, index): Reached[] => {
    const sinceMs = context.nowMs - rung.withinMs;
    const earlier = rung.again === 0 ? 0 : over.filter(({ atMs }) => atMs >= sinceMs).length;
    if (earlier < rung.again) return [];
    const before = rung.again === 0 ? "" : `${earlier} before`;
    if (rung.prefix === null) return [{ rung, number: index + 1, target, because: before }];
    const prefix = prefixAround(target, rung.prefix);
    if (prefix === undefined) return [];
    const others = new Set(context.addressesWithin(prefix, step.measure, sinceMs)).add(target.value);
    if (others.size < rung.prefix.addresses) return [];
    return [{ rung, number: index + 1, target: prefix, because: `${others.size} addresses in ${prefix.value}` }];
  });
}

/** True when an action is held no more; what was done at once is over when it is done. */
export function isOver({ untilMs, atMs }: PastAction, nowMs: number): boolean {
  return untilMs === null ? atMs <= nowMs : untilMs <= nowMs;
}

function prefixAround(target: Target, bits: { readonly ipv4: number; readonly ipv6: number }): Target | undefined {
  const base = target.kind === "address" ? parseAddress(target.value) : undefined;
  if (base === undefined) return undefined;
  return { kind: "prefix", value: formatNetwork({ base, bits: base.length === 4 ? bits.ipv4 : bits.ipv6 }) };
}
