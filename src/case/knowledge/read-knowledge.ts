import { type Checked, formatJson, no, type Sha256, toHex, utf8, yes } from "../../lib/index.ts";
import { latestById, parseBundle, type StixFault, type StixObject, textOf } from "../../stix/index.ts";
import type { Knowledge, KnowledgeFault, KnowledgeSource, KnowledgeText } from "./knowledge.ts";
import { profilesOf } from "./profiles.ts";

const BUNDLES_MAX = 16;
/** All bundles together. ATT&CK Enterprise and ICS have 24,000. */
const OBJECTS_MAX = 400_000;

/**
 * Reads STIX 2.0 or 2.1 bundles in the form of ATT&CK: intrusion-set, campaign, malware, tool, attack-pattern, x-mitre-asset, indicator,
 * and relationships uses, attributed-to, targets, subtechnique-of, indicates with their citations. Objects that several bundles hold are
 * one, in their newest version; what is revoked or deprecated is left out, and so is what refers to it. Untrusted input: total, bounded
 * by STIX_LIMITS, BUNDLES_MAX and OBJECTS_MAX.
 */
export function readKnowledge(bundles: readonly KnowledgeText[], sha256: Sha256): Checked<Knowledge, KnowledgeFault> {
  if (bundles.length > BUNDLES_MAX) return no({ kind: "too-many", what: "bundles", max: BUNDLES_MAX });
  const objects: StixObject[] = [];
  const sources: KnowledgeSource[] = [];
  for (const { name, text } of bundles) {
    const bundle = parseBundle(text);
    if (!bundle.ok) return no(faultOf(name, bundle.fault));
    if (objects.length + bundle.value.objects.length > OBJECTS_MAX)
      return no({ kind: "too-many", what: "objects", max: OBJECTS_MAX });
    for (const object of bundle.value.objects) objects.push(object);
    sources.push({ name, version: statedVersion(bundle.value.objects), sha256: toHex(sha256(utf8(text))) });
  }
  sources.sort((a, b) => (a.sha256 < b.sha256 ? -1 : a.sha256 > b.sha256 ? 1 : 0));
  const digest = toHex(sha256(utf8(formatJson(sources.map((source) => source.sha256)))));
  const live = [...latestById(objects).values()].filter(isLive).sort((a, b) => (a.id < b.id ? -1 : 1));
  return yes({ digest, sources, ...profilesOf(live) });
}

function isLive(object: StixObject): boolean {
  return object["revoked"] !== true && object["x_mitre_deprecated"] !== true;
}

/** The version of an x-mitre-collection, which ATT&CK bundles carry. */
function statedVersion(objects: readonly StixObject[]): string | null {
  const collection = objects.find(({ type }) => type === "x-mitre-collection");
  return collection === undefined ? null : (textOf(collection, "x_mitre_version")?.slice(0, 100) ?? null);
}

function faultOf(bundle: string, fault: StixFault): KnowledgeFault {
  switch (fault.kind) {
    case "bad-json":
      return { kind: "bad-knowledge", bundle, where: `character ${fault.at}`, expected: fault.expected };
    case "bad-stix":
      return { kind: "bad-knowledge", bundle, where: fault.path, expected: fault.expected };
    default:
      return { kind: "bad-knowledge", bundle, where: fault.what, expected: `at most ${fault.max}` };
  }
}
