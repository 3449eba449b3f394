import type { Position } from "../model/index.ts";

/** How a source's bytes are cut: by newline; by whole JSON documents; by the members of one JSON array or of CloudTrail's "Records". */
export type FrameMode = Position["mode"];

/** A piece of a source that becomes one record: a line without its newline, or the bytes of one JSON document. */
export type Frame = {
  readonly bytes: Uint8Array;
  /** Byte offset of `bytes` in the (decompressed) source. */
  readonly offset: number;
  /** Physical lines that end inside this frame or with it; at least 1. */
  readonly lines: number;
  /** Where reading goes on after this frame, and how. */
  readonly end: { readonly offset: number; readonly mode: FrameMode };
  /** Set by the framer when the piece may not be read: over-long, or a document that never ends. */
  readonly refused?: string;
};
