import { equalBytes } from "../../src/lib/index.ts";
import type { WitnessStore } from "../../src/witness/index.ts";

/** A store that lasts as long as the test; `notes` is all that it holds. */
export function memoryWitnessStore(notes: Map<string, Uint8Array> = new Map()): WitnessStore {
  return {
    get: async (logId) => notes.get(logId)?.slice(),
    compareAndSet: async (logId, expected, next) => {
      const now = notes.get(logId);
      const isExpected = now === undefined || expected === undefined ? now === expected : equalBytes(now, expected);
      if (isExpected) notes.set(logId, next.slice());
      return isExpected;
    },
    list: async () => [...notes].sort(([left], [right]) => (left < right ? -1 : 1)).map(([logId, note]) => ({ logId, note })),
  };
}
