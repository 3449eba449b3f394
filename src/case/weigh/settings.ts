import type { Range } from "../../model/index.ts";
import type { Grade } from "./ask.ts";

/** The dials of the method. Each is printed or documented in docs/attribution.md §Defaults. */
export type WeighSettings = {
  /** All support is divided by it, because sources are less independent than they look; `from` says who measured it on what. */
  readonly temperature: { readonly value: number; readonly from: string };
  /** What the second, third … item of one origin still adds: rho, rho² … */
  readonly rho: number;
  /** The chance that a source of this grade says what is so. */
  readonly reliability: Readonly<Record<Grade, Range>>;
  /** What part of its weight an item keeps, by credibility 1 to 6 (index 0 is credibility 1). */
  readonly credibility: readonly [Range, Range, Range, Range, Range, Range];
  /** pi: the chance that an operation passes for somebody else's. */
  readonly imitationPrior: number;
  /** From this forgeability on, a capable imitator is taken to be able to plant all of it. */
  readonly easilyPlanted: number;
  /** The least lead over every other answer, in bans, that is reported as one. */
  readonly leadBansMin: number;
};

const exactly = (value: number): Range => ({ lo: value, best: value, hi: value });

export const DEFAULT_SETTINGS: WeighSettings = {
  temperature: { value: 2, from: "default: best in all 5 folds on ATT&CK 18.1, leave-one-report-out" },
  rho: 0.5,
  reliability: {
    A: exactly(0.99),
    B: exactly(0.95),
    C: exactly(0.85),
    D: exactly(0.7),
    E: exactly(0.5),
    F: { lo: 0, best: 0.5, hi: 0.95 },
  },
  credibility: [exactly(1), exactly(0.9), exactly(0.7), exactly(0.4), exactly(0.2), { lo: 0, best: 0.5, hi: 1 }],
  imitationPrior: 0.02,
  easilyPlanted: 0.5,
  leadBansMin: 0.3,
};
