// Runs as the first process but one of a PID namespace of its own, as root; prints what happened as JSON lines.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { sessionActuator } from "../../src/respond/io/index.ts";
import { processTable } from "../../src/respond/io/process-table.ts";

const [ALICE, BOB] = [5001, 5002];
const say = (what: string, value: unknown) => process.stdout.write(`${JSON.stringify({ what, value })}\n`);
const sessions = sessionActuator({
  hasLogind: false,
  times: { graceMs: 300, killMs: 1_000 },
  read: (path) =>
    path === "/etc/passwd" ? `root:x:0:0::/:/bin/sh\nalice:x:${ALICE}:100::/:/bin/sh\nbob:x:${BOB}:100::/:/bin/sh\n` : undefined,
});
const order = { measure: "end-session", target: { kind: "account", value: "alice" }, expiresAtMs: null } as const;
const livingOf = (uid: number) =>
  processTable.pids().filter((pid) => processTable.userId(pid) === uid && processTable.stat(pid)?.isDead === false).length;

/** A shell that leads a session of its own, as a login's does; it says when it is up. */
async function login(uid: number, script: string): Promise<void> {
  const shell = spawn("sh", ["-c", script], { uid, gid: 100, detached: true, cwd: "/", stdio: ["ignore", "pipe", "ignore"] });
  await once(shell.stdout, "data");
  // Whoever is left ends with the namespace.
  shell.stdout.destroy();
  shell.unref();
}

await login(ALICE, "sleep 61 & echo up; wait");
await login(ALICE, "trap '' TERM HUP; setsid sleep 62 & echo up; wait");
await login(ALICE, "trap 'setsid sleep 63 & exit' TERM; sleep 64 & echo up; wait");
await login(BOB, "echo up; exec sleep 65");
say("before", [livingOf(ALICE) >= 6, livingOf(BOB)]);
say(
  "rehearsed",
  (await sessions.rehearse?.([order]))?.map(({ state }) => state),
);
say("after-rehearsal", [livingOf(ALICE) >= 6, livingOf(BOB)]);
const outcomes = await sessions.apply([order]);
say(
  "ended",
  outcomes.map(({ state, reason }) => [state, reason]),
);
say("after", [livingOf(ALICE), livingOf(BOB)]);
say(
  "again",
  (await sessions.apply([order])).map(({ state, reason }) => [state, reason]),
);
