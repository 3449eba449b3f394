import { type Keyring, type KnownKey, keyIdOf } from "./keyring.ts";
import type { PredicateOf, Statement, StatementKind } from "./statement.ts";

/** An entry with the keys that signed it. */
export type SignedEntry = { readonly index: number; readonly statement: Statement; readonly signers: readonly KnownKey[] };

/** A statement that is not to be relied on: a key that signed it was revoked as of a time before it was sealed. */
export type Unreliable = { readonly index: number; readonly keyid: string; readonly revokedFrom: string };

/** Where a statement says when it was made, by the clock of who made it; the other kinds do not say. */
const STATED_TIMES: { readonly [Kind in StatementKind]?: keyof PredicateOf<Kind> & string } = {
  party: "startedAt",
  run: "startedAt",
  segment: "sealedAt",
  coverage: "endedAt",
  published: "publishedAt",
  erasure: "erasedAt",
  exhibit: "recordedAt",
  custody: "recordedAt",
  redaction: "at",
  answer: "at",
  approval: "at",
  alarm: "seenAt",
  action: "at",
  playbook: "at",
  enforcement: "to",
  casefile: "at",
  docket: "at",
  reading: "at",
  assessment: "at",
  measure: "at",
};

/** When a statement says that it was made; undefined for kinds that do not say. ISO 8601. */
function statedTime({ kind, predicate }: Statement): string | undefined {
  const name = STATED_TIMES[kind];
  return name === undefined ? undefined : (predicate as unknown as Readonly<Record<string, string>>)[name];
}

/**
 * Which of a ledger's entries are not to be relied on (spec/keys.md §Revocation). `entries` are in ledger order, and
 * `keyring` has all revocations. An entry counts as sealed at the latest time that it or one before it states: a thief may
 * write an earlier time into a statement, but not put the statement before others. What nobody's clock contradicts is not found.
 */
export function unreliableEntries(entries: Iterable<SignedEntry>, keyring: Keyring): readonly Unreliable[] {
  const found: Unreliable[] = [];
  // A key is revoked after it has signed.
  const revocations = new Map(keyring.keys.map(({ vkey, revokedFrom }) => [vkey, revokedFrom]));
  let latest = "";
  for (const { index, statement, signers } of entries) {
    const stated = statedTime(statement) ?? "";
    if (stated > latest) latest = stated;
    for (const { vkey } of signers) {
      const revokedFrom = revocations.get(vkey) ?? null;
      if (revokedFrom !== null && latest >= revokedFrom) found.push({ index, keyid: keyIdOf(vkey), revokedFrom });
    }
  }
  return found;
}
