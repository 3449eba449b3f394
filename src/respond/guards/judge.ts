import { type Network } from "../../lib/index.ts";
import type { Order } from "../actuator.ts";
import { formatTarget, networkOf } from "../target.ts";
import { addressesIn, type Budget, type Cost } from "./budget.ts";
import { targetFault } from "./fit.ts";
import { type FlowReach, flowsWithin, type LiveFlows } from "./flows.ts";
import { nameFault } from "./name-guard.ts";
import type { GuardName, Origin, Reachability } from "./names.ts";
import type { Protection } from "./protection.ts";
import { explainHit, hitOf } from "./shield.ts";

/** Who orders, and what stands behind it. */
export type Standing = {
  readonly origin: Origin;
  /** True when the approvals that policy asks for are there. The enforcer cannot see them and takes them as given. */
  readonly approved: boolean;
  /** True when a person said that the address may be forged and is to be blocked all the same. */
  readonly spoofableOk: boolean;
};

/** What the enforcer knows of who ordered: nothing. */
export const ENFORCING: Standing = { origin: "enforcer", approved: true, spoofableOk: false };

/** All that an order is judged by. */
export type JudgeContext = {
  readonly protection: Protection;
  readonly reachability: Reachability;
  readonly standing: Standing;
  readonly flows: LiveFlows;
  readonly budget: Budget;
  /** Targets held now, by book or kernel. */
  readonly held: number;
  /** The wall clock, which only expiry is measured by. */
  readonly nowMs: number;
  /** A clock that never goes back, which budgets are measured by. */
  readonly monotonicMs: number;
};

/** How far an order reaches: addresses as a decimal number, live flows hit of those seen. */
export type Reach = { readonly addresses: string; readonly flowsHit: number; readonly flowsSeen: number };

/** Yes, or which guard said no and why. `approvable`: the same order with approvals would pass this guard. */
export type Judgement =
  | { readonly ok: true; readonly reach: Reach }
  | {
      readonly ok: false;
      readonly guard: GuardName;
      readonly reason: string;
      readonly reach: Reach;
      readonly approvable: boolean;
      /** Milliseconds until a budget has room again; null for every other guard. */
      readonly freesInMs: number | null;
    };

type Refusal = {
  readonly guard: GuardName;
  readonly reason: string;
  readonly approvable?: boolean;
  readonly freesInMs?: number | null;
};

/**
 * Judges one order: pure, total, and the same for a dry run. Takes nothing from the budget. What protects comes first, so that the
 * reason names what would have been hit and not, say, a budget.
 */
export function judge(order: Order, context: JudgeContext): Judgement {
  const network = networkOf(order.target);
  return judgeCosted(order, { network, cost: costOf(network, order, context.flows) }, context);
}

type Costed = { readonly network: Network | undefined; readonly cost: Cost };

function judgeCosted(order: Order, { network, cost }: Costed, context: JudgeContext): Judgement {
  const reach = reachOf(network, cost.flows);
  const fault =
    targetFault(order) ??
    protectionFault(order, network, context) ??
    expiryFault(order, context) ??
    spoofFault(network, order, context) ??
    (network === undefined ? undefined : prefixFault(network, order, context)) ??
    budgetFault(order, cost, context);
  if (fault === undefined) return { ok: true, reach };
  return { ok: false, approvable: false, freesInMs: null, ...fault, reach };
}

/** Judges orders one after the other, and takes from the budget what each that passes uses. */
export function admit(orders: readonly Order[], context: JudgeContext): readonly Judgement[] {
  const growing = { ...context };
  const asked = { origin: context.standing.origin, monotonicMs: context.monotonicMs };
  return orders.map((order) => {
    const network = networkOf(order.target);
    const cost = costOf(network, order, context.flows);
    const judgement = judgeCosted(order, { network, cost }, growing);
    if (!judgement.ok) return judgement;
    context.budget.take(cost, asked);
    growing.held++;
    return judgement;
  });
}

