import type { ToldCoverage } from "./coverage.ts";

/** Which matrix of ATT&CK a layer is for. */
export const ATTACK_DOMAINS = ["enterprise-attack", "ics-attack"] as const;
export type AttackDomain = (typeof ATTACK_DOMAINS)[number];

type Technique = {
  readonly techniqueID: string;
  readonly score: number;
  readonly comment: string;
  readonly showSubtechniques: boolean;
};

/** A layer of ATT&CK Navigator, layer file format 4.5 (mitre-attack/attack-navigator, layers/spec/v4.5/layerformat.md). */
export type NavigatorLayer = {
  readonly name: string;
  readonly versions: { readonly navigator: string; readonly layer: "4.5" };
  readonly domain: AttackDomain;
  readonly description: string;
  readonly sorting: number;
  readonly hideDisabled: boolean;
  readonly techniques: readonly Technique[];
  readonly gradient: { readonly colors: readonly string[]; readonly minValue: number; readonly maxValue: number };
  readonly legendItems: readonly { readonly label: string; readonly color: string }[];
  readonly metadata: readonly { readonly name: string; readonly value: string }[];
};

const TITLES_MAX = 20;
const BY_SCORE_DESCENDING = 3;
const COLORS = ["#ffffff", "#9ecae1", "#08519c"];

/** The techniques of one matrix with the number of rules that name each as its score. Ids of the ICS matrix begin with T0. */
export function navigatorLayer({ techniques, set, rules }: ToldCoverage, domain: AttackDomain): NavigatorLayer {
  const here = techniques.filter(({ id }) => id.startsWith("T0") === (domain === "ics-attack"));
  return {
    name: "Sigma rules",
    versions: { navigator: "5.1.0", layer: "4.5" },
    domain,
    description: `${rules} rules, by the tags that they carry; the score is how many name the technique.`,
    sorting: BY_SCORE_DESCENDING,
    hideDisabled: false,
    techniques: here.map(({ id, rules: score, titles }) => ({
      techniqueID: id,
      score,
      comment: commentOf(titles),
      showSubtechniques: here.some((other) => other.id.startsWith(`${id}.`)),
    })),
    gradient: { colors: COLORS, minValue: 0, maxValue: Math.max(1, ...here.map(({ rules: score }) => score)) },
    legendItems: [],
    metadata: [{ name: "rule set", value: set }],
  };
}

function commentOf(titles: readonly string[]): string {
  const shown = titles.slice(0, TITLES_MAX).join("\n");
  return titles.length > TITLES_MAX ? `${shown}\nand ${titles.length - TITLES_MAX} more` : shown;
}
