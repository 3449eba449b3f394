import { type Sha256, textOf, toHex, utf8 } from "../../../lib/index.ts";
import type { LogSource } from "../../../model/index.ts";
import type { DetectionRule, Selection } from "../ast.ts";
import { entry } from "../heading.ts";
import { parseDetection } from "../parse-detection.ts";
import { Refusal } from "../refusal.ts";
import type { LoadedRules, RefusedRule, RuleDocument, SigmaRule } from "../rules.ts";
import { sliceDocuments } from "../yaml-documents.ts";
import { readYaml, type YamlMap } from "../yaml-tree.ts";
import type { PlacedItem, Scene, Severity, Subject } from "./check.ts";
import { readSuppressions, type Suppression } from "./suppress.ts";
import { CHECKS } from "./table.ts";

/** Something that a check found, by check, file and place. Line and column count from 1. */
export type Finding = {
  readonly check: string;
  readonly severity: Severity;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly title: string | null;
  readonly id: string | null;
  readonly message: string;
};

/** A finding that was left out, and the reason that was given. */
export type Suppressed = Finding & { readonly reason: string };

/** What a house wants otherwise: checks left out (under some paths), other severities, its own tag namespaces. */
export type LintSettings = {
  readonly off: readonly { readonly check: string; readonly reason: string; readonly paths: readonly string[] }[];
  readonly severity: ReadonlyMap<string, Severity>;
  readonly namespaces: readonly string[];
  /** True when some reader makes events that a rule of this log source is meant for; null when nobody knows. */
  readonly reads: ((logsource: LogSource) => boolean) | null;
};

export type LintReport = { readonly findings: readonly Finding[]; readonly suppressed: readonly Suppressed[] };

/** Names that findings have beside those of the checks; these cannot be left out. */
export const BUILT_IN_CHECKS: readonly { readonly name: string; readonly severity: Severity; readonly about: string }[] = [
  { name: "refused", severity: "error", about: "The document is not loaded; the reason says why." },
  {
    name: "placeholder-without-value",
    severity: "warning",
    about: "The rule is loaded and never fires before its placeholders have values.",
  },
  {
    name: "ignore-without-reason",
    severity: "error",
    about: "A comment leaves a check out without saying why; it has no effect.",
  },
  { name: "ignore-unknown", severity: "warning", about: "A comment or the settings leave out a check that there is not." },
  { name: "ignore-idle", severity: "warning", about: "A comment leaves out a check that finds nothing there." },
];

/**
 * Looks at rule documents and at what became of them. `loaded` is what `loadRules` made of the same documents. Input is untrusted; nothing is
 * dropped: a refused document is a finding.
 */
export function lintRules(
  documents: readonly RuleDocument[],
  loaded: LoadedRules,
  sha256: Sha256,
  settings: LintSettings,
): LintReport {
  const subjects = subjectsOf(documents, loaded, sha256);
  const scene: Scene = { subjects, reads: settings.reads, namespaces: new Set(settings.namespaces) };
  const found = subjects.flatMap((subject) => findingsOf(subject, scene, settings));
  const byComment = suppressByComment(documents, found);
  const bySettings = suppressBySettings(byComment.findings, settings);
  const unknown = settings.off.filter(({ check }) => !isCheck(check)).map(({ check }) => unknownCheck("settings", check));
  const findings = [
    ...loaded.refused.map(refusedFinding),
    ...waitingFindings(loaded),
    ...bySettings.findings,
    ...byComment.faults,
    ...unknown,
  ];
  return { findings: findings.sort(byPlace), suppressed: [...byComment.suppressed, ...bySettings.suppressed].sort(byPlace) };
}

function subjectsOf(documents: readonly RuleDocument[], loaded: LoadedRules, sha256: Sha256): readonly Subject[] {
  const rules = new Map(loaded.rules.map((rule) => [`${rule.path}\n${rule.ref.digest}`, rule]));
  return documents.flatMap(({ path, bytes }) => {
    const text = textOf(bytes);
    if (text === undefined) return [];
    return sliceDocuments(bytes, text, utf8).flatMap((slice): Subject[] => {
      const tree = treeOf(slice.text, slice.firstLine);
      return tree === undefined ? [] : [subjectOf(path, tree, rules.get(`${path}\n${toHex(sha256(slice.bytes))}`) ?? null)];
    });
  });
}

