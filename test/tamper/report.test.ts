import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { textOf, toHex, utf8 } from "../../src/lib/index.ts";
import {
  createSigner,
  createVkey,
  formatVkey,
  KEY_TYPES,
  leafHash,
  parseTrustPolicy,
  type TrustPolicy,
  treeRoot,
} from "../../src/merkle/index.ts";
import {
  type CaseId,
  DOSSIER,
  DOSSIER_FILE_BYTES_MAX,
  DOSSIER_FILES_MAX,
  type RecordName,
  recordLeaf,
  recordName,
} from "../../src/model/index.ts";
import {
  type FileSource,
  filesInMemory,
  formatReport,
  type Replay,
  requestedChecksPassed,
  verifyDossier,
  webChecks,
} from "../../src/verify/index.ts";
import { blamed, recompute, reportOn } from "./support/attacker.ts";
import { ed25519Key } from "./support/fake-ledger.ts";
import { type Fixture, makeDossier, makeFixture } from "./support/fixture.ts";

const fixture = await makeFixture();
const fresh = await makeDossier(fixture);
const { statement, log, pq } = fixture.ledger.keys;
const stranger = formatVkey(ed25519Key("stranger.example", 90).vkey);

function trustOf(...lines: readonly string[]): TrustPolicy {
  const policy = parseTrustPolicy(`${lines.join("\n")}\n`);
  assert.ok(policy.ok);
  return policy.value;
}

const SIGNERS: readonly (readonly [string, readonly string[], "known" | "refused"])[] = [
  ["the party's key", [`party ${formatVkey(statement)}`], "known"],
  ["the log's Ed25519 key", [`log ${formatVkey(log)}`], "known"],
  ["the log's ML-DSA-44 key", [`log ${formatVkey(pq)}`], "known"],
  ["both", [`party ${formatVkey(statement)}`, `log ${formatVkey(log)}`], "known"],
  ["another party", [`party ${stranger}`], "refused"],
  ["another log", [`log ${stranger}`], "refused"],
  ["the party but another log", [`party ${formatVkey(statement)}`, `log ${stranger}`], "refused"],
  ["another party but the log", [`party ${stranger}`, `log ${formatVkey(log)}`], "refused"],
  ["the log's key as a party", [`party ${formatVkey(log)}`], "refused"],
  ["nobody", [], "refused"],
];

for (const [name, lines, expected] of SIGNERS) {
  test(`a trust file that names ${name}: ${expected}`, async () => {
    const trust = trustOf(...lines, "quorum none");
    const report = await verifyDossier(filesInMemory(fresh), webChecks, { trust });
    assert.equal(report.signer.status, expected);
    assert.equal(requestedChecksPassed(report), expected === "known");
    assert.equal(report.bytes.status, "intact");
  });
}

test("witnesses count by key: named ones that cosigned, never the keeper's own keys, never unknown lines", async () => {
  const witness = ed25519Key("witness.example", 70);
  const unknown = ed25519Key("unknown.example", 71);
  const cosigner = ({ vkey, sign }: typeof witness) => createSigner(cosigning(vkey), sign, () => 1_795_000_000_000);
  const cosigning = (vkey: typeof witness.vkey) => createVkey(vkey.name, KEY_TYPES.ed25519Cosignature, vkey.publicKey);
  const cosigned = await makeFixture({ cosigners: [cosigner(witness), cosigner(unknown)] });
  const files = await makeDossier(cosigned);
  const known = `party ${formatVkey(statement)}`;
  const named = `witness w1 ${formatVkey(cosigning(witness.vkey))}`;
  const absent = `witness w2 ${formatVkey(cosigning(ed25519Key("absent.example", 72).vkey))}`;
  // The keeper's own ML-DSA-44 key, named as a witness: it is the same key, so it is not independent.
  const own = `witness w3 ${formatVkey(pq)}`;
  const judge = async (...lines: readonly string[]) =>
    (await verifyDossier(filesInMemory(files), webChecks, { trust: trustOf(...lines) })).witnesses;
  const met = await judge(known, named, "quorum w1");
  assert.deepEqual(met, { names: ["w1"], earliestMs: 1_795_000_000_000, quorum: "met", unknownLines: 1, fault: null });
  assert.equal((await judge(known, named, absent, "group all all w1 w2", "quorum all")).quorum, "not met");
  assert.deepEqual((await judge(known, named, "quorum none")).quorum, "not asked");
  const alone = await judge(known, own, "quorum w3");
  assert.deepEqual([alone.names, alone.quorum], [[], "not met"]);
  const report = await verifyDossier(filesInMemory(files), webChecks, { trust: trustOf(known, absent, "quorum w2") });
  assert.equal(requestedChecksPassed(report), false);
});

