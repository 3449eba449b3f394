import type { ProtectedName } from "../guards/protection.ts";
import { flatMapInTurns, type Machine } from "./protected-files.ts";

/** Programs without which nobody gets in again, or time and names are lost. */
const VITAL = [
  "sshd",
  "systemd",
  "init",
  "chronyd",
  "ntpd",
  "systemd-timesyn",
  "systemd-resolve",
  "dbus-daemon",
  "systemd-logind",
];
const ANCESTORS_MAX = 64;

type Process = { readonly pid: string; readonly name: string; readonly parent: string; readonly started: string };

/**
 * Processes never to be stopped, as pid/start time: this one and those above it, the programs by which the machine is reached, and those
 * with a name (as in /proc/PID/comm) that is marked as a safety asset.
 */
export async function protectedProcesses(machine: Machine, safety: readonly string[], ownPid: number): Promise<ProtectedName[]> {
  const pids = machine.list("/proc").filter((name) => /^[1-9]\d{0,9}$/.test(name));
  const all = await flatMapInTurns(pids, (pid) => parseStat(machine.text(`/proc/${pid}/stat`) ?? ""));
  const own = new Set(ancestors(all, String(ownPid)));
  return all.flatMap(({ pid, name, started }): ProtectedName[] => {
    const found = { name: `${pid}/${started}`, from: "/proc", yields: false };
    if (safety.includes(name)) return [{ ...found, guard: "safety", why: `safety asset: ${name}` }];
    if (own.has(pid)) return [{ ...found, guard: "system", why: `this node or what started it: ${name}` }];
    return VITAL.includes(name) ? [{ ...found, guard: "system", why: `the machine is reached through it: ${name}` }] : [];
  });
}

function ancestors(all: readonly Process[], from: string): string[] {
  const parents = new Map(all.map(({ pid, parent }) => [pid, parent]));
  const chain = [from];
  for (let pid = parents.get(from); pid !== undefined && chain.length < ANCESTORS_MAX; pid = parents.get(pid)) chain.push(pid);
  return chain;
}

/** proc_pid_stat(5): the name stands in brackets and may hold anything; field 4 is the parent, 22 the start time in clock ticks. */
function parseStat(text: string): Process[] {
  const end = text.lastIndexOf(") ");
  const start = text.indexOf(" (");
  const fields = text.slice(end + 2).split(" ");
  const [, parent] = fields;
  const started = fields[19];
  if (start < 0 || end < start || parent === undefined || started === undefined) return [];
  return [{ pid: text.slice(0, start), name: text.slice(start + 2, end), parent, started }];
}
