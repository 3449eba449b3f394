import { type Sha256, textOf, toHex, utf8 } from "../../lib/index.ts";
import type { Digest } from "../../model/index.ts";
import type { CorrelationRule, DetectionRule } from "./ast.ts";
import { compileRule } from "./compile.ts";
import { entry, optionalText, readHeading } from "./heading.ts";
import { parseCorrelation } from "./parse-correlation.ts";
import { parseDetection } from "./parse-detection.ts";
import { NO_PLACEHOLDERS } from "./placeholders.ts";
import { Refusal, type RuleFault, refuse } from "./refusal.ts";
import { resolveRules } from "./resolve.ts";
import type { LoadedRules, ParsedRule, RefusedRule, RuleDocument, SigmaRule, WaitingRule } from "./rules.ts";
import { type DocumentSlice, sliceDocuments } from "./yaml-documents.ts";
import { readYaml, type YamlMap } from "./yaml-tree.ts";

const FILE_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Loads Sigma 2.1 rule files. Input is untrusted. Every document ends up in `rules` or in `refused`, none is dropped; `waiting` names those of
 * `rules` that use placeholders. Of two documents with one id the first is used.
 */
export function loadRules(documents: readonly RuleDocument[], sha256: Sha256): LoadedRules {
  const refused: RefusedRule[] = [];
  const parsed: ParsedRule[] = [];
  for (const { path, bytes } of documents)
    for (const result of parseFile(path, bytes, sha256)) ("rule" in result ? parsed : refused).push(result as never);
  const resolved = resolveRules(parsed);
  const waiting = resolved.rules.flatMap(({ ref, detection }): WaitingRule[] =>
    detection === null || detection.waiting.length === 0 ? [] : [{ rule: ref, placeholders: detection.waiting, problem: null }],
  );
  return { rules: resolved.rules, refused: [...refused, ...resolved.refused], waiting };
}

function parseFile(path: string, bytes: Uint8Array, sha256: Sha256): readonly (ParsedRule | RefusedRule)[] {
  const start = { line: 1, column: 1 };
  if (bytes.length > FILE_BYTES_MAX)
    return [refusedRule(path, { reason: "file too large", detail: `more than ${FILE_BYTES_MAX} bytes`, place: start }, null)];
  const text = textOf(bytes);
  if (text === undefined) return [refusedRule(path, { reason: "not UTF-8", detail: "the file is not text", place: start }, null)];
  const slices = sliceDocuments(bytes, text, utf8);
  if (slices.length === 0) return [refusedRule(path, { reason: "not YAML", detail: "the file is empty", place: start }, null)];
  return slices.map((slice) => parseSlice(path, slice, sha256));
}

function parseSlice(path: string, slice: DocumentSlice, sha256: Sha256): ParsedRule | RefusedRule {
  let map: YamlMap | null = null;
  try {
    const tree = readYaml(slice.text, slice.firstLine);
    if (tree.kind !== "map") return refuse("not a rule", `expected a map, got a ${tree.kind}`, tree.place);
    map = tree;
    const rule = parseRule(map, toHex(sha256(slice.bytes)) as Digest);
    const compiled = rule.kind === "detection" ? compileRule(rule, NO_PLACEHOLDERS) : null;
    return { path, document: slice.bytes, rule, compiled, amendments: [] };
  } catch (error) {
    if (error instanceof Refusal) return refusedRule(path, error.fault, map);
    throw error;
  }
}

const OTHER_DOCUMENTS: readonly (readonly [key: string, reason: string])[] = [
  ["filter", "filters are not supported"],
  ["transformations", "processing pipelines are not supported"],
  ["action", "rule collections (action) are obsolete"],
];

function parseRule(map: YamlMap, digest: Digest): DetectionRule | CorrelationRule {
  for (const [key, reason] of OTHER_DOCUMENTS) {
    const found = map.entries.find((candidate) => candidate.key === key);
    if (found !== undefined) refuse(reason, `the document has "${key}"`, found.keyPlace);
  }
  const taxonomy = optionalText(map, "taxonomy", 200);
  if (taxonomy !== null && taxonomy !== "sigma") refuse(`taxonomy ${taxonomy}`, "only the default taxonomy is known", map.place);
  const heading = readHeading(map, digest);
  const correlates = entry(map, "correlation") !== undefined;
  if (correlates && entry(map, "detection") !== undefined) refuse("not a rule", "both a detection and a correlation", map.place);
  return correlates ? parseCorrelation(map, heading) : parseDetection(map, heading);
}

function refusedRule(path: string, fault: RuleFault, map: YamlMap | null): RefusedRule {
  const { reason, detail, place } = fault;
  return { path, id: shown(map, "id"), title: shown(map, "title"), reason, detail, line: place.line, column: place.column };
}

function shown(map: YamlMap | null, key: string): string | null {
  const node = map === null ? undefined : entry(map, key);
  return node?.kind === "scalar" && node.value !== null ? node.source.slice(0, 256) : null;
}

/** Refused rules by reason, most frequent first. */
export function refusedByReason(refused: readonly RefusedRule[]): ReadonlyMap<string, readonly RefusedRule[]> {
  const groups = Map.groupBy(refused, ({ reason }) => reason);
  return new Map([...groups].sort(([, left], [, right]) => right.length - left.length));
}

/** Names a set of rules: SHA-256 over the sorted digests of its documents, each as 64 hexadecimal digits and a line feed. */
export function ruleSetDigest(rules: readonly SigmaRule[], sha256: Sha256): Digest {
  const digests = [...new Set(rules.map(({ ref }) => ref.digest))].sort();
  return toHex(sha256(utf8(digests.map((digest) => `${digest}\n`).join("")))) as Digest;
}
