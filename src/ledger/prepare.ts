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
import type { EnvelopeLine } from "./envelopes.ts";
import { ENVELOPE_BYTES_MAX } from "./limits.ts";
import type { LedgerOptions } from "./state.ts";

/** A statement, signed and salted, ready to stand at `line.index`. */
export type PreparedEntry = {
  readonly statement: Statement;
  readonly line: EnvelopeLine;
  readonly commitment: Uint8Array;
  readonly name: EntryName;
};

/** Statements that are signed at the same time: signing runs beside the main thread. */
const SIGNING_WIDTH = 64;

/** Signs statements for the entries from `first` on. */
export async function prepareEntries(
  options: LedgerOptions,
  statements: readonly Statement[],
  first: number,
): Promise<readonly PreparedEntry[]> {
  const prepared: PreparedEntry[] = [];
  for (let at = 0; at < statements.length; at += SIGNING_WIDTH) {
    const some = statements.slice(at, at + SIGNING_WIDTH);
    prepared.push(...(await Promise.all(some.map((statement, offset) => prepareEntry(options, statement, first + at + offset)))));
  }
  return prepared;
}

async function prepareEntry(options: LedgerOptions, statement: Statement, index: number): Promise<PreparedEntry> {
  const payload = formatStatement(statement);
  const { vkey, sign } = options.signer.statement;
  const sig = await sign(preAuthEncoding(payload));
  return saltEntry(
    options,
    { statement, envelope: formatEnvelope({ payload, signatures: [{ keyid: keyIdOf(vkey), sig }] }) },
    index,
  );
}

/** An envelope that is signed already, salted for the entry at `index`. */
export function saltEntry(
  options: LedgerOptions,
  { statement, envelope }: { readonly statement: Statement; readonly envelope: Uint8Array },
  index: number,
): PreparedEntry {
  assert(
    envelope.length <= ENVELOPE_BYTES_MAX,
    `expected an envelope of at most ${ENVELOPE_BYTES_MAX} bytes, got ${envelope.length}`,
  );
  const salt = options.randomBytes(SALT_BYTES);
  const commitment = envelopeCommitment(options.sha256, salt, envelope);
  return { statement, line: { index, salt, envelope }, commitment, name: entryName(commitment) };
}
