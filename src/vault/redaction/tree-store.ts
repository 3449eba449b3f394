import { assert, concat, Failure, type FilePort, shape, writeDurably } from "../../lib/index.ts";
import { HASH_BYTES } from "../../merkle/index.ts";
import {
  contentShape,
  type Digest,
  type ExhibitContent,
  type ExhibitId,
  formatDocument,
  parseDocument,
  SALT_BYTES,
} from "../../model/index.ts";
import { parseCut } from "./cut/cut.ts";
import type { Cut } from "./cut/field.ts";

/** Fields whose salts and leaves lie in one pair of files: 1 MiB each. */
export const CHUNK_FIELDS = 32_768;

/** A cut that is kept: which content, how, and the tree's root. */
export type FieldTree = { readonly content: ExhibitContent; readonly cut: Cut; readonly fields: number; readonly root: Digest };

/** Salts and leaves of CHUNK_FIELDS fields, 32 bytes each, one after the other. A salt of zeroes was erased. */
export type TreeChunk = { readonly salts: Uint8Array; readonly leaves: Uint8Array };

const treeShape = shape.record({
  content: contentShape,
  cut: shape.record({ method: shape.text(100), version: shape.count, blockBytes: shape.nullable(shape.count) }),
  fields: shape.count,
  root: shape.pattern(/^[0-9a-f]{64}$/, "a digest"),
});

/** The salts and leaves of one cut of one exhibit, in `files` (the vault's directory), readable by its owner only. */
export class TreeStore {
  readonly #files: FilePort;
  readonly #directory: string;

  constructor(files: FilePort, exhibit: ExhibitId, name: string) {
    this.#files = files;
    this.#directory = `${exhibit}/fields-${name}`;
  }

  /** The kept tree; undefined while there is none, or while its making was not finished. */
  async tree(): Promise<FieldTree | undefined> {
    const bytes = await this.#files.read(`${this.#directory}/tree.json`);
    if (bytes === undefined) return undefined;
    const read = parseDocument(bytes, treeShape);
    const cut = read.ok ? parseCut(read.value.cut) : undefined;
    if (!read.ok || cut?.ok !== true) throw this.#damaged("tree.json");
    return { ...read.value, cut: cut.value, root: read.value.root as Digest };
  }

  /** Makes room for a tree; what an unfinished one left is written over. */
  async begin(exhibit: ExhibitId): Promise<void> {
    await this.#files.makeDirectory(exhibit, "private");
    await this.#files.syncDirectory("");
    await this.#files.makeDirectory(this.#directory, "private");
    await this.#files.syncDirectory(exhibit);
  }

  /** Writes chunk `at`; durable when this resolves. */
  async writeChunk(at: number, { salts, leaves }: TreeChunk): Promise<void> {
    await this.writeSalts(at, salts);
    await writeDurably(this.#files, this.#path("leaves", at), leaves, "private");
  }

  /** Writes the salts of chunk `at` in place of those that stood there; durable when this resolves. */
  async writeSalts(at: number, salts: Uint8Array): Promise<void> {
    await writeDurably(this.#files, this.#path("salts", at), salts, "private");
  }

  /** The tree is whole: from now on it is the one of this cut. */
  async finish(tree: FieldTree): Promise<void> {
    await writeDurably(this.#files, `${this.#directory}/tree.json`, formatDocument(tree), "private");
  }

  /** Chunk `at` of a tree of `fields`. Throws EXHIBIT_CHANGED when it is not there or has another length. */
  async readChunk(at: number, fields: number): Promise<TreeChunk> {
    const count = Math.min(CHUNK_FIELDS, fields - at * CHUNK_FIELDS);
    assert(count > 0, `a tree of ${fields} fields has no chunk ${at}`);
    const [salts, leaves] = [await this.#files.read(this.#path("salts", at)), await this.#files.read(this.#path("leaves", at))];
    if (salts?.length !== count * SALT_BYTES || leaves?.length !== count * HASH_BYTES) throw this.#damaged(`chunk ${at}`);
    return { salts, leaves };
  }

  #path(what: "salts" | "leaves", at: number): string {
    return `${this.#directory}/${what}-${String(at).padStart(6, "0")}`;
  }

  #damaged(what: string): Failure {
    return new Failure("EXHIBIT_CHANGED", `${what} in ${this.#directory} of the vault is not what was written there`);
  }
}

/** Salt of the field at place `at` of a chunk; undefined when it was erased. */
export function saltAt({ salts }: TreeChunk, at: number): Uint8Array | undefined {
  const salt = salts.subarray(at * SALT_BYTES, (at + 1) * SALT_BYTES);
  return salt.every((byte) => byte === 0) ? undefined : salt;
}

/** Leaf of the field at place `at` of a chunk. */
export function leafAt({ leaves }: TreeChunk, at: number): Uint8Array {
  return leaves.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES);
}

/** The same salts with those of some places erased. */
export function withoutSalts(salts: Uint8Array, places: Iterable<number>): Uint8Array {
  const kept = concat(salts);
  for (const place of places) kept.fill(0, place * SALT_BYTES, (place + 1) * SALT_BYTES);
  return kept;
}
