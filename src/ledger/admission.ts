import { type Checked, no, yes } from "../lib/index.ts";
import { envelopeSigners } from "../merkle/index.ts";
import type { Keyring, Statement, StatementKind } from "../model/index.ts";
import { openEnvelope } from "./entries.ts";
import { ENVELOPE_BYTES_MAX } from "./limits.ts";
import type { LedgerState } from "./state.ts";

/** Why an envelope that was signed elsewhere does not become an entry. `at` counts the envelopes of the call from 0. */
export type AdmissionFault = { readonly kind: "not-admitted"; readonly at: number; readonly reason: string };

/** An envelope that may become an entry as far as the keys go that the ledger knows now. */
export type Admitted = {
  readonly statement: Statement;
  readonly envelope: Uint8Array;
  readonly keyids: readonly string[];
  /** The keys whose signatures were verified. */
  readonly vkeys: ReadonlySet<string>;
};

/** What others sign in a keeper's ledger; the rest is for the keeper's statement key (see Keyring). */
const OTHERS_KINDS: readonly StatementKind[] = ["custody", "answer", "approval"];

/** Envelopes that are checked at the same time: signatures are checked beside the main thread. */
const CHECKING_WIDTH = 64;

/** Reads envelopes that were signed elsewhere; refused as a whole with the first one's fault. */
export async function admitEnvelopes(
  state: LedgerState,
  envelopes: readonly Uint8Array[],
): Promise<Checked<readonly Admitted[], AdmissionFault>> {
  const admitted: Admitted[] = [];
  for (let from = 0; from < envelopes.length; from += CHECKING_WIDTH) {
    const some = envelopes.slice(from, from + CHECKING_WIDTH);
    for (const one of await Promise.all(some.map((envelope, at) => admitEnvelope(state, envelope, from + at)))) {
      if (!one.ok) return one;
      admitted.push(one.value);
    }
  }
  return yes(admitted);
}

/** Reads an envelope that was signed elsewhere. Input is untrusted: canonical, small enough, and signed by a key in force, else refused. */
async function admitEnvelope(state: LedgerState, bytes: Uint8Array, at: number): Promise<Checked<Admitted, AdmissionFault>> {
  const refuse = (reason: string) => no<AdmissionFault>({ kind: "not-admitted", at, reason });
  if (bytes.length > ENVELOPE_BYTES_MAX) return refuse(`an envelope has at most ${ENVELOPE_BYTES_MAX} bytes`);
  const opened = openEnvelope(bytes);
  if (!opened.ok) return refuse(opened.fault);
  const { envelope, statement } = opened.value;
  const { index, kind } = { index: state.edge.size, kind: statement.kind };
  const signers = await envelopeSigners(state.places.keyring, { index, kind, envelope }, state.options.checks);
  if (!signers.ok) return refuse(signers.fault);
  // What the keeper signed comes from the keeper's own process, once: sent in again, an old schedule or the end of a hold would hold anew.
  if (!OTHERS_KINDS.includes(kind) || signers.value.every(({ role }) => role === "statement"))
    return refuse(`a ${kind} statement of the keeper is made by the keeper's own process only`);
  const keyids = envelope.signatures.map(({ keyid }) => keyid);
  return yes({ statement, envelope: bytes, keyids, vkeys: new Set(signers.value.map(({ vkey }) => vkey)) });
}

/**
 * Why these statements, in one request, may not follow entry `index` − 1 as far as they change keys; undefined when they may. A change is the
 * last of its request, because what comes after it is signed by other keys; and the keeper never names a key of its own that it lacks.
 */
export function keyRefusal({ places, keys }: LedgerState, statements: readonly Statement[], index: number): string | undefined {
  const at = statements.findIndex(({ kind }) => kind === "key");
  const statement = statements[at];
  if (statement?.kind !== "key") return undefined;
  if (at !== statements.length - 1) return "a change of keys is the last statement of its request";
  const { action, role, key } = statement.predicate;
  const isOthers = role === "person" || role === "party";
  if (action !== "revoke" && !isOthers && !keys.has(key)) return `the private half of the new ${role} key is not at hand`;
  return places.keyring.refusal(index, statement.predicate);
}

/** The ring after `statements` from entry `first` on; the same ring where none of them changes keys. */
export function keyringAfter(keyring: Keyring, statements: readonly Statement[], first: number): Keyring {
  if (!statements.some(({ kind }) => kind === "key" || kind === "party")) return keyring;
  const after = keyring.copy();
  for (const [offset, statement] of statements.entries()) after.add(first + offset, statement);
  return after;
}

/**
 * Whether a key that signed is still in force at the entry where the statement comes to stand, and no key has come into force since under whose
 * id a signature stands that nobody verified.
 */
export function isStillAdmitted({ places }: LedgerState, { statement, keyids, vkeys }: Admitted, index: number): boolean {
  const signers = keyids.flatMap((keyid) => places.keyring.signers(index, statement.kind, keyid));
  return signers.some(({ role }) => role !== "statement") && signers.every(({ vkey }) => vkeys.has(vkey));
}
