import { type Checked, no, yes } from "../../lib/index.ts";
import type { Measure } from "../../model/index.ts";
import type { Actuator, Outcome } from "../actuator.ts";

type Ordered = Parameters<Actuator["undo"]>[0][number];

/** Several actuators as one: each measure goes to the one that takes it. The fault names a measure that two take. */
export function joinActuators(actuators: readonly Actuator[]): Checked<Actuator, string> {
  const takers = new Map<Measure, Actuator>();
  for (const actuator of actuators) {
    for (const measure of actuator.measures) {
      const other = takers.get(measure);
      if (other !== undefined) return no(`${other.name} and ${actuator.name} both take ${measure}`);
      takers.set(measure, actuator);
    }
  }
  return yes({
    name: actuators.map(({ name }) => name).join("+"),
    measures: [...takers.keys()],
    apply: (orders) => dispatch(takers, orders, (actuator, some) => actuator.apply(some)),
    rehearse: (orders) => dispatch(takers, orders, (actuator, some) => actuator.rehearse(some)),
    undo: (orders) => dispatch(takers, orders, (actuator, some) => actuator.undo(some)),
    list: async () => (await Promise.all(actuators.map((actuator) => actuator.list()))).flat(),
    generation: async () => (await Promise.all(actuators.map((actuator) => actuator.generation()))).join(" "),
  });
}

/** Calls each actuator at most once, all before the first answer, and puts the outcomes back into the order of the orders. */
async function dispatch<One extends Ordered>(
  takers: ReadonlyMap<Measure, Actuator>,
  orders: readonly One[],
  verb: (actuator: Actuator, some: readonly One[]) => Promise<readonly Outcome[]>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = orders.map(({ measure, target }) => ({
    target,
    state: "failed",
    guard: null,
    reason: `nothing here can ${measure}`,
  }));
  const calls = [...new Set(takers.values())].map(async (actuator) => {
    const places = orders.flatMap(({ measure }, index) => (takers.get(measure) === actuator ? [index] : []));
    if (places.length === 0) return;
    const done = await verb(
      actuator,
      orders.filter(({ measure }) => takers.get(measure) === actuator),
    );
    for (const [at, place] of places.entries()) outcomes[place] = done[at] ?? (outcomes[place] as Outcome);
  });
  await Promise.all(calls);
  return outcomes;
}