/** Undefined for what is no map: the loader has refused it. */
function treeOf(text: string, firstLine: number): YamlMap | undefined {
  try {
    const tree = readYaml(text, firstLine);
    return tree.kind === "map" ? tree : undefined;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function subjectOf(path: string, tree: YamlMap, rule: SigmaRule | null): Subject {
  const detection = rule?.detection === null || rule === null ? null : asWritten(tree, rule.detection.rule);
  return { path, tree, rule, detection, items: detection === null ? [] : itemsOf(detection) };
}

/** The detection as its own document says it: what is at work may have been amended by filters and pipelines. */
function asWritten(tree: YamlMap, { ref, name }: DetectionRule): DetectionRule | null {
  try {
    return parseDetection(tree, { ref, name });
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

function itemsOf({ selections }: DetectionRule): readonly PlacedItem[] {
  const inside = (name: string, part: Selection): readonly PlacedItem[] =>
    part.kind === "item" ? [{ selection: name, item: part }] : part.parts.flatMap((each) => inside(name, each));
  return [...selections].flatMap(([name, selection]) => inside(name, selection));
}

const KINDS = ["detection", "correlation", "filter"];

function findingsOf(subject: Subject, scene: Scene, { severity }: LintSettings): readonly Finding[] {
  const { path, tree } = subject;
  const said = { path, title: shown(tree, "title"), id: shown(tree, "id") };
  if (!KINDS.some((key) => entry(tree, key) !== undefined)) return []; // no rule: the loader has said so
  return CHECKS.flatMap((check) =>
    [...check.find(subject, scene)].map(({ place, message }) => ({
      check: check.name,
      severity: severity.get(check.name) ?? check.severity,
      ...said,
      ...place,
      message,
    })),
  );
}

function shown(tree: YamlMap, key: string): string | null {
  const node = entry(tree, key);
  return node?.kind === "scalar" && node.value !== null ? node.source.slice(0, 256) : null;
}

function refusedFinding({ path, line, column, title, id, reason, detail }: RefusedRule): Finding {
  return { check: "refused", severity: "error", path, line, column, title, id, message: `${reason}: ${detail}` };
}

function waitingFindings({ rules, waiting }: LoadedRules): readonly Finding[] {
  return waiting.map(({ rule, placeholders }) => ({
    check: "placeholder-without-value",
    severity: "warning",
    path: rules.find(({ ref }) => ref === rule)?.path ?? "",
    line: 1,
    column: 1,
    title: rule.title,
    id: rule.id,
    message: `never fires before ${placeholders.map((name) => `%${name}%`).join(", ")} ${placeholders.length === 1 ? "has a value" : "have values"}`,
  }));
}

type Split = { readonly findings: readonly Finding[]; readonly suppressed: readonly Suppressed[] };

function suppressByComment(
  documents: readonly RuleDocument[],
  found: readonly Finding[],
): Split & { readonly faults: readonly Finding[] } {
  const faults: Finding[] = [];
  const suppressed: Suppressed[] = [];
  const left = new Set(found);
  const byPath = Map.groupBy(found, ({ path }) => path);
  for (const { path, bytes } of documents) {
    for (const suppression of readSuppressions(textOf(bytes) ?? "")) {
      const faultOf = (check: string, message: string) => faults.push(faultFinding(check, path, suppression, message));
      if (suppression.reason === "") {
        faultOf("ignore-without-reason", "say why, behind the names of the checks");
        continue;
      }
      for (const name of suppression.checks) {
        const hit = (byPath.get(path) ?? []).filter(({ check, line }) => check === name && (suppression.line ?? line) === line);
        if (!isCheck(name)) faultOf("ignore-unknown", `there is no check "${name}"`);
        else if (hit.length === 0) faultOf("ignore-idle", `${name} finds nothing here`);
        suppressed.push(
          ...hit.filter((finding) => left.delete(finding)).map((finding) => ({ ...finding, reason: suppression.reason })),
        );
      }
    }
  }
  return { findings: [...left], suppressed, faults };
}

function faultFinding(check: string, path: string, { place }: Suppression, message: string): Finding {
  const severity = BUILT_IN_CHECKS.find(({ name }) => name === check)?.severity ?? "warning";
  return { check, severity, path, ...place, title: null, id: null, message };
}

function unknownCheck(path: string, name: string): Finding {
  const message = `there is no check "${name}"`;
  return { check: "ignore-unknown", severity: "warning", path, line: 1, column: 1, title: null, id: null, message };
}

function isCheck(name: string): boolean {
  return CHECKS.some((check) => check.name === name);
}

function suppressBySettings(found: readonly Finding[], { off }: LintSettings): Split {
  const findings: Finding[] = [];
  const suppressed: Suppressed[] = [];
  for (const finding of found) {
    const rule = off.find(
      ({ check, paths }) => check === finding.check && (paths.length === 0 || paths.some((part) => finding.path.includes(part))),
    );
    if (rule === undefined) findings.push(finding);
    else suppressed.push({ ...finding, reason: rule.reason });
  }
  return { findings, suppressed };
}

function byPlace(left: Finding, right: Finding): number {
  if (left.path !== right.path) return left.path < right.path ? -1 : 1;
  return left.line - right.line || left.column - right.column || (left.check < right.check ? -1 : 1);
}
