import { toBase64 } from "../../lib/index.ts";
import { formatTlogProof } from "../../merkle/index.ts";
import { formatDocument } from "../../model/index.ts";

/** A ledger entry as two files that travel together: `<index>.json` and `<index>.tlog-proof` (spec/dossier.md §Statements). */
export type StatementFiles = { readonly statement: Uint8Array; readonly proof: Uint8Array };

/** A ledger entry with what opens it, and its place in a checkpoint's tree. */
export type ProvableEntry = {
  readonly index: number;
  readonly salt: Uint8Array;
  readonly envelope: Uint8Array;
  readonly proof: readonly Uint8Array[];
};

/** The two files of an entry, to a checkpoint that covers it. */
export function statementFiles({ index, salt, envelope, proof }: ProvableEntry, checkpoint: Uint8Array): StatementFiles {
  return {
    statement: formatDocument({ envelope: toBase64(envelope), index, salt: toBase64(salt) }),
    proof: formatTlogProof({ extra: undefined, index: BigInt(index), proof, checkpoint }),
  };
}
