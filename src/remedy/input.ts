import type { Assessed, EvidenceGate } from "../model/index.ts";

/** One other party's word on one option, given on a day (ISO date). The review room is what will fill this list: today it is empty. */
export type ReviewWord = {
  readonly option: string;
  readonly party: string;
  readonly verdict: "agrees" | "disagrees" | "abstains";
  readonly on: string;
};

/** An invitation to answer that the accused had, for one option or, with null, for all. Days are ISO dates. */
export type ReplyWindow = {
  readonly option: string | null;
  /** Who was invited, as the actor is named in `RemedyInput.actor`. */
  readonly from: string;
  readonly invitedOn: string;
  readonly until: string;
  /** The day on which a reply came; null when none did. */
  readonly receivedOn: string | null;
  /** What the reply changes, in a person's words; "" while nobody has said. */
  readonly considered: string;
  /** Who did without a reply, and why; null when nobody did. */
  readonly waived: { readonly by: string; readonly why: string } | null;
};

/** Notice of what is to be decided, as given to whom it is aimed at. */
export type NoticeGiven = { readonly option: string; readonly to: string; readonly on: string };

/** What an option would touch if it were drawn up so: stated by a person, in the person's name. An option that touches nobody needs none. */
export type Drawn = {
  readonly option: string;
  /** Whom or what it is aimed at: must be who is named as the actor. */
  readonly against: string;
  /** Neutral codes of the sectors that it touches. */
  readonly sectors: readonly string[];
  /** Services people live by that it touches, in any words; one is enough to shut it. */
  readonly essential: readonly string[];
  /** Does it touch people who did nothing? null: nobody has looked. */
  readonly civilians: boolean | null;
  /** Why another sector than the one that was hurt; "" when it is the same. */
  readonly why: string;
  readonly by: string;
};

/** All that the remedy may know. Facts enter by the assessment and the three evidence gates alone. */
export type RemedyInput = {
  /** ISO date. */
  readonly asOf: string;
  readonly assessed: Assessed;
  readonly route: EvidenceGate;
  /** `level`: machine, cluster, person, organisation or state. */
  readonly actor: EvidenceGate & { readonly level: string | null; readonly name: string | null };
  readonly damage: EvidenceGate;
  /** 0–5, from measured damage alone; null when nothing is measured. */
  readonly incidentBand: number | null;
  /** Neutral codes of the sectors that were hurt. */
  readonly sectors: readonly string[];
  /** Our own name: our own word is no review. */
  readonly self: string;
  readonly drawn: readonly Drawn[];
  readonly notices: readonly NoticeGiven[];
  readonly reviews: readonly ReviewWord[];
  readonly replies: readonly ReplyWindow[];
};
