import { Failure, type FilePort, writeDurably } from "../lib/index.ts";
import type { StatementKind } from "../model/index.ts";
import type { BatchIndex } from "./entries.ts";
import { formatEnvelopeBatch, parseEnvelopeBatch } from "./envelopes.ts";
import { envelopePath } from "./layout.ts";

/** What no erasure here reaches; every erasure says so. */
export const OUT_OF_REACH = ["dossiers already published", "backups and copies outside this data directory"];

/** The ledger leads nowhere without the others: they say who keeps it, where records are and why some are not. */
const ERASABLE: readonly StatementKind[] = ["coverage", "detection", "case", "docket", "published"];

/** Whether an entry's envelope may be erased at all. */
export function isErasable(kind: StatementKind): boolean {
  return ERASABLE.includes(kind);
}

/** Rewrites the batches that hold these entries without their envelopes; what is done already is left alone. `by` is the erasure's entry.
 * Throws LEDGER_DAMAGED when a batch cannot be read. */
export async function eraseEnvelopes(
  { files, batches }: { readonly files: FilePort; readonly batches: BatchIndex },
  indices: readonly number[],
  by: number,
): Promise<void> {
  const erased = new Set(indices);
  const firsts = new Set<number>();
  for (const index of indices) firsts.add((await batches.firstOf(index)) ?? 0);
  for (const first of firsts) {
    const path = envelopePath(first);
    const lines = parseEnvelopeBatch((await files.read(path)) ?? new Uint8Array(0), first);
    if (!lines.ok)
      throw new Failure(
        "LEDGER_DAMAGED",
        `could not erase in ${path}: line ${lines.fault.line}: expected ${lines.fault.expected}`,
      );
    const without = lines.value.map((line) =>
      erased.has(line.index) && line.erased === undefined ? { index: line.index, erased: by } : line,
    );
    await writeDurably(files, path, formatEnvelopeBatch(without));
  }
}
