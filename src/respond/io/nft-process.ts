import { type ChildProcess, spawn } from "node:child_process";
import { explainError, Failure } from "../../lib/index.ts";

/**
 * nft sees nothing of our environment: no locale that would change its words, no library that would change its work. And no home:
 * \`nft -i\` reads and writes ~/.nft.history, which would tell every address ever blocked and makes it slower with each.
 */
export const CLEAN_ENV: Readonly<Record<"PATH" | "LC_ALL" | "HOME", string>> = {
  PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
  LC_ALL: "C",
  HOME: "/nonexistent",
};

/** Longest error text that is kept of one run. */
const STDERR_UNITS_MAX = 65_536;

export type NftRun = {
  readonly nft: string;
  readonly arguments: readonly string[];
  readonly input?: string;
  readonly timeoutMs: number;
  /** Given pieces of standard output as they come. */
  readonly onText: (text: string) => void;
};

/** What a run of nft complained about; empty when it ended with 0. */
export type NftEnd = { readonly complaint: string };

/** One run of nft in a process of its own, which never outlives `timeoutMs`. Throws ENFORCER_UNREACHABLE when it cannot start or end. */
export function runNft(run: NftRun): Promise<NftEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(run.nft, run.arguments, { env: { ...CLEAN_ENV }, cwd: "/", stdio: ["pipe", "pipe", "pipe"] });
    let stderr = "";
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Failure("ENFORCER_UNREACHABLE", `${run.nft} did not end within ${run.timeoutMs} ms`));
    }, run.timeoutMs);
    child.stdout.setEncoding("utf8").on("data", (text: string) => run.onText(text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      if (stderr.length < STDERR_UNITS_MAX) stderr += text;
    });
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(new Failure("ENFORCER_UNREACHABLE", `could not start ${run.nft}`, error));
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ complaint: code === 0 ? "" : stderr || `${run.nft} ended with ${code}` });
    });
    send(child, run.input ?? "");
  });
}

/** A program that ended before it read everything breaks the pipe; how it ended says why. */
function send(child: ChildProcess, input: string): void {
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(input);
}

/** All that one short run prints; throws ENFORCER_UNREACHABLE with what nft said when it fails or prints more than `unitsMax`. */
export async function readNft(nft: string, args: readonly string[], timeoutMs: number, unitsMax = 4_000_000): Promise<string> {
  let text = "";
  const { complaint } = await runNft({
    nft,
    arguments: args,
    timeoutMs,
    onText(piece) {
      if (text.length <= unitsMax) text += piece;
    },
  });
  if (complaint !== "")
    throw new Failure("ENFORCER_UNREACHABLE", `nft ${args.join(" ")} failed: ${explainError(complaint.trim())}`);
  if (text.length > unitsMax)
    throw new Failure("ENFORCER_UNREACHABLE", `nft ${args.join(" ")} printed more than ${unitsMax} units`);
  return text;
}
