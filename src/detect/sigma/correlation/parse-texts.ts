import { entry } from "../heading.ts";
import { refuse } from "../refusal.ts";
import type { YamlMap, YamlTree } from "../yaml-tree.ts";

const LIST_MAX = 100;
const TEXT_UNITS_MAX = 500;

/** A text or a list of texts; empty when absent. */
export function readTexts(map: YamlMap, key: string): readonly string[] {
  const node = entry(map, key);
  if (node === undefined) return [];
  const nodes = node.kind === "list" ? node.items : [node];
  if (nodes.length > LIST_MAX) refuse(`bad ${key}`, `more than ${LIST_MAX}`, node.place);
  return nodes.map((item) => readText(item, key));
}

/** A text, numbers as written. */
export function readText(node: YamlTree, key: string): string {
  if (node.kind !== "scalar" || node.value === null || node.source === "")
    return refuse(`bad ${key}`, "expected a text", node.place);
  const read = typeof node.value === "string" ? node.value : node.source;
  return read.length <= TEXT_UNITS_MAX ? read : refuse(`bad ${key}`, `more than ${TEXT_UNITS_MAX} characters`, node.place);
}
