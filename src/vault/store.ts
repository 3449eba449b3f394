import { Failure } from "../lib/index.ts";
import type { ExhibitContent, ExhibitId } from "../model/index.ts";
import type { BlobPort, BlobWriter, ByteSource } from "./blobs.ts";
import { type BeginHash, beginContentHash, sameContent } from "./content-hash.ts";

/** What streams in or out, and who wants to hear how far it has come, in bytes. */
export type Streaming = { readonly chunks: AsyncIterable<Uint8Array>; readonly onProgress?: (bytes: number) => void };

/** The exhibits' bytes: one blob each, written once, never changed. Knows nothing of statements. */
export type Vault = {
  /**
   * Takes bytes in under an exhibit's id, hashing as they stream; durable when this resolves. When it rejects, nothing of them is
   * left, whether their source or the disk failed.
   */
  readonly takeIn: (exhibit: ExhibitId, streaming: Streaming) => Promise<ExhibitContent>;
  /**
   * An exhibit's bytes. Throws EXHIBIT_CHANGED after the last byte, or at once when the length is wrong, if they are not `content`: what
   * came before is not to be relied on until the stream has ended. An export writes under another name and renames at the end.
   */
  readonly read: (exhibit: ExhibitId, content: ExhibitContent) => AsyncIterable<Uint8Array>;
  /** Reads an exhibit's bytes at any place while `use` runs; unverified. Throws EXHIBIT_CHANGED when there is none. */
  readonly withBytes: <Value>(exhibit: ExhibitId, use: (source: ByteSource) => Promise<Value>) => Promise<Value>;
  /** True when the exhibit's bytes are here, whatever they are. */
  readonly has: (exhibit: ExhibitId) => Promise<boolean>;
  /** Every name in the vault, exhibits' ids among them. */
  readonly names: () => Promise<readonly string[]>;
  /** Removes an exhibit's bytes; durable when this resolves. The caller has stated why. */
  readonly destroy: (exhibit: ExhibitId) => Promise<void>;
};

/** Where an exhibit's bytes lie in the vault. */
function contentPath(exhibit: ExhibitId): string {
  return `${exhibit}/content`;
}

/** The vault on a blob port. */
export function openVault(blobs: BlobPort, beginHash: BeginHash): Vault {
  return {
    takeIn: (exhibit, streaming) => takeIn({ blobs, beginHash }, exhibit, streaming),
    read: (exhibit, content) => readVerified({ blobs, beginHash }, exhibit, content),
    withBytes: (exhibit, use) => withBytes(blobs, exhibit, use),
    has: async (exhibit) => (await blobs.list(exhibit)).includes("content"),
    names: () => blobs.list(""),
    destroy: (exhibit) => blobs.remove(contentPath(exhibit)),
  };
}

type World = { readonly blobs: BlobPort; readonly beginHash: BeginHash };

async function takeIn({ blobs, beginHash }: World, exhibit: ExhibitId, streaming: Streaming): Promise<ExhibitContent> {
  const writer = await blobs.create(contentPath(exhibit));
  try {
    const content = await pour(writer, beginHash, streaming);
    await writer.finish();
    return content;
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

async function pour(writer: BlobWriter, beginHash: BeginHash, { chunks, onProgress }: Streaming): Promise<ExhibitContent> {
  const hash = beginContentHash(beginHash);
  for await (const chunk of chunks) {
    hash.update(chunk);
    await writer.write(chunk);
    onProgress?.(hash.bytes());
  }
  return hash.end();
}

async function* readVerified(
  { blobs, beginHash }: World,
  exhibit: ExhibitId,
  content: ExhibitContent,
): AsyncGenerator<Uint8Array> {
  const hash = beginContentHash(beginHash);
  for await (const chunk of blobs.read(contentPath(exhibit))) {
    hash.update(chunk);
    if (hash.bytes() > content.bytes) throw changed(exhibit, `has more than ${content.bytes} bytes`);
    yield chunk;
  }
  const found = hash.end();
  if (found.bytes !== content.bytes) throw changed(exhibit, `has ${found.bytes} bytes, expected ${content.bytes}`);
  if (!sameContent(found, content)) throw changed(exhibit, `has SHA-256 ${found.sha256}, expected ${content.sha256}`);
}

async function withBytes<Value>(
  blobs: BlobPort,
  exhibit: ExhibitId,
  use: (source: ByteSource) => Promise<Value>,
): Promise<Value> {
  const blob = await blobs.open(contentPath(exhibit));
  if (blob === undefined) throw changed(exhibit, "has no bytes in the vault");
  try {
    return await use(blob);
  } finally {
    await blob.close();
  }
}

function changed(exhibit: ExhibitId, what: string): Failure {
  return new Failure("EXHIBIT_CHANGED", `exhibit ${exhibit} ${what}`);
}
