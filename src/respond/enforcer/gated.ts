import type { Actuator, Order, Outcome } from "../actuator.ts";
import type { Protection } from "../guards/protection.ts";
import type { EnforcerOrder } from "./orders.ts";

/** Why a guard says no. */
export type Refusal = { readonly guard: string; readonly reason: string };

/** The guards as the enforcer asks them. `judge` answers at once, one answer for each order: null lets it through. */
export type Gate = {
  judge(orders: readonly EnforcerOrder[], isRehearsal: boolean): readonly (Refusal | null)[];
  /** How many targets are held, as it was just read from the system. */
  counted(held: number): void;
  /** All that is protected, as it goes over the socket. */
  protection(): Protection;
};

/** What the server serves. */
export type GatedActuator = Pick<Actuator, "name" | "measures" | "undo" | "list" | "generation"> & {
  apply(orders: readonly EnforcerOrder[]): Promise<readonly Outcome[]>;
  rehearse(orders: readonly EnforcerOrder[]): Promise<readonly Outcome[]>;
  protection(): Protection;
};

/** An actuator behind guards: what they refuse never reaches it. Undoing and reading need no leave. */
export function gateActuator(actuator: Actuator, gate: Gate): GatedActuator {
  return {
    name: actuator.name,
    measures: actuator.measures,
    apply: (orders) => passing(orders, gate.judge(orders, false), (allowed) => actuator.apply(allowed)),
    rehearse: (orders) => passing(orders, gate.judge(orders, true), (allowed) => actuator.rehearse(allowed)),
    undo: (orders) => actuator.undo(orders),
    list: async () => {
      const held = await actuator.list();
      gate.counted(held.length);
      return held;
    },
    generation: () => actuator.generation(),
    protection: () => gate.protection(),
  };
}

async function passing(
  orders: readonly EnforcerOrder[],
  refusals: readonly (Refusal | null)[],
  act: (orders: readonly Order[]) => Promise<readonly Outcome[]>,
): Promise<readonly Outcome[]> {
  const allowed = orders.filter((_, index) => refusals[index] === null);
  const done = allowed.length === 0 ? [] : await act(allowed.map(bare));
  let next = 0;
  return orders.map(({ target }, index) => {
    const refusal = refusals[index];
    if (refusal === null) return done[next++] ?? { target, state: "failed", guard: null, reason: "the actuator said nothing" };
    return { target, state: "refused", guard: refusal?.guard ?? "gate", reason: refusal?.reason ?? "the guards said nothing" };
  });
}

function bare({ measure, target, expiresAtMs }: EnforcerOrder): Order {
  return { measure, target, expiresAtMs };
}
