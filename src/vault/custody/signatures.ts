import type { Hand } from "../../model/index.ts";
import { type ChainEvent, handText, type SignedBy } from "./chain.ts";
import { type FoldState, report } from "./state.ts";

/** Events for which a hand answers with a key of its own. */
const OWN_KEY = ["transferred-out", "transferred-in"];

/**
 * Who acted must have signed. The keeper's statement key speaks for the keeper's own people, except in a transfer: there each hand
 * signs with a person's or party's key, so that neither can make the other's signature.
 */
export function checkSignatures(state: FoldState, { index, custody, signers }: ChainEvent): void {
  const { actor, event, exhibit } = custody;
  const speaking = signers.filter((signer) => speaksFor(signer, actor));
  if (speaking.length === 0)
    report(state, "signed-by-another", { exhibit, index }, `${handText(actor)} acted, ${signersText(signers)} signed`);
  else if (OWN_KEY.includes(event) && speaking.every(({ role }) => role === "statement"))
    report(state, "unsigned-hand", { exhibit, index }, `${handText(actor)} did not sign, the keeper did`);
}

/** True when a key of this holder speaks for this hand. */
export function speaksFor({ role, holder }: SignedBy, hand: Hand): boolean {
  if (role === "person") return holder.name === hand.name && (holder.party === null || holder.party === hand.party);
  return (holder.party ?? holder.name) === hand.party;
}

function signersText(signers: readonly SignedBy[]): string {
  return signers.length === 0 ? "nobody" : signers.map(({ holder }) => holder.name).join(" and ");
}
