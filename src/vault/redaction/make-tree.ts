import { Failure, type RandomBytes, type Sha256, toHex } from "../../lib/index.ts";
import { Frontier, HASH_BYTES } from "../../merkle/index.ts";
import { type Digest, type ExhibitContent, type ExhibitId, SALT_BYTES } from "../../model/index.ts";
import { sameContent } from "../content-hash.ts";
import { cutFields } from "./cut/cut.ts";
import type { Cut } from "./cut/field.ts";
import { fieldLeaf } from "./field-leaf.ts";
import { CHUNK_FIELDS, type FieldTree, type TreeStore } from "./tree-store.ts";

/** What is cut. `read` streams the exhibit's bytes and throws at the end when they are not `content`. */
export type Cuttable = {
  readonly exhibit: ExhibitId;
  readonly content: ExhibitContent;
  readonly read: () => AsyncIterable<Uint8Array>;
};

type World = { readonly sha256: Sha256; readonly randomBytes: RandomBytes };

/**
 * The kept tree of a cut, or a new one: every field gets a salt of its own. Memory is bounded by a chunk, whatever the exhibit's
 * size. Throws REDACTION_REFUSED when the exhibit cannot be cut so, EXHIBIT_CHANGED when its bytes are not its content.
 */
export async function keptTree(store: TreeStore, cut: Cut, cuttable: Cuttable, world: World): Promise<FieldTree> {
  const kept = await store.tree();
  if (kept === undefined) return makeTree(store, cut, cuttable, world);
  if (!sameContent(kept.content, cuttable.content)) throw new Failure("EXHIBIT_CHANGED", "the kept tree is of other content");
  return kept;
}

async function makeTree(store: TreeStore, cut: Cut, { exhibit, content, read }: Cuttable, world: World): Promise<FieldTree> {
  await store.begin(exhibit);
  const frontier = new Frontier(world.sha256);
  let chunk = emptyChunk(world.randomBytes);
  for await (const field of cutFields(cut, read())) {
    const at = frontier.size % CHUNK_FIELDS;
    const leaf = fieldLeaf(world.sha256, field.path, chunk.salts.subarray(at * SALT_BYTES, (at + 1) * SALT_BYTES), field.value);
    chunk.leaves.set(leaf, at * HASH_BYTES);
    frontier.append(leaf);
    if (at + 1 < CHUNK_FIELDS) continue;
    await store.writeChunk(frontier.size / CHUNK_FIELDS - 1, chunk);
    chunk = emptyChunk(world.randomBytes);
  }
  const rest = frontier.size % CHUNK_FIELDS;
  if (rest > 0) {
    const last = { salts: chunk.salts.subarray(0, rest * SALT_BYTES), leaves: chunk.leaves.subarray(0, rest * HASH_BYTES) };
    await store.writeChunk(Math.floor(frontier.size / CHUNK_FIELDS), last);
  }
  const tree = { content, cut, fields: frontier.size, root: toHex(frontier.root()) as Digest };
  await store.finish(tree);
  return tree;
}

function emptyChunk(randomBytes: RandomBytes): { readonly salts: Uint8Array; readonly leaves: Uint8Array } {
  return { salts: randomBytes(CHUNK_FIELDS * SALT_BYTES), leaves: new Uint8Array(CHUNK_FIELDS * HASH_BYTES) };
}
