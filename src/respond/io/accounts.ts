import { readFileSync, statSync } from "node:fs";
import { type Clock, explainError, Failure } from "../../lib/index.ts";
import type { Target } from "../../model/index.ts";
import { isLocked, type Lock, lockArguments, restoreArguments } from "../accounts/lock.ts";
import { formatLocks, parseLocks } from "../accounts/locks-file.ts";
import { type Account, type AccountState, accountIn, expiryIn, passwordStateIn } from "../accounts/passwd.ts";
import type { Actuator, Held, Order, Outcome } from "../actuator.ts";
import { personAccount } from "./person-account.ts";
import { complaintOf, type RunProgram, runProgram } from "./run-program.ts";
import type { StateFile } from "./state-file.ts";

export type AccountActuatorOptions = {
  readonly clock: Clock;
  /** Where what must be undone is written before it is done. */
  readonly state: StateFile;
  readonly onProblem: (problem: string) => void;
  readonly run?: RunProgram;
};

/** `expire` undoes what has ended; it also runs by itself, every 10 s and when the actuator is opened. */
export type AccountActuator = Actuator & { expire(): Promise<void>; close(): Promise<void> };

const EXPIRE_EVERY_MS = 10_000;

type Desk = AccountActuatorOptions & { readonly run: RunProgram; readonly locks: Map<string, Lock> };

/**
 * Locks accounts of this machine by usermod(8): no password matches and the account has ended, so that no key lets in either. What
 * was before is written durably first; it comes back at the end, also after a restart. Throws CONFIG_INVALID for a file of ours that
 * cannot be read.
 */
export async function openAccountActuator(options: AccountActuatorOptions): Promise<AccountActuator> {
  const desk: Desk = { ...options, run: options.run ?? runProgram, locks: await readLocks(options.state) };
  let last: Promise<unknown> = Promise.resolve();
  /** One after the other: usermod takes the machine's one lock on its password file. */
  const shadow = shadowWatch();
  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const turn = last.then(() => shadow.own(work));
    last = turn.catch(() => undefined); // whoever asked hears of it
    return turn;
  };
  const expire = () => inTurn(() => expireLocks(desk));
  const expireAlone = () => void expire().catch((error: unknown) => desk.onProblem(explainError(error)));
  const timer = setInterval(expireAlone, EXPIRE_EVERY_MS);
  await expire();
  return {
    name: "accounts",
    measures: ["lock-account"],
    apply: (orders) => inTurn(() => each(orders, (order) => lock(desk, order))),
    rehearse: (orders) => inTurn(() => each(orders, async ({ target }) => (await lockable(desk, target)).fault)),
    undo: (orders) => inTurn(() => each(orders, ({ target }) => unlock(desk, target.value))),
    list: () => inTurn(() => heldNow(desk)),
    generation: () => inTurn(() => Promise.resolve(shadow.generation())),
    expire,
    close: async () => {
      clearInterval(timer);
      await last;
    },
  };
}

/** Null when it was done, else why not. `guard` is given when nobody should want it done. */
type Fault = { readonly guard: string | null; readonly reason: string } | null;

async function each<One extends { readonly target: Target }>(
  orders: readonly One[],
  work: (order: One) => Promise<Fault>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const order of orders) {
    const fault = await work(order);
    const state = fault === null ? "done" : fault.guard === null ? "failed" : "refused";
    outcomes.push({ target: order.target, state, guard: fault?.guard ?? null, reason: fault?.reason ?? null });
  }
  return outcomes;
}

async function lockable(desk: Desk, { value }: Target): Promise<{ account?: Account; now?: AccountState; fault: Fault }> {
  const { account, fault } = personAccount(value);
  if (account === null) return { fault };
  const now = await stateOf(desk, value);
  return typeof now === "string" ? { fault: { guard: null, reason: now } } : { account, now, fault: null };
}

async function lock(desk: Desk, { target, expiresAtMs }: Order): Promise<Fault> {
  const { account, now, fault } = await lockable(desk, target);
  if (account === undefined || now === undefined) return fault;
  if (expiresAtMs === null) return { guard: null, reason: "a lock must end" };
  const mine = desk.locks.get(target.value);
  const ours = mine?.uid === account.uid ? mine : undefined;
  const wanted = { account: account.name, uid: account.uid, before: ours?.before ?? now };
  await keep(desk, { ...wanted, expiresAtMs: Math.max(expiresAtMs, ours?.expiresAtMs ?? 0) });
  if (isLocked(now)) return null;
  return change(desk, target.value, { args: lockArguments(target.value, now), isDone: isLocked });
}

