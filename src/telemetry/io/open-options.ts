import type { Readable } from "node:stream";
import type { Clock } from "../../lib/index.ts";
import type { Position } from "../../model/index.ts";
import { FileClaims } from "./claims.ts";
import { type Wait, waitByTimer } from "./timing.ts";

export type OpenOptions = {
  /** Go on reading what is added later; without it a file, and the journal, end where they end now. */
  readonly follow: boolean;
  /** Ends the stream: what was not asked for yet is not read, a half-written line is not delivered. */
  readonly signal: AbortSignal;
  /**
   * Without `follow`: leaves the unfinished last line or document of a file that was written to moments ago for the next run, which is to
   * go on from this run's position. What is sealed in two pieces can never be read as one.
   */
  readonly leaveUnfinished?: boolean;
  /** Overrides the source's own position. */
  readonly position?: Position;
  /** From expandSources; needed when several sources are followed, so that a renamed log is not read twice. */
  readonly claims?: FileClaims;
  /** Journal entries before this time are not asked for. */
  readonly sinceMs?: number;
  readonly now?: Clock;
  readonly wait?: Wait;
  /** Instead of the process's standard input. */
  readonly stdin?: Readable;
  /** Path of the program that prints the journal; `journalctl` unless told. */
  readonly journalctl?: string;
};

export type OpenSetting = Required<Omit<OpenOptions, "position" | "sinceMs">> & Pick<OpenOptions, "position" | "sinceMs">;

/** The options with the host's clock, timer, pipe and program where none are given. */
export function settingOf(options: OpenOptions): OpenSetting {
  return {
    claims: new FileClaims(),
    now: Date.now,
    wait: waitByTimer,
    stdin: process.stdin,
    journalctl: "journalctl",
    leaveUnfinished: false,
    ...options,
  };
}
