import type { LawText, Standard } from "../../model/index.ts";

/** The languages that letters are written in whole. */
export type LetterLanguage = "en" | "zh";

/** What a letter may say. Nothing else of the record enters it: the least that its reader needs. */
export type LetterInput = {
  readonly case: string;
  /** ISO date. */
  readonly date: string;
  readonly from: string;
  readonly to: string;
  /** What happened, and when: times with their zone. */
  readonly incident: { readonly what: string; readonly since: string; readonly until: string | null };
  /** What is asked for, each with its reason. */
  readonly asked: readonly { readonly what: string; readonly why: string }[];
  /** What the record shows. Of the actor only a notice speaks; what has no standard is not shown and is left out. */
  readonly shown: readonly {
    readonly part: "route" | "actor" | "damage";
    readonly what: string;
    readonly standard: Standard | null;
    readonly sources: number;
    /** The claim that it is read from. */
    readonly claim: string;
  }[];
  /** Who is named as the actor; a request leaves the name out of every line. */
  readonly actor: string | null;
  /** Others that somebody holds to be the actor, shown or not: their names are left out of every letter. */
  readonly suspects?: readonly string[];
  /** ISO date until which an answer can be weighed; null: as soon as they can. */
  readonly answerBy: string | null;
  /** The law under which it is asked, as somebody named it; null: none is claimed. */
  readonly basis: string | null;
  /** Of a notice: the answer that is being considered. */
  readonly measure: LawText | null;
};
