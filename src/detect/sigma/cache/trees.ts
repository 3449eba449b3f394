import type { Json } from "../../../lib/index.ts";
import { damaged, listOf, textIn } from "./expressions.ts";

type Tree =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Tree[]
  | ReadonlyMap<string, Tree>
  | { readonly [name: string]: Tree };

/** A tree of lists, maps and plain objects as JSON, each part under a letter that says what it is. */
export function jsonOfTree(tree: unknown): Json {
  const value = tree as Tree;
  if (value === undefined) return ["u"];
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return ["l", ...value.map(jsonOfTree)];
  if (value instanceof Map) return ["m", ...[...value].flatMap(([key, part]) => [key, jsonOfTree(part)])];
  return ["o", ...Object.entries(value).flatMap(([key, part]) => [key, jsonOfTree(part)])];
}

/** The tree again; throws Damaged for anything that jsonOfTree does not write. */
export function treeOfJson(json: Json): unknown {
  if (json === null || typeof json !== "object") return json;
  const [kind, ...rest] = listOf(json);
  if (kind === "u") return undefined;
  if (kind === "l") return rest.map(treeOfJson);
  const entries: (readonly [string, unknown])[] = [];
  for (let at = 0; at < rest.length; at += 2) entries.push([textIn(rest[at]), treeOfJson(rest[at + 1] ?? null)]);
  if (kind === "m") return new Map(entries);
  return kind === "o" ? Object.fromEntries(entries) : damaged();
}
