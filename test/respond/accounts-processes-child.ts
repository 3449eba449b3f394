// Runs as the first process but one of a PID namespace of its own; prints what happened as JSON lines.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { processActuator } from "../../src/respond/io/index.ts";

const say = (what: string, value: unknown) => process.stdout.write(`${JSON.stringify({ what, value })}\n`);
const startOf = (pid: number) => {
  const text = readFileSync(`/proc/${pid}/stat`, "latin1");
  return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
};
const actuator = processActuator(undefined, { graceMs: 300, killMs: 1_000 });
const stop = async (value: string) => {
  const [outcome] = await actuator.apply([{ measure: "stop-process", target: { kind: "process", value }, expiresAtMs: null }]);
  return [outcome?.state, outcome?.guard, outcome?.reason];
};

async function child(script: string): Promise<{ pid: number; ended: Promise<unknown[]> }> {
  const started = spawn("sh", ["-c", script], { stdio: ["ignore", "pipe", "ignore"] });
  const ended = once(started, "exit");
  await once(started.stdout, "data");
  return { pid: started.pid ?? 0, ended };
}

const polite = await child("echo up; exec sleep 60");
say("polite", await stop(`${polite.pid}/${startOf(polite.pid)}`));
say("polite-ended-by", (await polite.ended)[1]);
const deaf = await child("trap '' TERM; echo up; exec sleep 60");
say("other-start", await stop(`${deaf.pid}/${Number(startOf(deaf.pid)) + 1}`));
say("deaf", await stop(`${deaf.pid}/${startOf(deaf.pid)}`));
say("deaf-ended-by", (await deaf.ended)[1]);
say("gone", await stop("4194000/12345"));
say("first", await stop(`1/${startOf(1)}`));
say("own", await stop(`${process.pid}/${startOf(process.pid)}`));
