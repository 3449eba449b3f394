export {
  createEvtxDecoder,
  type DecoderOptions,
  type EvtxChunk,
  type EvtxDecoder,
  type EvtxSource,
  readEvtx,
} from "./decoder.ts";
export { EVTX_SIGNATURE, type EvtxHeader, readEvtxHeader } from "./file-header.ts";
export type { EvtxFault, EvtxRecord } from "./record.ts";
