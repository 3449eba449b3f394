import type { Frame, FrameMode } from "./frame.ts";
import { ModeDetector } from "./framer-detect.ts";
import { DocumentCutter } from "./framer-documents.ts";
import { LineCutter } from "./framer-lines.ts";
import type { Cutter } from "./framer-output.ts";

export type FramerOptions = {
  /** How to cut; found out from the first bytes when not given. */
  readonly mode?: FrameMode;
  /** Offset of the first byte that will be pushed: 0, or a frame's `end.offset` to go on after it. */
  readonly offset?: number;
};

export type Framer = {
  /** Takes the next bytes of the source; gives the frames that they complete, less the newest one, which waits for its successor. */
  push(chunk: Uint8Array): Frame[];
  /** Gives the newest complete frame now: the source may stay quiet. */
  settle(): Frame[];
  /** The source is over: gives all the rest, an unfinished line or document included. */
  end(): Frame[];
};

/**
 * Cuts a byte stream into frames, in linear time and bounded memory; the result does not depend on how the bytes were chunked.
 * Input is untrusted: limits are in framer-limits.ts, and what exceeds them comes out as one frame with `refused`. A frame's bytes
 * may be a view of a pushed chunk, so chunks must not be written to again. In line mode the frames' `lines` add up to the physical
 * lines of the source (lines with no frame after or before them, as in an empty file, excepted); members of an array that share a
 * physical line count one each.
 */
export function createFramer(options: FramerOptions = {}): Framer {
  const offset = options.offset ?? 0;
  const detector = new ModeDetector();
  let waiting: Uint8Array[] = [];
  let cutter: Cutter | undefined = options.mode === undefined ? undefined : cutterFor(options.mode, offset);

  const start = (mode: FrameMode): Cutter => {
    const chosen = cutterFor(mode, offset);
    for (const chunk of waiting) chosen.push(chunk);
    waiting = [];
    cutter = chosen;
    return chosen;
  };
  return {
    push(chunk) {
      if (cutter !== undefined) cutter.push(chunk);
      else {
        waiting.push(chunk);
        const mode = detector.feed(chunk);
        if (mode === undefined) return [];
        start(mode);
      }
      return cutter?.output.take() ?? [];
    },
    settle() {
      cutter?.output.settle();
      return cutter?.output.take() ?? [];
    },
    end() {
      const last = cutter ?? start("line");
      last.end();
      return last.output.take();
    },
  };
}

function cutterFor(mode: FrameMode, offset: number): Cutter {
  return mode === "line" ? new LineCutter(offset) : new DocumentCutter(offset, mode);
}
