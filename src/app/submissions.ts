import type { AdmissionFault, Ledger, Receipt } from "../ledger/index.ts";
import { type Checked, no } from "../lib/index.ts";

/** What waits for its checkpoint at one time, at most: of more, whoever sends it is asked to come again. */
const WAITING_ENTRIES_MAX = 16_384;
const WAITING_BYTES_MAX = 64 * 1024 * 1024;

/** What becomes of envelopes that somebody hands in: entries with their receipts, or nothing and why. */
export type SubmissionOutcome = Checked<readonly Receipt[], AdmissionFault | { readonly kind: "busy" }>;

/** The door for envelopes that come over the network. What came is durable, under a signed checkpoint, when the outcome says so. */
export type Submissions = { submit(envelopes: readonly Uint8Array[]): Promise<SubmissionOutcome> };

/** Hands envelopes to the ledger, which verifies every signature; no more at one time than memory is set aside for. */
export function createSubmissions(
  ledger: Pick<Ledger, "appendSigned">,
  { entriesMax = WAITING_ENTRIES_MAX, bytesMax = WAITING_BYTES_MAX }: { entriesMax?: number; bytesMax?: number } = {},
): Submissions {
  const waiting = { entries: 0, bytes: 0 };
  return {
    submit: async (envelopes) => {
      const bytes = envelopes.reduce((total, { length }) => total + length, 0);
      const isFull = waiting.entries + envelopes.length > entriesMax || waiting.bytes + bytes > bytesMax;
      if (isFull) return no({ kind: "busy" });
      waiting.entries += envelopes.length;
      waiting.bytes += bytes;
      try {
        return await ledger.appendSigned(envelopes);
      } finally {
        waiting.entries -= envelopes.length;
        waiting.bytes -= bytes;
      }
    },
  };
}
