import type { Clock } from "../../lib/index.ts";
import { MEASURES } from "../../model/index.ts";
import type { Actuator, Held, Outcome } from "../actuator.ts";
import { formatTarget } from "../target.ts";

/** An actuator that does nothing but remember, for a try without any right: what it "holds" is gone with the process. */
export function memoryActuator(clock: Clock): Actuator {
  const held = new Map<string, Held>();
  const sweep = () => {
    for (const [key, { expiresAtMs }] of held) if (expiresAtMs !== null && expiresAtMs <= clock()) held.delete(key);
  };
  const done = ({ target }: Pick<Held, "target">): Outcome => ({ target, state: "done", guard: null, reason: null });
  return {
    name: "memory",
    measures: MEASURES,
    apply: async (orders) =>
      orders.map((order) => {
        if (order.expiresAtMs !== null) held.set(`${order.measure} ${formatTarget(order.target)}`, { ...order, dropped: null });
        return done(order);
      }),
    rehearse: async (orders) => orders.map(done),
    undo: async (orders) =>
      orders.map((order) => {
        held.delete(`${order.measure} ${formatTarget(order.target)}`);
        return done(order);
      }),
    list: async () => {
      sweep();
      return [...held.values()];
    },
    generation: async () => "0",
  };
}
