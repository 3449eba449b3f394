import type { Event, EvidenceRecord, RecordName } from "../model/index.ts";
import type { Outcome } from "./format.ts";
import { readAs } from "./formats.ts";
import { Hold } from "./hold.ts";
import type { ZeekTable } from "./network/zeek-columns.ts";
import { plainText } from "./plain-text.ts";

/** Finds a record by name, among those that explain others; undefined when it is withheld or erased. */
export type ResolveContext = (name: RecordName) => EvidenceRecord | undefined;

/**
 * The events of sealed records, from their bytes and `reading` alone: what the reader gave for the same unit, or for the records of the
 * same event. A record whose header lines cannot be found gives no event. Records are untrusted; it never throws on one.
 */
export function rereadEvents(records: readonly EvidenceRecord[], resolveContext: ResolveContext): readonly Event[] {
  const hold = new Hold();
  const tables = new Map<string, ZeekTable | undefined>();
  for (const record of records) {
    const outcome = record.rejected === null ? reread(record, resolveContext, tables) : undefined;
    if (outcome !== undefined) hold.add(record, outcome);
  }
  return hold.events();
}

/**
 * The events of sealed records as the reader gave them, stretch by stretch: `rereadEvents` joins lines of one audit event however far apart
 * they stand, the reader only until it has let go of the event. (Where a source fell silent inside an event the reader let go sooner still.)
 */
export function rereadStretches(records: readonly EvidenceRecord[], resolveContext: ResolveContext): readonly Event[] {
  const events: Event[] = [];
  const tables = new Map<string, ZeekTable | undefined>();
  let hold = new Hold();
  let source = "";
  const flush = () => {
    for (const event of hold.events()) events.push(event);
    hold = new Hold();
  };
  for (const record of records) {
    if (record.origin.source !== source) flush();
    source = record.origin.source;
    const outcome = record.rejected === null ? reread(record, resolveContext, tables) : REFUSED;
    if (outcome !== undefined) hold.add(record, outcome);
    if (hold.ready) flush();
  }
  flush();
  return events;
}

const REFUSED: Outcome = { kind: "refused", reason: "" };

function reread(
  record: EvidenceRecord,
  resolveContext: ResolveContext,
  tables: Map<string, ZeekTable | undefined>,
): Outcome | undefined {
  const { format, context, ...conditions } = record.reading;
  return readAs(format, plainText(record.bytes) ?? "", { ...conditions, table: tableOf(context, resolveContext, tables) });
}

function tableOf(
  context: readonly RecordName[],
  resolveContext: ResolveContext,
  tables: Map<string, ZeekTable | undefined>,
): ZeekTable | undefined {
  if (context.length === 0) return undefined;
  const key = context.join();
  if (!tables.has(key)) tables.set(key, buildTable(context, resolveContext));
  return tables.get(key);
}

function buildTable(context: readonly RecordName[], resolveContext: ResolveContext): ZeekTable | undefined {
  let table: ZeekTable | undefined;
  for (const name of context) {
    const record = resolveContext(name);
    if (record === undefined) return undefined;
    const { format, ...conditions } = record.reading;
    const outcome = readAs(format, plainText(record.bytes) ?? "", { ...conditions, table });
    if (outcome?.kind === "header") table = outcome.table;
  }
  return table;
}
