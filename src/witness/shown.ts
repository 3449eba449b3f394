import { type Checked, no, yes } from "../lib/index.ts";
import {
  type Checkpoint,
  createVerifier,
  type Note,
  openParsedNote,
  parseClaimedCheckpoint,
  parseNote,
  type SignatureLine,
} from "../merkle/index.ts";
import type { WitnessContext } from "./context.ts";
import { type HttpAnswer, refusal } from "./http.ts";
import { checkKnownLog, type KnownLog } from "./known-log.ts";

/** A checkpoint in a note, nothing verified. */
export type ShownNote = { readonly note: Note; readonly head: Checkpoint };

/** A checkpoint that a log of ours signed. `lines` are the signatures by the log's keys, each verified; no other line is kept. */
export type Shown = { readonly text: string; readonly head: Checkpoint; readonly lines: readonly SignatureLine[] };

/** What telling a log of ours from another takes, of a witness or a mirror. */
type Knowing = Pick<WitnessContext, "logs" | "cosigners" | "checks">;

/** Reads the checkpoint of a request, or answers 400. Any root is taken at size 0: who signed it comes before whether it is right. */
export function readShown(checkpoint: Uint8Array): Checked<ShownNote, HttpAnswer> {
  const note = parseNote(checkpoint);
  if (!note.ok) return no(refusal(400, `checkpoint line ${note.fault.line}: expected ${note.fault.expected}`));
  const head = parseClaimedCheckpoint(note.value.text);
  if (!head.ok) return no(refusal(400, `checkpoint line ${head.fault.line}: expected ${head.fault.expected}`));
  return yes({ note: note.value, head: head.value });
}

/**
 * Checks who signed, or answers 404 (no log of ours) or 403 (no key of the log signed, or one did so wrongly), then 400 for extension
 * lines, which an ML-DSA-44 cosignature would not cover.
 */
export async function openShown(context: Knowing, { note, head }: ShownNote): Promise<Checked<Shown, HttpAnswer>> {
  const log = logOf(context, head.origin);
  if (log === undefined) return no(refusal(404, "unknown log"));
  const opened = await openParsedNote(
    note,
    log.vkeys.map((vkey) => createVerifier(vkey, context.checks)),
  );
  if (!opened.ok) return no(refusal(403, "the checkpoint is not signed by the log"));
  if (head.extensions.length > 0)
    return no(refusal(400, "expected no extension lines: an ML-DSA-44 cosignature does not cover them"));
  return yes({ text: note.text, head, lines: opened.value.verified.map(({ line }) => line) });
}

/** The log of this origin, if the witness follows it. */
export function logOf({ logs, cosigners }: Omit<Knowing, "checks">, origin: string): KnownLog | undefined {
  const log = logs().find((known) => known.origin === origin);
  if (log === undefined) return undefined;
  const own = cosigners.map(({ vkey }) => vkey);
  return checkKnownLog(log, own).ok ? log : undefined;
}
