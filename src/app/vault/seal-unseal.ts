import { hostname } from "node:os";

import { type SigningKey, signStatement } from "../../ledger/index.ts";
import { nodeSignatureChecks, sha256 } from "../../ledger/io/index.ts";
import { type Checked, Failure, no, yes } from "../../lib/index.ts";
import type { TrustPolicy } from "../../merkle/index.ts";
import type { Hand } from "../../model/index.ts";
import {
  custodyStatement,
  GRANT_BYTES_MAX,
  isOwnReceipt,
  type OpenGrant,
  openGrant,
  openReceipt,
  parseGrantFile,
  proveStatements,
  type Receipt,
  receiptPredicate,
  sameAccess,
  type UnsealFault,
  unseal,
} from "../../vault/index.ts";
import { age, beginHash, expectNewFile, exportFile, openSourceFile } from "../../vault/io/index.ts";
import { VERSION } from "../installation.ts";
import { hostNow } from "./custody-record.ts";
import type { OnBytes } from "./exhibits.ts";

/** What a reader wants opened, and where to. */
export type UnsealOrder = {
  readonly file: string;
  readonly grant: string;
  readonly identities: readonly string[];
  readonly out: string;
  readonly trust?: TrustPolicy;
  readonly onBytes: OnBytes;
};

/**
 * Opens a sealed file for one of its readers, offline: the grant is proved, the file is the one that it names, and what comes out is
 * the content that it commits to, or nothing comes out. Throws EXHIBIT_UNREADABLE, and CLI_USAGE when something stands at `out`.
 */
export async function unsealFile(order: UnsealOrder): Promise<Checked<OpenGrant, UnsealFault>> {
  const { file, grant, identities, out, trust, onBytes } = order;
  await expectNewFile(out);
  const ports = { age, checks: nodeSignatureChecks, sha256, ...(trust === undefined ? {} : { trust }) };
  const opened = await openGrant(await readGrant(grant), identities, ports);
  if (!opened.ok) return opened;
  const source = await openSourceFile(file);
  try {
    const sealed = watched(source.chunks, source.bytes, onBytes);
    const write = (plaintext: AsyncIterable<Uint8Array>) => exportFile(out, plaintext);
    const content = await unseal(opened.value, { sealed, identities, write, age, beginHash });
    return content.ok ? yes(opened.value) : content;
  } finally {
    await source.close();
  }
}

async function* watched(chunks: AsyncIterable<Uint8Array>, total: number, onBytes: OnBytes): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const chunk of chunks) {
    done += chunk.length;
    onBytes(done, total);
    yield chunk;
  }
}

async function readGrant(path: string): Promise<Uint8Array> {
  const source = await openSourceFile(path);
  try {
    if (source.bytes > GRANT_BYTES_MAX)
      throw new Failure("EXHIBIT_UNREADABLE", `expected a grant file, ${path} has ${source.bytes} bytes`);
    const pieces: Uint8Array[] = [];
    for await (const piece of source.chunks) pieces.push(piece);
    return new Uint8Array(Buffer.concat(pieces));
  } finally {
    await source.close();
  }
}

/** Writes a reader's receipt, signed by their own key, to a new file. `who` is the reader as the grant names them, or their person. */
export async function writeReceipt(path: string, opened: OpenGrant, key: SigningKey, who: Hand): Promise<void> {
  const words = { actor: who, occurred: hostNow(), place: hostname(), tool: { name: "meridian", version: VERSION } };
  const envelope = await signStatement(custodyStatement(receiptPredicate(opened, words)), [key]);
  async function* once(): AsyncGenerator<Uint8Array> {
    yield envelope;
  }
  await exportFile(path, once());
}

/** What receipts say together: who opened what, whether a key of theirs signed it, and whether it was all the same. */
export type Comparison = { readonly receipts: readonly (Receipt & { readonly isOwn: boolean })[]; readonly isSame: boolean };

/**
 * Compares the receipts of readers with each other, and their signatures with the keys that a grant file proves: a receipt that no key of
 * its reader's signed, as far as the grant file knows, says nothing. Nobody needs an identity for it, or the content. The fault is a
 * sentence that names the file.
 */
export async function compareReceipts(grant: string, paths: readonly string[]): Promise<Checked<Comparison, string>> {
  const file = parseGrantFile(await readGrant(grant));
  if (!file.ok) return no(`${grant}: ${file.fault}`);
  const proven = await proveStatements(file.value.statements, { checks: nodeSignatureChecks, sha256 });
  if (!proven.ok) return no(`${grant}: ${proven.fault}`);
  const commitments = new Set(
    proven.value.statements.flatMap(({ statement }) => (statement.kind === "custody" ? [statement.predicate.commitment] : [])),
  );
  const { keyring, head } = proven.value;
  const receipts: Receipt[] = [];
  for (const path of paths) {
    const receipt = await openReceipt(await readGrant(path), {
      keyring,
      size: Number(head.tree.size),
      checks: nodeSignatureChecks,
    });
    if (!receipt.ok) return no(`${path}: ${receipt.fault}`);
    receipts.push(receipt.value);
  }
  const isSame = sameAccess(receipts) && receipts.every(({ access }) => commitments.has(access.commitment));
  return yes({ receipts: receipts.map((receipt) => ({ ...receipt, isOwn: isOwnReceipt(receipt) })), isSame });
}
