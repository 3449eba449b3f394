/** Cuts a stream of bytes into lines. `push` gives the lines that a chunk completes; undefined once a line is longer than allowed. */
export type LineCutter = { push(chunk: Uint8Array): readonly Uint8Array[] | undefined };

const LINE_FEED = 10;
const FIRST_BYTES = 4096;

/**
 * A cutter of lines of at most `bytesMax` bytes, without their line feed. Input is untrusted: what is unfinished lies in one buffer that
 * doubles, so that a sender of single bytes costs no more than a sender of lines.
 */
export function createLineCutter(bytesMax: number): LineCutter {
  let pending = new Uint8Array(FIRST_BYTES);
  let length = 0;

  const keep = (piece: Uint8Array): boolean => {
    if (length + piece.length > bytesMax) return false;
    if (length + piece.length > pending.length) {
      const larger = new Uint8Array(Math.max(pending.length * 2, length + piece.length));
      larger.set(pending.subarray(0, length));
      pending = larger;
    }
    pending.set(piece, length);
    length += piece.length;
    return true;
  };
  const take = (): Uint8Array => {
    const line = pending.slice(0, length);
    length = 0;
    if (pending.length > FIRST_BYTES * 64) pending = new Uint8Array(FIRST_BYTES);
    return line;
  };

  return {
    push: (chunk) => {
      const lines: Uint8Array[] = [];
      let start = 0;
      for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
        if (!keep(chunk.subarray(start, end))) return undefined;
        lines.push(take());
        start = end + 1;
      }
      return keep(chunk.subarray(start)) ? lines : undefined;
    },
  };
}
