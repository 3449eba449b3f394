import { caseStatement, foldCases, type SealedDetection, splitIncident } from "../case/index.ts";
import type { Ledger } from "../ledger/index.ts";
import { formatJson, parseIsoTime, present } from "../lib/index.ts";
import { type CaseId, type CasePredicate, compareLevels, type EntryName, type StatementOf } from "../model/index.ts";
import { entitiesOf } from "../telemetry/index.ts";
import { closeCutOffRun } from "./cut-off-run.ts";
import { readCitedRecords, rereadDetection } from "./sealed-records.ts";

/** Cases that are stated in one batch; there can be more of them than a batch may hold. */
const CASES_AT_ONCE = 1000;

type Stated = { readonly index: number; readonly name: EntryName; readonly statement: StatementOf<"detection"> };

/**
 * Folds every detection in the ledger into cases and states those that are new or have grown. A view of the ledger and nothing else:
 * the entities come from the sealed records. Gives all cases as they now stand, gravest first.
 */
export async function buildCases(ledger: Ledger): Promise<readonly CasePredicate[]> {
  await closeCutOffRun(ledger);
  const { detections, cases } = await readStatements(ledger);
  const records = await readCitedRecords(
    ledger,
    detections.map(({ statement }) => statement.predicate),
  );
  const sealed = detections.map(({ index, name, statement: { predicate } }): SealedDetection => {
    const events = rereadDetection(predicate, records);
    return {
      index,
      entry: name,
      rule: predicate.rule.id,
      title: predicate.rule.title,
      level: predicate.rule.level,
      time: { fromMs: timeOf(predicate.time.from), toMs: timeOf(predicate.time.to) },
      records: [...new Set(predicate.events.flatMap((event) => event.records.map((record) => record.name)))],
      entities: [...new Set(events.flatMap(entitiesOf))],
    };
  });
  const statements = foldCases(sealed)
    .flatMap((incident) => splitIncident(incident))
    .map(caseStatement);
  const changed = statements.filter(({ predicate }) => !isSame(predicate, cases.get(predicate.case)));
  for (let at = 0; at < changed.length; at += CASES_AT_ONCE) await ledger.append(changed.slice(at, at + CASES_AT_ONCE));
  return statements.map(({ predicate }) => predicate).sort(byGravity);
}

async function readStatements(
  ledger: Ledger,
): Promise<{ detections: readonly Stated[]; cases: ReadonlyMap<CaseId, CasePredicate> }> {
  const detections: Stated[] = [];
  const cases = new Map<CaseId, CasePredicate>();
  for await (const entry of ledger.entries()) {
    if (entry.erased) continue;
    const { statement, index, name } = entry;
    if (statement.kind === "detection") detections.push({ index, name, statement });
    if (statement.kind === "case") cases.set(statement.predicate.case, statement.predicate);
  }
  return { detections, cases };
}

function timeOf(text: string): number {
  return present(parseIsoTime(text), "a statement's shape has checked its times");
}

function isSame(left: CasePredicate, right: CasePredicate | undefined): boolean {
  return right !== undefined && formatJson(left) === formatJson(right);
}

function byGravity(left: CasePredicate, right: CasePredicate): number {
  return compareLevels(right.level, left.level) || right.timeline.length - left.timeline.length;
}
