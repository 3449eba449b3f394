import type { KnownHit } from "../../detect/index.ts";
import type { LogSource } from "../../model/index.ts";

/** Lines of one kind of log on which no rule fired. */
export type QuietLines = { readonly logsource: LogSource; readonly lines: number };

/**
 * What a chunk of whole lines holds: `frames`, those to be read by the book, as start, end and blank lines before; `fired`, for each of them the
 * rules that fit its event, null where that is not known; `quiet`, how many of the others are of which kind of
 * log; `blanks`, blank lines before those; `isMixed`, that a line is JSON of another format, after which the readers may take lines for
 * other things than before; `broke`, that the thread broke on it, by which error.
 */
export type ChunkFindings = {
  readonly isMixed: boolean;
  readonly frames: readonly number[];
  readonly fired: readonly (readonly KnownHit[] | null)[];
  readonly quiet: readonly QuietLines[];
  readonly blanks: number;
  readonly broke?: string;
};

/** Numbers of one frame in `ChunkFindings`. */
export const FRAME_NUMBERS = 3;

/** Nothing is known of a chunk: it is to be read by the book, and all that follows. */
export const UNKNOWN_CHUNK: ChunkFindings = { isMixed: true, frames: [], fired: [], quiet: [], blanks: 0 };

/**
 * What is found out about a line that the scanner does not vouch for: quiet; or to be read, by which rules where that is known, perhaps because
 * it is JSON of another format.
 */
export type Look = { readonly quiet: LogSource } | { readonly fired: readonly KnownHit[] | null; readonly isMixed?: true };

/** Of a line to be read nothing more is known. */
export const UNTOLD: Look = { fired: null };

/** Puts together what the lines of a chunk, in their order, turn out to be. */
export class Gathering {
  readonly #frames: number[] = [];
  readonly #fired: (readonly KnownHit[] | null)[] = [];
  readonly #quiet = new Map<LogSource, number>();
  #isMixed = false;
  #blanks = 0;
  /** Blank lines that stand together, up to `#runEnd`. */
  #run = 0;
  #runEnd = -1;

  /** A line with something on it, its newline at `end`. */
  add(start: number, end: number, look: Look): void {
    if ("quiet" in look) return this.addQuiet(look.quiet, 1);
    const before = this.#runEnd === start ? this.#run : 0;
    this.#blanks -= before;
    this.#frames.push(start, end, before);
    this.#fired.push(look.fired);
    this.#isMixed ||= look.isMixed === true;
  }

  /** A line with nothing on it. */
  addBlank(start: number, end: number): void {
    this.#run = this.#runEnd === start ? this.#run + 1 : 1;
    this.#runEnd = end + 1;
    this.#blanks++;
  }

  /** Lines of one kind that are quiet. */
  addQuiet(logsource: LogSource, lines: number): void {
    this.#quiet.set(logsource, (this.#quiet.get(logsource) ?? 0) + lines);
  }

  findings(): ChunkFindings {
    return {
      isMixed: this.#isMixed,
      frames: this.#frames,
      fired: this.#fired,
      quiet: [...this.#quiet].map(([logsource, lines]) => ({ logsource, lines })),
      blanks: this.#blanks,
    };
  }
}
