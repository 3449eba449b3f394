import { openLedgerReader, openSegmentsReader, type SegmentsReader } from "../../ledger/index.ts";
import { decompress, diskFiles, nodeSignatureChecks, sha256 } from "../../ledger/io/index.ts";
import { Failure, type FilePort, parseIsoTime, present, within } from "../../lib/index.ts";
import {
  type Detection,
  type DetectionPredicate,
  type Digest,
  type EvidenceRecord,
  type RecordName,
  type SegmentPredicate,
} from "../../model/index.ts";
import { hasLedger } from "../node.ts";
import { readRuleDocument } from "../rule-set.ts";
import { sealedEvents } from "../sealed-events.ts";
import { readCitedRecords, rereadDetection } from "../sealed-records.ts";
import { statusIn } from "./shadow-explain.ts";
import type { History, HistoryChoices } from "./shadow-history.ts";

/** Detections whose records are in memory at once. */
const DETECTIONS_AT_ONCE = 500;

type Sealed = { readonly detections: readonly DetectionPredicate[]; readonly segments: readonly SegmentPredicate[] };

/**
 * Reads history from the ledger in a data directory: what was detected from its statements, and every line from its sealed records. The
 * node may run meanwhile: nothing is locked or written. Throws LEDGER_MISSING, LEDGER_DAMAGED.
 */
export async function openLedgerHistory(dataDirectory: string, choices: HistoryChoices): Promise<History> {
  if (!(await hasLedger(dataDirectory))) throw new Failure("LEDGER_MISSING", `there is no ledger in ${dataDirectory}`);
  const files = within(diskFiles(dataDirectory), "ledger");
  const ledger = await openLedgerReader({ files, sha256, checks: nodeSignatureChecks });
  const records = await openSegmentsReader(ledger, { files, sha256, decompress });
  const { detections, segments } = await sealedSince(ledger, choices.sinceMs);
  const statuses = await readStatuses(diskFiles(dataDirectory), detections);
  return {
    statusOf: (rule) => statuses.get(rule) ?? null,
    findings: async (onDetection) => {
      for (let at = 0; at < detections.length && !choices.signal.aborted; at += DETECTIONS_AT_ONCE) {
        choices.onProgress(at, detections.length, "reading what was found");
        for (const detection of await reread(records, detections.slice(at, at + DETECTIONS_AT_ONCE))) onDetection(detection);
      }
      return { lines: segments.reduce((sum, { accounting }) => sum + accounting.linesIn, 0) };
    },
    replay: async (onEvent) => {
      const headers = new Map<RecordName, EvidenceRecord>();
      for (const [at, { segment }] of segments.entries()) {
        if (choices.signal.aborted) return;
        choices.onProgress(at, segments.length, `counting what each block would hold back: ${segment}`);
        for (const event of await sealedEvents(records, segment, headers))
          if (choices.sinceMs === null || event.time.toMs >= choices.sinceMs) onEvent(event);
      }
    },
  };
}

/** A segment that was sealed before the span asked for holds nothing of it. */
async function sealedSince(ledger: Awaited<ReturnType<typeof openLedgerReader>>, sinceMs: number | null): Promise<Sealed> {
  const detections: DetectionPredicate[] = [];
  const segments: SegmentPredicate[] = [];
  for await (const entry of ledger.entries(0)) {
    if (entry.erased) continue;
    const { kind, predicate } = entry.statement;
    if (kind === "detection" && isSince(predicate.time.to, sinceMs)) detections.push(predicate);
    if (kind === "segment" && isSince(predicate.sealedAt, sinceMs)) segments.push(predicate);
  }
  return { detections, segments };
}

/** The documents of the rules that fired lie beside the ledger. */
async function readStatuses(
  files: FilePort,
  detections: readonly DetectionPredicate[],
): Promise<ReadonlyMap<Digest, string | null>> {
  const statuses = new Map<Digest, string | null>();
  for (const digest of new Set(detections.map(({ rule }) => rule.digest))) {
    const document = await readRuleDocument(files, digest);
    if (document !== undefined) statuses.set(digest, statusIn(document));
  }
  return statuses;
}

function isSince(time: string, sinceMs: number | null): boolean {
  return sinceMs === null || msOf(time) >= sinceMs;
}

function msOf(time: string): number {
  return present(parseIsoTime(time), "a statement's shape has checked its times");
}

async function reread(records: SegmentsReader, predicates: readonly DetectionPredicate[]): Promise<readonly Detection[]> {
  const byName = await readCitedRecords(records, predicates);
  return predicates.map((predicate) => ({
    rule: predicate.rule,
    time: { fromMs: msOf(predicate.time.from), toMs: msOf(predicate.time.to) },
    events: rereadDetection(predicate, byName),
    why: predicate.why,
  }));
}