/** As admit, and nothing is taken: a dry run of all orders together. */
export function rehearseAdmission(orders: readonly Order[], context: JudgeContext): readonly Judgement[] {
  return admit(orders, { ...context, budget: context.budget.fork() });
}

function costOf(network: Network | undefined, { measure }: Order, flows: LiveFlows): Cost {
  if (measure === "notify") return { addresses: 0, names: 0, flows: noneOf(flows) };
  if (network === undefined) return { addresses: 0, names: 1, flows: noneOf(flows) };
  return { addresses: addressesIn(network), names: 0, flows: flowsWithin(network, flows) };
}

function noneOf({ seen, byRemote }: LiveFlows): FlowReach {
  return { flowsHit: 0, flowsSeen: seen, remotesHit: 0, remotesSeen: byRemote.size };
}

function reachOf(network: Network | undefined, { flowsHit, flowsSeen }: FlowReach): Reach {
  return { addresses: network === undefined ? "0" : countOf(network), flowsHit, flowsSeen };
}

/** Up to 2^53 without BigInt: of most orders it is 1. */
function countOf({ base, bits }: Network): string {
  const free = base.length * 8 - bits;
  return free < 53 ? String(2 ** free) : (1n << BigInt(free)).toString();
}

function protectionFault(
  order: Order,
  network: Network | undefined,
  { protection, standing }: JudgeContext,
): Refusal | undefined {
  if (order.measure === "notify") return undefined;
  if (network === undefined) return nameFault(order, protection);
  const hit = hitOf(network, protection);
  if (hit === undefined || (hit.entry.yields && standing.approved)) return undefined;
  return { guard: hit.entry.guard, reason: explainHit(formatTarget(order.target), hit), approvable: hit.entry.yields };
}

/** What cannot end by itself is what `null` says; everything that is held must end. */
function expiryFault({ measure, expiresAtMs }: Order, { nowMs, standing, budget }: JudgeContext): Refusal | undefined {
  const ends = measure === "block" || measure === "quarantine" || measure === "lock-account";
  if (!ends)
    return expiresAtMs === null ? undefined : { guard: "expiry", reason: `${measure} is done at once and cannot expire` };
  if (expiresAtMs === null) return { guard: "expiry", reason: `${measure} must end by itself; give it an end` };
  if (!Number.isSafeInteger(expiresAtMs) || !(expiresAtMs > nowMs))
    return { guard: "expiry", reason: "its end is not in the future" };
  const longest = budget.limits[standing.origin].durationMaxMs;
  if (longest === null || expiresAtMs - nowMs <= longest) return undefined;
  return { guard: "expiry", reason: `it would hold longer than the ${longest} ms that ${standing.origin} may` };
}

function spoofFault(
  network: Network | undefined,
  { measure }: Order,
  { reachability, standing }: JudgeContext,
): Refusal | undefined {
  if (network === undefined || measure === "notify" || reachability !== "spoofable") return undefined;
  if (standing.spoofableOk && standing.origin !== "playbook") return undefined;
  const reason = "its evidence is traffic without a handshake, whose source anybody can forge to have somebody else blocked";
  return { guard: "spoofable", reason };
}

function prefixFault({ base, bits }: Network, { measure }: Order, { budget, standing }: JudgeContext): Refusal | undefined {
  const { v4, v6 } = budget.limits[standing.origin].prefixBitsMin;
  const least = base.length === 4 ? v4 : v6;
  if (measure === "notify" || bits >= least) return undefined;
  return {
    guard: "prefix-length",
    reason: `a prefix of ${bits} bits reaches too far; ${standing.origin} may go down to ${least}`,
  };
}

function budgetFault({ measure }: Order, cost: Cost, { budget, standing, monotonicMs, held }: JudgeContext): Refusal | undefined {
  if (measure === "notify") return undefined;
  const fault = budget.ask(cost, { origin: standing.origin, monotonicMs, held });
  if (fault === undefined) return undefined;
  if (fault.guard === "live-flows" && standing.approved) return undefined;
  return { guard: fault.guard, reason: fault.reason, approvable: fault.guard === "live-flows", freesInMs: fault.freesInMs };
}
