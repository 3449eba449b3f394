import { parseCount } from "../../lib/index.ts";

/** A process as /proc/PID/stat has it (proc_pid_stat(5)): `start` in clock ticks since the machine started, as text. */
export type ProcessStat = {
  readonly pid: number;
  readonly parent: number;
  readonly start: string;
  readonly isDead: boolean;
  readonly isKernel: boolean;
};

/** include/linux/sched.h: a thread of the kernel. */
const PF_KTHREAD = 0x0020_0000;

/** Reads one /proc/PID/stat. The name in brackets may hold anything, brackets and blanks too, so what counts is after the last. */
export function processStatIn(text: string): ProcessStat | undefined {
  const pid = parseCount(text.slice(0, text.indexOf(" ")));
  // After the name: 3 state, 4 parent, 9 flags, 22 start time.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [parent, flags, start] = [parseCount(fields[1] ?? ""), parseCount(fields[6] ?? ""), fields[19] ?? ""];
  if (!pid.ok || !parent.ok || !flags.ok || !/^[0-9]{1,20}$/.test(start)) return undefined;
  const isKernel = (flags.value & PF_KTHREAD) !== 0;
  return { pid: pid.value, parent: parent.value, start, isDead: fields[0] === "Z" || fields[0] === "X", isKernel };
}

/** Reads a process target, `pid/start`; undefined for anything else. */
export function processOf(value: string): { readonly pid: number; readonly start: string } | undefined {
  const [pidText = "", start = "", ...rest] = value.split("/");
  const pid = parseCount(pidText);
  return pid.ok && rest.length === 0 && start !== "" ? { pid: pid.value, start } : undefined;
}