test("no report has one word for everything, and each has the caveat", async () => {
  const text = formatReport(await reportOn(fresh));
  assert.doesNotMatch(text, /\bverified\b|\bvalid\b|✓|✔/i);
  assert.ok(text.includes("Sealing does not show that a record was true when it was written."));
});

const outcome =
  (word: "same" | "different"): Replay =>
  async ({ findings }) =>
    findings.map(({ index }) => ({ index, outcome: word, detail: "" }));

test("findings are not re-run unless asked, and then the answer is the replay's", async () => {
  const files = filesInMemory(fresh);
  const run = async (replay: Replay) => verifyDossier(files, webChecks, { replay });
  const same = await run(outcome("same"));
  assert.deepEqual([same.findings.status, same.findings.same, requestedChecksPassed(same)], ["same", 3, true]);
  const different = await run(outcome("different"));
  assert.deepEqual([different.findings.status, requestedChecksPassed(different)], ["different", false]);
  const silent = await run(async () => []);
  assert.deepEqual([silent.findings.status, requestedChecksPassed(silent)], ["not re-run", false]);
});

test("nothing is re-run on a broken dossier", async () => {
  const files = new Map(fresh).set(DOSSIER.summary, utf8("# Other\n"));
  const replay: Replay = () => assert.fail("re-ran findings of a broken dossier");
  const report = await verifyDossier(filesInMemory(recompute(files)), webChecks, { replay });
  assert.deepEqual(
    [report.findings.status, report.sealing.status, requestedChecksPassed(report)],
    ["not re-run", "not shown", false],
  );
});

const SECRET_LINES = [
  "Nov 22 12:00:01 hts-jump1 sshd[411]: Failed password for harbour from 8.8.4.4 port 50122 ssh2",
  "one",
  "two",
  "three",
  "four",
  "Nov 22 12:31:00 hts-time1 sudo: ops1 : COMMAND=/usr/bin/curl https://ops1:hunter22@time.invalid/",
  new Uint8Array([0xff, 0xfe, 0x00, 0x41]),
];

test("withheld records keep their proofs, and findings that need them are not re-run", async () => {
  const secret = await makeFixture({ lines: SECRET_LINES });
  const report = await verifyDossier(filesInMemory(await makeDossier(secret, { audience: "public", redact: true })), webChecks, {
    replay: outcome("same"),
  });
  assert.deepEqual(blamed(report), { paths: [], kinds: [] });
  assert.deepEqual(report.chain.records, { shown: 4, withheld: 2, erased: 0 });
  assert.deepEqual([report.findings.status, report.findings.same], ["partly re-run", 1]);
  assert.equal(report.dossier.tlp, "TLP:CLEAR");
  assert.equal(requestedChecksPassed(report), false);
});

/** The fixture with a schedule, if any, and an erasure of segment 2 that keeps `kept`. */
async function withErasure(kept: readonly RecordName[], keepDays: number | null = 30): Promise<Fixture> {
  const made = await makeFixture();
  const policy = { schedule: "thirty days", authority: "Harbour Time Service", basis: "its retention schedule" };
  const from = "2026-11-01T00:00:00.000Z";
  const subject = [{ name: policy.schedule, digest: { sha256: "ab".repeat(32) } }];
  if (keepDays !== null) await made.ledger.append([{ kind: "retention", subject, predicate: { ...policy, keepDays, from } }]);
  const records = made.ledger.records.get("seg-000002") ?? [];
  const root = toHex(
    treeRoot(
      fixture.ports.sha256,
      records.map((record) => leafHash(fixture.ports.sha256, recordLeaf(fixture.ports.sha256, record))),
    ),
  );
  const [erasure] = await made.ledger.append([
    {
      kind: "erasure",
      subject: [{ name: "seg-000002", digest: { sha256: root } }],
      predicate: {
        ...policy,
        erasedAt: "2026-12-30T00:00:00.000Z",
        segments: [{ segment: "seg-000002" as never, records: records.length, kept, gone: null }],
        entries: [],
        outOfReach: ["dossiers already published"],
      },
    },
  ]);
  const [first] = records;
  if (first !== undefined && erasure !== undefined) made.ledger.erased.set(recordName(first.commitment), erasure.index);
  return made;
}

