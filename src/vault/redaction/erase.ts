import { Failure } from "../../lib/index.ts";
import { cutFields } from "./cut/cut.ts";
import type { Field } from "./cut/field.ts";
import { CHUNK_FIELDS, type FieldTree, type TreeStore, withoutSalts } from "./tree-store.ts";

/** Runs of fields, as a redaction statement names them. */
export type FieldRun = { readonly from: number; readonly count: number };

const RUNS_MAX = 100_000;

/** Which fields a person means, from the exhibit itself. Throws REDACTION_REFUSED when there are none, or too many runs to state. */
export async function findFields(
  tree: FieldTree,
  read: () => AsyncIterable<Uint8Array>,
  means: (field: Field) => boolean,
): Promise<readonly FieldRun[]> {
  const runs: { from: number; count: number }[] = [];
  let index = 0;
  for await (const field of cutFields(tree.cut, read())) {
    const last = runs.at(-1);
    if (means(field)) {
      if (last !== undefined && last.from + last.count === index) last.count++;
      else runs.push({ from: index, count: 1 });
      if (runs.length > RUNS_MAX) throw new Failure("REDACTION_REFUSED", `expected at most ${RUNS_MAX} runs of fields to erase`);
    }
    index++;
  }
  if (runs.length === 0) throw new Failure("REDACTION_REFUSED", "no field of the exhibit is meant; nothing was erased");
  return runs;
}

/**
 * Deletes the salts of runs of fields; durable when this resolves, chunk by chunk, and the same when it is run again. Their leaves stay, so
 * every proof holds; without salt nobody can test a guess at a value by its leaf. The caller has stated it before.
 */
export async function eraseSalts(store: TreeStore, tree: FieldTree, runs: readonly FieldRun[]): Promise<void> {
  const places = new Map<number, number[]>();
  for (const { from, count } of runs) {
    if (from + count > tree.fields) throw new Failure("REDACTION_REFUSED", `the exhibit has ${tree.fields} fields`);
    for (let index = from; index < from + count; index++) {
      const chunk = Math.floor(index / CHUNK_FIELDS);
      const known = places.get(chunk) ?? [];
      known.push(index % CHUNK_FIELDS);
      places.set(chunk, known);
    }
  }
  for (const [chunk, erased] of places) {
    const { salts } = await store.readChunk(chunk, tree.fields);
    await store.writeSalts(chunk, withoutSalts(salts, erased));
  }
}
