import { explainError, type FilePort, makeDirectories, writeDurably } from "../../lib/index.ts";
import type { ActionPredicate } from "../../model/index.ts";
import {
  type Actuator,
  type Book,
  formatUndoneNotes,
  type Intent,
  parseUndoneNotes,
  UNDONE_NOTES_MAX,
  type UndoneNote,
} from "../../respond/index.ts";
import type { Acting } from "./acting.ts";
import type { Stating } from "./stating.ts";

const FOLDER = "respond";
const NOTES: string = `${FOLDER}/undone-notes`;
/** Given up for the notes when the disk is full: otherwise they would have no room just when they are needed. */
const RESERVE: string = `${FOLDER}/undone-reserve`;
const RESERVE_BYTES = 65_536;

/** What persons undid while the ledger took nothing, kept beside it: without them a restart would put it back. */
export type UndoneNotes = {
  /** What an earlier process kept. */
  readonly earlier: readonly UndoneNote[];
  /** Keeps more; resolves to why they could not be kept, null when they are durable. */
  keep(undone: readonly UndoneNote[]): Promise<string | null>;
  /** To be called when what is noted is in the ledger. */
  clear(): Promise<void>;
};

/** The notes in a data directory. A file that cannot be read is told and left alone until there is something to keep. */
export async function openUndoneNotes(files: FilePort, onProblem: (what: string) => void): Promise<UndoneNotes> {
  const earlier = await readNotes(files, onProblem);
  await reserve(files).catch((error: unknown) =>
    onProblem(`could not reserve room for what is undone while the disk is full: ${explainError(error)}`),
  );
  let notes = earlier;
  let tail: Promise<unknown> = Promise.resolve();
  /** One after the other: two that write at once would each lose what the other keeps. */
  const next = <Value>(run: () => Promise<Value>): Promise<Value> => {
    const running = tail.then(run);
    tail = running.catch(() => undefined); // whoever called has the error
    return running;
  };
  const write = async (bytes: Uint8Array) => {
    try {
      await writeDurably(files, NOTES, bytes, "private");
    } catch {
      // The second try has the room of the reserve, and its fault is the one that counts.
      await files.remove(RESERVE);
      await files.syncDirectory(FOLDER);
      await writeDurably(files, NOTES, bytes, "private");
    }
  };
  return {
    earlier,
    keep: (undone) =>
      next(async () => {
        const all = [...notes, ...undone];
        if (all.length > UNDONE_NOTES_MAX) return `${UNDONE_NOTES_MAX} are kept already`;
        try {
          await write(formatUndoneNotes(all));
        } catch (error) {
          return explainError(error);
        }
        notes = all;
        return null;
      }),
    clear: () =>
      next(async () => {
        // What was noted since is in no ledger; ending the earlier ones again at the next start does nothing.
        if (notes.length === 0 || notes !== earlier) return;
        await files.remove(NOTES);
        await files.syncDirectory(FOLDER);
        notes = [];
      }),
  };
}

async function readNotes(files: FilePort, onProblem: (what: string) => void): Promise<readonly UndoneNote[]> {
  const bytes = await files.read(NOTES);
  if (bytes === undefined) return [];
  const read = parseUndoneNotes(bytes);
  if (read.ok) return read.value;
  onProblem(`could not read ${NOTES}: expected ${read.fault.expected} (${read.fault.path}); undo again what was undone`);
  return [];
}

async function reserve(files: FilePort): Promise<void> {
  if ((await files.read(RESERVE)) !== undefined) return;
  await makeDirectories(files, FOLDER, new Set());
  await writeDurably(files, RESERVE, new Uint8Array(RESERVE_BYTES).fill(0x2e), "private");
}

export type UndoingParts = {
  readonly notes: UndoneNotes;
  readonly book: Book;
  readonly acting: Acting;
  readonly stating: Stating;
  readonly actuator: Actuator;
  readonly onProblem: (what: string) => void;
};

/** How safe an undo is from a restart: in the ledger, in a note beside it, or not at all. */
export type Kept = { readonly in: "ledger" | "note" | "nothing"; readonly why: string | null };

/** Sees to it that what a person undid stays undone. */
export class Undoing {
  readonly #parts: UndoingParts;
  readonly #again: readonly Intent[];
  /** What could not be noted, to be tried again with the next. */
  #unkept: readonly ActionPredicate[] = [];

  /** Ends in the book, before anything is put back, what the notes of an earlier process name. */
  constructor(parts: UndoingParts) {
    this.#parts = parts;
    this.#again = parts.notes.earlier.flatMap((note) => this.#endAsNoted(note));
  }

  #endAsNoted({ action, at, measure, targets, by, reason }: UndoneNote): readonly Intent[] {
    const { book, acting } = this.#parts;
    const ending = { step: "undone", by, reason: `${reason} (undone at ${at}, when the ledger took nothing)` } as const;
    const waiting = book.awaiting.get(action);
    if (waiting !== undefined) acting.callOff(waiting.predicate, ending);
    const intents = targets.flatMap((target) => book.intentOf(measure, target) ?? []).filter((one) => one.action === action);
    acting.stateEnd(intents, ending);
    return intents;
  }

  /** Takes what was noted from the system, should it be there again, and removes the notes once their statements are durable. Never rejects. */
  async settle(): Promise<void> {
    const { notes, actuator, stating, onProblem } = this.#parts;
    try {
      if (this.#again.length > 0) await actuator.undo(this.#again);
    } catch (error) {
      onProblem(`could not take back again what was undone before: ${explainError(error)}`);
    }
    if (notes.earlier.length === 0) return;
    try {
      await stating.flush();
      if (stating.failure === undefined) await notes.clear();
    } catch (error) {
      onProblem(`could not remove the notes of what was undone: ${explainError(error)}`);
    }
  }

  /** To be called with what was undone on a person's word, when it was given to the ledger. */
  async keep(steps: readonly ActionPredicate[]): Promise<Kept> {
    const { notes, stating } = this.#parts;
    const undone = steps.filter(({ step }) => step === "undone");
    if (stating.failure === undefined || undone.length === 0) return { in: "ledger", why: null };
    const all = [...this.#unkept, ...undone];
    this.#unkept = [];
    const why = await notes.keep(all);
    if (why === null) return { in: "note", why };
    this.#unkept = [...all, ...this.#unkept];
    return { in: "nothing", why };
  }
}

/** Notes for a node that keeps none. */
export const noNotes: UndoneNotes = {
  earlier: [],
  keep: () => Promise.resolve("this node keeps no notes"),
  clear: () => Promise.resolve(),
};
