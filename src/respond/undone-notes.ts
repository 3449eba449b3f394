import { type Checked, formatJson, no, parseJson, type ShapeFault, shape, textOf, utf8, yes } from "../lib/index.ts";
import { type ActionPredicate, MEASURES, TARGET_KINDS } from "../model/index.ts";

/** What a person undid while the ledger took nothing. */
export type UndoneNote = Pick<ActionPredicate, "action" | "at" | "measure" | "targets" | "by" | "reason">;

/** Notes in one file; what is more is not kept. */
export const UNDONE_NOTES_MAX = 10_000;

const fileShape = shape.record({
  version: shape.word("1"),
  undone: shape.list(
    shape.record({
      action: shape.pattern(/^act-[0-9a-f]{16}$/, "an action such as act-0123456789abcdef"),
      at: shape.pattern(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/, "a time such as 2026-11-22T12:00:00.000Z"),
      measure: shape.word(...MEASURES),
      targets: shape.list(shape.record({ kind: shape.word(...TARGET_KINDS), value: shape.text(400) }), 10_000),
      by: shape.text(400),
      reason: shape.text(2000),
    }),
    UNDONE_NOTES_MAX,
  ),
});

/** Reads the notes that an earlier process left. Input is what we wrote, and may be damaged. */
export function parseUndoneNotes(bytes: Uint8Array): Checked<readonly UndoneNote[], ShapeFault> {
  const json = parseJson(textOf(bytes) ?? "");
  if (!json.ok) return no({ kind: "bad-shape", path: "file", expected: `JSON (${json.fault.expected} at ${json.fault.at})` });
  const read = fileShape(json.value, "file");
  return read.ok ? yes(read.value.undone) : read;
}

/** The file that parseUndoneNotes reads back. */
export function formatUndoneNotes(notes: readonly UndoneNote[]): Uint8Array {
  const undone = notes.map(({ action, at, measure, targets, by, reason }) => ({ action, at, measure, targets, by, reason }));
  return utf8(`${formatJson({ version: "1", undone })}\n`);
}