test("a record erased under a stated schedule is erased under policy, not damage", async () => {
  const report = await reportOn(await makeDossier(await withErasure([])));
  assert.deepEqual(blamed(report), { paths: [], kinds: [] });
  assert.deepEqual(report.chain.records, { shown: 5, withheld: 0, erased: 1 });
});

test("an erasure without a schedule stated before it, or before its time, is no policy: the keeper hides something", async () => {
  for (const keepDays of [null, 60]) {
    const report = await reportOn(await makeDossier(await withErasure([], keepDays)));
    assert.ok(blamed(report).kinds.includes("erasure-differs"), String(keepDays));
    assert.equal(report.chain.status, "broken");
    assert.equal(report.chain.records.erased, 0);
  }
});

test("what is said of a record's origin cannot be changed after it was sealed, not even by the keeper", async () => {
  for (const change of [
    { reading: { host: "another-host" } },
    { reading: { readAtMs: 1 } },
    { reading: { utcOffsetMinutes: 60 } },
    { origin: { source: "file:elsewhere.log" } },
    { origin: { offset: 4 } },
  ]) {
    const made = await makeFixture();
    const records = made.ledger.records.get("seg-000002") ?? [];
    const [first, ...others] = records;
    assert.ok(first !== undefined);
    const moved = { ...first, reading: { ...first.reading, ...change.reading }, origin: { ...first.origin, ...change.origin } };
    made.ledger.records.set("seg-000002", [moved, ...others]);
    const report = await reportOn(await makeDossier(made));
    assert.ok(blamed(report).kinds.includes("not-included"), JSON.stringify(change));
  }
});

test("a record that never was in a segment cannot pass as erased from it", async () => {
  const made = await withErasure([]);
  const [first] = made.ledger.records.get("seg-000002") ?? [];
  assert.ok(first !== undefined);
  const dossier = await makeDossier(made);
  const path = "data/records.ndjson";
  const name = recordName(first.commitment);
  for (const [what, from, to] of [
    ["another name", name, "0".repeat(64)],
    ["another reading", /"reading":"[0-9a-f]{64}"/, `"reading":"${"0".repeat(64)}"`],
    ["no proof", /("name":"NAME","proof":)\[[^\]]*\]/, "$1[]"],
  ] as const) {
    const files = new Map(dossier);
    const text = textOf(files.get(path) ?? new Uint8Array()) ?? "";
    const lines = text
      .split("\n")
      .map((line) =>
        line.includes(name)
          ? line.replace(from instanceof RegExp ? new RegExp(from.source.replace("NAME", name)) : from, to)
          : line,
      );
    assert.notEqual(lines.join("\n"), text, what);
    files.set(path, utf8(lines.join("\n")));
    const report = await reportOn(files);
    assert.ok(blamed(report).kinds.includes("not-included"), what);
  }
});

test("a record that its erasure says it kept may not be missing", async () => {
  const [first] = fixture.ledger.records.get("seg-000002") ?? [];
  assert.ok(first !== undefined);
  const report = await reportOn(await makeDossier(await withErasure([recordName(first.commitment)])));
  assert.ok(blamed(report).kinds.includes("erasure-differs"));
});

