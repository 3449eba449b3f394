import type {
  CustodyPredicate,
  EntryName,
  ExhibitContent,
  ExhibitId,
  ExhibitPredicate,
  Hand,
  HoldPredicate,
  KnownKey,
  RedactionPredicate,
} from "../../model/index.ts";

/** Whose key signed, as the ledger knows it at that entry. */
export type SignedBy = Pick<KnownKey, "role" | "holder">;

/** An entry that says something of exhibits, its signatures verified. */
export type CustodyEntry = {
  readonly index: number;
  readonly name: EntryName;
  readonly signers: readonly SignedBy[];
  readonly said:
    | { readonly kind: "exhibit"; readonly predicate: ExhibitPredicate }
    | { readonly kind: "custody"; readonly predicate: CustodyPredicate }
    | { readonly kind: "redaction"; readonly predicate: RedactionPredicate }
    | { readonly kind: "hold"; readonly predicate: HoldPredicate };
};

/** Every problem that the fold can find, in words for people. spec/custody.md §Checks. */
export const CUSTODY_PROBLEMS = {
  "unknown-exhibit": "an event of an exhibit that the ledger does not have",
  "duplicate-exhibit": "two exhibits under one id",
  "duplicate-number": "two exhibits under one number",
  "unknown-parent": "made from an exhibit that the ledger does not have",
  "broken-previous": "does not follow the event before it",
  "unexpected-answer": "answers an event that it cannot answer",
  "missing-words": "lacks the purpose or authority that it must have",
  gap: "nobody signed for the exhibit for too long",
  "offer-unanswered": "an offer that nobody has accepted in time",
  overlap: "two hands at once",
  "not-the-holder": "given away by a hand that did not hold it",
  "acceptance-without-offer": "taken although nobody offered it",
  "accepted-by-another": "taken by a hand that it was not offered to",
  "unsigned-hand": "a hand of a transfer did not sign with a key of its own",
  "signed-by-another": "signed by a key that does not speak for who acted",
  "clock-reversed": "ended before it began",
  "clock-before-predecessor": "happened before the event that it follows, beyond the uncertainty of both",
  "clock-recorded-early": "was recorded before it happened",
  "clock-against-order": "was recorded earlier than the event before it in the ledger",
  "clock-in-future": "was recorded later than now",
  "content-differs": "does not speak of the exhibit's bytes",
  "unresolved-digest": "speaks of bytes that no exhibit has",
  "after-destruction": "happened to an exhibit that was destroyed",
  "destroyed-under-hold": "was destroyed although a hold kept it",
} as const;

export type CustodyProblemKind = keyof typeof CUSTODY_PROBLEMS;

/** One thing that does not hold, at the entry where it shows. `what` names the particulars. */
export type CustodyProblem = {
  readonly kind: CustodyProblemKind;
  readonly exhibit: ExhibitId;
  readonly index: number;
  readonly what: string;
};

/** In whose hands an exhibit is. `offer` names the entry of the offer that is open. */
export type Holding =
  | { readonly state: "held"; readonly by: Hand }
  | { readonly state: "offered"; readonly by: Hand; readonly to: Hand; readonly offer: EntryName }
  | { readonly state: "destroyed"; readonly by: Hand };

/** One event of a chain with what is wrong with it. */
export type ChainEvent = {
  readonly index: number;
  readonly name: EntryName;
  readonly signers: readonly SignedBy[];
  readonly custody: CustodyPredicate;
};

/** An exhibit's whole life as the ledger tells it. */
export type ExhibitChain = {
  readonly index: number;
  readonly name: EntryName;
  readonly exhibit: ExhibitPredicate;
  readonly events: readonly ChainEvent[];
  readonly holding: Holding;
  /** The latest entry of the chain: what the next event names as its previous. */
  readonly last: EntryName;
  /** True after a `quarantined` event: its bytes may do harm to who opens them. */
  readonly quarantined: boolean;
  /** Names of the holds that keep it now. */
  readonly holds: readonly string[];
  readonly problems: readonly CustodyProblem[];
};

/** What a ledger says of its exhibits, and every problem found, in ledger order. */
export type Custody = {
  readonly chains: ReadonlyMap<ExhibitId, ExhibitChain>;
  readonly problems: readonly CustodyProblem[];
};

/** True when two mentions are of one person for one party; what they are said to do may differ from one mention to the other. */
export function sameHand(left: Hand, right: Hand): boolean {
  return left.name === right.name && left.party === right.party;
}

/** A hand in words: name, function, party. */
export function handText({ name, function: work, party }: Hand): string {
  return [name, work, party].filter((part) => part !== "").join(", ");
}

/** Content in words for a message. */
export function contentText({ bytes, sha256 }: ExhibitContent): string {
  return `${bytes} bytes with SHA-256 ${sha256}`;
}
