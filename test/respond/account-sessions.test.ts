// apt: util-linux
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { type SessionActuatorOptions, sessionActuator } from "../../src/respond/io/index.ts";

const CHILD = join(import.meta.dirname, "account-sessions-child.ts");
const NAMESPACE = ["--pid", "--fork", "--mount-proc", "--kill-child"];
const skip =
  process.platform === "linux" && spawnSync("unshare", [...NAMESPACE, "true"]).status === 0
    ? false
    : "needs root and a PID namespace";

const PASSWD = "root:x:0:0::/:/bin/sh\nntp:x:104:110::/:/bin/false\nalice:x:1001:1001::/:/bin/sh\n0:x:1002:1002::/:/bin/sh\n";
const read = (path: string) => (path === "/etc/passwd" ? PASSWD : "UID_MIN 1000\nUID_MAX 60000\n");
const order = (value: string) => ({ measure: "end-session", target: { kind: "account", value }, expiresAtMs: null }) as const;

type Row = { readonly pid: number; readonly parent: number; readonly user: number; readonly login?: number };

/** A machine of these processes; the enforcer is 99. */
function machine(rows: readonly Row[]) {
  const live = new Map(rows.map((row) => [row.pid, row]));
  const signals: string[] = [];
  const table: NonNullable<SessionActuatorOptions["table"]> = {
    ownPid: 99,
    pids: () => [...live.keys()],
    auditSession: () => undefined,
    userId: (pid) => live.get(pid)?.user,
    loginUserId: (pid) => live.get(pid)?.login,
    stat: (pid) => {
      const one = live.get(pid);
      return one === undefined ? undefined : { ...one, start: `${pid}0`, isDead: false, isKernel: false };
    },
    signal: (pid, signal) => {
      signals.push(`${pid} ${signal}`);
      live.delete(pid);
      return "sent";
    },
  };
  return { table, signals };
}

/** A loginctl that knows these users. */
function loginctl(users: readonly string[], refusal = "") {
  const asked: string[] = [];
  const run: NonNullable<SessionActuatorOptions["run"]> = async (program, args) => {
    asked.push([program, ...args].join(" "));
    const id = args.at(-1) ?? "";
    if (!users.includes(id))
      return { code: 1, stdout: "", stderr: `Failed to get user: User ID ${id} is not logged in or lingering` };
    return refusal === "" || args[0] === "show-user"
      ? { code: 0, stdout: "", stderr: "" }
      : { code: 1, stdout: "", stderr: refusal };
  };
  return { asked, run };
}

const ENFORCER: readonly Row[] = [
  { pid: 1, parent: 0, user: 0 },
  { pid: 99, parent: 1, user: 0 },
];

test("logind ends all sessions of an account, named by its number", async () => {
  const { asked, run } = loginctl(["1001"]);
  const sessions = sessionActuator({ hasLogind: true, run, read, table: machine(ENFORCER).table });
  assert.deepEqual(
    (await sessions.rehearse?.([order("alice")]))?.map(({ state }) => state),
    ["done"],
  );
  assert.equal(asked.length, 0, "a rehearsal asks nobody");
  const states = (await sessions.apply([order("alice"), order("0")])).map(({ state }) => state);
  assert.deepEqual(states, ["done", "done"], "who is not logged in has no session left");
  assert.deepEqual(
    asked.toSorted((a, b) => a.localeCompare(b)),
    ["loginctl show-user --property=State -- 1002", "loginctl terminate-user -- 1001", "loginctl terminate-user -- 1002"],
  );
});

test("an end that logind refuses has failed", async () => {
  const { run } = loginctl(["1001"], "Could not terminate user: Access denied");
  const sessions = sessionActuator({ hasLogind: true, run, read, table: machine(ENFORCER).table });
  const target = { kind: "account", value: "alice" };
  const reason = "Could not terminate user: Access denied";
  assert.deepEqual(await sessions.apply([order("alice")]), [{ target, state: "failed", guard: null, reason }]);
});

test("root, system accounts, unknown ones and the one that the enforcer runs under are never ended", async () => {
  const under: readonly Row[] = [
    { pid: 1, parent: 0, user: 0 },
    { pid: 50, parent: 1, user: 1001 },
    { pid: 99, parent: 50, user: 0 },
  ];
  const session: readonly Row[] = [
    { pid: 1, parent: 0, user: 0 },
    { pid: 99, parent: 1, user: 0, login: 1001 },
  ];
  const noOf = async (name: string, rows: readonly Row[], hasLogind: boolean) => {
    const { asked, run } = loginctl(["0", "104", "1001"]);
    const { table, signals } = machine(rows);
    const sessions = sessionActuator({ hasLogind, run, read, table });
    const [tried] = (await sessions.rehearse?.([order(name)])) ?? [];
    const [done] = await sessions.apply([order(name)]);
    assert.deepEqual(done, tried, "a rehearsal says what would be answered");
    assert.deepEqual([...asked, ...signals], []);
    return [done?.state, done?.guard, done?.reason];
  };
  for (const hasLogind of [true, false]) {
    assert.deepEqual(await noOf("root", ENFORCER, hasLogind), ["refused", "system", "it is root"]);
    assert.deepEqual(await noOf("ntp", ENFORCER, hasLogind), [
      "refused",
      "system",
      "user id 104 belongs to the system, not to a person (1000 to 60000)",
    ]);
    assert.deepEqual(await noOf("nobody-there", ENFORCER, hasLogind), [
      "failed",
      null,
      "there is no such account in /etc/passwd",
    ]);
    assert.deepEqual(await noOf("alice", under, hasLogind), ["refused", "system", "the enforcer runs under it"]);
  }
  assert.deepEqual(await noOf("alice", session, true), ["refused", "system", "the enforcer runs under it"]);
});

test("without logind only what runs as the account ends, and no daemon that its login began", async () => {
  const { table, signals } = machine([
    ...ENFORCER,
    { pid: 40, parent: 1, user: 0, login: 1001 },
    { pid: 50, parent: 40, user: 1001, login: 1001 },
    { pid: 51, parent: 50, user: 1001, login: 1001 },
    { pid: 60, parent: 1, user: 1002, login: 1002 },
  ]);
  const sessions = sessionActuator({ hasLogind: false, times: { graceMs: 40, killMs: 40 }, read, table });
  assert.deepEqual(
    (await sessions.apply([order("alice")])).map(({ state }) => state),
    ["done"],
  );
  assert.deepEqual(signals, ["50 SIGTERM", "51 SIGTERM"]);
});

test("all that runs as an account is ended, what is deaf and what starts anew too; another's goes on", { skip }, () => {
  const ran = spawnSync("unshare", [...NAMESPACE, "sh", "-c", '"$0" "$1"; exit $?', process.execPath, CHILD], {
    encoding: "utf8",
    timeout: 20_000,
    killSignal: "SIGKILL",
  });
  assert.equal(ran.status, 0, ran.stderr);
  const lines = ran.stdout.trim().split("\n");
  const said = Object.fromEntries(lines.map((line) => Object.values(JSON.parse(line) as object) as [string, unknown]));
  assert.deepEqual(said, {
    before: [true, 1],
    rehearsed: ["done"],
    "after-rehearsal": [true, 1],
    ended: [["done", null]],
    after: [0, 1],
    again: [["done", null]],
  });
});
