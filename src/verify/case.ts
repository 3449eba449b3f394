import { closes, type EntryName, type Indexed, type StatementKind, type StatementOf, statementPath } from "../model/index.ts";
import { type Erasures, provenErasures } from "./erasures.ts";
import type { Faults } from "./faults.ts";
import { ofKind, type ProvenStatement } from "./statements.ts";

type Named<Kind extends StatementKind> = Indexed<StatementOf<Kind>> & { readonly name: EntryName };

/** The case and every statement that it rests on. */
export type ProvenCase = {
  readonly opened: Named<"case">;
  readonly detections: ReadonlyMap<number, Named<"detection">>;
  readonly coverage: readonly Named<"coverage">[];
  readonly segments: ReadonlyMap<string, StatementOf<"segment">>;
  readonly erasures: Erasures;
  readonly response: ProvenResponse;
};

/** What was done, as the statements of this dossier have it, and what those name. */
export type ProvenResponse = {
  readonly actions: readonly Named<"action">[];
  readonly enforcement: readonly Named<"enforcement">[];
  readonly playbooks: readonly Named<"playbook">[];
  readonly approvals: readonly Named<"approval">[];
};

/** Fits the statements together as one case (spec/dossier.md §Payload and §Verification 9). Undefined without exactly one case statement. */
export function provenCase(proven: readonly ProvenStatement[], faults: Faults): ProvenCase | undefined {
  const [opened, ...others] = ofKind(proven, "case");
  if (opened === undefined) {
    faults.add("missing", "data/statements", "expected one case statement that holds, got none");
    return undefined;
  }
  for (const { index } of others) faults.add("unexpected", statementPath(index), "expected one case statement");
  const detections = new Map(ofKind(proven, "detection").map((named) => [named.index, named]));
  const segments = new Map(ofKind(proven, "segment").map(({ statement }) => [statement.predicate.segment as string, statement]));
  const erasures = provenErasures(proven, segments, faults);
  checkAccounting(proven, faults);
  checkTimeline(opened, detections, faults);
  checkExtent(opened.statement, opened.index, faults);
  checkNothingElse(proven, { detections, opened }, faults);
  const response = {
    actions: ofKind(proven, "action"),
    enforcement: ofKind(proven, "enforcement"),
    playbooks: ofKind(proven, "playbook"),
    approvals: ofKind(proven, "approval"),
  };
  return { opened, detections, coverage: ofKind(proven, "coverage"), segments, erasures, response };
}

/** Every line is accounted for, in each run and each cited segment; and no segment is told of twice. */
function checkAccounting(proven: readonly ProvenStatement[], faults: Faults): void {
  const told = new Set<string>();
  for (const { index, statement } of proven) {
    if (statement.kind !== "coverage" && statement.kind !== "segment") continue;
    if (!closes(statement.predicate.accounting))
      faults.add("bad-statement", statementPath(index), "lines in are not evaluated + rejected + dropped");
    if (statement.kind !== "segment") continue;
    const { segment } = statement.predicate;
    if (told.has(segment)) faults.add("unexpected", statementPath(index), `another statement tells of ${segment}`);
    told.add(segment);
  }
}

function checkTimeline(opened: Named<"case">, detections: ProvenCase["detections"], faults: Faults): void {
  for (const [at, entry] of opened.statement.predicate.timeline.entries()) {
    const found = detections.get(entry.index);
    const differs = found === undefined ? "no such detection statement holds" : differenceOf(entry, found);
    if (differs !== undefined) faults.add("case-differs", statementPath(entry.index), `timeline entry ${at + 1}: ${differs}`);
  }
}

type Entry = StatementOf<"case">["predicate"]["timeline"][number];

function differenceOf(entry: Entry, { name, statement }: Named<"detection">): string | undefined {
  const { rule, time, events } = statement.predicate;
  if (entry.detection !== name) return "the case names another entry";
  if (entry.rule !== rule.id || entry.title !== rule.title || entry.level !== rule.level) return "rule, title or level differ";
  if (entry.time.from !== time.from || entry.time.to !== time.to) return "the time differs";
  const records = new Set(events.flatMap((event) => event.records.map((record) => record.name)));
  if (entry.records.length === 0) return "no record is cited";
  return entry.records.every((record) => records.has(record)) ? undefined : "the case cites a record that the detection does not";
}

function checkExtent({ predicate }: StatementOf<"case">, index: number, faults: Faults): void {
  const from = predicate.timeline.map(({ time }) => time.from).sort()[0];
  const to = predicate.timeline
    .map(({ time }) => time.to)
    .sort()
    .at(-1);
  if (predicate.span.from !== from || predicate.span.to !== to) {
    faults.add("case-differs", statementPath(index), "the case's span is not that of its timeline");
  }
}

function checkNothingElse(
  proven: readonly ProvenStatement[],
  { detections, opened }: Pick<ProvenCase, "detections" | "opened">,
  faults: Faults,
): void {
  const cited = new Set(opened.statement.predicate.timeline.map(({ index }) => index));
  const segments = new Set<string>();
  const records = new Set<string>();
  for (const { statement } of detections.values()) {
    for (const { segment, name } of statement.predicate.events.flatMap((event) => event.records)) {
      segments.add(segment);
      records.add(name);
    }
  }
  // Every step of an action of which one shares a record with the case, or names it (spec/action.md §Publication).
  const done = new Set<string>();
  for (const { statement } of ofKind(proven, "action")) {
    const { action, case: id, evidence } = statement.predicate;
    if (id === opened.statement.predicate.case || evidence.some((name) => records.has(name))) done.add(action);
  }
  const belongs = ({ index, statement }: ProvenStatement): boolean => {
    switch (statement.kind) {
      case "party":
        return index === 0;
      case "detection":
        return cited.has(index);
      case "segment":
        return segments.has(statement.predicate.segment);
      case "erasure":
        return statement.predicate.segments.some(({ segment }) => segments.has(segment));
      case "action":
        return done.has(statement.predicate.action);
      case "published":
        return false;
      default:
        return true;
    }
  };
  for (const statement of proven) {
    if (!belongs(statement))
      faults.add("unexpected", statementPath(statement.index), `this ${statement.statement.kind} statement is not cited`);
  }
}
