import { existsSync } from "node:fs";
import type { Actuator, Order, Outcome } from "../actuator.ts";
import { type ProcessTable, processTable } from "./process-table.ts";
import { complaintOf, type RunProgram, runProgram } from "./run-program.ts";
import { STOP_TIMES, type StopTimes, stopProcess, stopRefusal } from "./stop-process.ts";

export type SessionActuatorOptions = {
  readonly run?: RunProgram;
  readonly table?: ProcessTable;
  readonly times?: StopTimes;
  /** True where systemd-logind keeps the sessions (sd_booted(3)). */
  readonly hasLogind?: boolean;
};

/** Ends login sessions: by systemd-logind, and where there is none by ending every process of that audit session. Nothing is held. */
export function sessionActuator(options: SessionActuatorOptions = {}): Actuator {
  const { run = runProgram, table = processTable, times = STOP_TIMES } = options;
  const hasLogind = options.hasLogind ?? existsSync("/run/systemd/seats");
  const end = async ({ target }: Order, isRehearsal: boolean): Promise<Outcome> => {
    const refusal = sessionRefusal(table, target.value);
    if (refusal !== undefined) return { target, state: "refused", guard: "system", reason: refusal };
    if (isRehearsal) return { target, state: "done", guard: null, reason: null };
    const why = hasLogind ? await terminate(run, target.value) : await endAll(table, target.value, times);
    return { target, state: why === undefined ? "done" : "failed", guard: null, reason: why ?? null };
  };
  return {
    name: "sessions",
    measures: ["end-session"],
    apply: (orders) => Promise.all(orders.map((order) => end(order, false))),
    rehearse: (orders) => Promise.all(orders.map((order) => end(order, true))),
    undo: (orders) => Promise.resolve(orders.map(({ target }) => ({ target, state: "done", guard: null, reason: null }))),
    list: () => Promise.resolve([]),
    generation: () => Promise.resolve("0"),
  };
}

function sessionRefusal(table: ProcessTable, session: string): string | undefined {
  return table.auditSession(table.ownPid) === session ? "the enforcer runs in it" : undefined;
}

/** What is not there any more is done. */
async function terminate(run: RunProgram, session: string): Promise<string | undefined> {
  const ran = await run("loginctl", ["terminate-session", "--", session]);
  if (ran.code === 0) return undefined;
  const shown = await run("loginctl", ["show-session", "--property=State", "--", session]);
  return /No session|Unknown session/i.test(shown.stderr) ? undefined : complaintOf(ran, "loginctl");
}

/** The oldest first: it is the session's leader, and takes most of the others along. */
async function endAll(table: ProcessTable, session: string, times: StopTimes): Promise<string | undefined> {
  const members = table.pids().flatMap((pid) => {
    const stat = table.auditSession(pid) === session ? table.stat(pid) : undefined;
    return stat === undefined || stat.isDead || stopRefusal(table, stat) !== undefined ? [] : [stat];
  });
  const [leader, ...others] = members.sort((a, b) => Number(a.start) - Number(b.start) || a.pid - b.pid);
  if (leader === undefined) return undefined;
  const faults = [await stopProcess(table, leader, times)];
  faults.push(...(await Promise.all(others.map((member) => stopProcess(table, member, times)))));
  return faults.find((fault) => fault !== undefined);
}
