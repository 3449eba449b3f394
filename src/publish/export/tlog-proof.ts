import { formatTlogProof } from "../../merkle/index.ts";
import type { Exporter } from "./source.ts";

/**
 * That the entry is in the log (c2sp.org/tlog-proof). `extra` is the entry's salt: with it and the envelope anybody computes the
 * entry that the proof is of (spec/statement.md §Entry).
 */
export const tlogProof: Exporter = {
  format: "tlog-proof",
  what: "the proof that the entry is in the log, with the salt as its extra data",
  files: ({ index, salt, proof, checkpoint }) =>
    new Map([[`${index}.tlog-proof`, formatTlogProof({ extra: salt, index: BigInt(index), proof, checkpoint })]]),
};
