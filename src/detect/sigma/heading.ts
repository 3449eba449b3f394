import { type Digest, LEVELS, type Level, type RuleRef } from "../../model/index.ts";
import type { Heading } from "./ast.ts";
import { type Place, refuse } from "./refusal.ts";
import type { YamlMap, YamlTree } from "./yaml-tree.ts";

const LEVEL_UNSTATED: Level = "medium";
const TITLE_UNITS_MAX = 256;
const AUTHOR_UNITS_MAX = 2_000;
const NAME_UNITS_MAX = 200;
const DATE_UNITS_MAX = 40;
const TAGS_MAX = 200;

/** The value of `key`, or undefined. */
export function entry(map: YamlMap, key: string): YamlTree | undefined {
  return map.entries.find((candidate) => candidate.key === key)?.value;
}

/** The text of `key`; null when it is absent or null. Numbers and dates are taken as written. */
export function optionalText(map: YamlMap, key: string, unitsMax: number): string | null {
  const node = entry(map, key);
  if (node === undefined || (node.kind === "scalar" && node.value === null)) return null;
  if (node.kind !== "scalar") return refuse(`bad ${key}`, "expected a text", node.place);
  const text = typeof node.value === "string" ? node.value : node.source;
  if (text.length > unitsMax) refuse(`bad ${key}`, `more than ${unitsMax} characters`, node.place);
  return text;
}

/** The map under `key`; refuses the document when it is missing or something else. */
export function requiredMap(map: YamlMap, key: string): YamlMap {
  const node = entry(map, key);
  if (node === undefined) return refuse(`missing ${key}`, "a rule must have it", map.place);
  if (node.kind !== "map") return refuse(`bad ${key}`, "expected a map", node.place);
  return node;
}

/** Reads what a rule says about itself. A rule without an id is known by its name, else by its digest; without a level it is medium. */
export function readHeading(map: YamlMap, digest: Digest): Heading {
  const title = optionalText(map, "title", TITLE_UNITS_MAX);
  if (title === null || title === "") return refuse("missing title", "a rule must have it", map.place);
  const name = optionalText(map, "name", NAME_UNITS_MAX);
  const date = optionalText(map, "date", DATE_UNITS_MAX);
  const ref: RuleRef = {
    id: optionalText(map, "id", NAME_UNITS_MAX) ?? name ?? `sha256:${digest.slice(0, 16)}`,
    title,
    author: optionalText(map, "author", AUTHOR_UNITS_MAX) ?? "not stated",
    version: optionalText(map, "modified", DATE_UNITS_MAX) ?? date ?? "undated",
    level: readLevel(map),
    tags: readTags(map),
    digest,
  };
  return { ref, name };
}

function readLevel(map: YamlMap): Level {
  const text = optionalText(map, "level", NAME_UNITS_MAX);
  if (text === null) return LEVEL_UNSTATED;
  const level = LEVELS.find((candidate) => candidate === text);
  return level ?? refuse("bad level", `"${text}" is none of ${LEVELS.join(", ")}`, placeOf(map, "level"));
}

function readTags(map: YamlMap): readonly string[] {
  const node = entry(map, "tags");
  if (node === undefined || (node.kind === "scalar" && node.value === null)) return [];
  if (node.kind !== "list" || node.items.length > TAGS_MAX)
    return refuse("bad tags", `expected a list of at most ${TAGS_MAX}`, node.place);
  return node.items.map((tag) => {
    const fits = tag.kind === "scalar" && typeof tag.value === "string" && tag.value.length <= NAME_UNITS_MAX;
    return fits ? tag.value : refuse("bad tags", "expected a short text", tag.place);
  });
}

function placeOf(map: YamlMap, key: string): Place {
  return entry(map, key)?.place ?? map.place;
}
