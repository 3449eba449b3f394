import type { Ledger } from "../ledger/index.ts";
import {
  addAccounting,
  type CoveragePredicate,
  NOTHING_READ,
  type RunPredicate,
  ruleSetSubjects,
  type SegmentPredicate,
  type StatementOf,
} from "../model/index.ts";

type OpenRun = { readonly run: RunPredicate; readonly segments: SegmentPredicate[] };

/** What nobody can say any more when a run was cut off; never an empty list, which would read as "none". */
const UNSAID = "not stated: the run was cut off";

/** Gives a run that was cut off (kill, power) the coverage statement that it could not make, from the segments that it sealed. */
export async function closeCutOffRun(ledger: Ledger): Promise<void> {
  const open = await findOpenRun(ledger);
  const last = open?.segments.at(-1);
  if (open === undefined || last === undefined) return;
  await ledger.append([coverageOf(open, last.sealedAt)]);
}

async function findOpenRun(ledger: Ledger): Promise<OpenRun | undefined> {
  let open: OpenRun | undefined;
  for await (const entry of ledger.entries()) {
    if (entry.erased) continue;
    const { statement } = entry;
    if (statement.kind === "run") open = { run: statement.predicate, segments: [] };
    if (statement.kind === "coverage") open = undefined;
    if (statement.kind === "segment") open?.segments.push(statement.predicate);
  }
  return open;
}

function coverageOf({ run, segments }: OpenRun, endedAt: string): StatementOf<"coverage"> {
  const lines = new Map<string, number>();
  for (const { id, lines: more } of segments.flatMap(({ sources }) => sources)) lines.set(id, (lines.get(id) ?? 0) + more);
  const predicate: CoveragePredicate = {
    startedAt: run.startedAt,
    endedAt,
    rules: run.rules,
    sources: [...lines].map(([id, count]) => ({ id, state: "read", reason: "the run was cut off", lines: count })),
    absent: [UNSAID],
    uncovered: [{ what: UNSAID, count: 0 }],
    degraded: [],
    accounting: segments.reduce((sum, { accounting }) => addAccounting(sum, accounting), NOTHING_READ),
  };
  return { kind: "coverage", subject: ruleSetSubjects(run), predicate };
}

/** Says, before the first line of a run is read, by which rules it runs. */
export function runStatement(run: RunPredicate): StatementOf<"run"> {
  return { kind: "run", subject: ruleSetSubjects(run), predicate: run };
}
