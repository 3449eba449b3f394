import { isWithin } from "../../lib/index.ts";
import type { Target } from "../../model/index.ts";
import { networkOf } from "../target.ts";
import type { Proposal } from "./proposal.ts";

/** What a playbook wanted and did not get, with the reason. */
export type Dropped = { readonly step: string; readonly target: Target | null; readonly because: string };

/** A proposal, and where its playbook's part is written down. */
export type Wanted = { readonly proposal: Proposal; readonly dropped: Dropped[] };

/** For each measure and target: the gravest that acts at once, and the gravest that waits, if it reaches further. */
export function gravest(wanted: readonly Wanted[]): readonly Proposal[] {
  const kept = new Map<string, Wanted>();
  for (const one of wanted) {
    const { measure, target, persons } = one.proposal;
    const key = `${measure} ${target.kind}:${target.value} ${persons === 0}`;
    const other = kept.get(key);
    if (other === undefined || graver(one.proposal, other.proposal)) {
      if (other !== undefined) lost(other, one.proposal);
      kept.set(key, one);
    } else lost(one, other.proposal);
  }
  const prefixes = [...kept.values()]
    .map(({ proposal }) => proposal)
    .filter(({ target, persons }) => target.kind === "prefix" && persons === 0);
  return [...kept.values()]
    .filter((one) => !reachesNoFurther(one, kept) && !isWithinOne(one, prefixes))
    .map(({ proposal }) => proposal);
}

/** True when a network around the address gets the same for as long, at once. */
function isWithinOne(one: Wanted, prefixes: readonly Proposal[]): boolean {
  const { measure, target, durationMs } = one.proposal;
  const base = target.kind === "address" && prefixes.length > 0 ? networkOf(target)?.base : undefined;
  if (base === undefined) return false;
  const around = prefixes.find((prefix) => {
    const network = networkOf(prefix.target);
    const asLong = (prefix.durationMs ?? 0) >= (durationMs ?? 0);
    return prefix.measure === measure && asLong && network !== undefined && isWithin(network, base);
  });
  if (around !== undefined) lost(one, around);
  return around !== undefined;
}

function graver(left: Proposal, right: Proposal): boolean {
  const longer = (left.durationMs ?? 0) - (right.durationMs ?? 0);
  return longer !== 0 ? longer > 0 : left.persons > right.persons;
}

function lost({ proposal, dropped }: Wanted, to: Proposal): void {
  const because = `${to.playbook.id} wants the same or more of the same target`;
  dropped.push({ step: proposal.playbook.step, target: proposal.target, because });
}

function reachesNoFurther(one: Wanted, kept: ReadonlyMap<string, Wanted>): boolean {
  const { measure, target, persons, durationMs } = one.proposal;
  const now = persons === 0 ? undefined : kept.get(`${measure} ${target.kind}:${target.value} true`)?.proposal;
  if (now === undefined || (now.durationMs ?? 0) < (durationMs ?? 0)) return false;
  lost(one, now);
  return true;
}
