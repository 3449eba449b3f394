import { readEvtx, readEvtxHeader } from "../../../src/evtx/index.ts";
import { ownLog } from "../../evtx/support/sample.ts";
import type { Reader } from "./reader.ts";

const { file } = ownLog();

/** Readers of .evtx files. */
export const EVTX: readonly Reader[] = [
  {
    name: "evtx/readEvtx",
    believes: (bytes) => {
      const found = [...readEvtx(bytes)];
      return found.length > 0 && found.every(({ kind }) => kind === "record");
    },
    valid: file,
    // Windows makes files longer than their chunks; and what stands behind the last record of a chunk is nobody's.
    takes: /at its end|in its middle/,
  },
  {
    name: "evtx/readEvtxHeader",
    believes: (bytes) => readEvtxHeader(bytes)?.checksumHolds === true,
    valid: file.subarray(0, 128),
    takes: /at its end/,
  },
];

/** Parts of readEvtx: they read bytes that it has cut and bounded. */
export const NOT_READERS_OF_EVTX: Readonly<Record<string, string>> = {
  "evtx/readChunk": "takes a block of at most 64 KiB; within readEvtx",
  "evtx/readChunkHeader": "within readChunk",
  "evtx/readElement": "takes a cursor within a chunk; within readChunk",
};
