import type { DetectionPredicate, EntryName, EvidenceRecord, RecordName } from "../model/index.ts";
import type { ProvenCase } from "./case.ts";
import type { ProvenRecords } from "./records.ts";
import type { FindingsSection, ReplayOutcome } from "./report.ts";

/** A detection to run again. */
export type Finding = { readonly index: number; readonly name: EntryName; readonly predicate: DetectionPredicate };

/** All that a detection needs to be run again: proven records and rule documents by SHA-256. */
export type ReplayMaterial = {
  readonly findings: readonly Finding[];
  readonly records: ReadonlyMap<RecordName, EvidenceRecord>;
  readonly rules: ReadonlyMap<string, Uint8Array>;
};

/** Runs the findings again, one outcome each. Given by the caller: this room cannot read telemetry or match rules. */
export type Replay = (material: ReplayMaterial) => Promise<readonly ReplayOutcome[]>;

/** The section on findings when none was run: `total` of them, and whether somebody asked. */
export function findingsNotRun(total: number, requested: boolean): FindingsSection {
  return { status: "not re-run", requested, total, same: 0, others: [] };
}

/** Re-runs what can be re-run (spec/dossier.md §Verification 13). A finding with a record withheld or erased cannot. */
export async function rerunFindings(
  replay: Replay,
  proven: ProvenCase,
  { shown }: ProvenRecords,
  rules: ReadonlyMap<string, Uint8Array>,
): Promise<FindingsSection> {
  const all = [...proven.detections.values()].map(({ index, name, statement }) => ({
    index,
    name,
    predicate: statement.predicate,
  }));
  const whole = all.filter(({ predicate }) => recordsOf(predicate).every((name) => shown.has(name)));
  const given = new Map((await replay({ findings: whole, records: shown, rules })).map((outcome) => [outcome.index, outcome]));
  const outcomes = all.map(
    ({ index }): ReplayOutcome =>
      given.get(index) ?? {
        index,
        outcome: "not re-run",
        detail: "a record is withheld or erased",
      },
  );
  const same = outcomes.filter(({ outcome }) => outcome === "same").length;
  const others = outcomes.filter(({ outcome }) => outcome !== "same");
  return { status: statusOf(outcomes, same), requested: true, total: all.length, same, others };
}

function recordsOf({ events }: DetectionPredicate): readonly RecordName[] {
  return events.flatMap(({ records }) => records.map(({ name }) => name));
}

function statusOf(outcomes: readonly ReplayOutcome[], same: number): FindingsSection["status"] {
  if (outcomes.some(({ outcome }) => outcome === "different")) return "different";
  if (same === outcomes.length) return "same";
  return same > 0 ? "partly re-run" : "not re-run";
}
