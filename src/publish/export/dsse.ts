import type { Exporter } from "./source.ts";

/** The signed statement as DSSE JSON (secure-systems-lab/dsse v1.0.2): the ledger's own bytes, which in-toto and securesystemslib read. */
export const dsse: Exporter = {
  format: "dsse",
  what: "the signed in-toto statement as a DSSE envelope",
  files: ({ index, envelope }) => new Map([[`${index}.dsse.json`, envelope]]),
};
