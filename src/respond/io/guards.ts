import type { Clock } from "../../lib/index.ts";
import type { Digest } from "../../model/index.ts";
import type { Held, Order } from "../actuator.ts";
import { createBudget } from "../guards/budget.ts";
import type { ProtectionConfig } from "../guards/configured.ts";
import { admit, type JudgeContext, type Judgement, rehearseAdmission, type Standing } from "../guards/judge.ts";
import { type BudgetLimits, DEFAULT_LIMITS } from "../guards/limits.ts";
import type { Reachability } from "../guards/names.ts";
import { type Offence, offending } from "../guards/offending.ts";
import { findings, type Protection, protectionOf } from "../guards/protection.ts";
import { readLiveFlows } from "./flows.ts";
import { findProtection, sha256 } from "./protected.ts";
import { createOperatorMemory } from "./remembering.ts";

const REFRESH_MS = 5000;

/** Who asks, and how well the address has proved itself. */
export type GuardsAsking = { readonly reachability: Reachability; readonly standing: Standing };

/** The guards with a memory: what they know of this machine is at most a few seconds old. All but `refresh` and `close` answer at once. */
export type Guards = {
  protection(): Protection;
  digest(): Digest;
  /** Judges orders together and counts what passes against the budgets. */
  admit(orders: readonly Order[], asking: GuardsAsking): readonly Judgement[];
  /** The same answers, and nothing is counted. */
  rehearse(orders: readonly Order[], asking: GuardsAsking): readonly Judgement[];
  /** What is held against the newest protection and must be undone. */
  offending(held: readonly Held[]): readonly Offence[];
  /** Why a target must not be held by what is protected now; null when it may. */
  protectedWhy(what: Pick<Held, "measure" | "target">): string | null;
  /** Takes another configuration into force, or looks at the machine again with the same one. */
  refresh(config?: ProtectionConfig): Promise<Protection>;
  close(): void;
};

/** What guards are opened with. */
export type GuardsOptions = {
  readonly config: ProtectionConfig;
  readonly limits?: BudgetLimits;
  readonly clock: Clock;
  /** Milliseconds that never go back, by default of this process. */
  readonly monotonic?: Clock;
  /** How many targets are held now, by book or kernel. */
  readonly held: () => number;
  /** Told when another protection comes into force. */
  readonly onChange?: (protection: Protection) => void;
  readonly onProblem: (problem: unknown) => void;
  readonly find?: (config: ProtectionConfig) => Promise<Protection>;
  readonly flows?: typeof readLiveFlows;
};

/** Looks at this machine once, and then every five seconds until closed. Until a new look is complete the last one counts. */
export async function openGuards(options: GuardsOptions): Promise<Guards> {
  const { clock, monotonic = () => performance.now(), find = findProtection, flows: readFlows = readLiveFlows } = options;
  const budget = createBudget(options.limits ?? DEFAULT_LIMITS);
  let config = options.config;
  const memory = createOperatorMemory(monotonic);
  const look = async (asked: ProtectionConfig) => {
    const found = await find(asked);
    return protectionOf([found, findings({ networks: memory.recall(found.networks) })], sha256);
  };
  let protection = await look(config);
  let flows = readFlows();
  const refresh = async (next?: ProtectionConfig) => {
    if (String(next?.operators) !== String(config.operators) && next !== undefined) memory.forget();
    if (next !== undefined) config = next;
    const asked = config;
    const found = await look(asked);
    if (asked !== config) return protection;
    const isNew = found.digest !== protection.digest;
    protection = found;
    flows = readFlows();
    if (isNew) options.onChange?.(found);
    return found;
  };
  const stop = repeat(refresh, options.onProblem);
  const context = ({ reachability, standing }: GuardsAsking): JudgeContext => {
    return { protection, reachability, standing, flows, budget, held: options.held(), nowMs: clock(), monotonicMs: monotonic() };
  };
  const offences = (held: readonly Held[]) => offending(held, protection);
  return {
    protection: () => protection,
    digest: () => protection.digest,
    admit: (orders, asking) => admit(orders, context(asking)),
    rehearse: (orders, asking) => rehearseAdmission(orders, context(asking)),
    offending: offences,
    protectedWhy: (what) => offences([{ ...what, expiresAtMs: null, dropped: null }])[0]?.reason ?? null,
    refresh,
    close: stop,
  };
}

function repeat(refresh: () => Promise<unknown>, onProblem: (problem: unknown) => void): () => void {
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    refresh()
      .catch(onProblem)
      .finally(() => {
        isBusy = false;
      });
  }, REFRESH_MS);
  timer.unref();
  return () => clearInterval(timer);
}
