import { type Checked, equalBytes, no, type Sha256, toHex, yes } from "../../lib/index.ts";
import { Frontier } from "../../merkle/index.ts";
import { cutFields } from "./cut/cut.ts";
import type { Field } from "./cut/field.ts";
import { fieldLeaf } from "./field-leaf.ts";
import type { CopyField } from "./field-line.ts";
import { isLineFault, readFieldLines } from "./read-lines.ts";
import { CHUNK_FIELDS, type FieldTree, leafAt, saltAt, type TreeChunk, type TreeStore } from "./tree-store.ts";

export type Recut = {
  readonly tree: FieldTree;
  readonly store: TreeStore;
  /** The exhibit's own bytes. */
  readonly read: () => AsyncIterable<Uint8Array>;
  /** The copy's list of fields. */
  readonly copy: AsyncIterable<Uint8Array>;
  readonly sha256: Sha256;
};

/** `erased` fields have no salt: that their leaves are of the exhibit's bytes can no longer be shown, only that they are the same leaves. */
export type Faithful = { readonly fields: number; readonly compared: number; readonly erased: number };

/**
 * Cuts the exhibit again and compares it with a copy, field by field: whoever has the original and the salts sees that what is shown is
 * what stands there and what is withheld is what was there. The fault is a sentence that quotes nothing.
 */
export async function compareWithExhibit(recut: Recut): Promise<Checked<Faithful, string>> {
  const lines = readFieldLines(recut.copy);
  try {
    return await compareLines(recut, lines);
  } finally {
    await lines.return(undefined); // lets go of the copy's file wherever the comparison stopped
  }
}

async function compareLines(
  { tree, store, read, sha256 }: Recut,
  lines: ReturnType<typeof readFieldLines>,
): Promise<Checked<Faithful, string>> {
  const frontier = new Frontier(sha256);
  let erased = 0;
  let chunk: TreeChunk | undefined;
  for await (const field of cutFields(tree.cut, read())) {
    const index = frontier.size;
    if (index === tree.fields) return no(`the exhibit has more than ${tree.fields} fields`);
    const at = index % CHUNK_FIELDS;
    if (at === 0 || chunk === undefined) chunk = await store.readChunk(Math.floor(index / CHUNK_FIELDS), tree.fields);
    const salt = saltAt(chunk, at);
    const leaf = salt === undefined ? leafAt(chunk, at) : fieldLeaf(sha256, field.path, salt, field.value);
    if (salt === undefined) erased++;
    const line = await lines.next();
    if (line.done === true) return no(`the copy has only ${index} fields`);
    if (isLineFault(line.value)) return no(`line ${line.value.line} of the copy: expected ${line.value.expected}`);
    const difference = differs(field, salt, leaf, line.value);
    if (difference !== undefined) return no(`field ${index}: ${difference}`);
    frontier.append(leaf);
  }
  if ((await lines.next()).done !== true) return no(`the copy has more than ${frontier.size} fields`);
  if (frontier.size !== tree.fields || toHex(frontier.root()) !== tree.root)
    return no("the exhibit's fields do not have the root that was stated");
  return yes({ fields: tree.fields, compared: tree.fields - erased, erased });
}

function differs(field: Field, salt: Uint8Array | undefined, leaf: Uint8Array, line: CopyField): string | undefined {
  if (line.kind === "withheld") return equalBytes(line.leaf, leaf) ? undefined : "the withheld leaf is not that of the exhibit";
  if (salt === undefined) return "its salt was erased, but the copy still shows it";
  if (line.path !== field.path || !equalBytes(line.salt, salt)) return "the copy shows another field";
  return equalBytes(line.value, field.value) ? undefined : "the copy shows another value";
}
