import { assert } from "../lib/index.ts";
import {
  type EntryName,
  entryName,
  envelopeCommitment,
  formatEnvelope,
  formatStatement,
  keyIdOf,
  preAuthEncoding,
  SALT_BYTES,
  type Statement,
} from "../model/index.ts";
import { ENVELOPE_BYTES_MAX } from "./limits.ts";
import type { LedgerOptions } from "./state.ts";

/** A statement and its envelope, salted: all of an entry but its index. */
export type PreparedEntry = {
  readonly statement: Statement;
  readonly salt: Uint8Array;
  readonly envelope: Uint8Array;
  readonly commitment: Uint8Array;
  readonly name: EntryName;
};

/** Statements that are signed at the same time: signing runs beside the main thread. */
const SIGNING_WIDTH = 64;

/** A statement that this process has signed with the ledger's statement key, and its envelope. Only `OwnEnvelope.sign` makes one. */
export class OwnEnvelope {
  readonly statement: Statement;
  readonly envelope: Uint8Array;
  /** Private, so that nothing else passes for one. */
  readonly #vkey: string;

  private constructor(statement: Statement, envelope: Uint8Array, vkey: string) {
    this.statement = statement;
    this.envelope = envelope;
    this.#vkey = vkey;
  }

  /** Signs statements, in their order, with the statement key that the ledger believes now. */
  static async sign(
    { signer }: Pick<LedgerOptions, "signer">,
    statements: readonly Statement[],
  ): Promise<readonly OwnEnvelope[]> {
    const { vkey, sign } = signer.statement;
    const signed: OwnEnvelope[] = [];
    const signOne = async (statement: Statement) => {
      const payload = formatStatement(statement);
      const sig = await sign(preAuthEncoding(payload));
      return new OwnEnvelope(statement, formatEnvelope({ payload, signatures: [{ keyid: keyIdOf(vkey), sig }] }), vkey);
    };
    for (let at = 0; at < statements.length; at += SIGNING_WIDTH)
      signed.push(...(await Promise.all(statements.slice(at, at + SIGNING_WIDTH).map(signOne))));
    return signed;
  }

  /** Whether `sign` made it, whatever a cast claims, and with this key. */
  static isSignedBy(value: object, vkey: string): boolean {
    return #vkey in value && value.#vkey === vkey;
  }
}

/** Envelopes that are signed already, each with a salt of its own. */
export function saltEntries(
  { randomBytes, sha256 }: LedgerOptions,
  signed: readonly { readonly statement: Statement; readonly envelope: Uint8Array }[],
): readonly PreparedEntry[] {
  const salts = randomBytes(SALT_BYTES * signed.length);
  return signed.map(({ statement, envelope }, at) => {
    const { length } = envelope;
    assert(length <= ENVELOPE_BYTES_MAX, `expected an envelope of at most ${ENVELOPE_BYTES_MAX} bytes, got ${length}`);
    const salt = salts.subarray(SALT_BYTES * at, SALT_BYTES * (at + 1));
    const commitment = envelopeCommitment(sha256, salt, envelope);
    return { statement, salt, envelope, commitment, name: entryName(commitment) };
  });
}
