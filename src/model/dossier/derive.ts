import { type Accounting, addAccounting, NOTHING_READ } from "../accounting.ts";
import type { StatementOf } from "../statement.ts";
import type { RecordLine } from "./documents.ts";

/** A statement with its place in the ledger. */
export type Indexed<S> = { readonly index: number; readonly statement: S };

/** `data/timeline.json`: the case's entries, each with the rule's author and version from its detection statement. */
export type Timeline = Omit<StatementOf<"case">["predicate"], "timeline"> & {
  readonly entries: readonly (Omit<StatementOf<"case">["predicate"]["timeline"][number], "rule" | "title"> & {
    readonly rule: Pick<StatementOf<"detection">["predicate"]["rule"], "id" | "title" | "author" | "version" | "digest">;
  })[];
};

/**
 * `data/timeline.json`, from the case statement and its detection statements by ledger index. Undefined when a detection that the
 * case cites is not among them.
 */
export function timelineOf(
  opened: StatementOf<"case">,
  detections: ReadonlyMap<number, StatementOf<"detection">>,
): Timeline | undefined {
  const entries: Timeline["entries"][number][] = [];
  for (const entry of opened.predicate.timeline) {
    const found = detections.get(entry.index);
    if (found === undefined) return undefined;
    const { id, title, author, version, digest } = found.predicate.rule;
    const { detection, index, time, level, records, sharedKinds } = entry;
    entries.push({
      detection,
      index,
      time,
      level,
      records,
      sharedKinds,
      rule: { id, title, author, version, digest },
    });
  }
  const { case: id, title, span, level } = opened.predicate;
  return { case: id, title, span, level, entries };
}

type Coverage = StatementOf<"coverage">["predicate"];
/** `degraded` only where there is something to tell: dossiers from before it was stated stay what they are. */
type Run = { readonly statement: number; readonly degraded?: Coverage["degraded"] } & Omit<Coverage, "degraded">;

/** The counts that keep a finding honest: what was looked at, what is cited, what is not shown. */
export type Denominators = {
  readonly runs: readonly Run[];
  readonly lines: Accounting;
  readonly sources: { readonly read: number; readonly unreadable: number; readonly unsupported: number; readonly empty: number };
  readonly segments: { readonly cited: number; readonly records: number };
  readonly records: { readonly cited: number; readonly shown: number; readonly withheld: number; readonly erased: number };
};

/** `data/denominators.json`, from the coverage statements, the statements of the cited segments and the record lines. */
export function denominatorsOf(
  coverage: readonly Indexed<StatementOf<"coverage">>[],
  segments: readonly StatementOf<"segment">[],
  records: readonly RecordLine[],
): Denominators {
  const sources = { read: 0, unreadable: 0, unsupported: 0, empty: 0 };
  for (const { statement } of coverage) for (const { state } of statement.predicate.sources) sources[state]++;
  const withheld = records.filter((line) => "withheld" in line).length;
  const erased = records.filter((line) => "erased" in line).length;
  return {
    runs: coverage.map(({ index, statement }) => ({ ...whatItSaid(statement.predicate), statement: index })),
    lines: coverage.reduce((sum, { statement }) => addAccounting(sum, statement.predicate.accounting), NOTHING_READ),
    sources,
    segments: { cited: segments.length, records: segments.reduce((sum, { predicate }) => sum + predicate.records, 0) },
    records: { cited: records.length, shown: records.length - withheld - erased, withheld, erased },
  };
}

function whatItSaid({ degraded, ...said }: Coverage): Omit<Run, "statement"> {
  return degraded.length === 0 ? said : { ...said, degraded };
}

/** A record that a detection cites and where its bytes are sealed. */
export type CitedRecord = { readonly name: string; readonly segment: string; readonly index: number };

/** Each record that the detections cite, once, sorted by segment and index. */
export function citedRecords(detections: Iterable<StatementOf<"detection">>): readonly CitedRecord[] {
  const cited = new Map<string, CitedRecord>();
  for (const { predicate } of detections) {
    for (const { records } of predicate.events) {
      for (const { name, segment, index } of records) cited.set(`${segment}/${index}/${name}`, { name, segment, index });
    }
  }
  return [...cited.values()].sort(bySegmentAndIndex);
}

/** Segments in order of their ordinals, then records in order of their index. */
export function bySegmentAndIndex(left: Omit<CitedRecord, "name">, right: Omit<CitedRecord, "name">): number {
  const lengths = left.segment.length - right.segment.length;
  if (lengths !== 0) return lengths;
  if (left.segment !== right.segment) return left.segment < right.segment ? -1 : 1;
  return left.index - right.index;
}

/** The digests of every rule document that the detections name, sorted, each once. */
export function citedRules(detections: Iterable<StatementOf<"detection">>): readonly string[] {
  const digests = new Set<string>();
  for (const { predicate } of detections) {
    digests.add(predicate.rule.digest);
    for (const digest of predicate.ruleDocuments) digests.add(digest);
  }
  return [...digests].sort();
}

/** The digests of every playbook that the actions name, sorted, each once. */
export function citedPlaybooks(actions: Iterable<StatementOf<"action">>): readonly string[] {
  const digests = new Set<string>();
  for (const { predicate } of actions) if (predicate.playbook !== null) digests.add(predicate.playbook.digest);
  return [...digests].sort();
}

/** `data/ledger/keys.txt`: the keys of entry 0 in the form of a trust file (C2SP tlog-policy and our `party` line). */
export function keysTextOf(party: StatementOf<"party">): string {
  const { statementKey, logKeys } = party.predicate;
  const lines = [
    "# The keys that entry 0 of this ledger names. Trust them only if you have them from elsewhere too.",
    `party ${statementKey}`,
    ...logKeys.map((key) => `log ${key}`),
    "quorum none",
  ];
  return `${lines.join("\n")}\n`;
}
