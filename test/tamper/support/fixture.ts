import { isoTime, toHex, utf8 } from "../../../src/lib/index.ts";
import { formatVkey, leafHash, type NoteSigner, treeRoot } from "../../../src/merkle/index.ts";
import {
  type CaseId,
  type DetectionPredicate,
  type Digest,
  detectionSubjects,
  type EvidenceRecord,
  type RecordName,
  recordCommitment,
  recordLeaf,
  recordName,
  type SegmentId,
  type SegmentPredicate,
  type Statement,
  segmentSubjects,
} from "../../../src/model/index.ts";
import { type PublishOptions, type PublishPorts, publishCase } from "../../../src/publish/index.ts";
import { FakeLedger, nodeSha256 } from "./fake-ledger.ts";

const T0 = Date.UTC(2026, 10, 22, 12, 0, 0);
const HOUR = 3_600_000;
const NOW = T0 + 26 * HOUR;

const position = { kind: "file", fileId: null, offset: 0, mode: "line", cursor: null } as const;

/** A record whose bytes are `text`. */
export function record(text: string | Uint8Array, at: number, readAtMs: number = T0 + HOUR): EvidenceRecord {
  const host = "hts-jump1";
  const bytes = typeof text === "string" ? utf8(text) : text;
  const salt = nodeSha256(utf8(`record salt ${at} ${bytes.length}`));
  return {
    commitment: recordCommitment(nodeSha256, salt, bytes),
    salt,
    bytes,
    origin: { source: `file:logs/${host}/auth.log`, offset: at * 100, lines: 1 },
    reading: { format: "syslog-3164", readAtMs, utcOffsetMinutes: 0, host, context: [] },
    rejected: null,
  };
}

const LINES = [
  "Nov 22 12:00:01 hts-jump1 sshd[411]: Failed password for invalid user harbour from 198.51.100.7 port 50122 ssh2",
  "Nov 22 12:00:02 hts-jump1 sshd[411]: Failed password for invalid user pilot from 198.51.100.7 port 50123 ssh2",
  "Nov 22 12:00:03 hts-jump1 sshd[411]: Failed password for root from 198.51.100.7 port 50124 ssh2",
  "Nov 22 12:00:09 hts-jump1 sshd[411]: Accepted password for ops1 from 198.51.100.7 port 50130 ssh2",
  "Nov 22 12:20:00 hts-jump1 CRON[500]: pam_unix(cron:session): session opened for user root",
  "Nov 22 12:31:00 hts-time1 useradd[620]: new user: name=hts-svc, UID=0, GID=0, home=/root, shell=/bin/bash",
  "Nov 22 12:55:10 hts-time1 chronyd[201]: Selected source 203.0.113.99 (time.invalid)",
];

const RULES = [
  [
    "hts-ssh-brute",
    "SSH: many failures, then a success",
    "high",
    "title: SSH: many failures, then a success\nauthor: Meridian\n",
  ],
  ["hts-new-admin", "A new account with the rights of root", "critical", "title: A new account\nauthor: Meridian\n"],
  ["hts-time-source", "The time service changed its source", "medium", "title: The time service changed its source\n"],
] as const;

const ruleBytes = new Map(RULES.map(([, , , text]) => [toHex(nodeSha256(utf8(text))), utf8(text)]));

function segment(id: string, records: readonly EvidenceRecord[], sealedAt: number): Statement {
  const root = toHex(
    treeRoot(
      nodeSha256,
      records.map((record) => leafHash(nodeSha256, recordLeaf(nodeSha256, record))),
    ),
  );
  const accounting = { linesIn: records.length, evaluated: records.length, rejected: 0, dropped: 0 };
  const predicate: SegmentPredicate = {
    segment: id as SegmentId,
    records: records.length,
    root: root as Digest,
    sealedAt: isoTime(sealedAt),
    sources: [{ id: "s1", name: "file:logs/hts-jump1/auth.log", from: position, to: position, lines: records.length }],
    accounting,
  };
  return { kind: "segment", subject: segmentSubjects(predicate), predicate };
}

type Cited = { readonly segment: string; readonly index: number; readonly record: EvidenceRecord };

function detection(rule: (typeof RULES)[number], time: number, cited: readonly Cited[]): Statement {
  const [id, title, level, text] = rule;
  const span = { from: isoTime(time), to: isoTime(time + 8000) };
  const records = cited.map(({ segment: seg, index, record: { commitment } }) => ({
    name: recordName(commitment),
    segment: seg as SegmentId,
    index,
    role: "match" as const,
  }));
  const predicate: DetectionPredicate = {
    rule: {
      id,
      title,
      author: "Meridian",
      version: "2026-11-20",
      level,
      tags: ["attack.t1110"],
      digest: toHex(nodeSha256(utf8(text))) as Digest,
    },
    ruleDocuments: [],
    engine: "meridian-sigma/2",
    time: span,
    events: [{ time: span, source: "file:logs/hts-jump1/auth.log", records }],
    why: [{ selection: "selection", field: "message", pattern: "*Failed password*" }],
  };
  return { kind: "detection", subject: detectionSubjects(predicate), predicate };
}

const coverage: Statement = {
  kind: "coverage",
  subject: [{ name: "rule set", digest: { sha256: "ab".repeat(32) } }],
  predicate: {
    startedAt: isoTime(T0 + HOUR),
    endedAt: isoTime(T0 + HOUR + 5000),
    rules: { set: "ab".repeat(32) as Digest, applied: 3, refused: [{ what: "not supported: near", count: 2 }] },
    sources: [
      { id: "file:logs/hts-jump1/auth.log", state: "read", reason: null, lines: 7 },
      { id: "file:logs/hts-web1/Security.evtx", state: "unsupported", reason: "binary event log", lines: 0 },
    ],
    absent: ["linux auditd", "zeek dns"],
    uncovered: [{ what: "linux cron", count: 1 }],
    degraded: [],
    accounting: { linesIn: 9, evaluated: 7, rejected: 2, dropped: 0 },
  },
};

