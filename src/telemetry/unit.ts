import type { Accounting, Event, EvidenceRecord } from "../model/index.ts";
import type { FrameMode } from "./frame.ts";

/**
 * What a reader lets go of: a contiguous stretch of one source in which every line has found its event, its rejection or its use as
 * context. Sealing whole units, and only whole units, is what lets a restart lose and repeat nothing.
 */
export type Unit = {
  readonly records: readonly EvidenceRecord[];
  readonly events: readonly Event[];
  readonly accounting: Accounting;
  /** Where the source goes on after this unit. */
  readonly end: { readonly offset: number; readonly mode: FrameMode };
};
