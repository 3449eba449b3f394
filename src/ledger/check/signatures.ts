import { no } from "../../lib/index.ts";
import { envelopeSigners, keyStatementFault, type SignatureChecks } from "../../merkle/index.ts";
import {
  Keyring,
  type KnownKey,
  parseEnvelope,
  type SignedEntry,
  type Unreliable,
  unreliableEntries,
} from "../../model/index.ts";
import type { LedgerEntry, OpenEntry } from "../entries.ts";
import type { Problems } from "./problem.ts";

/**
 * Checks every entry's signatures with the keys that the ledger believes there, and every change of keys. Gives the statements that a
 * key signed after the time from which it was revoked: they are in order, and not to be relied on.
 */
export async function checkSignatures(
  entries: readonly (LedgerEntry | undefined)[],
  { checks, logKeys }: { readonly checks: SignatureChecks; readonly logKeys: readonly string[] },
  problems: Problems,
): Promise<readonly Unreliable[]> {
  const [first] = entries;
  if (first === undefined || first.erased || first.statement.kind !== "party") {
    problems.add("bad-entry", "entry 0", "it is not a party's statement");
    return [];
  }
  const keyring = new Keyring();
  keyring.add(0, first.statement);
  const signed: SignedEntry[] = [];
  for (const entry of entries) {
    if (entry === undefined || entry.erased) continue;
    const signers = await checkEntry(entry, keyring, checks);
    if (typeof signers === "string") problems.add("bad-signature", `entry ${entry.index}`, signers);
    else signed.push({ index: entry.index, statement: entry.statement, signers });
  }
  const missing = keyring.logKeys(entries.length).find(({ vkey }) => !logKeys.includes(vkey));
  if (missing !== undefined)
    problems.add(
      "bad-checkpoint",
      "checkpoint",
      `the ledger's own entries name another ${missing.role} key than it was checked with`,
    );
  return unreliableEntries(signed, keyring);
}

/** The keys that signed, or why the entry is not in order. Folds its change of keys. */
async function checkEntry(
  { index, statement, envelope: bytes }: OpenEntry,
  keyring: Keyring,
  checks: SignatureChecks,
): Promise<readonly KnownKey[] | string> {
  const envelope = parseEnvelope(bytes);
  const signers = envelope.ok
    ? await envelopeSigners(keyring, { index, kind: statement.kind, envelope: envelope.value }, checks)
    : no("it is not an envelope");
  if (!signers.ok) return signers.fault;
  if (statement.kind === "key") {
    const fault = await keyStatementFault(keyring, { index, predicate: statement.predicate }, checks);
    if (fault !== undefined) return fault;
    keyring.add(index, statement);
  }
  return signers.value;
}