export type FixtureOptions = {
  readonly seedByte?: number;
  readonly lines?: readonly (string | Uint8Array)[];
  readonly exercise?: boolean;
  readonly cosigners?: readonly NoteSigner[];
  readonly readAtMs?: number;
  /** Statements on what was done, given the names of the records; they stand between the segments and the case. */
  readonly done?: (records: readonly RecordName[]) => readonly Statement[];
  readonly playbooks?: ReadonlyMap<string, Uint8Array>;
};

export type Fixture = { readonly ledger: FakeLedger; readonly id: CaseId; readonly ports: PublishPorts };

/** A ledger with one case of three findings in two segments, and entries that do not belong to it. */
export async function makeFixture({
  seedByte = 1,
  lines = LINES,
  exercise = true,
  cosigners = [],
  readAtMs,
  done = () => [],
  playbooks = new Map(),
}: FixtureOptions = {}): Promise<Fixture> {
  const ledger = new FakeLedger("harbour.example/ledger", seedByte, () => NOW, cosigners);
  const records = lines.map((line, at) => record(line, at, readAtMs));
  const [first, second] = [records.slice(0, 5), records.slice(5)];
  ledger.records.set("seg-000001", first);
  ledger.records.set("seg-000002", second);
  const at = (seg: string, index: number): Cited => ({
    segment: seg,
    index,
    record: (seg === "seg-000001" ? first : second)[index] as EvidenceRecord,
  });
  await ledger.append([
    {
      kind: "party",
      subject: [{ name: "statement key", digest: { sha256: toHex(nodeSha256(utf8(formatVkey(ledger.keys.statement)))) } }],
      predicate: {
        party: { name: "Harbour Time Service (invented)", kind: "operator", jurisdiction: null },
        statementKey: formatVkey(ledger.keys.statement),
        logKeys: [formatVkey(ledger.keys.log), formatVkey(ledger.keys.pq)],
        exercise,
        startedAt: isoTime(T0 + HOUR),
      },
    },
  ]);
  const brute = detection(
    RULES[0],
    T0 + 1000,
    [0, 1, 2, 3].map((index) => at("seg-000001", index)),
  );
  await ledger.append([segment("seg-000001", first, T0 + HOUR + 1000), brute]);
  await ledger.append([
    segment("seg-000002", second, T0 + HOUR + 2000),
    detection(RULES[1], T0 + 31 * 60_000, [at("seg-000002", 0)]),
    detection(RULES[2], T0 + 55 * 60_000, [at("seg-000002", 1), at("seg-000001", 3)]),
  ]);
  await ledger.append([segment("seg-000003", [record("unrelated", 99)], T0 + HOUR + 3000), coverage]);
  const acted = done(records.map(({ commitment }) => recordName(commitment)));
  if (acted.length > 0) await ledger.append(acted);
  const id = `case-${ledger.name(2).slice(0, 12)}` as CaseId;
  await ledger.append([await caseStatement(ledger, id)]);
  const ports: PublishPorts = {
    sha256: nodeSha256,
    clock: () => NOW,
    ruleBytes: async (digest) => ruleBytes.get(digest),
    playbookBytes: async (digest) => playbooks.get(digest),
    nameEntities: () => [
      { entity: "ip:198.51.100.7", entries: [0] },
      { entity: "host:hts-jump1", entries: [0, 2] },
      { entity: "user:ops1", entries: [0] },
    ],
  };
  return { ledger, id, ports };
}

async function caseStatement(ledger: FakeLedger, id: CaseId): Promise<Statement> {
  const timeline = [];
  for (const index of [2, 4, 5]) {
    const entry = await ledger.entry(index);
    if (entry.erased || entry.statement.kind !== "detection") throw new Error(`expected a detection at ${index}`);
    const { rule, time, events } = entry.statement.predicate;
    const records = events.flatMap((event) => event.records.map(({ name }) => name));
    const common = { detection: ledger.name(index), index, time, rule: rule.id, title: rule.title, level: rule.level };
    timeline.push({ ...common, records, sharedKinds: index === 2 ? [] : ["host"] });
  }
  return {
    kind: "case",
    subject: timeline.map(({ index, detection: name }) => ({ name: `entry ${index}`, digest: { meridianEnvelopeV1: name } })),
    predicate: {
      case: id,
      title: "A new account with the rights of root and 2 other kinds of finding",
      span: { from: timeline[0]?.time.from ?? "", to: timeline[2]?.time.to ?? "" },
      level: "critical",
      timeline,
    },
  };
}

/** Options for an internal dossier; the page's script is a stand-in unless given. */
export function publishOptions(changes: Partial<PublishOptions> = {}): PublishOptions {
  return {
    audience: "internal",
    redact: false,
    accept: [],
    by: null,
    reply: { requested: [{ at: isoTime(NOW - HOUR), of: "Operator of 198.51.100.7 (invented)" }], received: [] },
    software: "Meridian 0.1.0",
    page: {
      script: "void 0;",
      verifier: { address: "https://meridian.example/verifier/meridian-verify.html", sha256: "cd".repeat(32) },
    },
    ...changes,
  };
}

/** The files of the fixture's dossier. */
export async function makeDossier(fixture: Fixture, changes: Partial<PublishOptions> = {}): Promise<Map<string, Uint8Array>> {
  const published = await publishCase(fixture.ledger, fixture.ports, fixture.id, publishOptions(changes));
  if (!published.ok) throw new Error(`refused: ${published.fault.kind}`);
  return new Map(published.value.files);
}
