import { type Checked, no, parseBase64, toBase64, yes } from "../../lib/index.ts";
import { formatTlogProof } from "../../merkle/index.ts";
import {
  type Envelope,
  formatDocument,
  parseDocument,
  parseEnvelope,
  parseStatement,
  SALT_BYTES,
  type Statement,
  statementFileShape,
} from "../../model/index.ts";

/** A ledger entry as two files that travel together: `<index>.json` and `<index>.tlog-proof` (spec/dossier.md §Statements). */
export type StatementFiles = { readonly statement: Uint8Array; readonly proof: Uint8Array };

/** A ledger entry with what opens it, and its place in a checkpoint's tree. */
export type ProvableEntry = {
  readonly index: number;
  readonly salt: Uint8Array;
  readonly envelope: Uint8Array;
  readonly proof: readonly Uint8Array[];
};

/** The two files of an entry, to a checkpoint that covers it. */
export function statementFiles({ index, salt, envelope, proof }: ProvableEntry, checkpoint: Uint8Array): StatementFiles {
  return {
    statement: formatDocument({ envelope: toBase64(envelope), index, salt: toBase64(salt) }),
    proof: formatTlogProof({ extra: undefined, index: BigInt(index), proof, checkpoint }),
  };
}

/** A statement as its file has it; nothing verified but its form. */
export type OpenedStatement = {
  readonly index: number;
  readonly salt: Uint8Array;
  readonly envelopeBytes: Uint8Array;
  readonly envelope: Envelope;
  readonly statement: Statement;
};

/** Opens `<index>.json`. Input is untrusted; the fault is a sentence. */
export function openStatementFile(bytes: Uint8Array): Checked<OpenedStatement, string> {
  const file = parseDocument(bytes, statementFileShape);
  if (!file.ok) return no(`expected canonical JSON with envelope, index and salt (${file.fault.kind})`);
  const envelopeBytes = parseBase64(file.value.envelope);
  const salt = parseBase64(file.value.salt);
  if (!envelopeBytes.ok || !salt.ok || salt.value.length !== SALT_BYTES)
    return no("expected base64 of an envelope and of a salt");
  const envelope = parseEnvelope(envelopeBytes.value);
  if (!envelope.ok) return no(`the envelope is ${envelope.fault.kind}`);
  const statement = parseStatement(envelope.value.payload);
  if (!statement.ok) return no(`the statement is ${statement.fault.kind}`);
  const { index } = file.value;
  return yes({
    index,
    salt: salt.value,
    envelopeBytes: envelopeBytes.value,
    envelope: envelope.value,
    statement: statement.value,
  });
}
