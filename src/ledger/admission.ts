import { type Checked, no, yes } from "../lib/index.ts";
import { envelopeSigners } from "../merkle/index.ts";
import type { Statement } from "../model/index.ts";
import { openEnvelope } from "./entries.ts";
import { ENVELOPE_BYTES_MAX } from "./limits.ts";
import type { LedgerState } from "./state.ts";

/** Why an envelope that was signed elsewhere does not become an entry. `at` counts the envelopes of the call from 0. */
export type AdmissionFault = { readonly kind: "not-admitted"; readonly at: number; readonly reason: string };

/** An envelope that may become an entry as far as the keys go that the ledger knows now. */
export type Admitted = { readonly statement: Statement; readonly envelope: Uint8Array; readonly keyids: readonly string[] };

/** Reads an envelope that was signed elsewhere. Input is untrusted: canonical, small enough, and signed by a key in force, else refused. */
export async function admitEnvelope(
  state: LedgerState,
  bytes: Uint8Array,
  at: number,
): Promise<Checked<Admitted, AdmissionFault>> {
  const refuse = (reason: string) => no<AdmissionFault>({ kind: "not-admitted", at, reason });
  if (bytes.length > ENVELOPE_BYTES_MAX) return refuse(`an envelope has at most ${ENVELOPE_BYTES_MAX} bytes`);
  const opened = openEnvelope(bytes);
  if (!opened.ok) return refuse(opened.fault);
  const { envelope, statement } = opened.value;
  const place = { index: state.edge.size, kind: statement.kind, envelope };
  const signers = await envelopeSigners(state.places.keyring, place, state.options.checks);
  if (!signers.ok) return refuse(signers.fault);
  return yes({ statement, envelope: bytes, keyids: envelope.signatures.map(({ keyid }) => keyid) });
}

/** Whether a key that signed is still in force at the entry where the statement comes to stand. */
export function isStillAdmitted({ places }: LedgerState, { statement, keyids }: Admitted, index: number): boolean {
  return keyids.some((keyid) => places.keyring.signers(index, statement.kind, keyid).length > 0);
}
