import { processOf } from "../accounts/process-stat.ts";
import type { Actuator, Order, Outcome } from "../actuator.ts";
import { type ProcessTable, processTable } from "./process-table.ts";
import { STOP_TIMES, type StopTimes, stopProcess, stopRefusal } from "./stop-process.ts";

/**
 * Ends processes of this machine, each by number and start. Nothing is held and nothing can be taken back; a process that is gone
 * already is done.
 */
export function processActuator(table: ProcessTable = processTable, times: StopTimes = STOP_TIMES): Actuator {
  const stop = async ({ target }: Order, isRehearsal: boolean): Promise<Outcome> => {
    const name = processOf(target.value);
    if (name === undefined) return { target, state: "failed", guard: null, reason: "expected a process as pid/start time" };
    const refusal = stopRefusal(table, name);
    if (refusal !== undefined) return { target, state: "refused", guard: "system", reason: refusal };
    const why = isRehearsal ? undefined : await stopProcess(table, name, times);
    return { target, state: why === undefined ? "done" : "failed", guard: null, reason: why ?? null };
  };
  return {
    name: "processes",
    measures: ["stop-process"],
    apply: (orders) => Promise.all(orders.map((order) => stop(order, false))),
    rehearse: (orders) => Promise.all(orders.map((order) => stop(order, true))),
    undo: (orders) => Promise.resolve(orders.map(({ target }) => ({ target, state: "done", guard: null, reason: null }))),
    list: () => Promise.resolve([]),
    generation: () => Promise.resolve("0"),
  };
}
