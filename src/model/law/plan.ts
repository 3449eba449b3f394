import type { LawText } from "./assessed.ts";
import type { Standard } from "./standard.ts";

/** The classes of lawful answer there are. There is none for force, intrusion, disruption or implants, so none can be written down. */
export const OPTION_CLASSES = ["cooperation", "institutional", "domestic", "retorsion", "countermeasure", "necessity"] as const;
export type OptionClass = (typeof OPTION_CLASSES)[number];

/** One thing that an option waits for. */
export type Gate = {
  readonly gate: "route" | "actor" | "damage" | "rule" | "review" | "reply" | "scale" | "sector" | "civilians" | "sunset";
  /** Of `rule`, its id; of the others "". */
  readonly id: string;
  readonly open: boolean;
  readonly asks: LawText;
  /** What there is instead. */
  readonly has: LawText;
  /** What would open it, by lawful means; null when it is open or nothing would. */
  readonly opener: LawText | null;
};

/** An answer that the catalogue knows, and whether it is open on this record. */
export type ToldOption = {
  readonly option: string;
  readonly class: OptionClass;
  readonly title: LawText;
  readonly open: boolean;
  readonly gates: readonly Gate[];
  readonly limits: readonly LawText[];
  /** Laws that may collide with it. */
  readonly warnings: readonly LawText[];
  readonly reversible: boolean;
  /** 0–5: how far it reaches; never above the incident's own. */
  readonly band: number;
  readonly sunsetDays: number;
  /** Names of the letters that are drafted for it. */
  readonly letters: readonly string[];
};

/** How well route, actor and damage are shown: the three things that every answer rests on. */
export type EvidenceGate = {
  readonly standard: Standard | null;
  readonly sources: readonly string[];
  readonly claims: readonly string[];
};

/** What may lawfully be done, as of a day (ISO date): what is open, what is shut, and what would open it. */
export type RemedyPlan = {
  readonly asOf: string;
  readonly route: EvidenceGate;
  readonly actor: EvidenceGate & { readonly level: string | null; readonly name: string | null };
  readonly damage: EvidenceGate;
  /** 0–5, from measured damage alone, blind to the actor; null when nothing is measured. */
  readonly incidentBand: number | null;
  readonly options: readonly ToldOption[];
};
