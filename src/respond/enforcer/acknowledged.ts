import {
  type Checked,
  formatJson,
  no,
  parseJson,
  type Shaped,
  type ShapeFault,
  shape,
  textOf,
  utf8,
  yes,
} from "../../lib/index.ts";
import { MEASURES } from "../../model/index.ts";
import { canonicalTarget } from "./orders.ts";

const ENTRIES_MAX = 100_000;

const entryShape = shape.record({
  measure: shape.word(...MEASURES),
  target: canonicalTarget,
  expiresAtMs: shape.count,
  /** The consumer's number for it; null when it gave none. */
  rule: shape.nullable(shape.count),
});

/** What somebody else said that he holds for us. It is his word, not read back. */
export type Acknowledged = Shaped<typeof entryShape>;

const fileShape = shape.record({ version: shape.word("1"), acknowledged: shape.list(entryShape, ENTRIES_MAX) });

/** Reads what an earlier enforcer was told. Input is what we wrote, and may be damaged. */
export function parseAcknowledged(bytes: Uint8Array): Checked<readonly Acknowledged[], ShapeFault> {
  const json = parseJson(textOf(bytes) ?? "");
  if (!json.ok) return no({ kind: "bad-shape", path: "file", expected: `JSON (${json.fault.expected} at ${json.fault.at})` });
  const read = fileShape(json.value, "file");
  return read.ok ? yes(read.value.acknowledged) : read;
}

/** The file that parseAcknowledged reads back. */
export function formatAcknowledged(entries: readonly Acknowledged[]): Uint8Array {
  return utf8(`${formatJson({ version: "1", acknowledged: entries })}\n`);
}
