import { closeSync, constants, ftruncateSync, openSync, unlinkSync, writeSync } from "node:fs";
import { utf8 } from "../../lib/index.ts";

/** A file without a name that nft reads long lines from: from a pipe it reads one byte a system call, five times slower. */
export type NftScript = {
  /** For the child's `stdio`, the fourth of it. */
  readonly fd: number;
  /** Makes `line` all that is in it; false when there is no room. */
  put(line: string): boolean;
  close(): void;
};

/** The descriptor that the child finds it at. */
const SCRIPT_CHILD_FD = 3;
/** The line that makes nft carry out what is in it. */
export const SCRIPT_LINE: string = `include "/proc/self/fd/${SCRIPT_CHILD_FD}"`;

/** Memory of its own in every Linux; where a unit takes it away, lines go through the pipe. */
const FOLDER = "/dev/shm";
const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
let count = 0;

/** Nobody else can open it: it loses its name at once. Undefined where it cannot be had. */
export function openNftScript(folder: string = FOLDER): NftScript | undefined {
  const path = `${folder}/meridian-nft-${process.pid}-${++count}-${Math.floor(performance.now())}`;
  let fd: number;
  try {
    fd = openSync(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
    unlinkSync(path);
  } catch {
    return undefined; // without it all goes, only slower
  }
  let open = true;
  return {
    fd,
    put(line) {
      const bytes = utf8(`${line}\n`);
      try {
        ftruncateSync(fd, 0);
        for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at, bytes.length - at, at);
        return true;
      } catch {
        return false; // it goes through the pipe
      }
    },
    close() {
      if (open) closeSync(fd);
      open = false;
    },
  };
}
