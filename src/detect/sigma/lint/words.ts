import { entry } from "../heading.ts";
import type { Place } from "../refusal.ts";
import type { YamlMap, YamlTree } from "../yaml-tree.ts";

/** A text of the document with its place. */
export type PlacedText = { readonly text: string; readonly place: Place };

/** The scalar under `key` as written; undefined when it is absent, empty or no scalar. */
export function textAt(map: YamlMap, key: string): PlacedText | undefined {
  const node = entry(map, key);
  return node === undefined ? undefined : textOf(node);
}

/** The texts of the list (or the lone scalar) under `key`. */
export function textsAt(map: YamlMap, key: string): readonly PlacedText[] {
  const node = entry(map, key);
  if (node === undefined || node.kind === "map") return [];
  return (node.kind === "list" ? node.items : [node]).map(textOf).filter((text) => text !== undefined);
}

/** The map under `key`; undefined when there is none. */
export function mapAt(map: YamlMap, key: string): YamlMap | undefined {
  const node = entry(map, key);
  return node?.kind === "map" ? node : undefined;
}

function textOf(node: YamlTree): PlacedText | undefined {
  if (node.kind !== "scalar" || node.value === null) return undefined;
  const text = typeof node.value === "string" ? node.value : node.source;
  return text === "" ? undefined : { text, place: node.place };
}

/** Texts of a list that stand in it before; `sameAs` says what counts as the same. */
export function* repeated(texts: readonly PlacedText[], sameAs: (text: string) => string): Iterable<PlacedText> {
  const seen = new Set<string>();
  for (const placed of texts) {
    const key = sameAs(placed.text);
    if (seen.has(key)) yield placed;
    seen.add(key);
  }
}
