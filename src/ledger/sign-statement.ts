import { formatEnvelope, formatStatement, keyIdOf, preAuthEncoding, type Statement } from "../model/index.ts";
import type { SigningKey } from "./signer.ts";

/**
 * A statement as a DSSE envelope, with one signature of each signer in their order. The signers' keys are Ed25519; what a key's holder
 * refuses or cannot do rejects. For a statement that others than the keeper sign: `Ledger.appendSigned` takes it.
 */
export async function signStatement(statement: Statement, signers: readonly SigningKey[]): Promise<Uint8Array> {
  const payload = formatStatement(statement);
  const message = preAuthEncoding(payload);
  const signatures = await Promise.all(
    signers.map(async ({ vkey, sign }) => ({ keyid: keyIdOf(vkey), sig: await sign(message) })),
  );
  return formatEnvelope({ payload, signatures });
}
