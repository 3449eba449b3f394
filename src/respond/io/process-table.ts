import { readdirSync, readFileSync } from "node:fs";
import { type ProcessStat, processStatIn } from "../accounts/process-stat.ts";

/** The processes of this machine, and the signals that end them. Tests bring their own. */
export type ProcessTable = {
  /** Undefined when there is no such process any more. */
  stat(pid: number): ProcessStat | undefined;
  pids(): readonly number[];
  /** The audit session of a process (its login), which logind names its sessions by; undefined for none. */
  auditSession(pid: number): string | undefined;
  /** "gone" when there is nobody to signal. Throws when it is not allowed. */
  signal(pid: number, signal: "SIGTERM" | "SIGKILL"): "sent" | "gone";
  readonly ownPid: number;
};

/** What the kernel says of a process that no login began. */
const NO_SESSION = "4294967295";

/** The table of the kernel, by /proc. */
export const processTable: ProcessTable = {
  ownPid: process.pid,
  stat: (pid) => {
    const text = textAt(`/proc/${pid}/stat`);
    return text === undefined ? undefined : processStatIn(text);
  },
  pids: () => readdirSync("/proc").flatMap((name) => (/^[1-9][0-9]{0,9}$/.test(name) ? [Number(name)] : [])),
  auditSession: (pid) => {
    const session = textAt(`/proc/${pid}/sessionid`)?.trim();
    return session === undefined || session === NO_SESSION ? undefined : session;
  },
  signal: (pid, signal) => {
    try {
      process.kill(pid, signal);
      return "sent";
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ESRCH") return "gone";
      throw error;
    }
  },
};

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return undefined; // it ended in between: that is the answer
  }
}
