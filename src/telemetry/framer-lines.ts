import { Gather } from "./framer-gather.ts";
import { isMark, LINE_BYTES_MAX, NEWLINE, REFUSED_BYTES_MAX, RETURN } from "./framer-limits.ts";
import { type Cutter, FrameOutput } from "./framer-output.ts";

/** Cuts at LF. A CR before it belongs to the line end; blank lines are counted into the next frame. */
export class LineCutter implements Cutter {
  readonly output = new FrameOutput();
  // One byte more than a line may have: the last may turn out to be the CR of its line end.
  readonly #gather = new Gather(LINE_BYTES_MAX + 1, REFUSED_BYTES_MAX);
  #lineStart: number;
  #last = 0;
  #blankLines = 0;

  constructor(offset: number) {
    this.#lineStart = offset;
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    for (;;) {
      const newline = chunk.indexOf(NEWLINE, at);
      if (newline < 0) break;
      this.#finish(chunk.subarray(at, newline), 1);
      at = newline + 1;
    }
    this.#keep(chunk.subarray(at));
  }

  end(): void {
    if (this.#gather.total > 0) this.#finish(new Uint8Array(0), 0);
    this.output.close(this.#blankLines, this.#lineStart, "line");
  }

  #keep(part: Uint8Array): void {
    this.#gather.add(part);
    this.#last = part.at(-1) ?? this.#last;
  }

  #finish(tail: Uint8Array, newlineBytes: number): void {
    let bytes = tail;
    let total = tail.length;
    if (total > LINE_BYTES_MAX || this.#gather.total > 0) {
      this.#keep(tail);
      total = this.#gather.total;
      bytes = this.#gather.take();
    } else this.#last = tail.at(-1) ?? 0;
    const returnBytes = newlineBytes === 1 && this.#last === RETURN && total > 0 ? 1 : 0;
    const contentBytes = total - returnBytes;
    const offset = this.#lineStart;
    this.#lineStart += total + newlineBytes;
    if (contentBytes > LINE_BYTES_MAX) this.#refuse(bytes, offset);
    else this.#emit(bytes.subarray(0, contentBytes), offset);
  }

  #refuse(bytes: Uint8Array, offset: number): void {
    this.#send(bytes.slice(0, REFUSED_BYTES_MAX), offset, `line longer than ${LINE_BYTES_MAX} bytes`);
  }

  #emit(line: Uint8Array, offset: number): void {
    const markBytes = offset === 0 ? markLength(line) : 0;
    if (isBlank(line, markBytes)) this.#blankLines++;
    else this.#send(markBytes === 0 ? line : line.subarray(markBytes), offset + markBytes);
  }

  #send(bytes: Uint8Array, offset: number, refused?: string): void {
    const lines = 1 + this.#blankLines;
    const end = { offset: this.#lineStart, mode: "line" } as const;
    this.#blankLines = 0;
    this.output.emit(refused === undefined ? { bytes, offset, lines, end } : { bytes, offset, lines, end, refused });
  }
}

function markLength(line: Uint8Array): number {
  let length = 0;
  while (length < line.length && isMark(line[length] as number, length)) length++;
  return length === 3 ? 3 : 0;
}

function isBlank(line: Uint8Array, from: number): boolean {
  for (let at = from; at < line.length; at++) {
    const byte = line[at];
    if (byte !== 0x20 && byte !== 0x09 && byte !== RETURN) return false;
  }
  return true;
}
