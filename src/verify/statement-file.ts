import { type Checked, no, parseBase64, yes } from "../lib/index.ts";
import { checkEd25519Signature, formatKeyId, type SignatureChecks, type Vkey } from "../merkle/index.ts";
import {
  type Envelope,
  parseDocument,
  parseEnvelope,
  parseStatement,
  preAuthEncoding,
  SALT_BYTES,
  type Statement,
  statementFileShape,
} from "../model/index.ts";

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

/** Exactly one signature, by `key`, over the DSSE encoding of the payload. */
export async function verifyEnvelope(envelope: Envelope, key: Vkey, checks: SignatureChecks): Promise<Checked<true, string>> {
  const [signature, ...others] = envelope.signatures;
  if (signature === undefined || others.length > 0) return no("expected one signature");
  if (signature.keyid !== `${key.name}+${formatKeyId(key.keyId)}`)
    return no("expected the signature of the keeper's statement key");
  if (!checkEd25519Signature(signature.sig).ok) return no("expected a strict Ed25519 signature");
  const verifies = await checks.ed25519(key.publicKey, preAuthEncoding(envelope.payload), signature.sig);
  return verifies ? yes(true) : no("the signature does not verify");
}

/** `<name>+<key id>`, as a DSSE signature names a key. */
export function keyLabel(vkey: Vkey): string {
  return `${vkey.name}+${formatKeyId(vkey.keyId)}`;
}
