import { concat, equalBytes, Failure, type Sha256, utf8 } from "../../lib/index.ts";
import { cutFields } from "./cut/cut.ts";
import type { Field } from "./cut/field.ts";
import { fieldLeaf } from "./field-leaf.ts";
import { type CopyField, formatFieldLine, type Withholding } from "./field-line.ts";
import type { Decide } from "./rules.ts";
import { CHUNK_FIELDS, type FieldTree, leafAt, saltAt, type TreeChunk, type TreeStore } from "./tree-store.ts";

/** How many fields a copy shows, and how many it withholds for which reason, at whose word. */
export type CopyTally = { shown: number; readonly withheld: Map<string, Withholding & { fields: number }> };

export type CopyOptions = {
  readonly store: TreeStore;
  readonly tree: FieldTree;
  readonly read: () => AsyncIterable<Uint8Array>;
  readonly decide: Decide;
  /** Who answers for fields whose salts are erased. */
  readonly keeper: string;
  readonly sha256: Sha256;
  readonly tally: CopyTally;
  readonly onProgress?: (fields: number) => void;
};

/** A tally of nothing. */
export function emptyTally(): CopyTally {
  return { shown: 0, withheld: new Map() };
}

const PIECE_BYTES = 65_536;
/** Different reasons and owners in one copy. */
export const REASONS_MAX = 1000;

/**
 * The list of fields of a redacted copy, in pieces, and its tally. Throws EXHIBIT_CHANGED when a field is not what its kept leaf says: then
 * nothing of the copy is to be used.
 */
export async function* copyFields(options: CopyOptions): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (const field of judgedFields(options)) {
    const line = utf8(formatFieldLine(field));
    held.push(line);
    heldBytes += line.length;
    if (heldBytes < PIECE_BYTES) continue;
    yield concat(...held);
    [held, heldBytes] = [[], 0];
  }
  if (heldBytes > 0) yield concat(...held);
}

async function* judgedFields({
  store,
  tree,
  read,
  decide,
  keeper,
  sha256,
  tally,
  onProgress,
}: CopyOptions): AsyncGenerator<CopyField> {
  let chunk: TreeChunk | undefined;
  let index = 0;
  for await (const field of cutFields(tree.cut, read())) {
    if (index === tree.fields) throw changed(index);
    const at = index % CHUNK_FIELDS;
    if (at === 0 || chunk === undefined) chunk = await store.readChunk(Math.floor(index / CHUNK_FIELDS), tree.fields);
    const judged = judgeField(field, { salt: saltAt(chunk, at), leaf: leafAt(chunk, at) }, decide, keeper);
    if (judged.kind === "shown" && !equalBytes(fieldLeaf(sha256, field.path, judged.salt, field.value), leafAt(chunk, at)))
      throw changed(index);
    if (!count(tally, judged))
      throw new Failure("REDACTION_REFUSED", `expected at most ${REASONS_MAX} different reasons and owners`);
    yield judged;
    index++;
    if (index % CHUNK_FIELDS === 0) onProgress?.(index);
  }
  if (index !== tree.fields) throw changed(index);
}

type Kept = { readonly salt: Uint8Array | undefined; readonly leaf: Uint8Array };

function judgeField(field: Field, { salt, leaf }: Kept, decide: Decide, keeper: string): CopyField {
  if (salt === undefined) return { kind: "withheld", leaf, reason: "erased", because: null, owner: keeper };
  const why = decide(field);
  if (why !== undefined) return { kind: "withheld", leaf, ...why };
  return { kind: "shown", path: field.path, salt, value: field.value };
}

/** Counts a field; by one key a reason, its words and its owner. False when there are too many different ones to count. */
export function count(tally: CopyTally, field: CopyField): boolean {
  if (field.kind === "shown") {
    tally.shown++;
    return true;
  }
  const { reason, because, owner } = field;
  const key = JSON.stringify([reason, because, owner]);
  const known = tally.withheld.get(key);
  if (known !== undefined) known.fields++;
  else if (tally.withheld.size < REASONS_MAX) tally.withheld.set(key, { reason, because, owner, fields: 1 });
  else return false;
  return true;
}

/** The tally's reasons as a statement has them: sorted by reason, words and owner. */
export function withheldCounts({ withheld }: CopyTally): readonly (Withholding & { readonly fields: number })[] {
  return [...withheld].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, entry]) => entry);
}

function changed(index: number): Failure {
  return new Failure("EXHIBIT_CHANGED", `field ${index} of the exhibit is not what its kept leaf says`);
}
