import { statSync } from "node:fs";
import { explainError, Failure } from "../../lib/index.ts";
import { ALLOWLIST_BYTES_MAX, parseAllowlist } from "../enforcer/allowlist.ts";
import type { ProtectionConfig } from "../guards/configured.ts";
import { readTrustedFile } from "./trusted-file.ts";

/** The allowlist in force. */
export type AllowlistFile = {
  /** Looks whether the file changed and takes it over as a whole; a file that cannot be used keeps the old one in force. */
  current(): ProtectionConfig;
};

/**
 * Opens the allowlist, which only root or this process's own user may write. Throws CONFIG_INVALID when it cannot be used at the start;
 * later `onProblem` hears of it once for each state of the file.
 */
export function openAllowlist(path: string, onProblem: (problem: string) => void): AllowlistFile {
  let stamp = stampOf(path);
  let config = readConfig(path);
  return {
    current: () => {
      const now = stampOf(path);
      if (now === stamp) return config;
      stamp = now;
      try {
        config = readConfig(path);
      } catch (error) {
        onProblem(`${explainError(error)}; the allowlist read before stays in force`);
      }
      return config;
    },
  };
}

/** Changes with each change of the file: another file, another content, another mode. */
function stampOf(path: string): string {
  const state = statSync(path, { bigint: true, throwIfNoEntry: false });
  return state === undefined ? "missing" : `${state.dev} ${state.ino} ${state.size} ${state.mtimeNs} ${state.ctimeNs}`;
}

function readConfig(path: string): ProtectionConfig {
  const read = parseAllowlist(readTrustedFile(path, { what: "the allowlist", bytesMax: ALLOWLIST_BYTES_MAX }));
  if (read.ok) return read.value;
  const { line, expected } = read.fault;
  throw new Failure("CONFIG_INVALID", `could not use the allowlist ${path}: line ${line}: expected ${expected}`);
}
