import type { Sha256 } from "../../lib/index.ts";
import type { Knowledge } from "../knowledge/knowledge.ts";
import { indicatorTrait } from "./indicator.ts";
import type { ToolSources } from "./knowledge.ts";
import type { ToolFault } from "./pack.ts";
import type { ToolProfile } from "./profile.ts";
import type { Trait } from "./trait.ts";

/**
 * What a STIX knowledge base says of tools and malware: the techniques that each uses, and the patterns of the indicators that indicate
 * it. Patterns that cannot be used are named in `refused`.
 */
export function toolsOfKnowledge(
  { software, sources, techniques }: Pick<Knowledge, "software" | "sources" | "techniques">,
  sha256: Sha256,
): ToolSources & { readonly refused: readonly ToolFault[] } {
  const known = new Set(techniques.map(({ id }) => id));
  const source = sources.map(({ name, version }) => (version === null ? name : `${name} ${version}`)).join(", ");
  const profiles: ToolProfile[] = [];
  const traits: Trait[] = [];
  const refused: ToolFault[] = [];
  for (const { id, name, uses, indicators } of software) {
    profiles.push({ id, name, techniques: uses.map(({ of }) => of).filter((of) => known.has(of)) });
    for (const [at, pattern] of indicators.entries()) {
      const label = `indicator ${at + 1} of ${name}`;
      const trait = indicatorTrait({ id: label, tool: { id, name }, name: label, pattern, source }, sha256);
      if (trait.ok) traits.push(trait.value);
      else refused.push(trait.fault);
    }
  }
  return { traits, hashes: [], software: profiles, refused };
}
