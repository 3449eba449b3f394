import { readFile, stat } from "node:fs/promises";
import { Failure } from "../../lib/index.ts";
import { OFFER_BYTES_MAX } from "../../vault/index.ts";
import { expectNewFile, exportFile } from "../../vault/io/index.ts";

/** An offer or an acceptance that came as a file. Throws EXHIBIT_UNREADABLE. */
export async function readHandoverFile(path: string): Promise<Uint8Array> {
  try {
    const found = await stat(path);
    if (found.isFile() && found.size <= OFFER_BYTES_MAX) return new Uint8Array(await readFile(path));
  } catch (error) {
    throw new Failure("EXHIBIT_UNREADABLE", `could not read ${path}`, error);
  }
  throw new Failure("EXHIBIT_UNREADABLE", `expected a file of at most ${OFFER_BYTES_MAX} bytes at ${path}`);
}

/** Writes an offer or an acceptance to a new file. Throws CLI_USAGE when something is there, VAULT_DISK when it cannot be written. */
export async function writeHandoverFile(path: string, bytes: Uint8Array): Promise<void> {
  await exportFile(path, oneChunk(bytes));
}

/** Asked before a statement is made or bytes are taken in: can the file be written then? Throws CLI_USAGE or VAULT_DISK. */
export async function expectHandoverPlace(path: string): Promise<void> {
  await expectNewFile(path);
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
