import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { connectEnforcer } from "../../src/respond/io/index.ts";
import type { Metrics } from "../bench.ts";
import { type Child, run, usageOf } from "./children.ts";
import { CROWDSEC_SET, startCrowdsec } from "./crowdsec.ts";
import { FAIL2BAN_SET, startFail2ban } from "./fail2ban.ts";
import { Load } from "./load.ts";
import { MERIDIAN_SET, Meridian } from "./meridian.ts";
import { attackers, heldTargets, joinNamespaces, manyAttackers, silenceDns, VICTIM } from "./namespace.ts";
import { monotonicMs, Probe, type Trial } from "./probe.ts";

const note = (text: string) => void process.stderr.write(`${text}\n`);
const LINES_PER_SECOND = 5000;
const BLOCKS = 100_000;
const PER_SECOND = 1000;
const SUSTAINED_S = Number(process.env["BENCH_SUSTAINED_S"] ?? 20);
const only = process.argv[2] ?? process.env["BENCH_ONLY"] ?? "all";
const wants = (part: string) => only === "all" || only.split(",").includes(part);

const folder = mkdtempSync(join(tmpdir(), "meridian-respond-"));
const logs = { auth: join(folder, "auth.log"), access: join(folder, "access.log") };
const metrics: Record<string, Metrics[string]> = {};

