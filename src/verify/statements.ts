import { equalBytes, type Sha256 } from "../lib/index.ts";
import { envelopeSigners, leafHash, parseTlogProof, type SignatureChecks, verifyInclusion } from "../merkle/index.ts";
import {
  type EntryName,
  entryName,
  envelopeCommitment,
  type Indexed,
  type KnownKey,
  type OpenedStatement,
  openStatementFile,
  type Statement,
  type StatementKind,
  type StatementOf,
  statementPath,
  statementProofPath,
} from "../model/index.ts";
import type { Faults } from "./faults.ts";
import { type Folder, statementIndexes } from "./folder.ts";
import type { Keeper, SignedHead } from "./keeper.ts";

/** A statement that is in the tree, signed by a key that may sign it there. */
export type ProvenStatement = {
  readonly index: number;
  readonly name: EntryName;
  readonly statement: Statement;
  /** The keys that signed it. */
  readonly signers: readonly KnownKey[];
};

export type StatementCheck = {
  readonly keeper: Keeper;
  readonly checkpoint: SignedHead;
  readonly checks: SignatureChecks;
  readonly sha256: Sha256;
  readonly faults: Faults;
};

/** Checks every statement of the payload (spec/dossier.md §Verification 5). Those that fail are left out. */
export async function provenStatements(folder: Folder, check: StatementCheck): Promise<readonly ProvenStatement[]> {
  const proven: ProvenStatement[] = [];
  for (const index of statementIndexes(folder)) {
    const file = folder.get(statementPath(index));
    const proof = folder.get(statementProofPath(index));
    if (file === undefined) continue; // its absence is noted already
    const opened = openStatementFile(file);
    if (!opened.ok) check.faults.add("bad-statement", statementPath(index), opened.fault);
    else if (opened.value.index !== index) check.faults.add("bad-statement", statementPath(index), `expected index ${index}`);
    else if (proof !== undefined) {
      const signers = await provenSigners(opened.value, proof, check);
      if (signers !== undefined) proven.push({ ...nameStatement(opened.value, check.sha256), signers });
    }
  }
  return proven;
}

/** Who signed a statement that is in the tree; undefined, and faults, where either does not hold. */
async function provenSigners(
  opened: OpenedStatement,
  proof: Uint8Array,
  check: StatementCheck,
): Promise<readonly KnownKey[] | undefined> {
  const { keeper, checkpoint, checks, sha256, faults } = check;
  const { index, envelope, statement } = opened;
  const signed = await envelopeSigners(keeper.keyring, { index, kind: statement.kind, envelope }, checks);
  if (!signed.ok) faults.add("bad-signature", statementPath(index), signed.fault);
  const fault = inclusionFault(opened, proof, checkpoint, sha256);
  if (fault !== undefined) faults.add("not-included", statementProofPath(index), fault);
  return signed.ok && fault === undefined ? signed.value : undefined;
}

function nameStatement(
  { index, salt, envelopeBytes, statement }: OpenedStatement,
  sha256: Sha256,
): Omit<ProvenStatement, "signers"> {
  return { index, name: entryName(envelopeCommitment(sha256, salt, envelopeBytes)), statement };
}

/** Why a `.tlog-proof` does not show the statement in the tree of `checkpoint`; undefined when it does. */
export function inclusionFault(
  { index, salt, envelopeBytes }: OpenedStatement,
  bytes: Uint8Array,
  checkpoint: SignedHead,
  sha256: Sha256,
): string | undefined {
  const proof = parseTlogProof(bytes);
  if (!proof.ok) return `line ${proof.fault.line}: expected ${proof.fault.expected}`;
  if (proof.value.extra !== undefined) return "expected no extra line";
  if (proof.value.index !== BigInt(index)) return `expected index ${index}, got ${proof.value.index}`;
  if (!equalBytes(proof.value.checkpoint, checkpoint.note)) return "expected the checkpoint that all proofs here lead to";
  const leaf = leafHash(sha256, envelopeCommitment(sha256, salt, envelopeBytes));
  const { size, root } = checkpoint.head;
  const included = verifyInclusion(sha256, { index: proof.value.index, size, leaf, proof: proof.value.proof, root });
  return included.ok ? undefined : `the entry is not in the tree (${included.fault.kind})`;
}

/** The proven statements of one kind. */
export function ofKind<Kind extends StatementKind>(
  proven: readonly ProvenStatement[],
  kind: Kind,
): readonly (Indexed<StatementOf<Kind>> & { readonly name: EntryName })[] {
  return proven.flatMap(({ index, name, statement }) =>
    statement.kind === kind ? [{ index, name, statement: statement as unknown as StatementOf<Kind> }] : [],
  );
}
