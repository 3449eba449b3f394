import { type Checked, equalBytes, no, type Sha256, yes } from "../../lib/index.ts";
import {
  envelopeSigners,
  keyStatementFault,
  leafHash,
  parseTlogProof,
  type SignatureChecks,
  type TrustPolicy,
  verifyInclusion,
} from "../../merkle/index.ts";
import {
  type EntryName,
  entryName,
  envelopeCommitment,
  Keyring,
  type KnownKey,
  type OpenedStatement,
  openStatementFile,
  type PartyPredicate,
  type Statement,
} from "../../model/index.ts";
import { openHead, type ProvenHead } from "./head.ts";
import type { StatementFiles } from "./statement-files.ts";

/** A statement that is in the tree and that a key of the ledger's keyring signed. */
export type ProvenStatement = {
  readonly index: number;
  readonly name: EntryName;
  readonly statement: Statement;
  readonly signers: readonly KnownKey[];
};

/** Statements of one ledger, proved to one checkpoint by nothing but themselves. Who the keeper is, only a trust file can say. */
export type ProvenStatements = {
  readonly keeper: PartyPredicate;
  readonly head: ProvenHead;
  /** The keys that entry 0 and the `key` statements among them name: a later revocation that is not among them is not known here. */
  readonly keyring: Keyring;
  readonly statements: readonly ProvenStatement[];
};

export type ProofPorts = { readonly checks: SignatureChecks; readonly sha256: Sha256; readonly trust?: TrustPolicy };

/** What travels is small: entry 0, the keys, and the few statements that are meant. */
export const STATEMENTS_MAX = 10_000;

/**
 * Proves statements offline: entry 0 must be among them, signed by the key that it names; the `key` statements among them say which keys
 * may sign at which entry; all proofs lead to one checkpoint that the log signed with both algorithms. Input is untrusted; the fault is
 * a sentence.
 */
export async function proveStatements(
  files: readonly StatementFiles[],
  ports: ProofPorts,
): Promise<Checked<ProvenStatements, string>> {
  if (files.length === 0 || files.length > STATEMENTS_MAX)
    return no(`expected 1 to ${STATEMENTS_MAX} statements, got ${files.length}`);
  const opened: { readonly entry: OpenedStatement; readonly proof: Uint8Array }[] = [];
  for (const { statement, proof } of files) {
    const entry = openStatementFile(statement);
    if (!entry.ok) return entry;
    opened.push({ entry: entry.value, proof });
  }
  opened.sort((left, right) => left.entry.index - right.entry.index);
  const [first] = opened;
  if (first?.entry.index !== 0 || first.entry.statement.kind !== "party")
    return no("expected entry 0, which names the ledger's keys");
  const signed = await signedStatements(
    opened.map(({ entry }) => entry),
    ports,
  );
  if (!signed.ok) return signed;
  const { keyring, statements } = signed.value;
  const head = await provenHead(opened, keyring, ports);
  return head.ok ? yes({ keeper: first.entry.statement.predicate, head: head.value, keyring, statements }) : head;
}

type Signed = { readonly keyring: Keyring; readonly statements: readonly ProvenStatement[] };

async function signedStatements(
  entries: readonly OpenedStatement[],
  { checks, sha256 }: ProofPorts,
): Promise<Checked<Signed, string>> {
  const keyring = new Keyring();
  const statements: ProvenStatement[] = [];
  let previous = -1;
  for (const { index, salt, envelope, envelopeBytes, statement } of entries) {
    if (index === previous) return no(`entry ${index} is there twice`);
    previous = index;
    if (index === 0) keyring.add(index, statement);
    const signers = await envelopeSigners(keyring, { index, kind: statement.kind, envelope }, checks);
    if (!signers.ok) return no(`entry ${index}: ${signers.fault}`);
    if (statement.kind === "key") {
      const fault = await keyStatementFault(keyring, { index, predicate: statement.predicate }, checks);
      if (fault !== undefined) return no(`entry ${index}: ${fault}`);
    }
    if (index > 0) keyring.add(index, statement);
    const name = entryName(envelopeCommitment(sha256, salt, envelopeBytes));
    statements.push({ index, name, statement, signers: signers.value });
  }
  return yes({ keyring, statements });
}

type WithProof = { readonly entry: OpenedStatement; readonly proof: Uint8Array };

async function provenHead(
  opened: readonly WithProof[],
  keyring: Keyring,
  ports: ProofPorts,
): Promise<Checked<ProvenHead, string>> {
  let head: ProvenHead | undefined;
  for (const { entry, proof } of opened) {
    const parsed = parseTlogProof(proof);
    if (!parsed.ok) return no(`the proof of entry ${entry.index}, line ${parsed.fault.line}: expected ${parsed.fault.expected}`);
    if (head === undefined) {
      const open = await openHead(parsed.value.checkpoint, keyring, ports);
      if (!open.ok) return no(`the checkpoint: ${open.fault}`);
      head = open.value;
    }
    if (!equalBytes(head.note, parsed.value.checkpoint))
      return no(`the proof of entry ${entry.index} leads to another checkpoint`);
    if (parsed.value.index !== BigInt(entry.index)) return no(`the proof of entry ${entry.index} is of another entry`);
    const commitment = envelopeCommitment(ports.sha256, entry.salt, entry.envelopeBytes);
    const verdict = verifyInclusion(ports.sha256, {
      index: parsed.value.index,
      size: head.tree.size,
      leaf: leafHash(ports.sha256, commitment),
      proof: parsed.value.proof,
      root: head.tree.root,
    });
    if (!verdict.ok) return no(`entry ${entry.index} is not in the tree (${verdict.fault.kind})`);
  }
  return head === undefined ? no("expected a proof") : yes(head);
}
