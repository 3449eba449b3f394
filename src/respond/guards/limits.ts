import type { Origin } from "./names.ts";

/** How much one origin may do. Null is without limit. Addresses: an IPv4 address is one, an IPv6 /64 or less is one. */
export type Limits = {
  readonly addressesPerMinute: number | null;
  readonly addressesPerHour: number | null;
  /** Accounts, sessions, processes and hosts together. */
  readonly namesPerMinute: number | null;
  readonly namesPerHour: number | null;
  /** No new target once so many are held, whoever ordered them. */
  readonly heldMax: number | null;
  readonly prefixBitsMin: { readonly v4: number; readonly v6: number };
  /** Longest time that one order may hold. */
  readonly durationMaxMs: number | null;
  /** Share of live flows, and of the addresses at their other ends, that may be hit within a minute; 1 is all. */
  readonly flowShareMax: number;
  readonly remoteShareMax: number;
};

export type BudgetLimits = Readonly<Record<Origin, Limits>>;

/** Below so many flows or remote addresses a share says nothing and is not judged. */
export const FLOWS_MIN = 50;
export const REMOTES_MIN = 20;

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

const PERSON: Limits = {
  addressesPerMinute: 200_000,
  addressesPerHour: 1_000_000,
  namesPerMinute: 60,
  namesPerHour: 600,
  heldMax: 500_000,
  prefixBitsMin: { v4: 16, v6: 32 },
  durationMaxMs: 366 * DAY_MS,
  flowShareMax: 0.8,
  remoteShareMax: 0.8,
};

const RESTORED: Limits = {
  ...PERSON,
  addressesPerMinute: null,
  addressesPerHour: null,
  namesPerMinute: null,
  namesPerHour: null,
  heldMax: 1_000_000,
  durationMaxMs: null,
  flowShareMax: 1,
  remoteShareMax: 1,
};

/** Limits for those who say nothing else. docs/guards.md §Budgets. */
export const DEFAULT_LIMITS: BudgetLimits = {
  playbook: {
    addressesPerMinute: 1000,
    addressesPerHour: 10_000,
    namesPerMinute: 5,
    namesPerHour: 30,
    heldMax: 200_000,
    prefixBitsMin: { v4: 24, v6: 64 },
    durationMaxMs: 30 * DAY_MS,
    flowShareMax: 0.5,
    remoteShareMax: 0.34,
  },
  person: PERSON,
  reconciler: RESTORED,
  enforcer: { ...RESTORED, addressesPerMinute: 4_000_000, namesPerMinute: 120, namesPerHour: 1200, durationMaxMs: 400 * DAY_MS },
};
