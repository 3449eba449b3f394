import type { Digest } from "../../model/index.ts";
import { entry } from "./heading.ts";
import type { Place, RuleFault } from "./refusal.ts";
import type { RefusedRule } from "./rules.ts";
import type { YamlMap } from "./yaml-tree.ts";

/** Where a document is from. */
export type RuleOrigin = {
  readonly path: string;
  /** The bytes of the document, and their SHA-256. */
  readonly document: Uint8Array;
  readonly digest: Digest;
  readonly map: YamlMap;
};

type Words = Pick<RuleFault, "reason" | "detail">;

/** Says that the document is not used; the place is its start unless one is given. */
export function refusedBy(origin: RuleOrigin, words: Words, place: Place = origin.map.place): RefusedRule {
  return refusedRule(origin.path, { ...words, place }, origin.map);
}

/** Says something about a document that is used. */
export function noteOn(origin: RuleOrigin, words: Words): RefusedRule {
  return refusedBy(origin, words);
}

/** Says that a document is not used; `map` is what could be read of it. */
export function refusedRule(path: string, fault: RuleFault, map: YamlMap | null): RefusedRule {
  const { reason, detail, place } = fault;
  return { path, id: shown(map, "id"), title: shown(map, "title"), reason, detail, line: place.line, column: place.column };
}

function shown(map: YamlMap | null, key: string): string | null {
  const node = map === null ? undefined : entry(map, key);
  return node?.kind === "scalar" && node.value !== null ? node.source.slice(0, 256) : null;
}
