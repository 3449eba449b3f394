import type { Exporter } from "./source.ts";

/** The signed checkpoint that the proof leads to (c2sp.org/tlog-checkpoint). */
export const checkpoint: Exporter = {
  format: "checkpoint",
  what: "the log's signed checkpoint",
  files: (source) => new Map([["checkpoint", source.checkpoint]]),
};
