import { readdirSync, readFileSync } from "node:fs";
import { parseCount } from "../../lib/index.ts";
import { type ProcessStat, processStatIn } from "../accounts/process-stat.ts";

/** The processes of this machine, and the signals that end them. Tests bring their own. */
export type ProcessTable = {
  /** Undefined when there is no such process any more. */
  stat(pid: number): ProcessStat | undefined;
  pids(): readonly number[];
  /** The audit session of a process (its login), which logind names its sessions by; undefined for none. */
  auditSession(pid: number): string | undefined;
  /** The user id that runs a process (the real one); undefined when it is gone. */
  userId(pid: number): number | undefined;
  /** The user id whose login began a process, whatever it runs as now; undefined for none. */
  loginUserId(pid: number): number | undefined;
  /** "gone" when there is nobody to signal. Throws when it is not allowed. */
  signal(pid: number, signal: "SIGTERM" | "SIGKILL"): "sent" | "gone";
  readonly ownPid: number;
};

/** What the kernel says of a process that no login began, for its session and its user alike. */
const NO_LOGIN = "4294967295";

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
    return session === undefined || session === NO_LOGIN ? undefined : session;
  },
  userId: (pid) => {
    // Not the owner of /proc/PID: a process can make that root by prctl(PR_SET_DUMPABLE).
    const real = parseCount(/^Uid:\t(\d+)\t/m.exec(textAt(`/proc/${pid}/status`) ?? "")?.[1] ?? "");
    return real.ok ? real.value : undefined;
  },
  loginUserId: (pid) => {
    const login = textAt(`/proc/${pid}/loginuid`)?.trim() ?? "";
    const user = parseCount(login);
    return user.ok && login !== NO_LOGIN ? user.value : undefined;
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
