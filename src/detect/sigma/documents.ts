import { type Sha256, textOf, toHex, utf8 } from "../../lib/index.ts";
import type { Digest } from "../../model/index.ts";
import type { CorrelationRule, DetectionRule } from "./ast.ts";
import { parseCorrelation } from "./correlation/parse.ts";
import type { DialectDocument, FilterDocument } from "./filter/filters.ts";
import { DIALECT_KEY, parseFilter, readDialect } from "./filter/parse-filter.ts";
import { entry, readHeading } from "./heading.ts";
import { type RuleOrigin, refusedRule } from "./origin.ts";
import { parseDetection } from "./parse-detection.ts";
import { Refusal, refuse } from "./refusal.ts";
import type { RefusedRule, RuleDocument } from "./rules.ts";
import { type DocumentSlice, sliceDocuments } from "./yaml-documents.ts";
import { readYaml, type YamlMap } from "./yaml-tree.ts";

const FILE_BYTES_MAX = 16 * 1024 * 1024;

/** A rule as its document says, before filters and pipelines. */
export type RuleDraft = { readonly kind: "rule"; readonly origin: RuleOrigin; readonly rule: DetectionRule | CorrelationRule };
export type ReadDocument =
  | RuleDraft
  | FilterDocument
  | DialectDocument
  | { readonly kind: "refused"; readonly refused: RefusedRule };

/** Reads the documents of a file, in order; each is something that can be used, or is refused. */
export function readDocuments({ path, bytes }: RuleDocument, sha256: Sha256): readonly ReadDocument[] {
  const refusal = (reason: string, detail: string): readonly ReadDocument[] => [
    { kind: "refused", refused: refusedRule(path, { reason, detail, place: { line: 1, column: 1 } }, null) },
  ];
  if (bytes.length > FILE_BYTES_MAX) return refusal("file too large", `more than ${FILE_BYTES_MAX} bytes`);
  const text = textOf(bytes);
  if (text === undefined) return refusal("not UTF-8", "the file is not text");
  const slices = sliceDocuments(bytes, text, utf8);
  return slices.length === 0 ? refusal("not YAML", "the file is empty") : slices.map((slice) => readSlice(path, slice, sha256));
}

function readSlice(path: string, slice: DocumentSlice, sha256: Sha256): ReadDocument {
  let map: YamlMap | null = null;
  try {
    const tree = readYaml(slice.text, slice.firstLine);
    if (tree.kind !== "map") return refuse("not a rule", `expected a map, got a ${tree.kind}`, tree.place);
    map = tree;
    return readMap({ path, document: slice.bytes, digest: toHex(sha256(slice.bytes)) as Digest, map });
  } catch (error) {
    if (error instanceof Refusal) return { kind: "refused", refused: refusedRule(path, error.fault, map) };
    throw error;
  }
}

const OTHER_DOCUMENTS: readonly (readonly [key: string, reason: string, detail: string])[] = [
  ["transformations", "processing pipeline among the rules", "give it as a pipeline, so that its place in the order is known"],
  ["action", "rule collections (action) are obsolete", "write each rule out in full"],
];

function readMap(origin: RuleOrigin): ReadDocument {
  const { map, digest } = origin;
  for (const [key, reason, detail] of OTHER_DOCUMENTS) {
    const found = map.entries.find((candidate) => candidate.key === key);
    if (found !== undefined) refuse(reason, `${detail} (the document has "${key}")`, found.keyPlace);
  }
  const kinds = ["detection", "correlation", "filter"].filter((key) => entry(map, key) !== undefined);
  if (kinds.length > 1) refuse("not a rule", `both a ${kinds.join(" and a ")}`, map.place);
  const dialect = readDialect(map);
  if (dialect !== null && map.entries.length === 1) return { kind: "dialect", origin, dialect };
  const heading = readHeading(map, digest);
  if (kinds[0] === "filter") return { kind: "filter", origin, filter: parseFilter(map, heading) };
  if (dialect !== null) refuse(`bad ${DIALECT_KEY}`, "only a filter has one", map.place);
  const rule = kinds[0] === "correlation" ? parseCorrelation(map, heading) : parseDetection(map, heading);
  return { kind: "rule", origin, rule };
}
