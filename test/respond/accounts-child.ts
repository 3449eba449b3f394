// Runs inside a mount namespace with an /etc of its own; prints what happened as JSON lines.
import { openAccountActuator, stateFile } from "../../src/respond/io/index.ts";

const [directory = "", nowText = "0"] = process.argv.slice(2);
const say = (what: string, value: unknown) => process.stdout.write(`${JSON.stringify({ what, value })}\n`);
let nowMs = Number(nowText);
const problems: string[] = [];
const open = () =>
  openAccountActuator({
    clock: () => nowMs,
    state: stateFile(`${directory}/locks.json`),
    onProblem: (why) => problems.push(why),
  });
const target = (value: string) => ({ kind: "account", value }) as const;
const lock = (value: string, forMs: number) =>
  ({ measure: "lock-account", target: target(value), expiresAtMs: nowMs + forMs }) as const;

const first = await open();
say("rehearsed", await first.rehearse([lock("alice", 60_000)]));
say("held-after-rehearsal", await first.list());
say(
  "locked",
  await first.apply(["alice", "bob", "carol", "dave", "root", "daemon", "nobody-there"].map((name) => lock(name, 60_000))),
);
say(
  "held",
  (await first.list()).map(({ target: { value }, expiresAtMs }) => [value, expiresAtMs]),
);
say("extended", (await first.apply([lock("alice", 120_000)]))[0]?.state);
say("undone", (await first.undo([{ measure: "lock-account", target: target("bob") }]))[0]?.state);
say("undone-again", (await first.undo([{ measure: "lock-account", target: target("bob") }]))[0]?.state);
await first.close();
nowMs += 61_000;
const second = await open();
say(
  "held-after-restart",
  (await second.list()).map(({ target: { value } }) => value),
);
nowMs += 60_000;
await second.expire();
say("held-at-end", await second.list());
await second.close();
say("problems", problems);
