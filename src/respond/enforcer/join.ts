import { type Checked, explainError, no, yes } from "../../lib/index.ts";
import type { Measure } from "../../model/index.ts";
import type { Actuator, Outcome } from "../actuator.ts";

type Ordered = Parameters<Actuator["undo"]>[0][number];

/** Several actuators as one: each measure goes to the one that takes it. The fault names a measure that two take. */
export function joinActuators(actuators: readonly Actuator[]): Checked<Actuator, string> {
  const known = new Map<Measure, Actuator>();
  for (const actuator of actuators) {
    for (const measure of actuator.measures) {
      const other = known.get(measure);
      if (other !== undefined) return no(`${other.name} and ${actuator.name} both take ${measure}`);
      known.set(measure, actuator);
    }
  }
  // Asked anew each time: one that is not there yet has told neither its name nor its measures.
  return yes({
    get name() {
      return actuators.map(({ name }) => name).join("+");
    },
    get measures() {
      return actuators.flatMap(({ measures }) => measures);
    },
    apply: (orders) => dispatch(actuators, orders, (actuator, some) => actuator.apply(some)),
    rehearse: (orders) => dispatch(actuators, orders, (actuator, some) => actuator.rehearse(some)),
    undo: (orders) => dispatch(actuators, orders, (actuator, some) => actuator.undo(some)),
    list: async () => (await Promise.all(actuators.map((actuator) => actuator.list()))).flat(),
    generation: async () => (await Promise.all(actuators.map((actuator) => actuator.generation()))).join(" "),
  });
}

/**
 * Calls each actuator at most once, all before the first answer, and puts the outcomes back into the order of the orders. One that
 * cannot be called fails its own orders only; when none can, that is thrown.
 */
async function dispatch<One extends Ordered>(
  actuators: readonly Actuator[],
  orders: readonly One[],
  verb: (actuator: Actuator, some: readonly One[]) => Promise<readonly Outcome[]>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = orders.map(({ measure, target }) => ({
    target,
    state: "failed",
    guard: null,
    reason: `nothing here can ${measure}`,
  }));
  const faults: unknown[] = [];
  let called = 0;
  const calls = actuators.map(async (actuator) => {
    const places = orders.flatMap(({ measure }, index) => (actuator.measures.includes(measure) ? [index] : []));
    if (places.length === 0) return;
    called++;
    try {
      const some = orders.filter(({ measure }) => actuator.measures.includes(measure));
      const done = await verb(actuator, some);
      for (const [at, place] of places.entries()) outcomes[place] = done[at] ?? (outcomes[place] as Outcome);
    } catch (error) {
      faults.push(error);
      for (const place of places) outcomes[place] = { ...(outcomes[place] as Outcome), reason: explainError(error) };
    }
  });
  await Promise.all(calls);
  if (called > 0 && faults.length === called) throw faults[0];
  return outcomes;
}
