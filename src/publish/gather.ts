import { Failure, present, type Sha256 } from "../lib/index.ts";
import { inclusionProofs, leafHash } from "../merkle/index.ts";
import {
  type CaseId,
  type CitedRecord,
  citedRecords,
  citedRules,
  type DossierEntities,
  type EvidenceRecord,
  keyIdOf,
  parseEnvelope,
  type RecordName,
  type SegmentId,
  type StatementOf,
} from "../model/index.ts";
import { chooseActions, gatherPlaybooks, type PlaybookBytes } from "./gather-actions.ts";
import type { CitedEvidence, DossierInput, SealedStatement } from "./input.ts";
import type { LedgerView, ViewEntry } from "./ledger-view.ts";

/** The bytes of a rule document by its SHA-256; undefined when nobody has it any more. */
export type RuleBytes = (digest: string) => Promise<Uint8Array | undefined>;

/** Who and what the records of each timeline entry name, read again from the records. */
export type NameEntities = (
  detections: readonly StatementOf<"detection">["predicate"][],
  records: ReadonlyMap<RecordName, EvidenceRecord>,
) => DossierEntities["entities"];

export type GatherPorts = {
  readonly sha256: Sha256;
  readonly ruleBytes: RuleBytes;
  readonly playbookBytes: PlaybookBytes;
  readonly nameEntities: NameEntities;
};

/**
 * What a case consists of at the ledger's present size. Throws CASE_UNKNOWN; PUBLISH_REFUSED,
 * LEDGER_DAMAGED or RULES_UNREADABLE for what is cited and gone.
 */
export async function gatherCase(
  ledger: LedgerView,
  ports: GatherPorts,
  id: CaseId,
): Promise<Omit<DossierInput, "options" | "publishedAt">> {
  const { origin, size, checkpoint: note } = ledger;
  const chosen = await chooseStatements(ledger, id, size, ports.sha256);
  const statements: SealedStatement[] = [];
  for (const { index, salt, envelope, statement } of chosen.statements) {
    statements.push({ index, salt, envelope, statement, proof: await ledger.inclusionProof(index, size) });
  }
  const evidence = await gatherRecords(ledger, chosen.cited, ports.sha256);
  const shown = new Map(
    evidence.flatMap((item) => ("record" in item ? [[item.cited.name as RecordName, item.record] as const] : [])),
  );
  const inOrder = chosen.opened.predicate.timeline.map(({ index }) =>
    present(chosen.detections.get(index), "chosen by the timeline"),
  );
  const entities = ports.nameEntities(
    inOrder.map(({ predicate }) => predicate),
    shown,
  );
  const rules = await gatherRules(ports.ruleBytes, [...chosen.detections.values()]);
  const playbooks = await gatherPlaybooks(ports.playbookBytes, chosen.statements);
  return { checkpoint: { note, size, origin }, statements, evidence, rules, playbooks, entities };
}

type OpenEntry = Extract<ViewEntry, { readonly statement: unknown }>;
type Chosen = {
  readonly opened: StatementOf<"case">;
  readonly detections: ReadonlyMap<number, StatementOf<"detection">>;
  readonly cited: readonly CitedRecord[];
  readonly statements: readonly OpenEntry[];
};

/** Kinds that a reader needs whatever the case; those about erasures only where one reaches it: see keepTouching. */
const ALWAYS: ReadonlySet<string> = new Set(["key", "coverage", "erasure", "retention", "order", "hold"]);

/** Some passes, so that memory holds the case and not the ledger. */
async function chooseStatements(ledger: LedgerView, id: CaseId, size: number, sha256: Sha256): Promise<Chosen> {
  const { opened, index: openedAt } = await findCase(ledger, id, size);
  const timeline = new Set(opened.predicate.timeline.map(({ index }) => index));
  const chosen = new Map<number, OpenEntry>();
  const segmentEntries = new Map<string, number>();
  let hasActions = false;
  for await (const entry of openEntries(ledger, size)) {
    const { index, statement } = entry;
    hasActions ||= statement.kind === "action";
    if (statement.kind === "segment") segmentEntries.set(statement.predicate.segment, index);
    if (index === 0 || index === openedAt || timeline.has(index) || ALWAYS.has(statement.kind)) chosen.set(index, entry);
  }
  const detections = new Map<number, StatementOf<"detection">>();
  for (const index of timeline) {
    const statement = chosen.get(index)?.statement;
    if (statement?.kind !== "detection") {
      throw new Failure("PUBLISH_REFUSED", `could not publish ${id}: the statement of finding ${index} was erased, or is none`);
    }
    detections.set(index, statement);
  }
  const cited = citedRecords(detections.values());
  const segments = new Set(cited.map(({ segment }) => segment));
  for (const segment of segments) {
    const at = present(segmentEntries.get(segment), `the ledger has a statement of ${segment}`);
    const entry = await ledger.entry(at);
    if (!entry.erased) chosen.set(at, entry);
  }
  const kept = keepTouching([...chosen.values()], segments);
  const done = hasActions ? await chooseActions(ledger, { id, opened, cited, size }, sha256) : [];
  const statements = keepKeysOfSigners([...kept, ...done]).sort((left, right) => left.index - right.index);
  return { opened, detections, cited, statements };
}

