import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { Failure } from "../../lib/index.ts";
import { CLEAN_ENV } from "./nft-process.ts";
import { type NftScript, openNftScript, SCRIPT_LINE } from "./nft-script.ts";

/** The longest that one line may take; then nft is taken to hang, is killed and started again. */
export const LINE_TIMEOUT_MS = 5_000;
/** nft echoes the line for each error; more than this is no answer. */
const ANSWER_UNITS_MAX = 16_000_000;
/** After so many characters of lines, which nft keeps as its history, it is started anew. */
const HISTORY_UNITS_MAX = 32_000_000;
/** Longer lines go through the script file. */
const PIPE_UNITS_MAX = 4_000;
/** What nft says when it cannot read the script file; nothing of it was carried out then. */
const UNREADABLE = /^Error: (?:File not found|Could not open file)/;

/** A long-lived `nft -i`: one line at a time. */
export type NftWriter = {
  /** Gives what nft complained about that line, empty when it was done. Throws ENFORCER_UNREACHABLE when nobody can know. */
  write(line: string): Promise<string>;
  isOpen(): boolean;
  /** True when it should make room for a fresh one: nft keeps every line that it was ever given in memory. */
  isWorn(): boolean;
  close(): void;
};

type Waiting = {
  readonly mark: string;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (complaint: string) => void;
  readonly reject: (failure: Failure) => void;
};

/**
 * nft reads lines strictly in order and writes errors unbuffered, so after each line a word goes that is no command: when its syntax
 * error comes back, the line before it has been carried out, and errors before it are that line's.
 */
export function openNftWriter(nft: string, timeoutMs: number = LINE_TIMEOUT_MS): NftWriter {
  let script = openNftScript();
  const child = start(nft, script);
  let waiting: Waiting | undefined;
  let heard = "";
  let count = 0;
  let open = true;
  let written = 0;

  const dropScript = () => {
    script?.close();
    script = undefined;
  };
  const lose = (what: string, cause?: unknown) => {
    open = false;
    child.kill("SIGKILL");
    dropScript();
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    waiting.reject(new Failure("ENFORCER_UNREACHABLE", what, cause));
    waiting = undefined;
  };
  child.on("error", (error) => lose(`could not run ${nft}`, error));
  child.on("close", (code, signal) =>
    lose(`${nft} ended with ${signal ?? code}${heard === "" ? "" : `: ${heard.slice(0, 300)}`}`),
  );
  child.stdin.on("error", (error) => lose(`could not write to ${nft}`, error));
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    heard += text;
    if (heard.length > ANSWER_UNITS_MAX) return lose(`${nft} answered with more than ${ANSWER_UNITS_MAX} units`);
    if (waiting === undefined) return;
    const complaint = complaintBefore(heard, waiting.mark);
    if (complaint === undefined) return;
    clearTimeout(waiting.timer);
    const { resolve } = waiting;
    waiting = undefined;
    heard = "";
    resolve(complaint);
  });

  const send = (line: string): Promise<string> =>
    new Promise((resolve, reject) => {
      if (!open || waiting !== undefined) return reject(new Failure("ENFORCER_UNREACHABLE", `${nft} is not running`));
      const mark = `ack_${++count}`;
      const timer = setTimeout(() => lose(`${nft} did not answer within ${timeoutMs} ms`), timeoutMs);
      heard = "";
      waiting = { mark, timer, resolve, reject };
      written += line.length;
      child.stdin.write(`${line}\n${mark}\n`);
    });

  return {
    async write(line) {
      if (waiting === undefined && line.length > PIPE_UNITS_MAX && script?.put(line) === true) {
        const complaint = await send(SCRIPT_LINE);
        if (!UNREADABLE.test(complaint)) return complaint;
      }
      if (line.length > PIPE_UNITS_MAX) dropScript();
      return send(line);
    },
    isOpen: () => open,
    isWorn: () => written > HISTORY_UNITS_MAX,
    close: () => lose("closed"),
  };
}

function start(nft: string, script: NftScript | undefined): ChildProcessByStdio<Writable, null, Readable> {
  const stdio = ["pipe", "ignore", "pipe", script?.fd ?? "ignore"] as const; // the last is SCRIPT_CHILD_FD
  const child: unknown = spawn(nft, ["-i"], { env: { ...CLEAN_ENV }, cwd: "/", stdio: [...stdio] });
  return child as ChildProcessByStdio<Writable, null, Readable>;
}

/** The text before the error about `mark`: that error has three lines, of which the second is the mark and the third points at it. */
function complaintBefore(heard: string, mark: string): string | undefined {
  const at = heard.startsWith(`${mark}\n`) ? 0 : heard.lastIndexOf(`\n${mark}\n`) + 1;
  if (at === 0 && !heard.startsWith(mark)) return undefined;
  if (heard.indexOf("\n", at + mark.length + 1) === -1) return undefined;
  return heard.slice(0, heard.lastIndexOf("\n", Math.max(0, at - 2)) + 1);
}
