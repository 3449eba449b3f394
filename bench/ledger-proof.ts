import type { Ledger } from "../src/ledger/index.ts";
import { diskFiles, nodeSignatureChecks, openRoleKeys, sha256 } from "../src/ledger/io/index.ts";
import { parseHex, present } from "../src/lib/index.ts";
import {
  createSigner,
  createVerifier,
  formatNote,
  leafHash,
  type NoteSigner,
  openNote,
  parseCheckpoint,
  parseNote,
  parseVkey,
  signNote,
  type Vkey,
  verifyInclusion,
} from "../src/merkle/index.ts";

const WITNESSES = 3;

/** How long a reader takes to believe an entry: both signatures of the log, two of each of three witnesses, the path to the root. */
export async function timeProofChecks(ledger: Ledger, directory: string, count: number): Promise<readonly number[]> {
  const { note, keys } = await cosigned(ledger, directory);
  const verifiers = keys.map((vkey) => createVerifier(vkey, nodeSignatureChecks));
  const latenciesMs: number[] = [];
  for (let at = 0; at < count; at++) {
    const index = Math.floor((at * 7919 * ledger.size) / count) % ledger.size;
    const commitment = parseHex((await ledger.entry(index)).name);
    const proof = await ledger.inclusionProof(index);
    const leaf = leafHash(sha256, commitment.ok ? commitment.value : new Uint8Array(0));
    const began = performance.now();
    const opened = await openNote(note, verifiers);
    const head = opened.ok && opened.value.verified.length === keys.length ? parseCheckpoint(opened.value.text) : undefined;
    if (!head?.ok) throw new Error("the checkpoint does not verify");
    const { size, root } = head.value;
    if (!verifyInclusion(sha256, { index: BigInt(index), size, leaf, proof, root }).ok)
      throw new Error(`entry ${index} does not prove`);
    latenciesMs.push(performance.now() - began);
  }
  return latenciesMs;
}

async function cosigned(ledger: Ledger, directory: string): Promise<{ note: Uint8Array; keys: readonly Vkey[] }> {
  const keys: Vkey[] = ledger.keyring.keys.filter(({ role }) => role.startsWith("log-")).map(({ vkey }) => vkeyOf(vkey));
  const signers: NoteSigner[] = [];
  for (let witness = 0; witness < WITNESSES; witness++) {
    const files = diskFiles(directory);
    const name = `witness${witness}.example`;
    await files.makeDirectory(name);
    const { ed25519, mlDsa44 } = await openRoleKeys(diskFiles(`${directory}/${name}`), { role: "witness", name });
    for (const { vkey, sign } of [ed25519, mlDsa44]) {
      keys.push(vkeyOf(vkey));
      signers.push(createSigner(vkeyOf(vkey), sign, Date.now));
    }
  }
  const ours = parseNote(ledger.checkpoint);
  if (!ours.ok) throw new Error("the checkpoint cannot be read");
  const theirs = parseNote(await signNote(ours.value.text, signers));
  if (!theirs.ok) throw new Error("the cosignatures cannot be read");
  return {
    note: formatNote(ours.value.text, [...ours.value.signatures, ...theirs.value.signatures]),
    keys,
  };
}

function vkeyOf(text: string): Vkey {
  const vkey = parseVkey(text);
  return present(vkey.ok ? vkey.value : undefined, "a key of ours is well-formed");
}
