import { createEvtxDecoder, type EvtxDecoder, type EvtxFault, type EvtxRecord } from "../../evtx/index.ts";
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
 * stretch its bytes, refused with the reason. Damage in the last chunk that holds anything waits, with all behind it, for the next
 * chunk or the end: a chunk that is being written looks damaged. `from` is a frame's `end.offset` to go on after it.
 */
export function createEvtxFramer(from = 0): EvtxFramer {
  let decoder: EvtxDecoder = createEvtxDecoder({ from });
  let givenTo = from;
  let lastChunkAt = 0;
  let waiting: Frame[] = [];

  const take = (chunks: ReturnType<EvtxDecoder["push"]>): Frame[] => {
    const frames: Frame[] = [];
    for (const { offset, found } of chunks) {
      frames.push(...waiting);
      lastChunkAt = offset;
      const all = found.map(frameOf);
      const refusedAt = all.findIndex(({ refused }) => refused !== undefined);
      waiting = refusedAt < 0 ? [] : all.slice(refusedAt);
      frames.push(...(refusedAt < 0 ? all : all.slice(0, refusedAt)));
    }
    return given(frames);
  };
  const given = (frames: Frame[]): Frame[] => {
    givenTo = frames.at(-1)?.end.offset ?? givenTo;
    return frames;
  };
  return {
    push: (chunk) => take(decoder.push(chunk)),
    settle: () => [],
    end() {
      const frames = [...take(decoder.end()), ...waiting];
      waiting = [];
      return given(frames);
    },
    reread() {
      waiting = [];
      decoder = createEvtxDecoder({ at: lastChunkAt, from: givenTo });
      return lastChunkAt;
    },
  };
}

function frameOf(found: EvtxRecord | EvtxFault): Frame {
  const { offset, length } = found;
  const place = { offset, lines: 1, end: { offset: offset + Math.max(1, length), mode: "document" } } as const;
  if (found.kind === "record") return { ...place, bytes: found.json };
  return { ...place, bytes: found.bytes.slice(0, REFUSED_BYTES_MAX), refused: found.reason };
}
