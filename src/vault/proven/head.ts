import { type Checked, no, toHex, yes } from "../../lib/index.ts";
import {
  createVerifier,
  isQuorumMet,
  openNote,
  parseCheckpoint,
  parseVkey,
  type SignatureChecks,
  type TreeHead,
  type TrustPolicy,
  type VkeyVerifier,
} from "../../merkle/index.ts";
import type { Keyring } from "../../model/index.ts";

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
  const logKeys = keyring.keys.filter(({ role }) => role === "log-ed25519" || role === "log-ml-dsa-44");
  const verifiers: VkeyVerifier[] = [];
  for (const { vkey } of logKeys) {
    const parsed = parseVkey(vkey);
    if (parsed.ok) verifiers.push(createVerifier(parsed.value, checks));
  }
  const witnesses = (trust?.witnesses ?? []).map(({ name, vkey }) => ({ ...createVerifier(vkey, checks), witness: name }));
  const opened = await openNote<VkeyVerifier & { readonly witness?: string }>(note, [...verifiers, ...witnesses]);
  if (!opened.ok)
    return no(opened.fault.kind === "bad-signature" ? `the signature of ${opened.fault.key} is bad` : opened.fault.kind);
  const tree = parseCheckpoint(opened.value.text);
  if (!tree.ok) return no(`line ${tree.fault.line}: expected ${tree.fault.expected}`);
  if (tree.value.extensions.length > 0) return no("expected no extension line");
  const size = Number(tree.value.size);
  const signed = logKeys.filter(
    ({ vkey, since, until }) =>
      since <= size &&
      (until === null || size <= until) &&
      opened.value.verified.some(({ verifier }) => verifier.witness === undefined && vkeyText(verifier, vkey)),
  );
  for (const role of ["log-ed25519", "log-ml-dsa-44"] as const)
    if (!signed.some((key) => key.role === role)) return no(`expected the signature of a ${role} key that is in force`);
  if (tree.value.origin !== keyring.origin) return no(`expected the origin ${keyring.origin}`);
  const seen = opened.value.verified.flatMap(({ verifier: { witness } }) => witness ?? []);
  const times = opened.value.verified.flatMap(({ verifier, time }) =>
    verifier.witness === undefined && time !== undefined ? [time] : [],
  );
  const seconds = times.reduce((latest, time) => (time > latest ? time : latest), 0n);
  return yes({
    tree: tree.value,
    timeMs: Number(seconds) * 1000 + 999,
    note,
    trust: trust === undefined ? "not asked" : judge(trust, verifiers, seen),
    witnesses: seen,
  });
}

function vkeyText({ vkey }: VkeyVerifier, text: string): boolean {
  const parsed = parseVkey(text);
  return parsed.ok && parsed.value.type === vkey.type && toHex(parsed.value.publicKey) === toHex(vkey.publicKey);
}

/** Known: one of the log's own keys is in the trust file, under its name, and the quorum of witnesses is met. */
function judge({ logs, quorum }: TrustPolicy, verifiers: readonly VkeyVerifier[], seen: readonly string[]): Trust {
  const isKnown = verifiers.some((own) =>
    logs.some(({ vkey }) => vkey.name === own.name && toHex(vkey.publicKey) === toHex(own.vkey.publicKey)),
  );
  return isKnown && isQuorumMet(quorum, new Set(seen)) ? "known" : "unknown";
}
