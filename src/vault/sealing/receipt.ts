import { type Checked, no, yes } from "../../lib/index.ts";
import { envelopeSigners, type SignatureChecks } from "../../merkle/index.ts";
import {
  type CustodyPredicate,
  type Keyring,
  type KnownKey,
  parseEnvelope,
  parseStatement,
  type When,
} from "../../model/index.ts";
import { speaksFor } from "../custody/index.ts";
import type { OpenGrant } from "./open-grant.ts";

/** What a reader adds to a receipt. */
export type ReceiptWords = {
  readonly actor: CustodyPredicate["actor"];
  readonly occurred: When;
  readonly place: string;
  readonly tool: CustodyPredicate["tool"];
};

/**
 * What a reader says who has opened a grant: that what came out fits the commitment. Signed by their own key it is a receipt that
 * others compare, and that the ledger takes as an event. It holds no digest of the content.
 */
export function receiptPredicate({ entry, grant }: OpenGrant, { actor, occurred, place, tool }: ReceiptWords): CustodyPredicate {
  return {
    exhibit: grant.exhibit,
    event: "accessed",
    case: grant.case,
    actor,
    counterparty: null,
    occurred,
    recordedAt: occurred.to,
    place,
    purpose: grant.purpose,
    authority: grant.authority,
    tool,
    inputs: [],
    outputs: [],
    alteration: null,
    storage: "unsealed by its reader",
    caveats: grant.caveats,
    // What happened to the exhibit since the grant, a reader far away cannot know.
    previous: entry.name,
    answers: entry.name,
    commitment: grant.commitment,
    recipient: grant.recipient,
  };
}

/** A receipt as read. `signers` are the keys of the ledger that signed it; none when the keys at hand do not know them. */
export type Receipt = { readonly access: CustodyPredicate; readonly signers: readonly KnownKey[] };

/** Reads a receipt, a DSSE envelope. Input is untrusted; a signature under a known key that does not verify refuses it. */
export async function openReceipt(
  bytes: Uint8Array,
  { keyring, size, checks }: { readonly keyring: Keyring; readonly size: number; readonly checks: SignatureChecks },
): Promise<Checked<Receipt, string>> {
  const envelope = parseEnvelope(bytes);
  if (!envelope.ok) return no(`the receipt is not an envelope (${envelope.fault.kind})`);
  const statement = parseStatement(envelope.value.payload);
  if (!statement.ok) return no(`the receipt is not a statement (${statement.fault.kind})`);
  const { kind, predicate } = statement.value;
  if (kind !== "custody" || predicate.event !== "accessed" || predicate.answers === null || predicate.commitment === null)
    return no("the receipt is not of an access to what was granted");
  const known = envelope.value.signatures.some(({ keyid }) => keyring.signers(size, kind, keyid).length > 0);
  if (!known) return yes({ access: predicate, signers: [] });
  const signers = await envelopeSigners(keyring, { index: size, kind, envelope: envelope.value }, checks);
  return signers.ok ? yes({ access: predicate, signers: signers.value }) : signers;
}

/** True when a key that the ledger knows as the reader's own or their party's signed: the keeper's word for them is none. */
export function isOwnReceipt({ access, signers }: Receipt): boolean {
  return signers.some((signer) => signer.role !== "statement" && speaksFor(signer, access.actor));
}

/** True when all these readers say, each by their own signature, that they opened the same plaintext: one commitment, one exhibit. */
export function sameAccess(receipts: readonly Receipt[]): boolean {
  const [first] = receipts;
  return receipts.every(
    (receipt) =>
      isOwnReceipt(receipt) &&
      receipt.access.exhibit === first?.access.exhibit &&
      receipt.access.commitment === first.access.commitment,
  );
}
