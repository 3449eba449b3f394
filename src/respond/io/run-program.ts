import { execFile } from "node:child_process";

/** What a program said. `code` is null when it could not be started or did not end in time. */
export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Starts one of the system's programs and waits for its end. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<Ran>;

const TIMEOUT_MS = 10_000;
const OUTPUT_BYTES_MAX: number = 1024 * 1024;
/** Not the caller's: whoever starts us does not choose which usermod is meant. */
const ENVIRONMENT = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" };

/** Runs a program without a shell, in the C locale, for at most 10 s. Never throws. */
export const runProgram: RunProgram = (program, args) =>
  new Promise((resolve) => {
    const options = { env: ENVIRONMENT, timeout: TIMEOUT_MS, maxBuffer: OUTPUT_BYTES_MAX, killSignal: "SIGKILL" } as const;
    execFile(program, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : null;
      resolve({ code, stdout, stderr: code === null ? (error?.message ?? "") : stderr });
    });
  });

/** The first line that a program complained with, for people. */
export function complaintOf({ code, stderr }: Ran, program: string): string {
  const line = stderr.trim().split("\n", 1)[0] ?? "";
  return line === "" ? `${program} ended with ${code ?? "no code"}` : line.slice(0, 300);
}
