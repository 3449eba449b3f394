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

const NEAR_UNITS_MAX = 64;

/** How many letters must be put in, taken out or changed to make one word of the other; Infinity for long ones. */
function editDistance(left: string, right: string): number {
  if (left.length > NEAR_UNITS_MAX || right.length > NEAR_UNITS_MAX) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let at = 1; at <= left.length; at++) {
    const next = [at];
    for (let to = 1; to <= right.length; to++) {
      const changed = (row[to - 1] as number) + (left[at - 1] === right[to - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[to] as number) + 1, (next[to - 1] as number) + 1));
    }
    row = next;
  }
  return row[right.length] as number;
}

/** The word that `word` is most likely a slip of: the same but for case, blanks and underscores, else at most two letters off. */
export function nearest(word: string, words: Iterable<string>): string | undefined {
  const plain = plainWord(word);
  let best: string | undefined;
  let least = Math.min(3, Math.ceil(word.length / 3));
  for (const candidate of words) {
    if (candidate === word) continue;
    const distance = plainWord(candidate) === plain ? 0 : editDistance(candidate.toLowerCase(), word.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

function plainWord(word: string): string {
  return word.toLowerCase().replaceAll(/[ _-]/g, "");
}
