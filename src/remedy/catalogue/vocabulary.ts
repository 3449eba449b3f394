import type { OptionClass } from "../../model/index.ts";

/**
 * Every lawful measure there is, and whom it may be aimed at. There is no word here for force, intrusion, disruption, implants or hacking back, none
 * against relatives, whole nationalities, medicine, food, the safety of flight, water or response teams; so none can be written into a catalogue.
 */
export const MEASURES_BY_AIM = {
  nobody: [
    "victim_care",
    "internal_handling",
    "notice",
    "preservation_request",
    "points_of_contact",
    "request_for_assistance",
    "request_for_mitigation",
    "mutual_legal_assistance",
    "public_statement_unnamed",
    "refer_to_un_body",
    "fact_finding",
    "technical_agency",
  ],
  state: [
    "protest",
    "summoning",
    "attribution_state",
    "suspended_cooperation",
    "expulsion",
    "recall",
    "trade_limit_lawful",
    "invocation_of_responsibility",
    "arbitration_or_icj",
    "treaty_suspension",
    "necessity_measure",
  ],
  organisation: ["attribution_group", "asset_freeze", "civil_claim"],
  person: ["criminal_referral", "entry_restriction"],
} as const;

type Aim = keyof typeof MEASURES_BY_AIM;
export type LawfulMeasure = (typeof MEASURES_BY_AIM)[Aim][number];

/** The measures as one list. */
export const LAWFUL_MEASURES: readonly LawfulMeasure[] = Object.values(MEASURES_BY_AIM).flat();

/** Levels of an actor that an option can ask for: those of claims, and a person. */
export const ACTOR_LEVELS = ["machine", "cluster", "organisation", "person", "state"] as const;

/** Rights that a measure can touch: told beside it, and weighed by people. */
export const RIGHTS = ["privacy", "property", "movement", "fair_trial", "reputation", "expression", "consular"] as const;

/** Letters that are drafted and never sent. */
export const LETTERS = ["preservation", "assistance", "notice"] as const;
export type LetterKind = (typeof LETTERS)[number];

/** Measures that a class may hold: a countermeasure or a plea of necessity can never be dressed as cooperation. */
export const MEASURES_BY_CLASS: Readonly<Record<OptionClass, readonly LawfulMeasure[]>> = {
  cooperation: [
    "victim_care",
    "internal_handling",
    "notice",
    "preservation_request",
    "points_of_contact",
    "request_for_assistance",
    "request_for_mitigation",
    "mutual_legal_assistance",
    "public_statement_unnamed",
  ],
  institutional: ["refer_to_un_body", "fact_finding", "technical_agency", "invocation_of_responsibility", "arbitration_or_icj"],
  domestic: ["criminal_referral", "civil_claim"],
  retorsion: [
    "protest",
    "summoning",
    "attribution_group",
    "attribution_state",
    "suspended_cooperation",
    "expulsion",
    "recall",
    "trade_limit_lawful",
    "entry_restriction",
    "asset_freeze",
  ],
  countermeasure: ["treaty_suspension"],
  necessity: ["necessity_measure"],
};
