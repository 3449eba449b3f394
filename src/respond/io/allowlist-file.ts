import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";
import { explainError, Failure } from "../../lib/index.ts";
import { ALLOWLIST_BYTES_MAX, type AllowlistEntry, parseAllowlist } from "../enforcer/allowlist.ts";

/** The allowlist in force. */
export type AllowlistFile = {
  /** Looks whether the file changed and takes it over as a whole; a file that cannot be used keeps the old one in force. */
  current(): readonly AllowlistEntry[];
};

/**
 * Opens the allowlist, which only root or this process's own user may write. Throws CONFIG_INVALID when it cannot be used at the start;
 * later `onProblem` hears of it once for each state of the file.
 */
export function openAllowlist(path: string, onProblem: (problem: string) => void): AllowlistFile {
  let stamp = stampOf(path);
  let entries = readEntries(path);
  return {
    current: () => {
      const now = stampOf(path);
      if (now === stamp) return entries;
      stamp = now;
      try {
        entries = readEntries(path);
      } catch (error) {
        onProblem(`${explainError(error)}; the allowlist read before stays in force`);
      }
      return entries;
    },
  };
}

/** Changes with each change of the file: another file, another content, another mode. */
function stampOf(path: string): string {
  const state = statSync(path, { bigint: true, throwIfNoEntry: false });
  return state === undefined ? "missing" : `${state.dev} ${state.ino} ${state.size} ${state.mtimeNs} ${state.ctimeNs}`;
}

function readEntries(path: string): readonly AllowlistEntry[] {
  const read = parseAllowlist(readTrusted(path));
  if (!read.ok) throw refuse(path, `line ${read.fault.line}: expected ${read.fault.expected}`);
  return read.value;
}

function readTrusted(path: string): Uint8Array {
  let descriptor: number;
  try {
    // Not through a symbolic link, and never waiting for the writer of a pipe.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    throw refuse(path, "it cannot be opened", error);
  }
  try {
    const state = fstatSync(descriptor, { bigint: true });
    const why = distrust(state);
    if (why !== undefined) throw refuse(path, why);
    const bytes = new Uint8Array(Number(state.size) + 1);
    const length = readSync(descriptor, bytes, 0, bytes.length, 0);
    if (length !== Number(state.size)) throw refuse(path, "it changed while it was read");
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

const WRITABLE_BY_OTHERS = 0o022n;

/** Why what is in the file could be somebody else's word; undefined when it cannot. */
function distrust(state: BigIntStats): string | undefined {
  if (!state.isFile()) return "it is no regular file";
  if (state.uid !== 0n && state.uid !== BigInt(process.getuid?.() ?? 0)) return "it belongs neither to root nor to this user";
  if ((state.mode & WRITABLE_BY_OTHERS) !== 0n) return "others may write it; chmod go-w";
  if (state.size > BigInt(ALLOWLIST_BYTES_MAX)) return `it is longer than ${ALLOWLIST_BYTES_MAX} bytes`;
  return undefined;
}

function refuse(path: string, why: string, cause?: unknown): Failure {
  return new Failure("CONFIG_INVALID", `could not use the allowlist ${path}: ${why}`, cause);
}
