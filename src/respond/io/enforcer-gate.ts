import { createHash } from "node:crypto";
import { type Clock, explainError } from "../../lib/index.ts";
import type { Actuator } from "../actuator.ts";
import type { Gate, Refusal } from "../enforcer/gated.ts";
import type { EnforcerOrder } from "../enforcer/orders.ts";
import { configuredProtection, type ProtectionConfig } from "../guards/configured.ts";
import { ENFORCING, type Judgement } from "../guards/judge.ts";
import type { BudgetLimits } from "../guards/limits.ts";
import { offending } from "../guards/offending.ts";
import { type Protection, protectionOf } from "../guards/protection.ts";
import type { EnforcerLog } from "./enforcer-server.ts";
import { type Guards, openGuards } from "./guards.ts";

export type EnforcerGateOptions = {
  /** What the operator protects, as it stands in the file at this moment. */
  readonly configured: () => ProtectionConfig;
  readonly limits: BudgetLimits;
  readonly clock: Clock;
  /** What is held against a new protection is taken back here. */
  readonly actuator: Actuator;
  readonly log: EnforcerLog;
  readonly open?: typeof openGuards;
};

export type EnforcerGate = Gate & { close(): Promise<void> };

/**
 * The guards as the enforcer keeps them: with what it finds on this machine itself, the operator's file, and a budget of its own. The
 * file is looked at before every order; what came onto it is in force for that order already, and what is held against it goes.
 */
export async function openEnforcerGate(options: EnforcerGateOptions): Promise<EnforcerGate> {
  const { configured, log, open = openGuards } = options;
  const desk: Desk = { ...options, config: configured(), named: undefined, held: 0, sweeping: Promise.resolve(), places: "" };
  const guards = await open({
    config: desk.config,
    limits: options.limits,
    clock: options.clock,
    held: () => desk.held,
    onChange: (protection) => sweep(desk, guards, protection),
    onProblem: (why) => log("problem", { why: explainError(why) }),
  });
  desk.places = placesOf(guards.protection());
  return {
    judge: (orders, isRehearsal) => {
      lookAtFile(desk, guards);
      const ask: Ask = (some, asking) => (isRehearsal ? guards.rehearse(some, asking) : guards.admit(some, asking));
      const judged = judgeAll(orders, ask, desk.named);
      if (!isRehearsal) desk.held += judged.filter((refusal) => refusal === null).length;
      return judged;
    },
    counted: (held) => {
      desk.held = held;
    },
    protection: () => guards.protection(),
    close: async () => {
      guards.close();
      await desk.sweeping;
    },
  };
}

type Desk = EnforcerGateOptions & {
  config: ProtectionConfig;
  /** What a changed file names, until the guards have taken it over. */
  named: Protection | undefined;
  held: number;
  sweeping: Promise<void>;
  places: string;
};

/** A changed file counts from now on by what it names; names of hosts are looked up by the guards' next look, which begins now. */
function lookAtFile(desk: Desk, guards: Guards): void {
  const now = desk.configured();
  if (now === desk.config) return;
  desk.config = now;
  const named = protectionOf([configuredProtection(now).findings], sha256);
  desk.named = named;
  desk.log("allowlist-changed", { networks: named.networks.length, accounts: named.accounts.length });
  void takeOver(desk, guards, named);
}

async function takeOver(desk: Desk, guards: Guards, named: Protection): Promise<void> {
  try {
    await guards.refresh(desk.config);
    if (desk.named === named) desk.named = undefined;
  } catch (error) {
    desk.log("problem", { why: explainError(error) });
  }
}

type Ask = Guards["admit"];

/** Neighbours of which the same is known are asked about together: what the guards read, they read once for all of them. */
function judgeAll(orders: readonly EnforcerOrder[], ask: Ask, named: Protection | undefined): readonly (Refusal | null)[] {
  const refusals: (Refusal | null)[] = [];
  let alike: EnforcerOrder[] = [];
  const askAlike = () => {
    const [first] = alike;
    if (first === undefined) return;
    const judgements = ask(alike, { reachability: first.reachability, standing: ENFORCING });
    for (const index of alike.keys()) refusals.push(refusalOf(judgements[index]));
    alike = [];
  };
  for (const order of orders) {
    const refusal = named === undefined ? undefined : namedRefusal(order, named);
    if (refusal !== undefined || alike[0]?.reachability !== order.reachability) askAlike();
    if (refusal === undefined) alike.push(order);
    else refusals.push(refusal);
  }
  askAlike();
  return refusals;
}

function namedRefusal(order: EnforcerOrder, named: Protection): Refusal | undefined {
  const offence = order.measure === "notify" ? undefined : offending([{ ...order, dropped: null }], named)[0];
  return offence === undefined ? undefined : { guard: offence.guard, reason: offence.reason };
}

function refusalOf(judgement: Judgement | undefined): Refusal | null {
  if (judgement?.ok === true) return null;
  return { guard: judgement?.guard ?? "target", reason: judgement?.reason ?? "the guards said nothing" };
}

/** Processes come and go with every login; only what can be held against somebody is worth a look at all that is held. */
function placesOf({ networks, accounts, hosts, nat64 }: Protection): string {
  return JSON.stringify([networks, accounts, hosts, nat64]);
}

function sweep(desk: Desk, guards: Guards, protection: Protection): void {
  const places = placesOf(protection);
  if (places === desk.places) return;
  desk.places = places;
  desk.sweeping = desk.sweeping
    .then(() => takeBack(desk, guards))
    .catch((error: unknown) => desk.log("problem", { why: explainError(error) }));
}

async function takeBack({ actuator, log }: Desk, guards: Guards): Promise<void> {
  const offences = guards.offending(await actuator.list());
  if (offences.length === 0) return;
  for (const { held, guard, reason } of offences) {
    log("taken-back", { measure: held.measure, target: held.target.value, guard, reason });
  }
  for (const { target, state, reason } of await actuator.undo(offences.map(({ held }) => held))) {
    if (state !== "done") log("problem", { why: `could not take back ${target.value}: ${reason ?? state}` });
  }
}

function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}
