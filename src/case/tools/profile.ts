import type { Sha256 } from "../../lib/index.ts";
import type { Range } from "../../model/index.ts";
import { traitKey } from "./pack.ts";
import type { ToolRef } from "./trait.ts";

/** A tool as a STIX knowledge base describes it: software and the techniques that reports say it uses. */
export type ToolProfile = ToolRef & { readonly techniques: readonly string[] };

/** How much of a tool's profile one case shows, judged from how thin public profiles are: seldom much. */
export const PROFILE_SHOWS: Range = { lo: 0.05, best: 0.35, hi: 1 };
/** Fewer techniques in common say nothing: 126 of 498 techniques of ATT&CK 18.1 are used by one group, the rest by many. */
const PROFILE_TECHNIQUES_MIN = 3;

/** A technique, as a trait that is counted like any other. */
export function techniqueKey(technique: string, sha256: Sha256): string {
  return traitKey("technique", technique, sha256);
}

export type ProfileMatch = {
  readonly tool: ToolRef;
  /** In common, sorted. */
  readonly techniques: readonly string[];
  /** Tools whose profile holds all of them, this one included, by name. */
  readonly alike: readonly string[];
};

/** Every profile that has enough of the techniques seen. */
export function matchProfiles(software: readonly ToolProfile[], seen: ReadonlySet<string>): readonly ProfileMatch[] {
  const matches: ProfileMatch[] = [];
  const byTechniques = new Map<string, readonly string[]>();
  for (const tool of software) {
    const techniques = [...new Set(tool.techniques)].filter((technique) => seen.has(technique)).sort();
    if (techniques.length < PROFILE_TECHNIQUES_MIN) continue;
    const key = techniques.join(" ");
    const alike = byTechniques.get(key) ?? holdersOf(software, techniques);
    byTechniques.set(key, alike);
    matches.push({ tool: { id: tool.id, name: tool.name }, techniques, alike });
  }
  return matches;
}

function holdersOf(software: readonly ToolProfile[], techniques: readonly string[]): readonly string[] {
  return software
    .filter((tool) => techniques.every((technique) => tool.techniques.includes(technique)))
    .map(({ name }) => name)
    .sort();
}
