import type { Clock } from "../../lib/index.ts";
import { type BudgetLimits, DEFAULT_LIMITS, type Judgement } from "../../respond/index.ts";
import { type Guards as HostGuards, openGuards } from "../../respond/io/index.ts";
import type { Config } from "../config.ts";
import type { Guards, Verdict } from "./ports.ts";

type RespondConfig = Config["respond"];

/** What the configuration protects, in the words of the guards. */
export function protectionConfig({
  protect,
  shared,
  safety,
  assets,
  canaries,
}: RespondConfig): Parameters<typeof openGuards>[0]["config"] {
  const safeAssets = assets.filter((asset) => asset.safety).map(({ host }) => host);
  const peers = [...protect.peers, ...canaries.map(({ host }) => ({ at: host, why: "the other end of a critical flow" }))];
  return { ...protect, peers, shared, safety: { ...safety, hosts: [...safety.hosts, ...safeAssets] } };
}

/** The limits of what playbooks may do by themselves; persons keep the defaults. */
export function budgetLimits({ budgets }: RespondConfig): BudgetLimits {
  const { prefixV4Min, prefixV6Min, ...rest } = budgets;
  const usual = DEFAULT_LIMITS.playbook;
  const own = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  const prefixBitsMin = { v4: prefixV4Min ?? usual.prefixBitsMin.v4, v6: prefixV6Min ?? usual.prefixBitsMin.v6 };
  return { ...DEFAULT_LIMITS, playbook: { ...usual, ...own, prefixBitsMin } };
}

/** The guards of this machine, as a responder asks them. */
export async function openNodeGuards(
  config: RespondConfig,
  world: {
    readonly clock: Clock;
    readonly held: () => number;
    readonly onProblem: (what: string) => void;
    readonly onChange: () => void;
  },
): Promise<{ readonly guards: Guards; readonly host: HostGuards }> {
  const host = await openGuards({
    config: protectionConfig(config),
    limits: budgetLimits(config),
    clock: world.clock,
    held: world.held,
    onChange: world.onChange,
    onProblem: (problem) => world.onProblem(`could not look at what is protected: ${String(problem)}`),
  });
  return { guards: guardsOf(host), host };
}

/** Guards that are open, one order at a time. */
export function guardsOf(host: Pick<HostGuards, "digest" | "admit" | "rehearse" | "protectedWhy">): Guards {
  const by =
    (ask: HostGuards["admit"]): Guards["judge"] =>
    (order, { reachability, origin, approved, spoofableOk }) =>
      verdictOf(ask([order], { reachability, standing: { origin, approved, spoofableOk } })[0]);
  return { digest: host.digest, protectedWhy: host.protectedWhy, judge: by(host.admit), wouldJudge: by(host.rehearse) };
}

function verdictOf(judgement: Judgement | undefined): Verdict {
  if (judgement === undefined) return { ok: false, guard: "target", reason: "no guard answered" };
  if (!judgement.ok) {
    const { guard, reason, approvable, freesInMs } = judgement;
    // What has room again by itself soon is no question for persons.
    return { ok: false, guard, reason, approvable: approvable && freesInMs === null };
  }
  const { addresses, flowsHit, flowsSeen } = judgement.reach;
  return { ok: true, reach: { addresses: bigOf(addresses), flowsHit, flowsSeen } };
}

const DIGITS_MAX = 15;

/** A decimal number of up to 39 digits. */
function bigOf(text: string): bigint {
  let value = 0n;
  for (let at = 0; at < text.length; at += DIGITS_MAX) {
    const part = text.slice(at, at + DIGITS_MAX);
    value = value * 10n ** BigInt(part.length) + BigInt(Number(part));
  }
  return value;
}