async function unlock(desk: Desk, name: string): Promise<Fault> {
  const mine = desk.locks.get(name);
  if (mine === undefined) return null;
  if (accountIn(readFileSync("/etc/passwd", "utf8"), name)?.uid === mine.uid) {
    const now = await stateOf(desk, name);
    if (typeof now === "string") return { guard: null, reason: now };
    const args = restoreArguments(mine, now);
    const isDone = (after: AccountState) => restoreArguments(mine, after) === undefined;
    const fault = args === undefined ? null : await change(desk, name, { args, isDone });
    if (fault !== null) return fault;
  }
  desk.locks.delete(name);
  await writeLocks(desk);
  return null;
}

/** Runs usermod and reads back: its exit code is no proof. */
async function change(
  desk: Desk,
  name: string,
  { args, isDone }: { readonly args: readonly string[]; readonly isDone: (after: AccountState) => boolean },
): Promise<Fault> {
  const ran = await desk.run("usermod", args);
  const after = await stateOf(desk, name);
  if (typeof after !== "string" && isDone(after)) return null;
  return { guard: null, reason: complaintOf(ran, "usermod") };
}

/** The account's state as the system has it, or why it cannot be read. */
async function stateOf({ run }: Desk, name: string): Promise<AccountState | string> {
  const [status, chage] = [await run("passwd", ["-S", "--", name]), await run("chage", ["-i", "-l", "--", name])];
  const [password, expires] = [passwordStateIn(status.stdout), expiryIn(chage.stdout)];
  if (status.code !== 0 || password === undefined) return complaintOf(status, "passwd -S");
  if (chage.code !== 0 || expires === undefined) return complaintOf(chage, "chage -l");
  return { password, expires };
}

async function heldNow(desk: Desk): Promise<readonly Held[]> {
  const held: Held[] = [];
  for (const { account, expiresAtMs } of desk.locks.values()) {
    const now = await stateOf(desk, account);
    if (typeof now === "string" || !isLocked(now)) continue;
    held.push({ measure: "lock-account", target: { kind: "account", value: account }, expiresAtMs, dropped: null });
  }
  return held;
}

async function expireLocks(desk: Desk): Promise<void> {
  for (const { account, expiresAtMs } of desk.locks.values()) {
    if (expiresAtMs > desk.clock()) continue;
    const fault = await unlock(desk, account);
    if (fault !== null) desk.onProblem(`could not unlock ${account} at its end: ${fault.reason}`);
  }
}

async function keep(desk: Desk, wanted: Lock): Promise<void> {
  const before = desk.locks.get(wanted.account);
  desk.locks.set(wanted.account, wanted);
  try {
    await writeLocks(desk);
  } catch (error) {
    if (before === undefined) desk.locks.delete(wanted.account);
    else desk.locks.set(wanted.account, before);
    throw error;
  }
}

function writeLocks({ state, locks }: Desk): Promise<void> {
  return state.write(formatLocks([...locks.values()]));
}

async function readLocks(state: StateFile): Promise<Map<string, Lock>> {
  const bytes = await state.read();
  if (bytes === undefined) return new Map();
  const read = parseLocks(bytes);
  if (read.ok) return new Map(read.value.map((one) => [one.account, one]));
  const { path, expected } = read.fault;
  throw new Failure("CONFIG_INVALID", `could not read the file of account locks: ${path}: expected ${expected}`);
}

/** Counts the changes of /etc/shadow that were not ours. */
function shadowWatch() {
  const stamp = () => {
    const { ino, mtimeNs } = statSync("/etc/shadow", { bigint: true });
    return `${ino}.${mtimeNs}`;
  };
  let known = stamp();
  let foreign = 0;
  const look = () => {
    const now = stamp();
    if (now !== known) foreign++;
    known = now;
  };
  return {
    /** Runs work whose changes are ours. */
    own: async <Value>(work: () => Promise<Value>): Promise<Value> => {
      look();
      try {
        return await work();
      } finally {
        known = stamp();
      }
    },
    generation: () => `${foreign}`,
  };
}
