import { type Checked, no, textOf, yes } from "../../lib/index.ts";
import type { Target } from "../../model/index.ts";
import { parseTarget } from "../target.ts";

/** One line of the allowlist: what is never touched, and why. */
export type AllowlistEntry = { readonly target: Target; readonly why: string };

/** The line, counted from 1, and what should stand there. */
export type AllowlistFault = { readonly kind: "bad-allowlist"; readonly line: number; readonly expected: string };

/** The file may not be longer. */
export const ALLOWLIST_BYTES_MAX: number = 1024 * 1024;
const ENTRIES_MAX = 10_000;
const WHY_UNITS_MAX = 400;

/**
 * Reads the operator's allowlist: a target a line (`192.0.2.0/24`, `account:duty`, `host:plc-1`), then blanks and why; `#` begins a
 * comment. A file with one wrong line is refused whole: half an allowlist would let somebody be blocked.
 */
export function parseAllowlist(bytes: Uint8Array): Checked<readonly AllowlistEntry[], AllowlistFault> {
  const text = bytes.length > ALLOWLIST_BYTES_MAX ? undefined : textOf(bytes);
  if (text === undefined) return bad(1, `UTF-8 of at most ${ALLOWLIST_BYTES_MAX} bytes`);
  const entries: AllowlistEntry[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const bare = line.trim();
    if (bare === "" || bare.startsWith("#")) continue;
    const [name = "", ...reason] = bare.split(/\s+/);
    const target = parseTarget(name);
    if (!target.ok) return bad(index + 1, target.fault.expected);
    if (target.value.kind === "process" || target.value.kind === "session") return bad(index + 1, "what outlives a restart");
    if (entries.length === ENTRIES_MAX) return bad(index + 1, `at most ${ENTRIES_MAX} entries`);
    const why = reason.join(" ").slice(0, WHY_UNITS_MAX).toWellFormed();
    entries.push({ target: target.value, why: why === "" ? "the operator's allowlist" : why });
  }
  return yes(entries);
}

function bad(line: number, expected: string): Checked<never, AllowlistFault> {
  return no({ kind: "bad-allowlist", line, expected });
}
