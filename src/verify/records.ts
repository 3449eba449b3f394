import {
  type Checked,
  concat,
  formatJson,
  no,
  parseBase64,
  parseHex,
  parseJson,
  type Sha256,
  textOf,
  toHex,
  utf8,
  wholeLines,
  yes,
} from "../lib/index.ts";
import { leafHash, verifyInclusion } from "../merkle/index.ts";
import {
  bySegmentAndIndex,
  type CitedRecord,
  DOSSIER,
  DOSSIER_RECORDS_MAX,
  type ErasedRecord,
  type EvidenceRecord,
  LEAF_BYTES,
  type RecordLine,
  type RecordName,
  recordCommitment,
  recordLeaf,
  recordLineShape,
  recordName,
  SALT_BYTES,
  type ShownRecord,
  type StatementOf,
} from "../model/index.ts";
import type { Erasures } from "./erasures.ts";
import type { Faults } from "./faults.ts";
import type { Folder } from "./folder.ts";

/** The record lines that hold, and the records of those that are shown. */
export type ProvenRecords = {
  readonly lines: readonly RecordLine[];
  readonly shown: ReadonlyMap<RecordName, EvidenceRecord>;
};

export type RecordCheck = {
  readonly cited: readonly CitedRecord[];
  readonly segments: ReadonlyMap<string, StatementOf<"segment">>;
  readonly erasures: Erasures;
  readonly sha256: Sha256;
  readonly faults: Faults;
};

/** Checks every line of `data/records.ndjson` (spec/dossier.md §Verification 7). Lines that fail are left out. */
export function provenRecords(folder: Folder, check: RecordCheck): ProvenRecords {
  const lines: RecordLine[] = [];
  const shown = new Map<RecordName, EvidenceRecord>();
  const fault = (kind: "bad-record" | "not-included" | "erasure-differs", at: number, detail: string) =>
    check.faults.add(kind, DOSSIER.records, `line ${at + 1}: ${detail}`);
  const all = readLines(folder, check.faults);
  for (const [at, text] of all.entries()) {
    const line = readLine(text);
    if (!line.ok) fault("bad-record", at, line.fault);
    else if ("erased" in line.value) {
      const why = erasureFault(line.value, check);
      const outside = segmentFault(line.value, undefined, check);
      if (why !== undefined) fault("erasure-differs", at, why);
      else if (outside !== undefined) fault("not-included", at, outside);
      else lines.push(line.value);
    } else {
      const record = "content" in line.value ? openRecord(line.value, check.sha256) : yes(undefined);
      const outside = segmentFault(line.value, record.ok ? record.value : undefined, check);
      if (!record.ok) fault("bad-record", at, record.fault);
      else if (outside !== undefined) fault("not-included", at, outside);
      else lines.push(line.value);
      if (record.ok && record.value !== undefined && outside === undefined) shown.set(line.value.name, record.value);
    }
  }
  checkOrder(lines, check.faults);
  checkCitations(all, lines, check);
  return { lines, shown };
}

function readLines(folder: Folder, faults: Faults): readonly string[] {
  const bytes = folder.get(DOSSIER.records);
  if (bytes === undefined) return []; // its absence is noted already
  const lines = wholeLines(bytes, DOSSIER_RECORDS_MAX);
  if (lines === undefined) {
    faults.add("bad-record", DOSSIER.records, "expected lines of UTF-8, each with its newline, within the limit");
    return [];
  }
  return lines;
}

function readLine(text: string): Checked<RecordLine, string> {
  const json = parseJson(text);
  if (!json.ok) return no(`expected ${json.fault.expected} at ${json.fault.at}`);
  if (formatJson(json.value) !== text) return no("expected canonical JSON");
  const line = recordLineShape(json.value, "record");
  return line.ok ? line : no(`expected ${line.fault.expected} as ${line.fault.path}`);
}

