import { createEvtxDecoder, type EvtxChunk, type EvtxDecoder, type EvtxFault, type EvtxRecord } from "../../evtx/index.ts";
import type { Frame } from "../frame.ts";
import { REFUSED_BYTES_MAX } from "../framer-limits.ts";

/** Cuts the bytes of an .evtx file into frames; `push`, `settle` and `end` as a Framer has them. */
export type EvtxFramer = {
  /** Takes the next bytes; gives the frames of the chunks that they complete, less what waits for the next chunk. */
  push(chunk: Uint8Array): Frame[];
  /** Gives nothing: what waits may still be written to. */
  settle(): Frame[];
  /** The file is over: gives all the rest. */
  end(): Frame[];
  /** Windows writes into the last chunk in place: goes back to where it begins, and gives the offset to read on from. */
  reread(): number;
};

/**
 * Frames of an .evtx file: for each record the line of JSON that stands for it, at the offset where the record begins; for each damaged
 * stretch its bytes, refused with the reason. `from` is a frame's `end.offset` to go on after it. Damage in the last chunk that holds
 * anything waits, with all behind it, for the next chunk or the end: a chunk that is being written looks damaged. A checksum that does not
 * hold waits too, and holds nothing back: Windows computes it later than it writes.
 */
export function createEvtxFramer(from = 0): EvtxFramer {
  const state = new Given(from);
  let decoder: EvtxDecoder = createEvtxDecoder({ from });
  return {
    push: (chunk) => state.take(decoder.push(chunk)),
    settle: () => [],
    end: () => [...state.take(decoder.end()), ...state.rest()],
    reread() {
      decoder = createEvtxDecoder({ at: state.lastChunkAt, from: state.to });
      return state.again();
    },
  };
}

/** What was given of a log, and what waits. */
class Given {
  /** Where what was given ends. */
  to: number;
  lastChunkAt = 0;
  #waiting: Frame[] = [];

  constructor(from: number) {
    this.to = from;
  }

  take(chunks: readonly EvtxChunk[]): Frame[] {
    const frames: Frame[] = [];
    for (const { offset, found } of chunks) {
      frames.push(...this.rest());
      this.lastChunkAt = offset;
      const stretches = found.filter(({ length }) => length > 0);
      const damagedAt = stretches.findIndex(({ kind }) => kind === "fault");
      const whole = stretches.slice(0, damagedAt < 0 ? undefined : damagedAt).map((each) => frameOf(each));
      frames.push(...whole);
      this.to = whole.at(-1)?.end.offset ?? this.to;
      const sums = found.filter(({ length }) => length === 0).map((each) => frameOf(each, this.to));
      this.#waiting = [...sums, ...stretches.slice(whole.length).map((each) => frameOf(each))];
    }
    return frames;
  }

  /** What waits. */
  rest(): Frame[] {
    const frames = this.#waiting;
    this.#waiting = [];
    this.to = frames.at(-1)?.end.offset ?? this.to;
    return frames;
  }

  /** Lets go of what waits, which will be found again; gives where. */
  again(): number {
    this.#waiting = [];
    return this.lastChunkAt;
  }
}

/** `givenTo` is where reading goes on at least, for what stands before what was given already. */
function frameOf(found: EvtxRecord | EvtxFault, givenTo = 0): Frame {
  const { offset, length } = found;
  const end = { offset: Math.max(givenTo, offset + Math.max(1, length)), mode: "document" } as const;
  if (found.kind === "record") return { bytes: found.json, offset, lines: 1, end };
  return { bytes: found.bytes.slice(0, REFUSED_BYTES_MAX), offset, lines: 1, end, refused: found.reason };
}
