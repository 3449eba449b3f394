import { assert, Failure, type FilePort, isoTime, writeDurably } from "../lib/index.ts";
import type { ErasurePredicate, Statement, StatementKind } from "../model/index.ts";
import type { BatchIndex, LedgerEntry } from "./entries.ts";
import { formatEnvelopeBatch, parseEnvelopeBatch } from "./envelopes.ts";
import { envelopePath } from "./layout.ts";

/** What no erasure here reaches; every erasure says so. */
export const OUT_OF_REACH = ["dossiers already published", "backups and copies outside this data directory"];

/** Which entries lose their envelopes and salts, and on what ground. */
export type EntryErasure = {
  readonly indices: readonly number[];
  readonly schedule: string;
  readonly authority: string;
  readonly basis: string;
  readonly nowMs: number;
};

/** The ledger leads nowhere without the others: they say who keeps it, where records are and why some are not. */
const ERASABLE: readonly StatementKind[] = ["coverage", "detection", "case", "published"];

/** The statement that erases these entries, each of which must be of an erasable kind and still there. */
export async function entryErasureStatement(
  erasure: EntryErasure,
  entryAt: (index: number) => Promise<LedgerEntry>,
): Promise<Statement> {
  const indices = [...new Set(erasure.indices)].sort((left, right) => left - right);
  const subject: { name: string; digest: { meridianEnvelopeV1: string } }[] = [];
  for (const index of indices) {
    const entry = await entryAt(index);
    assert(!entry.erased && ERASABLE.includes(entry.statement.kind), `entry ${index} cannot be erased`);
    subject.push({ name: `entry ${index}`, digest: { meridianEnvelopeV1: entry.name } });
  }
  const { schedule, authority, basis, nowMs } = erasure;
  const predicate: ErasurePredicate = {
    schedule,
    authority,
    basis,
    erasedAt: isoTime(nowMs),
    segments: [],
    entries: indices,
    outOfReach: OUT_OF_REACH,
  };
  return { kind: "erasure", subject, predicate };
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