function emptyLogs(): void {
  writeFileSync(logs.auth, "Nov 22 19:00:00 gate sshd[99]: Server listening on 10.99.0.1 port 22.\n");
  writeFileSync(logs.access, '10.1.1.1 - - [22/Nov/2026:19:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8.5.0"\n');
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function put(
  name: string,
  value: number,
  [unit, target = null, better = "lower"]: [string, (number | null)?, ("lower" | "higher")?],
): void {
  metrics[name] = { value, unit, target, better };
}

/** Times to the element and to the first missing packet. Whoever is not blocked within the time is told, and fails the run when it is ours. */
function times(who: string, trials: readonly Trial[]): { element: number[]; drop: number[] } {
  const element = trials.flatMap(({ element_ms }) => element_ms ?? []);
  const drop = trials.flatMap(({ drop_ms }) => drop_ms ?? []);
  const show = (values: readonly number[]) =>
    `p50 ${quantile(values, 0.5).toFixed(2)} p99 ${quantile(values, 0.99).toFixed(2)} max ${Math.max(...values).toFixed(2)} ms`;
  note(`${who}: ${element.length} of ${trials.length} blocked; element ${show(element)}; first dropped packet ${show(drop)}`);
  return { element, drop };
}

emptyLogs();
await silenceDns(folder);
const other = await joinNamespaces();
const probe = new Probe(other.pid, VICTIM);
await probe.ready();
let next = 0;
const take = (count: number) => attackers((next += count) - count, count);

async function underLoad<Value>(
  pids: readonly number[],
  job: () => Promise<Value>,
): Promise<{ value: Value; cpuS: number; rssMb: number }> {
  const load = new Load(LINES_PER_SECOND, logs);
  await after(3000);
  const before = usageOf(pids).cpuS;
  const startedMs = monotonicMs();
  const value = await job();
  const { cpuS, rssMb } = usageOf(pids);
  const { perSecond } = await load.stop();
  note(
    `load ${perSecond.toFixed(0)} lines/s; ${((cpuS - before) / ((monotonicMs() - startedMs) / 1000)).toFixed(2)} cores, ${rssMb.toFixed(0)} MB`,
  );
  if (perSecond < LINES_PER_SECOND * 0.98) throw new Error(`the load was ${perSecond.toFixed(0)} lines/s only`);
  return { value, cpuS: cpuS - before, rssMb };
}

async function peer(
  name: string,
  start: () => Promise<readonly Child[] | undefined>,
  measure: () => Promise<readonly Trial[]>,
): Promise<number | undefined> {
  emptyLogs();
  const children = await start();
  if (children === undefined) {
    note(`${name} is not installed: nothing is compared with it`);
    return undefined;
  }
  const { value, cpuS, rssMb } = await underLoad(
    children.map(({ pid }) => pid),
    measure,
  );
  for (const child of children.toReversed()) await child.stop();
  const { element, drop } = times(name, value);
  put(`${name}_line_to_block_p50_ms`, quantile(element, 0.5), ["ms"]);
  put(`${name}_line_to_drop_p50_ms`, quantile(drop, 0.5), ["ms"]);
  put(`${name}_rss_mb`, rssMb, ["MB"]);
  put(`${name}_cpu_s_per_1000_blocks`, (cpuS / element.length) * 1000, ["s"]);
  return quantile(element, 0.5);
}

async function countHeld(): Promise<number> {
  const text = await run(["nft", "-j", "list", "table", "inet", "meridian"], { timeoutMs: 60_000 });
  return text.split('"elem": {').length - 1;
}

let fail2ban: number | undefined;
let crowdsec: number | undefined;
if (wants("fail2ban")) {
  const plan = () => ({ log: logs.auth, addresses: take(30), before: 9, warm_s: 2, gap_s: 0.35, timeout_s: 30 });
  fail2ban = await peer(
    "fail2ban",
    async () => {
      const child = await startFail2ban(folder, logs.auth);
      return child === undefined ? undefined : [child];
    },
    () => probe.trials(FAIL2BAN_SET, plan()),
  );
}
if (wants("crowdsec")) {
  const plan = () => ({ log: logs.auth, addresses: take(30), before: 9, warm_s: 1.5, gap_s: 0.7, timeout_s: 50 });
  crowdsec = await peer(
    "crowdsec",
    () => startCrowdsec(folder, logs),
    () => probe.trials(CROWDSEC_SET, plan()),
  );
}

if (wants("meridian")) {
  emptyLogs();
  const meridian = new Meridian(folder, logs);
  const held = heldTargets(BLOCKS);
  const sample = held
    .filter((target) => !target.includes("/"))
    .filter((_, index) => index % 250 === 0 || index === held.length - 2001);
  // 1. Through the enforcer alone.
  await meridian.startEnforcer();
  const client = await connectEnforcer(meridian.socket, { clock: Date.now, timeoutMs: 20_000 });
  const expiresAtMs = Date.now() + 6 * 3_600_000;
  let startedMs = monotonicMs();
  const calls = [];
  for (let at = 0; at < BLOCKS; at += 10_000)
    calls.push(
      client.apply(
        held.slice(at, at + 10_000).map((value) => ({
          measure: "block" as const,
          target: { kind: value.includes("/") ? ("prefix" as const) : ("address" as const), value },
          expiresAtMs,
        })),
      ),
    );
  const outcomes = (await Promise.all(calls)).flat();
  const installedS = (monotonicMs() - startedMs) / 1000;
  const bad = outcomes.filter(({ state }) => state !== "done");
  if (bad.length > 0) throw new Error(`${bad.length} of ${BLOCKS} were not installed: ${JSON.stringify(bad[0])}`);
  await probe.until(MERIDIAN_SET, sample, { held: true, timeoutS: 1 });
  const count = await countHeld();
  if (count !== BLOCKS) throw new Error(`the kernel holds ${count} of ${BLOCKS}`);
  note(`${BLOCKS} blocks in ${installedS.toFixed(2)} s through the enforcer`);
  put("blocks_100k_s", installedS, ["s", 2]);
  await client.close();
  await meridian.stop();
  await run(["nft", "delete", "table", "inet", "meridian"]);
  // 2. By a node, so that they are in its ledger.
  await meridian.startEnforcer();
  await meridian.startNode();
  startedMs = monotonicMs();
  for (let at = 0; at < BLOCKS; at += 10_000) await meridian.block(held.slice(at, at + 10_000));
  note(
    `${BLOCKS} blocks ordered of the node in ${((monotonicMs() - startedMs) / 1000).toFixed(2)} s; it intends ${(await meridian.status()).intended}`,
  );
  // 3. Line to block, under load.
  const n = Number(process.env.BENCH_TRIALS ?? 1000);
  const warm = await probe.trials(MERIDIAN_SET, {
    log: logs.auth,
    addresses: take(20),
    before: 9,
    warm_s: 0.5,
    gap_s: 0.05,
    timeout_s: 10,
  });
  times("meridian, warm-up (left out)", warm);
  const plan = { log: logs.auth, addresses: take(n), before: 9, warm_s: 0.5, gap_s: 0.03, timeout_s: 90 };
  const measured = await underLoad(meridian.pids, () => probe.trials(MERIDIAN_SET, plan));
  const { element, drop } = times("meridian", measured.value);
  const stage = (name: "decidedMs" | "heldMs") => meridian.stages.map((one) => one[name]);
  note(
    `of it, by its own statements: read to decided p50 ${quantile(stage("decidedMs"), 0.5)} p99 ${quantile(stage("decidedMs"), 0.99)} ms, decided to held p50 ${quantile(stage("heldMs"), 0.5)} p99 ${quantile(stage("heldMs"), 0.99)} ms`,
  );
  if (element.length < n) throw new Error(`${n - element.length} attackers were not blocked: ${meridian.problems}`);
  put("line_to_block_p50_ms", quantile(element, 0.5), ["ms", 3]);
  put("line_to_block_p99_ms", quantile(element, 0.99), ["ms", 25]);
  put("line_to_drop_p50_ms", quantile(drop, 0.5), ["ms"]);
  put("line_to_drop_p99_ms", quantile(drop, 0.99), ["ms"]);
  put("rss_mb", measured.rssMb, ["MB"]);
  put("cpu_s_per_1000_blocks", (measured.cpuS / n) * 1000, ["s"]);
  const p50 = quantile(element, 0.5);
  if (fail2ban !== undefined) put("vs_fail2ban", fail2ban / p50, ["ratio", 20, "higher"]);
  if (crowdsec !== undefined) put("vs_crowdsec", crowdsec / p50, ["ratio", 200, "higher"]);
  // 4. Undo.
  const undo: number[] = [];
  for (const address of plan.addresses.slice(0, 100)) {
    const calledMs = monotonicMs();
    const [goneMs] = await Promise.all([
      probe.until(MERIDIAN_SET, [address], { held: false, timeoutS: 10 }),
      meridian.unblock(address),
    ]);
    undo.push(goneMs - calledMs);
  }
  note(`undo p50 ${quantile(undo, 0.5).toFixed(2)} p99 ${quantile(undo, 0.99).toFixed(2)} ms`);
  put("undo_ms", quantile(undo, 0.99), ["ms", 100]);
  // 5. Many at once.
  const many = manyAttackers(PER_SECOND * SUSTAINED_S);
  const sustained = await probe.sustain(MERIDIAN_SET, { log: logs.access, addresses: many, per_s: PER_SECOND, grace_s: 15 });
  if (sustained.took_ms.length < sustained.due) note(meridian.problems.slice(-3000));
  const perSecond = sustained.took_ms.length / sustained.seconds;
  note(
    `sustained: ${sustained.took_ms.length} of ${sustained.due} held, ${perSecond.toFixed(0)} a second over ${sustained.seconds.toFixed(1)} s; p50 ${quantile(sustained.took_ms, 0.5).toFixed(1)} p99 ${quantile(sustained.took_ms, 0.99).toFixed(1)} ms`,
  );
  put("sustained_per_s", perSecond, ["blocks/s", 0.99 * PER_SECOND, "higher"]);
  put("sustained_p99_ms", quantile(sustained.took_ms, 0.99), ["ms"]);
  // 6. Restart.
  const before = await countHeld();
  await meridian.kill();
  await run(["nft", "delete", "table", "inet", "meridian"]);
  startedMs = monotonicMs();
  // As an operator's two services start: at the same time.
  const restarted = Promise.all([meridian.startEnforcer(), meridian.startNode()]);
  const heldMs = await probe.until(MERIDIAN_SET, [...sample, ...plan.addresses.slice(100), ...many], {
    held: true,
    timeoutS: 30,
  });
  await restarted;
  const restartS = (heldMs - startedMs) / 1000;
  const again = await countHeld();
  note(`restart ${restartS.toFixed(2)} s; the kernel held ${before} before and holds ${again}`);
  if (again !== before) throw new Error(`after the restart the kernel holds ${again} of ${before}`);
  put("restart_s", restartS, ["s", 3]);
  await meridian.kill();
}
await probe.stop();
await other.stop("SIGKILL");
rmSync(folder, { recursive: true, force: true });
// Whoever started us ends us, and with us the namespaces, when this line is there.
process.stdout.write(`${JSON.stringify(metrics)}\n`);
