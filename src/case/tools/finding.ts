import type { Range } from "../../model/index.ts";
import type { HashTrait } from "./hash-list.ts";
import type { ToolKnowledge } from "./knowledge.ts";
import { matchProfiles, PROFILE_SHOWS, type ProfileMatch } from "./profile.ts";
import { type Bans, type BaseRate, rateOf, weigh } from "./strength.ts";
import type { ToolRef, Trait, Way } from "./trait.ts";

/** How often another build shows what one build shows, as a share of how often that one does: judged. */
const ANOTHER_BUILD: Range = { lo: 0.001, best: 0.02, hi: 0.3 };
const PROFILES_MAX = 20;
/** Anybody can use the same techniques. */
const PROFILE_FORGEABILITY = 0.9;

export type Hit = { readonly records: Set<string>; observations: number; fromMs: number; toMs: number };

/** Something observed that a tool shows. There is none without a base rate. */
export type ToolFinding = {
  readonly tool: ToolRef;
  readonly way: Way;
  readonly key: string;
  readonly says: string;
  /** Sorted. */
  readonly records: readonly string[];
  readonly observations: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly baseRate: BaseRate;
  /** Tools known to show the same, this one included, of all that are known by such traits. */
  readonly shared: { readonly names: readonly string[]; readonly of: number };
  /** Against the answer `other`: chance, ordinary use, what nobody has listed. */
  readonly weights: { readonly build: Bans; readonly anotherBuild: Bans; readonly anotherTool: Bans };
  readonly forgeability: number;
  readonly source: string;
};

type Known = { readonly knowledge: ToolKnowledge; readonly rates: (key: string) => BaseRate };

export function traitFinding(trait: Trait | HashTrait, hit: Hit, { knowledge, rates }: Known): ToolFinding {
  const { tool, way, key, says, shows, level, forgeability, source } = trait;
  const names = knowledge.showing(key);
  const base = rates(key);
  const another = level === "build" ? times(shows, ANOTHER_BUILD) : shows;
  return {
    tool,
    way,
    key,
    says,
    ...seenIn(hit),
    baseRate: base,
    forgeability,
    source,
    shared: { names, of: Math.max(knowledge.tools, names.length) },
    weights: {
      build: weigh(way, shows, base),
      anotherBuild: weigh(way, another, base),
      anotherTool: weigh(way, times(shows, rateOf(names.length - 1, Math.max(knowledge.tools, names.length) - 1)), base),
    },
  };
}

/** Whose profiles share the techniques that were seen: the best few, since many always do. */
export function profileFindings(
  techniques: ReadonlyMap<string, Hit>,
  known: Known,
): { readonly findings: readonly ToolFinding[]; readonly leftOut: number } {
  const matches = matchProfiles(known.knowledge.software, new Set(techniques.keys()));
  const findings = matches.map((match) => profileFinding(match, techniques, known));
  findings.sort(
    (a, b) =>
      b.weights.build.best - a.weights.build.best ||
      a.shared.names.length - b.shared.names.length ||
      (a.tool.id < b.tool.id ? -1 : 1),
  );
  return { findings: findings.slice(0, PROFILES_MAX), leftOut: Math.max(findings.length - PROFILES_MAX, 0) };
}

function profileFinding(match: ProfileMatch, techniques: ReadonlyMap<string, Hit>, { knowledge, rates }: Known): ToolFinding {
  const hits = match.techniques.map((technique) => techniques.get(technique)).filter((hit) => hit !== undefined);
  const base = rarest(match.techniques.map((technique) => rates(knowledge.keyOf(technique))));
  const of = knowledge.software.length;
  const share = rateOf(match.alike.length - 1, Math.max(of - 1, 1));
  const weight = weigh("behaviour", PROFILE_SHOWS, base);
  return {
    tool: match.tool,
    way: "behaviour",
    key: match.techniques.map((technique) => knowledge.keyOf(technique)).join(" "),
    says: `uses ${match.techniques.join(", ")}, which its profile has`,
    ...seenIn(joined(hits)),
    baseRate: base,
    shared: { names: match.alike, of },
    weights: { build: weight, anotherBuild: weight, anotherTool: weigh("behaviour", times(PROFILE_SHOWS, share), base) },
    forgeability: PROFILE_FORGEABILITY,
    source: "the knowledge base",
  };
}

/** All together are at most as frequent as the rarest of them: on the safe side, for techniques come in company. */
function rarest(bases: readonly BaseRate[]): BaseRate {
  const unknown = bases.find(({ known }) => !known);
  if (unknown !== undefined) return unknown;
  const known = bases.filter((base) => base.known).sort((a, b) => a.chance.best - b.chance.best);
  return known[0] ?? { known: false, why: "no technique" };
}

function joined(hits: readonly Hit[]): Hit {
  return {
    records: new Set(hits.flatMap(({ records }) => [...records])),
    observations: hits.reduce((sum, { observations }) => sum + observations, 0),
    fromMs: hits.reduce((least, { fromMs }) => Math.min(least, fromMs), Number.POSITIVE_INFINITY),
    toMs: hits.reduce((most, { toMs }) => Math.max(most, toMs), Number.NEGATIVE_INFINITY),
  };
}

function seenIn({ records, observations, fromMs, toMs }: Hit) {
  return { records: [...records].sort(), observations, fromMs, toMs };
}

function times(one: Range, other: Range): Range {
  return { lo: one.lo * other.lo, best: one.best * other.best, hi: one.hi * other.hi };
}