async function findCase(ledger: LedgerView, id: CaseId, size: number): Promise<{ opened: StatementOf<"case">; index: number }> {
  let found: { opened: StatementOf<"case">; index: number } | undefined;
  for await (const { index, statement } of openEntries(ledger, size)) {
    if (statement.kind === "case" && statement.predicate.case === id) found = { opened: statement, index };
  }
  if (found === undefined) throw new Failure("CASE_UNKNOWN", `could not find ${id} in ${ledger.origin} at size ${size}`);
  return found;
}

async function* openEntries(ledger: LedgerView, size: number): AsyncGenerator<OpenEntry> {
  for await (const entry of ledger.entries(0)) {
    if (entry.index >= size) return;
    if (!entry.erased) yield entry;
  }
}

/** Leaves out erasures that do not reach a cited segment, schedules and orders that no erasure left in names, and holds where none is left. */
function keepTouching(entries: readonly OpenEntry[], segments: ReadonlySet<string>): OpenEntry[] {
  const touches = ({ statement }: OpenEntry) =>
    statement.kind === "erasure" && statement.predicate.segments.some(({ segment }) => segments.has(segment));
  const schedules = new Set(
    entries.filter(touches).flatMap(({ statement }) => (statement.kind === "erasure" ? [statement.predicate.schedule] : [])),
  );
  return entries.filter((entry) => {
    const { kind, predicate } = entry.statement;
    if (kind === "erasure") return touches(entry);
    if (kind === "retention") return schedules.has(predicate.schedule);
    if (kind === "order") return schedules.has(predicate.order);
    return kind !== "hold" || schedules.size > 0;
  });
}

/** Every change of the keeper's own keys, and of others' keys only those of who signed something here: the rest are people's names. */
function keepKeysOfSigners(entries: readonly OpenEntry[]): OpenEntry[] {
  const keyids = new Set(
    entries.flatMap(({ envelope }) => {
      const read = parseEnvelope(envelope);
      return read.ok ? read.value.signatures.map(({ keyid }) => keyid) : [];
    }),
  );
  return entries.filter(({ statement }) => {
    if (statement.kind !== "key") return true;
    const { role, key, replaces } = statement.predicate;
    return (role !== "person" && role !== "party") || keyids.has(keyIdOf(key)) || keyids.has(keyIdOf(replaces ?? ""));
  });
}

async function gatherRecords(
  ledger: LedgerView,
  cited: readonly CitedRecord[],
  sha256: Sha256,
): Promise<readonly CitedEvidence[]> {
  const evidence: CitedEvidence[] = [];
  for (const [segment, wanted] of Map.groupBy(cited, ({ segment: id }) => id)) {
    const byIndex = new Map(wanted.map((record) => [record.index, record]));
    const found: CitedEvidence[] = [];
    const hashes: Uint8Array[] = [];
    for await (const sealed of ledger.segmentRecords(segment as SegmentId)) {
      hashes.push(leafHash(sha256, sealed.leaf));
      const record = byIndex.get(sealed.index);
      if (record === undefined || record.name !== sealed.name) continue;
      const kept = sealed.erased ? { erased: sealed.erasure } : { record: sealed.record };
      found.push({ cited: record, ...kept, leaf: sealed.leaf, proof: [] });
    }
    if (found.length !== wanted.length) throw new Failure("LEDGER_DAMAGED", `could not find every cited record in ${segment}`);
    evidence.push(...withProofs(found, inclusionProofs(sha256, hashes, [...byIndex.keys()])));
  }
  return evidence;
}

function withProofs(
  found: readonly CitedEvidence[],
  proofs: ReadonlyMap<number, readonly Uint8Array[]>,
): readonly CitedEvidence[] {
  return found.map((item) => ({ ...item, proof: proofs.get(item.cited.index) ?? [] }));
}

async function gatherRules(
  ruleBytes: RuleBytes,
  detections: readonly StatementOf<"detection">[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const rules = new Map<string, Uint8Array>();
  for (const digest of citedRules(detections)) {
    const bytes = await ruleBytes(digest);
    if (bytes === undefined) throw new Failure("RULES_UNREADABLE", `could not find the rule document with SHA-256 ${digest}`);
    rules.set(digest, bytes);
  }
  return rules;
}
