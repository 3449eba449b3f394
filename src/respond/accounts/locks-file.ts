import { type Checked, formatJson, no, parseJson, type ShapeFault, shape, textOf, utf8, yes } from "../../lib/index.ts";
import type { Lock } from "./lock.ts";

const LOCKS_MAX = 10_000;

const fileShape = shape.record({
  version: shape.word("1"),
  locks: shape.list(
    shape.record({
      account: shape.pattern(/^[A-Za-z0-9_][A-Za-z0-9_.@$-]{0,255}$/, "an account's name"),
      uid: shape.count,
      expiresAtMs: shape.count,
      before: shape.record({
        password: shape.word("locked", "set", "none"),
        expires: shape.pattern(/^(never|\d{4}-\d{2}-\d{2})$/, "never or a day"),
      }),
    }),
    LOCKS_MAX,
  ),
});

/** Reads the locks that an earlier enforcer left. Input is what we wrote, and may be damaged. */
export function parseLocks(bytes: Uint8Array): Checked<readonly Lock[], ShapeFault> {
  const json = parseJson(textOf(bytes) ?? "");
  if (!json.ok) return no({ kind: "bad-shape", path: "file", expected: `JSON (${json.fault.expected} at ${json.fault.at})` });
  const read = fileShape(json.value, "file");
  return read.ok ? yes(read.value.locks) : read;
}

/** The file that parseLocks reads back. */
export function formatLocks(locks: readonly Lock[]): Uint8Array {
  return utf8(`${formatJson({ version: "1", locks })}\n`);
}
