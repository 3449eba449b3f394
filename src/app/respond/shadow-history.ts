import type { Detection, Digest, Event } from "../../model/index.ts";

/** How far a pass has come, in its own unit. */
export type ShadowProgress = (done: number, total: number, note: string) => void;

/** The past, read twice: first what was found in it, then every line. Both passes give the same events. */
export type History = {
  /** Every detection of the span asked for; gives the lines that were looked at. Stops at the signal. */
  findings(onDetection: (detection: Detection) => void): Promise<{ readonly lines: number }>;
  /** The `status` that a rule's document states; null when it states none or is gone. */
  statusOf(rule: Digest): string | null;
  /** Every event of the span asked for, in the order in which it lies there. Stops at the signal. */
  replay(onEvent: (event: Event) => void): Promise<void>;
};

/** What every history is asked with. */
export type HistoryChoices = {
  /** Nothing older; null for all. */
  readonly sinceMs: number | null;
  readonly signal: AbortSignal;
  readonly onProgress: ShadowProgress;
};
