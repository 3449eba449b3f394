import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

// apt: strace

/** Says why calls cannot be made to fail here; false when they can. */
export function skipWithoutStrace(): string | false {
  if (process.platform !== "linux") return "strace is for Linux";
  return spawnSync("strace", ["-V"]).status === 0 ? false : "strace is not installed";
}

/** The calls of the append path. An architecture without one of them (arm64 has no `rename`) is told by the `?`. */
const CALLS = [
  "openat",
  "write",
  "pwrite64",
  "writev",
  "fsync",
  "fdatasync",
  "rename",
  "renameat",
  "renameat2",
  "mkdir",
  "mkdirat",
  "unlink",
  "unlinkat",
  "close",
  "ftruncate",
];

/** `ended` gives what strace wrote: a line a call. */
export type Tracing = { readonly ended: Promise<string> };

/**
 * Follows the one thread of a process that makes file system calls; `inject` as in `fsync:error=EIO:when=3`. Resolves when it is attached; undefined
 * when the system does not let it.
 */
export async function trace(pid: number, inject?: string): Promise<Tracing | undefined> {
  const thread = readdirSync(`/proc/${pid}/task`).find(
    (task) => readFileSync(`/proc/${pid}/task/${task}/comm`, "utf8").trim() === "libuv-worker",
  );
  if (thread === undefined) return undefined;
  const filter = `trace=${CALLS.map((call) => `?${call}`).join()}`;
  const injection = inject === undefined ? [] : ["-e", `inject=${inject}`];
  const child = spawn("strace", ["-e", filter, ...injection, "-p", thread], { stdio: ["ignore", "ignore", "pipe"] });
  let printed = "";
  const ended = new Promise<string>((resolve) => child.once("close", () => resolve(printed)));
  const attached = new Promise<boolean>((resolve) => {
    child.once("close", () => resolve(false));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      if (printed.includes(" attached")) resolve(true);
    });
  });
  return (await attached) ? { ended } : undefined;
}

/** Whether the call that was made to fail was not one to a file: libuv wakes its loop by writing 1 to an eventfd. */
export function isWakeUp(traced: string): boolean {
  return /^write\([0-9]+, "\\1(?:\\0){7}", 8\) += -1 EIO .*\(INJECTED\)/m.test(traced);
}

/** How often each call was made, by its name. */
export function countCalls(traced: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [, call = ""] of traced.matchAll(/^([a-z0-9]+)\(/gm)) counts.set(call, (counts.get(call) ?? 0) + 1);
  return counts;
}
