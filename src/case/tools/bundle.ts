import type { Sha256 } from "../../lib/index.ts";
import { isRecord, recordOf, recordsOf, type StixObject, textOf, textsOf } from "../../stix/index.ts";
import { type HashTrait, hashTrait } from "./hash-list.ts";
import { indicatorTrait } from "./indicator.ts";
import type { ToolSources } from "./knowledge.ts";
import type { ToolFault } from "./pack.ts";
import type { SoftwareProfile } from "./profile.ts";
import type { ToolRef, Trait } from "./trait.ts";

const DIGEST = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * What a STIX bundle says of tools: `tool` and `malware` objects with the techniques they use, indicators that indicate them, and files
 * that are samples of them. What is revoked or deprecated is left out. Indicators that cannot be used are named in `refused`.
 */
export function toolsOfBundle(
  objects: readonly StixObject[],
  source: string,
  sha256: Sha256,
): ToolSources & { readonly refused: readonly ToolFault[] } {
  const live = objects.filter((object) => object["revoked"] !== true && object["x_mitre_deprecated"] !== true);
  const byId = new Map(live.map((object) => [object.id, object]));
  const tools = new Map(live.filter(isTool).map((object) => [object.id, refOf(object)]));
  const links = live.filter(({ type }) => type === "relationship");
  const techniques = new Map<string, Set<string>>();
  const traits: Trait[] = [];
  const refused: ToolFault[] = [];
  for (const link of links) {
    const [from, to] = [textOf(link, "source_ref") ?? "", textOf(link, "target_ref") ?? ""];
    const kind = textOf(link, "relationship_type");
    const technique = kind === "uses" && tools.has(from) ? techniqueOf(byId.get(to)) : undefined;
    if (technique !== undefined) techniques.set(from, (techniques.get(from) ?? new Set()).add(technique));
    const [indicator, tool] = [byId.get(from), tools.get(to)];
    if (kind !== "indicates" || indicator === undefined || tool === undefined || !isStixPattern(indicator)) continue;
    const pattern = textOf(indicator, "pattern") ?? "";
    const trait = indicatorTrait({ id: from, tool, name: textOf(indicator, "name") ?? from, pattern, source }, sha256);
    if (trait.ok) traits.push(trait.value);
    else refused.push(trait.fault);
  }
  const software: SoftwareProfile[] = [...tools].map(([id, tool]) => ({
    ...tool,
    techniques: [...(techniques.get(id) ?? [])].sort(),
  }));
  return { traits, hashes: hashesOf(live, byId, { tools, source, sha256 }), software, refused };
}

function isTool({ type }: StixObject): boolean {
  return type === "tool" || type === "malware";
}

function isStixPattern(indicator: StixObject): boolean {
  return indicator.type === "indicator" && (textOf(indicator, "pattern_type") ?? "stix") === "stix";
}

function refOf(object: StixObject): ToolRef {
  return { id: attackId(object) ?? object.id, name: textOf(object, "name") ?? object.id };
}

function techniqueOf(object: StixObject | undefined): string | undefined {
  return object?.type === "attack-pattern" ? attackId(object) : undefined;
}

/** Such as S0039 or T1003.001. */
function attackId(object: StixObject): string | undefined {
  const references = recordsOf(object, "external_references");
  const own = references.find((reference) => textOf(reference, "source_name")?.startsWith("mitre-") === true);
  return own === undefined ? undefined : textOf(own, "external_id");
}

function hashesOf(
  live: readonly StixObject[],
  byId: ReadonlyMap<string, StixObject>,
  { tools, source, sha256 }: { readonly tools: ReadonlyMap<string, ToolRef>; readonly source: string; readonly sha256: Sha256 },
): readonly HashTrait[] {
  return live.flatMap((object) => {
    const tool = tools.get(object.id);
    if (tool === undefined) return [];
    return textsOf(object, "sample_refs").flatMap((ref) => {
      const file = byId.get(ref);
      const hashes = file?.type === "file" ? recordOf(file, "hashes") : undefined;
      if (!isRecord(hashes)) return [];
      const digests = Object.values(hashes).flatMap((value) => (typeof value === "string" ? [value.toLowerCase()] : []));
      return digests
        .filter((digest) => DIGEST.test(digest))
        .map((digest) => hashTrait({ digest, tool, build: ref, source }, sha256));
    });
  });
}
