/**
 * What a witness remembers: for each log the newest checkpoint that it cosigned, as a whole signed note with the log's and the witness's
 * signatures. Logs are named by `logId` and never forgotten: there is no way to remove one. What cannot be read or written throws.
 */
export type WitnessStore = {
  /** The note; undefined for a log that was never cosigned. */
  get(logId: string): Promise<Uint8Array | undefined>;
  /**
   * Replaces the note if it still is `expected` (undefined: if there is none), in one step for every process that shares the store.
   * True when `next` is durable; false when another note stands there. When it throws, either may be the case.
   */
  compareAndSet(logId: string, expected: Uint8Array | undefined, next: Uint8Array): Promise<boolean>;
  /** Every log with its note, by logId. */
  list(): Promise<readonly KeptCheckpoint[]>;
};

/** One log of the store. */
export type KeptCheckpoint = { readonly logId: string; readonly note: Uint8Array };
