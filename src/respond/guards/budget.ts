import type { Network } from "../../lib/index.ts";
import type { FlowReach } from "./flows.ts";
import { type BudgetLimits, FLOWS_MIN, type Limits, REMOTES_MIN } from "./limits.ts";
import { ORIGINS, type Origin } from "./names.ts";
import { createWindow, type SlidingWindow } from "./window.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What one order would use up. */
export type Cost = { readonly addresses: number; readonly names: number; readonly flows: FlowReach };

/** Which budget says no, why, and in how many milliseconds it has room again; null when time alone does not help. */
export type Exhausted = {
  readonly budget: string;
  readonly guard: "budget" | "live-flows";
  readonly reason: string;
  readonly freesInMs: number | null;
};

/** One question to a budget. `monotonicMs` never goes back; `held` is how many targets are held now. */
export type Ask = { readonly origin: Origin; readonly monotonicMs: number; readonly held: number };

/** What may still be done, by whom. Asking changes nothing; taking does. */
export type Budget = {
  readonly limits: BudgetLimits;
  ask(cost: Cost, ask: Ask): Exhausted | undefined;
  take(cost: Cost, ask: Pick<Ask, "origin" | "monotonicMs">): void;
  /** A budget of its own that starts where this one stands, for a dry run of many orders. */
  fork(): Budget;
};

const KINDS = ["addressesMinute", "addressesHour", "namesMinute", "namesHour", "flows", "remotes"] as const;
type Windows = Readonly<Record<(typeof KINDS)[number], SlidingWindow>>;
type Purse = Readonly<Record<Origin, Windows>>;

/** A budget of which nothing has been used. */
export function createBudget(limits: BudgetLimits): Budget {
  const fresh = (): Windows => ({
    addressesMinute: createWindow(MINUTE_MS),
    addressesHour: createWindow(HOUR_MS),
    namesMinute: createWindow(MINUTE_MS),
    namesHour: createWindow(HOUR_MS),
    flows: createWindow(MINUTE_MS),
    remotes: createWindow(MINUTE_MS),
  });
  return budgetOf(limits, byOrigin(fresh));
}

/** How much an order for a network uses: IPv4 addresses, or IPv6 /64s, at least 1. */
export function addressesIn({ base, bits }: Network): number {
  return 2 ** Math.max(0, (base.length === 4 ? 32 : 64) - bits);
}

function budgetOf(limits: BudgetLimits, purse: Purse): Budget {
  return {
    limits,
    ask: (cost, ask) => rateFault(cost, ask, limits, purse) ?? shareFault(cost, ask, limits, purse),
    take: ({ addresses, names, flows }, { origin, monotonicMs }) => {
      const windows = purse[origin];
      windows.addressesMinute.add(addresses, monotonicMs);
      windows.addressesHour.add(addresses, monotonicMs);
      windows.namesMinute.add(names, monotonicMs);
      windows.namesHour.add(names, monotonicMs);
      windows.flows.add(flows.flowsHit, monotonicMs);
      windows.remotes.add(flows.remotesHit, monotonicMs);
    },
    fork: () =>
      budgetOf(
        limits,
        byOrigin((origin) => copied(purse[origin])),
      ),
  };
}

function byOrigin(make: (origin: Origin) => Windows): Purse {
  return Object.fromEntries(ORIGINS.map((origin) => [origin, make(origin)])) as Purse;
}

function copied(windows: Windows): Windows {
  return Object.fromEntries(KINDS.map((kind) => [kind, windows[kind].copy()])) as Windows;
}

function rateFault(cost: Cost, { origin, monotonicMs, held }: Ask, all: BudgetLimits, purse: Purse): Exhausted | undefined {
  const limits = all[origin];
  if (limits.heldMax !== null && held >= limits.heldMax) {
    return {
      budget: "held",
      guard: "budget",
      reason: `${held} targets are held, and ${origin} may fill up to ${limits.heldMax}; it frees as they expire or are undone`,
      freesInMs: null,
    };
  }
  for (const { kind, name, used, limit } of rates(cost, limits)) {
    const window = purse[origin][kind];
    if (limit === null || used === 0 || window.sum(monotonicMs) + used <= limit) continue;
    const freesInMs = used > limit ? null : Math.ceil(window.untilMs(limit - used, monotonicMs));
    const when = freesInMs === null ? "it is larger than the whole budget" : `it frees in ${Math.ceil(freesInMs / 1000)} s`;
    const reason = `${name} of ${origin}: ${window.sum(monotonicMs)} of ${limit} used, ${used} more asked for; ${when}`;
    return { budget: name, guard: "budget", reason, freesInMs };
  }
  return undefined;
}

function rates(cost: Cost, limits: Limits) {
  return [
    { kind: "addressesMinute", name: "addresses a minute", used: cost.addresses, limit: limits.addressesPerMinute },
    { kind: "addressesHour", name: "addresses an hour", used: cost.addresses, limit: limits.addressesPerHour },
    { kind: "namesMinute", name: "names a minute", used: cost.names, limit: limits.namesPerMinute },
    { kind: "namesHour", name: "names an hour", used: cost.names, limit: limits.namesPerHour },
  ] as const;
}

/** What was hit within the last minute still counts as seen, so that many small orders are one large one. */
function shareFault({ flows }: Cost, { origin, monotonicMs }: Ask, all: BudgetLimits, purse: Purse): Exhausted | undefined {
  const { flowShareMax, remoteShareMax } = all[origin];
  const windows = purse[origin];
  const shares = [
    { kind: "flows", name: "live flows", hit: flows.flowsHit, seen: flows.flowsSeen, max: flowShareMax, least: FLOWS_MIN },
    {
      kind: "remotes",
      name: "addresses with live flows",
      hit: flows.remotesHit,
      seen: flows.remotesSeen,
      max: remoteShareMax,
      least: REMOTES_MIN,
    },
  ] as const;
  for (const { kind, name, hit, seen, max, least } of shares) {
    const before = windows[kind].sum(monotonicMs);
    const of = Math.max(seen, before + hit);
    if (hit === 0 || of < least || before + hit <= max * of) continue;
    const reason = `${before + hit} of ${of} ${name} would be hit within a minute, and ${origin} may hit ${Math.floor(max * 100)} %`;
    const alone = hit > max * seen;
    return {
      budget: name,
      guard: "live-flows",
      reason,
      freesInMs: alone ? null : Math.ceil(windows[kind].untilMs(max * of - hit, monotonicMs)),
    };
  }
  return undefined;
}
