import { existsSync } from "node:fs";
import type { Target } from "../../model/index.ts";
import type { Actuator, Outcome } from "../actuator.ts";
import { personAccount, type ReadSystemText } from "./person-account.ts";
import { type ProcessTable, processTable } from "./process-table.ts";
import { complaintOf, type RunProgram, runProgram } from "./run-program.ts";
import { ancestors, STOP_TIMES, type StopTimes, stopProcess, stopRefusal } from "./stop-process.ts";

export type SessionActuatorOptions = {
  readonly run?: RunProgram;
  readonly table?: ProcessTable;
  readonly times?: StopTimes;
  /** True where systemd-logind keeps the sessions (sd_booted(3)). */
  readonly hasLogind?: boolean;
  /** Reads /etc/passwd and /etc/login.defs. */
  readonly read?: ReadSystemText;
};

type Desk = Required<Omit<SessionActuatorOptions, "read">> & Pick<SessionActuatorOptions, "read">;

/**
 * Ends one login session, or all that a person's account has: by systemd-logind, and where there is none by ending every process of that
 * audit session or account. Nothing is held.
 */
export function sessionActuator(options: SessionActuatorOptions = {}): Actuator {
  const hasLogind = options.hasLogind ?? existsSync("/run/systemd/seats");
  const desk: Desk = { run: runProgram, table: processTable, times: STOP_TIMES, ...options, hasLogind };
  const end = async (target: Target, isRehearsal: boolean): Promise<Outcome> => {
    const found = target.kind === "account" ? ofAccount(desk, target.value) : ofSession(desk, target.value);
    if (found.fault !== null) {
      const { guard, reason } = found.fault;
      return { target, state: guard === null ? "failed" : "refused", guard, reason };
    }
    const why = isRehearsal ? undefined : await found.end();
    return { target, state: why === undefined ? "done" : "failed", guard: null, reason: why ?? null };
  };
  return {
    name: "sessions",
    measures: ["end-session"],
    apply: (orders) => Promise.all(orders.map(({ target }) => end(target, false))),
    rehearse: (orders) => Promise.all(orders.map(({ target }) => end(target, true))),
    undo: (orders) => Promise.resolve(orders.map(({ target }) => ({ target, state: "done", guard: null, reason: null }))),
    list: () => Promise.resolve([]),
    generation: () => Promise.resolve("0"),
  };
}

/** How the sessions are ended, giving why they are not; or why nobody should. */
type Found =
  | { readonly fault: { readonly guard: string | null; readonly reason: string } }
  | { readonly fault: null; readonly end: () => Promise<string | undefined> };

function ofSession(desk: Desk, session: string): Found {
  const { table, hasLogind } = desk;
  const isMember = (pid: number) => table.auditSession(pid) === session;
  if (isMember(table.ownPid)) return { fault: { guard: "system", reason: "the enforcer runs in it" } };
  const end = () => (hasLogind ? terminate(desk, "session", session) : endAll(desk, isMember));
  return { fault: null, end };
}

function ofAccount(desk: Desk, name: string): Found {
  const { table, hasLogind } = desk;
  const { account, fault } = personAccount(name, desk.read);
  if (account === null) return { fault };
  // Not by whose login began it: a daemon that an administrator started again by hand would go with his sessions.
  const isMember = (pid: number) => table.userId(pid) === account.uid;
  // systemd-logind ends by whole sessions, whatever runs in them as whom.
  const isOwn = (hasLogind && table.loginUserId(table.ownPid) === account.uid) || ancestors(table).some(isMember);
  if (isOwn) return { fault: { guard: "system", reason: "the enforcer runs under it" } };
  // By number: an account's name may look like the number of another.
  const end = () => (hasLogind ? terminate(desk, "user", String(account.uid)) : endAll(desk, isMember));
  return { fault: null, end };
}

/** What is not there any more is done. */
async function terminate({ run }: Desk, what: "session" | "user", id: string): Promise<string | undefined> {
  const ran = await run("loginctl", [`terminate-${what}`, "--", id]);
  if (ran.code === 0) return undefined;
  const shown = await run("loginctl", [`show-${what}`, "--property=State", "--", id]);
  const isGone = /No session|Unknown session|is not logged in|No user|Unknown user/i.test(shown.stderr);
  return isGone ? undefined : complaintOf(ran, "loginctl");
}

/** What is started while the others end is ended in a round of its own; whoever outruns all of them is reported. */
const ROUNDS_MAX = 5;

async function endAll(desk: Desk, isMember: (pid: number) => boolean): Promise<string | undefined> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const ended = await endPresent(desk, isMember);
    if (ended !== "some") return ended === "none" ? undefined : ended.fault;
  }
  return endable(desk, isMember).length === 0 ? undefined : `new processes were still started after ${ROUNDS_MAX} rounds`;
}

/** The oldest first: it is the session's leader, and takes most of the others along. */
async function endPresent(
  { table, times }: Desk,
  isMember: (pid: number) => boolean,
): Promise<"none" | "some" | { readonly fault: string }> {
  const [leader, ...others] = endable({ table }, isMember);
  if (leader === undefined) return "none";
  const faults = [await stopProcess(table, leader, times)];
  faults.push(...(await Promise.all(others.map((member) => stopProcess(table, member, times)))));
  const fault = faults.find((one) => one !== undefined);
  return fault === undefined ? "some" : { fault };
}

function endable({ table }: Pick<Desk, "table">, isMember: (pid: number) => boolean) {
  return table
    .pids()
    .flatMap((pid) => {
      const stat = isMember(pid) ? table.stat(pid) : undefined;
      return stat === undefined || stat.isDead || stopRefusal(table, stat) !== undefined ? [] : [stat];
    })
    .sort((a, b) => Number(a.start) - Number(b.start) || a.pid - b.pid);
}
