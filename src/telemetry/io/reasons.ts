import { tableOf } from "../../lib/index.ts";

const REASONS: ReadonlyMap<string, string> = tableOf({
  EACCES: "no permission to read it",
  EPERM: "no permission to read it",
  ENOENT: "it is gone",
  EISDIR: "it is a directory",
  EMFILE: "too many files are open",
  EIO: "the disk gave an error",
  ELOOP: "symbolic links lead in a circle",
  Z_DATA_ERROR: "its compressed data is damaged",
  Z_BUF_ERROR: "its compressed data is cut off",
});

/** The system's code of an error, such as ENOENT; undefined when it has none. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}

/** A reason for people, from a system error. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error) ?? "";
  if (code.startsWith("ZSTD_error")) return REASONS.get("Z_DATA_ERROR") as string;
  return REASONS.get(code) ?? (error instanceof Error ? error.message : String(error));
}
