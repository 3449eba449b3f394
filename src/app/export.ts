import { nodeSignatureChecks, sha256, sha512 } from "../ledger/io/index.ts";
import { equalBytes, Failure, parseBase64, parseHex, parseSshEd25519Blob, toHex, utf8 } from "../lib/index.ts";
import { formatCheckpoint } from "../merkle/index.ts";
import type { TimePredicate } from "../model/index.ts";
import {
  EXPORT_NAMESPACE,
  type ExportSource,
  exportEntry,
  type SshHashes,
  type StampedHead,
  signSsh,
  verifySsh,
} from "../publish/index.ts";
import { writeDossier } from "../publish/io/index.ts";
import type { PersonKey } from "./keys/person-key.ts";
import { makeParentOf } from "./make-folder.ts";
import type { Node } from "./node.ts";
import { type TimeEntry, timeEntries } from "./time/trusted-time-entries.ts";

/** The hashes of SSH signatures and of bags, by the platform. */
export const EXPORT_HASHES: SshHashes = { sha256, sha512 };

/**
 * An entry's files in the formats that others read, in a new folder; with a key, an SSH signature over each beside it. Gives the paths
 * in it. Throws CLI_USAGE when there is no such entry or it is erased, and PUBLISH_TARGET.
 */
export async function exportEntryTo(
  node: Node,
  index: number,
  folder: string,
  key: PersonKey | undefined,
): Promise<readonly string[]> {
  const plain = exportEntry(await exportSource(node, index, await timeEntries(node)));
  const files = new Map(plain);
  if (key !== undefined) for (const [path, bytes] of plain) files.set(`${path}.sig`, await signSsh(bytes, key, EXPORT_HASHES));
  await makeParentOf(folder);
  await writeDossier(folder, files);
  return [...files.keys()];
}

/** All that shows an entry to others at the ledger's present size. Throws CLI_USAGE when there is no such entry or it is erased. */
export async function exportSource({ ledger }: Node, index: number, times: readonly TimeEntry[]): Promise<ExportSource> {
  const { size, checkpoint } = ledger;
  if (index >= size) throw new Failure("CLI_USAGE", `the ledger has ${size} entries, counted from 0, asked for ${index}`);
  const entry = await ledger.entry(index);
  if (entry.erased) throw new Failure("CLI_USAGE", `entry ${index} is erased; entry ${entry.erasure} says why`);
  const { salt, envelope } = entry;
  const proof = await ledger.inclusionProof(index, size);
  const stamped = await stampedHead(ledger, index, size, times);
  return { index, salt, envelope, proof, checkpoint, stamped };
}

/** The earliest head that authorities stamped and whose tree has the entry. Renewals stamp older tokens, not a head. */
async function stampedHead(
  ledger: Node["ledger"],
  index: number,
  size: number,
  times: readonly Pick<TimeEntry, "entry">[],
): Promise<StampedHead | undefined> {
  for (const { entry } of times.filter((time) => time.entry > index)) {
    const said = await ledger.entry(entry);
    if (said.erased || said.statement.kind !== "time") continue;
    const { predicate } = said.statement;
    const { checkpoint } = predicate;
    if (checkpoint.size <= index || checkpoint.size > size || predicate.renews !== null) continue;
    const tokens = authorityTokens(predicate);
    const root = parseHex(checkpoint.root);
    if (tokens.length === 0 || !root.ok) continue;
    const text = utf8(formatCheckpoint({ origin: checkpoint.origin, size: BigInt(checkpoint.size), root: root.value }));
    const consistency = checkpoint.size === size ? [] : await ledger.consistencyProof(checkpoint.size, size);
    return { text, size: checkpoint.size, tokens, consistency };
  }
  return undefined;
}

function authorityTokens({ sources, proofs }: TimePredicate): readonly Uint8Array[] {
  const wanted = new Set<string>(sources.flatMap(({ kind, proof }) => (kind === "authority" && proof !== null ? [proof] : [])));
  return proofs.flatMap((text) => {
    const bytes = parseBase64(text);
    return bytes.ok && wanted.has(toHex(sha256(bytes.value))) ? [bytes.value] : [];
  });
}

/** A line of an SSH public key file: `ssh-ed25519 <base64> [comment]`. Throws CLI_USAGE. */
export function parseSshPublicKey(line: string): Uint8Array {
  const [type, text = ""] = line.trim().split(/\s+/);
  const blob = parseBase64(text);
  const key = type === "ssh-ed25519" && blob.ok ? parseSshEd25519Blob(blob.value) : undefined;
  if (key === undefined) throw new Failure("CLI_USAGE", "expected an SSH public key such as ssh-ed25519 AAAA…");
  return key;
}

/** Whether an SSH signature over bytes is by this key, in this namespace; else why not, in words. */
export async function checkSshSignature(
  message: Uint8Array,
  armored: Uint8Array,
  { publicKey, namespace = EXPORT_NAMESPACE }: { readonly publicKey: Uint8Array; readonly namespace?: string },
): Promise<string | undefined> {
  const verdict = await verifySsh(armored, { message, namespace }, { checks: nodeSignatureChecks, hashes: EXPORT_HASHES });
  if (!verdict.ok) return `expected ${verdict.fault.expected}`;
  return equalBytes(verdict.value.publicKey, publicKey) ? undefined : "the signature is good, and by another key";
}