const one = new Uint8Array(1);
const HOSTILE: readonly (readonly [string, readonly { path: string; bytes: number | null }[], string])[] = [
  ["a path that climbs", [{ path: "data/../../etc/passwd", bytes: 1 }], "bad-path"],
  ["an absolute path", [{ path: "/etc/passwd", bytes: 1 }], "bad-path"],
  ["a backslash", [{ path: "data\\records.ndjson", bytes: 1 }], "bad-path"],
  ["an empty part", [{ path: "data//x", bytes: 1 }], "bad-path"],
  ["a control character", [{ path: "data/\u001b[2J", bytes: 1 }], "bad-path"],
  ["a path of 201 bytes", [{ path: "d".repeat(201), bytes: 1 }], "bad-path"],
  ["a link", [{ path: "data/reply.json", bytes: null }], "bad-path"],
  [
    "names that differ in case only",
    [
      { path: "SUMMARY.md", bytes: 1 },
      { path: "summary.md", bytes: 1 },
    ],
    "equal-names",
  ],
  [
    "one name twice",
    [
      { path: "SUMMARY.md", bytes: 1 },
      { path: "SUMMARY.md", bytes: 1 },
    ],
    "equal-names",
  ],
  ["a file beyond the limit", [{ path: "index.html", bytes: DOSSIER_FILE_BYTES_MAX + 1 }], "too-large"],
  [
    "too many bytes in all",
    Array.from({ length: 5 }, (_, at) => ({ path: `data/${at}`, bytes: DOSSIER_FILE_BYTES_MAX })),
    "too-large",
  ],
  [
    "too many files",
    Array.from({ length: DOSSIER_FILES_MAX + 1 }, (_, at) => ({ path: `data/${at}`, bytes: 0 })),
    "too-many-files",
  ],
  ["a size that is a lie", [{ path: "index.html", bytes: 2 }], "unreadable"],
];

for (const [what, entries, kind] of HOSTILE) {
  test(`a folder with ${what} is refused as ${kind}`, async () => {
    const source: FileSource = { list: () => entries, read: async () => one };
    const report = await verifyDossier(source, webChecks);
    assert.ok(blamed(report).kinds.includes(kind), JSON.stringify(blamed(report).kinds));
    assert.equal(report.bytes.status, "broken");
    assert.ok(!formatReport(report).includes("\u001b"));
  });
}

test("files that cannot be read, and an empty folder, give a report", async () => {
  const failing: FileSource = { list: () => [{ path: "index.html", bytes: 1 }], read: () => Promise.reject(new Error("gone")) };
  assert.ok(blamed(await verifyDossier(failing, webChecks)).kinds.includes("unreadable"));
  assert.equal((await verifyDossier(filesInMemory(new Map()), webChecks)).signer.status, "refused");
});

test("whatever stands in a file, a report comes back", async () => {
  const paths = [...fresh.keys()];
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map((text) => utf8(`${text}\n`)),
    fc.string().map(utf8),
    fc.constantFrom(...fresh.values()),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), content, async (path, bytes) => {
      const report = await reportOn(
        recompute(new Map(fresh).set(path, bytes).set(DOSSIER.bagInfo, fresh.get(DOSSIER.bagInfo) ?? one)),
      );
      assert.ok(formatReport(report).length > 0);
    }),
    { numRuns: 60 },
  );
});

test("a case that is not in the ledger is a failure with its code", async () => {
  const unknown = { ...fixture, id: "case-000000000000" as CaseId };
  await assert.rejects(makeDossier(unknown), { code: "CASE_UNKNOWN" });
});

test("a public dossier is refused for an account's name in a record, not for the same word in the publisher's own name", async () => {
  const named = await makeFixture({ lines: SECRET_LINES });
  const ports = { ...named.ports, nameEntities: () => [{ entity: "user:harbour" as const, entries: [0] }] };
  await assert.rejects(makeDossier({ ...named, ports }, { audience: "public" }), /refused: sensitive/);
  const files = await makeDossier({ ...named, ports }, { audience: "public", redact: true });
  const text = [...files.values()].map((bytes) => new TextDecoder().decode(bytes)).join("\n");
  assert.doesNotMatch(text, /for harbour from|hunter22|8\.8\.4\.4/);
});

test("what a named person accepted is in the signed statement and on the page", async () => {
  const accept = ["public-ip", "password", "email", "user-name"].map((kind) => ({ kind, count: null }));
  const files = await makeDossier(await makeFixture({ lines: SECRET_LINES }), { audience: "public", accept, by: "A. Reviewer" });
  assert.equal(requestedChecksPassed(await reportOn(files)), true);
  const page = new TextDecoder().decode(files.get(DOSSIER.page));
  assert.match(page, /password × 1, accepted by A\. Reviewer/);
});
