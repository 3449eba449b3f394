import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { Failure, parseJson, type Shape, textOf } from "../../lib/index.ts";

/** What is asked of a file whose words we obey. */
export type TrustedFile = {
  /** What it is, for people: "the allowlist". */
  readonly what: string;
  readonly bytesMax: number;
  /** True when nobody else may even read it. */
  readonly isSecret?: boolean;
};

const WRITABLE_BY_OTHERS = 0o022n;
const OPEN_TO_OTHERS = 0o077n;

/** Reads a regular file of root's or of this user's that nobody else may write. Throws CONFIG_INVALID. */
export function readTrustedFile(path: string, asked: TrustedFile): Uint8Array {
  const refuse = (why: string, cause?: unknown) =>
    new Failure("CONFIG_INVALID", `could not use ${asked.what} ${path}: ${why}`, cause);
  let descriptor: number;
  try {
    // Not through a symbolic link, and never waiting for the writer of a pipe.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    throw refuse("it cannot be opened", error);
  }
  try {
    const state = fstatSync(descriptor, { bigint: true });
    const why = distrust(state, asked);
    if (why !== undefined) throw refuse(why);
    const bytes = new Uint8Array(Number(state.size) + 1);
    const length = readSync(descriptor, bytes, 0, bytes.length, 0);
    if (length !== Number(state.size)) throw refuse("it changed while it was read");
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

/** As readTrustedFile, of a JSON document of one shape. */
export function readTrustedJson<Value>(path: string, shape: Shape<Value>, asked: TrustedFile): Value {
  const refuse = (why: string) => new Failure("CONFIG_INVALID", `could not use ${asked.what} ${path}: ${why}`);
  const json = parseJson(textOf(readTrustedFile(path, asked)) ?? "");
  if (!json.ok) throw refuse(`expected ${json.fault.expected} at character ${json.fault.at}`);
  const read = shape(json.value, "file");
  if (!read.ok) throw refuse(`${read.fault.path}: expected ${read.fault.expected}`);
  return read.value;
}

/** Why what is in the file could be somebody else's word; undefined when it cannot. */
function distrust(state: BigIntStats, { bytesMax, isSecret = false }: TrustedFile): string | undefined {
  if (!state.isFile()) return "it is no regular file";
  if (state.uid !== 0n && Number(state.uid) !== (process.getuid?.() ?? 0)) return "it belongs neither to root nor to this user";
  if (isSecret && (state.mode & OPEN_TO_OTHERS) !== 0n) return "others may read it; chmod 600";
  if ((state.mode & WRITABLE_BY_OTHERS) !== 0n) return "others may write it; chmod go-w";
  return Number(state.size) > bytesMax ? `it is longer than ${bytesMax} bytes` : undefined;
}
