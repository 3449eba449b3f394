import { type Checked, no, yes } from "../../lib/index.ts";
import type { AgePort } from "./age.ts";

/** Somebody a release is sealed to. */
export type Reader = { readonly name: string; readonly recipient: string };

/** `hybrid`: ML-KEM-768 and X25519, safe against a quantum computer as far as is known; `x25519`: today's, not. */
export type RecipientKind = "x25519" | "hybrid";

const READERS_MAX = 100;
const X25519 = /^age1[ac-hj-np-z02-9]{58}$/;
const HYBRID = /^age1pq1[ac-hj-np-z02-9]{100,4000}$/;

/** Which kind a recipient is, by its form alone; undefined for kinds that we do not seal to (plugins, tags, SSH keys, passphrases). */
export function recipientKind(recipient: string): RecipientKind | undefined {
  if (HYBRID.test(recipient)) return "hybrid";
  return X25519.test(recipient) ? "x25519" : undefined;
}

export type ReaderRules = {
  readonly age: Pick<AgePort, "isRecipient">;
  /** Recipients of earlier grants of the same content. */
  readonly earlier: readonly string[];
  /** Why it may be sealed less strongly than before; null when nobody said so. */
  readonly weakerBecause: string | null;
};

/**
 * Who may be sealed to together. A file for hybrid and X25519 recipients is as weak as its weakest: age's own rule refuses the mix
 * (c2sp.org/age §MLKEM768-X25519), and so does this, in one file and over all grants of one content. The fault is a sentence.
 */
export function checkReaders(
  readers: readonly Reader[],
  { age, earlier, weakerBecause }: ReaderRules,
): Checked<RecipientKind, string> {
  if (readers.length === 0 || readers.length > READERS_MAX)
    return no(`expected 1 to ${READERS_MAX} readers, got ${readers.length}`);
  const kinds = new Set<RecipientKind>();
  for (const { name, recipient } of readers) {
    const kind = recipientKind(recipient);
    if (name.trim() === "") return no("expected a name for each reader, as in NAME=age1…");
    if (kind === undefined || !age.isRecipient(recipient)) return no(`expected an age recipient (age1… or age1pq1…) for ${name}`);
    kinds.add(kind);
  }
  if (new Set(readers.map(({ recipient }) => recipient)).size < readers.length) return no("expected each recipient once");
  const [kind, other] = [...kinds];
  if (kind === undefined || other !== undefined) return no(mixed(readers));
  if (kind === "x25519" && weakerBecause === null && earlier.some((recipient) => recipientKind(recipient) === "hybrid"))
    return no(
      "this content was sealed to post-quantum recipients before, and one file for an X25519 recipient undoes that. Ask for an age1pq1… recipient, or say why it may be weaker with --weaker-because",
    );
  return yes(kind);
}

function mixed(readers: readonly Reader[]): string {
  const without = readers.filter(({ recipient }) => recipientKind(recipient) === "x25519").map(({ name }) => name);
  return `one file for post-quantum and X25519 recipients is as weak as X25519. Ask ${without.join(", ")} for an age1pq1… recipient, or seal to all by X25519`;
}
