import { type Checked, no, parseBase64, yes } from "../../lib/index.ts";
import { SALT_BYTES } from "../commitment.ts";
import { type Envelope, parseEnvelope } from "../envelope.ts";
import { parseStatement, type Statement } from "../statement.ts";
import { parseDocument, statementFileShape } from "./documents.ts";

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
