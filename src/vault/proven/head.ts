import { type Checked, no, toHex, yes } from "../../lib/index.ts";
import {
  createVerifier,
  isQuorumMet,
  openNote,
  parseCheckpoint,
  parseNote,
  parseVkey,
  type SignatureChecks,
  type TreeHead,
  type TrustPolicy,
  type VkeyVerifier,
} from "../../merkle/index.ts";
import type { KeyRole, Keyring, KnownKey } from "../../model/index.ts";

/** Whom a reader's trust file knows: nobody asked, the keeper's log, or not the keeper's log or too few witnesses. */
export type Trust = "not asked" | "known" | "unknown";

/** A checkpoint with both of its log's signatures. */
export type ProvenHead = {
  readonly tree: TreeHead;
  /** The end of the second that the log's own clock showed, ms since 1970. */
  readonly timeMs: number;
  readonly note: Uint8Array;
  readonly trust: Trust;
  /** Names of the trust file's witnesses that cosigned. */
  readonly witnesses: readonly string[];
};

type Asked = { readonly checks: SignatureChecks; readonly trust?: TrustPolicy };

/**
 * Opens a checkpoint: an Ed25519 and an ML-DSA-44 key of the log, in force at its size, must have signed it. Input is untrusted; the
 * fault is a sentence.
 */
export async function openHead(
  note: Uint8Array,
  keyring: Keyring,
  { checks, trust }: Asked,
): Promise<Checked<ProvenHead, string>> {
  const parsed = parseNote(note);
  if (!parsed.ok) return no(parsed.fault.kind);
  const tree = parseCheckpoint(parsed.value.text);
  if (!tree.ok) return no(`line ${tree.fault.line}: expected ${tree.fault.expected}`);
  if (tree.value.extensions.length > 0) return no("expected no extension line");
  if (tree.value.origin !== keyring.origin) return no(`expected the origin ${keyring.origin}`);
  // No key from before or after may sign, vouch or tell the time: this size has one key of each algorithm.
  const inForce = verifiersOf(keyring.logKeys(Number(tree.value.size)), checks);
  const witnesses = (trust?.witnesses ?? []).map(({ name, vkey }) => ({ ...createVerifier(vkey, checks), witness: name }));
  const opened = await openNote<LogVerifier | WitnessVerifier>(note, [...inForce, ...witnesses]);
  if (!opened.ok)
    return no(opened.fault.kind === "bad-signature" ? `the signature of ${opened.fault.key} is bad` : opened.fault.kind);
  const { verified } = opened.value;
  const own = verified.flatMap(({ verifier, time }) => ("role" in verifier ? [{ ...verifier, time }] : []));
  for (const role of ["log-ed25519", "log-ml-dsa-44"] as const)
    if (!own.some((key) => key.role === role)) return no(`expected the signature of a ${role} key that is in force`);
  const seen = verified.flatMap(({ verifier }) => ("witness" in verifier ? [verifier.witness] : []));
  const seconds = own.reduce((latest, { time = 0n }) => (time > latest ? time : latest), 0n);
  return yes({
    tree: tree.value,
    timeMs: Number(seconds) * 1000 + 999,
    note,
    trust: trust === undefined ? "not asked" : judge(trust, own, seen),
    witnesses: seen,
  });
}

type LogVerifier = VkeyVerifier & { readonly role: KeyRole };
type WitnessVerifier = VkeyVerifier & { readonly witness: string };

function verifiersOf(keys: readonly KnownKey[], checks: SignatureChecks): readonly LogVerifier[] {
  return keys.flatMap(({ vkey, role }) => {
    const parsed = parseVkey(vkey);
    return parsed.ok ? [{ ...createVerifier(parsed.value, checks), role }] : [];
  });
}

/**
 * Known: a log key of the trust file signed this checkpoint, and the quorum of witnesses is met. Anybody can name anybody's log key in
 * statements of their own and then rotate it away: only its signature shows its holder.
 */
function judge({ logs, quorum }: TrustPolicy, signed: readonly LogVerifier[], seen: readonly string[]): Trust {
  const isKnown = signed.some((own) =>
    logs.some(({ vkey }) => vkey.name === own.name && toHex(vkey.publicKey) === toHex(own.vkey.publicKey)),
  );
  return isKnown && isQuorumMet(quorum, new Set(seen)) ? "known" : "unknown";
}
