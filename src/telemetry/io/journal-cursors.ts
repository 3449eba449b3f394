import { present } from "../../lib/index.ts";
import type { Frame } from "../frame.ts";

/** Ends that nobody asked a position for; more than this are forgotten, oldest first. */
const CURSORS_MAX = 200_000;
const HEAD_BYTES = 8_192;
// Inside a JSON string the quotes would be escaped, so this is the field's own name.
const CURSOR = /"__CURSOR"\s*:\s*"([^"\\]{1,4096})"/;

/** The journal's cursor after each frame that was given out. */
export class JournalCursors {
  readonly #cursors = new Map<number, string>();
  #last: string | null;

  constructor(cursor: string | null) {
    this.#last = cursor;
  }

  /** Takes a line of `journalctl -o json`. A line without a cursor leaves us after the one before it. */
  note(frame: Frame): void {
    this.#last = cursorOf(frame.bytes) ?? this.#last;
    if (this.#last !== null) this.#cursors.set(frame.end.offset, this.#last);
    if (this.#cursors.size > CURSORS_MAX) this.#forget(present([...this.#cursors.keys()][0], "the map is not empty"));
  }

  /** The cursor after the frame that ends at `offset`; older ones are forgotten. */
  after(offset: number): string {
    const cursor = present(this.#cursors.get(offset), `a frame of the journal ended at ${offset}`);
    for (const end of this.#cursors.keys()) {
      if (end >= offset) break;
      this.#forget(end);
    }
    return cursor;
  }

  #forget(end: number): void {
    this.#cursors.delete(end);
  }
}

function cursorOf(line: Uint8Array): string | undefined {
  return CURSOR.exec(Buffer.from(line.subarray(0, HEAD_BYTES)).toString("latin1"))?.[1];
}