function openRecord(line: ShownRecord, sha256: Sha256): Checked<EvidenceRecord, string> {
  const salt = parseBase64(line.salt);
  if (!salt.ok || salt.value.length !== SALT_BYTES) return no("expected base64 of a salt");
  const bytes = "text" in line.content ? yes(utf8(line.content.text)) : parseBase64(line.content.base64);
  if (!bytes.ok) return no("expected base64 of the record");
  if ("base64" in line.content && textOf(bytes.value) !== undefined) return no("expected text, because the bytes are UTF-8");
  const commitment = recordCommitment(sha256, salt.value, bytes.value);
  if (recordName(commitment) !== line.name) return no(`content and salt give the name ${toHex(commitment)}, not ${line.name}`);
  const { origin, reading } = line;
  return yes({ commitment, salt: salt.value, bytes: bytes.value, origin, reading, rejected: null });
}

function segmentFault(
  line: RecordLine,
  record: EvidenceRecord | undefined,
  { segments, sha256 }: RecordCheck,
): string | undefined {
  const segment = segments.get(line.segment);
  if (segment === undefined) return `no proven statement of ${line.segment}`;
  const proof = line.proof.map(parseBase64);
  const hashes = proof.flatMap((hash) => (hash.ok ? [hash.value] : []));
  const root = parseHex(segment.predicate.root);
  const leaf = leafOf(line, record, sha256);
  if (hashes.length !== proof.length || !root.ok || leaf === undefined) return "expected base64 of hashes";
  const verdict = verifyInclusion(sha256, {
    index: BigInt(line.index),
    size: BigInt(segment.predicate.records),
    leaf: leafHash(sha256, leaf),
    proof: hashes,
    root: root.value,
  });
  return verdict.ok ? undefined : `the record is not in ${line.segment} (${verdict.fault.kind})`;
}

/** Of a record that is shown, computed; of one that is withheld or erased, its name and the commitment to its reading. */
function leafOf(line: RecordLine, record: EvidenceRecord | undefined, sha256: Sha256): Uint8Array | undefined {
  if (record !== undefined) return recordLeaf(sha256, record);
  const parts = [parseHex(line.name), parseHex("content" in line ? "" : line.reading)];
  const leaf = concat(...parts.map((part) => (part.ok ? part.value : new Uint8Array())));
  return leaf.length === LEAF_BYTES ? leaf : undefined;
}

function erasureFault(line: ErasedRecord, { erasures }: RecordCheck): string | undefined {
  const erasure = erasures.get(line.erased);
  if (erasure === undefined) return `no proven erasure at entry ${line.erased}`;
  const took = erasure.get(line.segment);
  if (took === undefined) return `the erasure at entry ${line.erased} does not reach ${line.segment}`;
  return took(line.name) ? undefined : `the erasure at entry ${line.erased} keeps this record, or a hold stated before it does`;
}

function checkOrder(lines: readonly RecordLine[], faults: Faults): void {
  const misplaced = lines.find((line, at) => at > 0 && bySegmentAndIndex(lines[at - 1] as RecordLine, line) >= 0);
  if (misplaced !== undefined)
    faults.add("bad-record", DOSSIER.records, `expected lines by segment and index, each once, at ${misplaced.name}`);
}

function checkCitations(all: readonly string[], lines: readonly RecordLine[], { cited, faults }: RecordCheck): void {
  const key = ({ name, segment, index }: CitedRecord) => `${segment}/${index}/${name}`;
  const there = new Set(lines.map(key));
  const wanted = new Set(cited.map(key));
  // A line that fails has its own fault; only whole lines are missed here.
  const missing = cited.filter((record) => !there.has(key(record)));
  const failed = all.length - lines.length;
  for (const record of missing.slice(0, Math.max(0, missing.length - failed))) {
    faults.add("record-missing", DOSSIER.records, `${record.name} (${record.segment} no. ${record.index}) is cited`);
  }
  for (const line of lines) {
    if (!wanted.has(key(line))) faults.add("record-uncited", DOSSIER.records, `${line.name} is cited by no detection`);
  }
}
