import { loadRules } from "../../src/detect/index.ts";
import { type Finding, type LintReport, type LintSettings, lintRules } from "../../src/detect/sigma/index.ts";
import type { LogSource } from "../../src/model/index.ts";
import { sha256 } from "../sigma/support.ts";

const HEADING: Readonly<Record<string, string>> = {
  title: "Base",
  id: "6f9c1f0e-0b1e-4a57-9d2a-0c3f8a5e7b11",
  name: "logon",
  status: "test",
  description: "A rule that nothing is wrong with.",
  author: "Harbour Time Service",
  date: "2026-05-01",
  tags: "[attack.execution, attack.t1059]",
  logsource: "{product: windows, category: process_creation}",
  level: "medium",
};
const DETECTION: Readonly<Record<string, string>> = { selection: "{CommandLine|contains: whoami}", condition: "selection" };
const CORRELATION: Readonly<Record<string, string>> = {
  ...HEADING,
  title: "Correlated",
  id: "0d5bd1b2-7b0c-4a0e-8a50-0a5e1d0c9c22",
  name: "correlated",
};
const FILTER: Readonly<Record<string, string>> = {
  ...HEADING,
  title: "Filtered",
  id: "b9c7dc35-8c8e-4b7e-8a51-5f0f5e2d6d44",
  name: "filtered",
  "filter-dialect": "suppress",
};
const TOP = new Set([...Object.keys(HEADING), "modified", "references", "related", "falsepositives", "fields", "correlation"]);

type Written = { readonly heading: Record<string, string>; readonly detection: Record<string, string> };

/**
 * Makes rule documents of a check's example: pieces divided by " ¶ ", each `key: value`, put in place of those of a rule that nothing is wrong
 * with. A key that begins with "+" is of a second rule; `correlation` makes a document of its own.
 */
export function exampleRule(example: string): string {
  const pieces = example.split(" ¶ ").map((piece) => /^(\+?)([^:]+):\s?(.*)$/s.exec(piece) ?? []);
  const first = pieces.filter(([, second, key]) => second === "" && key !== "correlation");
  const filter = pieces.find(([, plus, key]) => plus === "+" && key === "filter");
  const second = pieces.filter(([, plus, key]) => plus === "+" && key !== "correlation" && key !== "filter");
  const correlation = pieces.find(([, , key]) => key === "correlation");
  const documents = [documentOf(first, HEADING)];
  if (second.length > 0)
    documents.push(documentOf(second, { ...HEADING, title: "Other", id: "ad9dd8a9-5f41-4c0e-93c1-2b4b3d0f5a33", name: "other" }));
  if (filter !== undefined) documents.push(lines({ ...FILTER, filter: filter[3] ?? "" }));
  if (correlation !== undefined) {
    const { logsource: _, ...heading } = CORRELATION;
    documents.push(`${lines(heading)}correlation: ${correlation[3]}\n`);
  }
  return documents.join("---\n");
}

function documentOf(pieces: readonly (readonly (string | undefined)[])[], base: Readonly<Record<string, string>>): string {
  const written: Written = { heading: { ...base }, detection: {} };
  for (const [, , key = "", value = ""] of pieces) {
    const isTop = TOP.has(key) || !/^(selection|filter|other|keywords|condition|a$|b$|_)/.test(key);
    (isTop ? written.heading : written.detection)[key] = value;
  }
  const named = Object.keys(written.detection).filter((key) => key !== "condition");
  const detection = { ...(named.length > 0 ? { condition: "selection" } : DETECTION), ...written.detection };
  return `${lines(written.heading)}detection:\n${lines(detection).replace(/^(?=.)/gm, "  ")}`;
}

function lines(map: Readonly<Record<string, string>>): string {
  return Object.entries(map)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join("");
}

export const PLAIN_SETTINGS: LintSettings = {
  off: [],
  severity: new Map(),
  namespaces: [],
  reads: ({ product }: LogSource) => product !== "toaster",
};

/** What the checks say of rule files, each of one text. */
export function lintTexts(texts: readonly string[], settings: LintSettings = PLAIN_SETTINGS): LintReport {
  const documents = texts.map((text, index) => ({ path: `rules/${index}.yml`, bytes: new TextEncoder().encode(text) }));
  return lintRules(documents, loadRules(documents, sha256), sha256, settings);
}

/** The names of the checks that find something in an example. */
export function checksThatFind(example: string): readonly string[] {
  return [...new Set(lintTexts([exampleRule(example)]).findings.map(({ check }: Finding) => check))];
}
