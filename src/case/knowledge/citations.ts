import { tableOf } from "../../lib/index.ts";
import { recordsOf, type StixObject, textOf } from "../../stix/index.ts";
import type { Cited } from "./knowledge.ts";

const CITATION = /\(Citation: ([^()]{1,300})\)/g;
const CITATIONS_MAX = 1000;

/** Names of the reports that an object rests on: its external references, and those that its description names. Sorted, each once. */
export function cite(object: StixObject): readonly string[] {
  const names = recordsOf(object, "external_references").flatMap((reference) => textOf(reference, "source_name") ?? []);
  const described = [...(textOf(object, "description") ?? "").matchAll(CITATION)].map(([, name]) => name ?? "");
  const all = [...names, ...described].map((name) => name.trim().slice(0, 300));
  return [...new Set(all.filter((name) => name !== "" && !name.startsWith("mitre-")))].sort().slice(0, CITATIONS_MAX);
}

/** Which types a relationship may join, by its name; kept at its source, or at its target under the name `as`. */
const JOINS: ReadonlyMap<string, { readonly from: RegExp; readonly to: RegExp; readonly as?: string }> = tableOf({
  uses: { from: /^(?:intrusion-set|campaign|malware|tool)$/, to: /^(?:attack-pattern|malware|tool)$/ },
  "attributed-to": { from: /^campaign$/, to: /^intrusion-set$/ },
  "subtechnique-of": { from: /^attack-pattern$/, to: /^attack-pattern$/ },
  targets: { from: /^attack-pattern$/, to: /^x-mitre-asset$/ },
  indicates: { from: /^indicator$/, to: /^(?:malware|tool)$/, as: "indicated" },
});

/**
 * All links between live objects, by `relationship STIX-id` of the object that has them; `indicated` is kept at the software, with the
 * STIX ids of indicators. Several relationships between the same two are one, with the citations of all.
 */
export function createCitations(
  objects: readonly StixObject[],
  ids: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly Cited[]> {
  const types = new Map(objects.map(({ id, type }) => [id, type]));
  const held = new Map<string, Map<string, Set<string>>>();
  for (const link of objects) {
    const joined = joinOf(link, types);
    if (joined === undefined) continue;
    const { key, of } = joined;
    const targets = held.get(key) ?? new Map<string, Set<string>>();
    held.set(key, targets);
    const citations = targets.get(ids.get(of) ?? of) ?? new Set<string>();
    targets.set(ids.get(of) ?? of, citations);
    for (const citation of cite(link)) citations.add(citation);
  }
  return new Map([...held].map(([key, targets]) => [key, sorted(targets)]));
}

/** Under which key a relationship is kept, and the STIX id of what it leads to; undefined when it is none that is read. */
function joinOf(link: StixObject, types: ReadonlyMap<string, string>): { readonly key: string; readonly of: string } | undefined {
  const kind = textOf(link, "relationship_type") ?? "";
  const join = link.type === "relationship" ? JOINS.get(kind) : undefined;
  const [from, to] = [textOf(link, "source_ref") ?? "", textOf(link, "target_ref") ?? ""];
  if (join === undefined || !join.from.test(types.get(from) ?? "") || !join.to.test(types.get(to) ?? "")) return undefined;
  return join.as === undefined ? { key: `${kind} ${from}`, of: to } : { key: `${join.as} ${to}`, of: from };
}

function sorted(targets: ReadonlyMap<string, ReadonlySet<string>>): readonly Cited[] {
  return [...targets].map(([of, citations]) => ({ of, citations: [...citations].sort() })).sort((a, b) => (a.of < b.of ? -1 : 1));
}
