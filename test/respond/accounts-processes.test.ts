// apt: util-linux
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { sessionActuator } from "../../src/respond/io/index.ts";

const CHILD = join(import.meta.dirname, "accounts-processes-child.ts");
const NAMESPACE = ["--pid", "--fork", "--mount-proc", "--kill-child"];
const skip =
  process.platform === "linux" && spawnSync("unshare", [...NAMESPACE, "true"]).status === 0
    ? false
    : "needs root and a PID namespace";

test("a process is asked, then killed; another under its number, the first one and our own are left", { skip }, () => {
  const ran = spawnSync("unshare", [...NAMESPACE, "sh", "-c", '"$0" "$1"; exit $?', process.execPath, CHILD], {
    encoding: "utf8",
    timeout: 20_000,
    killSignal: "SIGKILL",
  });
  assert.equal(ran.status, 0, ran.stderr);
  const said = Object.fromEntries(
    ran.stdout
      .trim()
      .split("\n")
      .map((line) => Object.values(JSON.parse(line) as object) as [string, unknown]),
  );
  const done = ["done", null, null];
  assert.deepEqual(said, {
    polite: done,
    "polite-ended-by": "SIGTERM",
    "other-start": done,
    deaf: done,
    "deaf-ended-by": "SIGKILL",
    gone: done,
    first: ["refused", "system", "process 1 is the machine itself"],
    own: ["refused", "system", "it is the enforcer itself"],
  });
});

const order = (value: string) => ({ measure: "end-session", target: { kind: "session", value }, expiresAtMs: null }) as const;

test("logind ends a session; one that it does not know is over", async () => {
  const asked: string[] = [];
  const sessions = sessionActuator({
    hasLogind: true,
    run: async (program, args) => {
      asked.push([program, ...args].join(" "));
      const isKnown = args.includes("7");
      return {
        code: isKnown ? 0 : 1,
        stdout: "",
        stderr: isKnown ? "" : "Failed to get path for session '8': No session '8' known",
      };
    },
  });
  const states = (await sessions.apply([order("7"), order("8")])).map(({ state }) => state);
  assert.deepEqual(states, ["done", "done"]);
  assert.deepEqual(asked, [
    "loginctl terminate-session -- 7",
    "loginctl terminate-session -- 8",
    "loginctl show-session --property=State -- 8",
  ]);
});

test("without logind every process of the audit session ends, the leader first, and no other", async () => {
  const live = new Map([
    [1, { session: undefined, start: "1" }],
    [50, { session: "3", start: "500" }],
    [51, { session: "3", start: "510" }],
    [60, { session: "4", start: "600" }],
    [99, { session: undefined, start: "900" }],
  ]);
  const signals: string[] = [];
  const sessions = sessionActuator({
    hasLogind: false,
    times: { graceMs: 40, killMs: 40 },
    table: {
      ownPid: 99,
      pids: () => [...live.keys()].reverse(),
      auditSession: (pid) => live.get(pid)?.session,
      userId: () => 0,
      loginUserId: () => undefined,
      stat: (pid) => {
        const one = live.get(pid);
        return one === undefined ? undefined : { pid, parent: 1, start: one.start, isDead: false, isKernel: false };
      },
      signal: (pid, signal) => {
        signals.push(`${pid} ${signal}`);
        live.delete(pid);
        return "sent";
      },
    },
  });
  assert.deepEqual(
    (await sessions.apply([order("3")])).map(({ state }) => state),
    ["done"],
  );
  assert.deepEqual(signals, ["50 SIGTERM", "51 SIGTERM"]);
});
