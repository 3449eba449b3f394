import type { LogSource } from "../../../model/index.ts";
import type { Heading, Selection } from "../ast.ts";
import type { Condition } from "../condition.ts";
import { entry, optionalText, requiredMap } from "../heading.ts";
import { readConditions, readLogsource, readSelection } from "../parse-detection.ts";
import { type Place, refuse } from "../refusal.ts";
import { FILTER_DIALECTS, type FilterDialect } from "../rules.ts";
import type { YamlMap } from "../yaml-tree.ts";

/** The custom attribute that says what a filter's condition describes; a document with nothing else says it for all filters without one. */
export const DIALECT_KEY = "filter-dialect";
const NOT_SELECTIONS = new Set(["condition", "rules"]);
const NAMED_MAX = 10_000;
const NAME_UNITS_MAX = 200;

/** A filter as parsed. */
export type Filter = Heading & {
  readonly logsource: LogSource;
  /** Ids or names of detection rules; null for all of the log source. */
  readonly rules: readonly string[] | null;
  readonly selections: ReadonlyMap<string, Selection>;
  readonly condition: Condition;
  /** As the document itself says. */
  readonly dialect: FilterDialect | null;
  readonly place: Place;
};

/** Reads a filter document (Sigma filters specification 2.1; `rules: any` as pySigma, `all` means the same). Throws Refusal. */
export function parseFilter(document: YamlMap, heading: Heading): Filter {
  const logsource = readLogsource(requiredMap(document, "logsource"));
  const map = requiredMap(document, "filter");
  const selections = new Map<string, Selection>();
  for (const { key, value } of map.entries) if (!NOT_SELECTIONS.has(key)) selections.set(key, readSelection(value, true));
  if (selections.size === 0) refuse("bad filter", "there is no search identifier", map.place);
  const condition = readConditions(map, [...selections.keys()]);
  return {
    ...heading,
    logsource,
    rules: readRules(map),
    selections,
    condition,
    dialect: readDialect(document),
    place: map.place,
  };
}

function readRules(map: YamlMap): readonly string[] | null {
  const node = entry(map, "rules");
  if (node === undefined) return refuse("missing rules", "a filter must name some, or any", map.place);
  const nodes = node.kind === "list" ? node.items : [node];
  if (nodes.length === 0 || nodes.length > NAMED_MAX) refuse("bad rules", `expected 1 to ${NAMED_MAX}`, node.place);
  const names = nodes.map((item) => {
    const text = item.kind === "scalar" && item.value !== null ? item.source : "";
    return text !== "" && text.length <= NAME_UNITS_MAX ? text : refuse("bad rules", "expected an id or a name", item.place);
  });
  return node.kind === "scalar" && /^(?:any|all)$/i.test(names[0] ?? "") ? null : [...new Set(names)];
}

/** The dialect that a document states; null when it states none. */
export function readDialect(document: YamlMap): FilterDialect | null {
  const text = optionalText(document, DIALECT_KEY, NAME_UNITS_MAX);
  if (text === null) return null;
  const dialect = FILTER_DIALECTS.find((candidate) => candidate === text);
  const { place } = entry(document, DIALECT_KEY) ?? document;
  return dialect ?? refuse(`bad ${DIALECT_KEY}`, `expected ${FILTER_DIALECTS.join(" or ")}, got "${text}"`, place);
}
