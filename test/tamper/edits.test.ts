import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../src/lib/index.ts";
import { DOSSIER, isDossierPath } from "../../src/model/index.ts";
import { requestedChecksPassed } from "../../src/verify/index.ts";
import { blamed, edit, type Files, recompute, reportOn, textIn } from "./support/attacker.ts";
import { makeDossier, makeFixture } from "./support/fixture.ts";

const fresh = await makeDossier(await makeFixture());
const foreign = await makeDossier(await makeFixture({ seedByte: 40 }));
const rule = [...fresh.keys()].find((path) => path.startsWith("data/rules/")) as string;

function move(files: Files, from: string, to: string): void {
  files.set(to, files.get(from) as Uint8Array);
  files.delete(from);
}

function swapRecords(files: Files): void {
  const lines = textIn(files, DOSSIER.records).trimEnd().split("\n");
  [lines[0], lines[1]] = [lines[1] as string, lines[0] as string];
  files.set(DOSSIER.records, utf8(`${lines.join("\n")}\n`));
}

function swapContents(files: Files): void {
  const lines = textIn(files, DOSSIER.records).trimEnd().split("\n");
  const content = /"content":\{.*?\}/;
  const [first, second] = [lines[0]?.match(content)?.[0] ?? "", lines[1]?.match(content)?.[0] ?? ""];
  lines[0] = (lines[0] ?? "").replace(first, () => second);
  lines[1] = (lines[1] ?? "").replace(second, () => first);
  files.set(DOSSIER.records, utf8(`${lines.join("\n")}\n`));
}

/** What is edited; how; a file that the report must name once every manifest has been recomputed. */
const EDITS: readonly (readonly [string, (files: Files) => void, string])[] = [
  ["a record's text", (files) => edit(files, DOSSIER.records, "root from", "toor from"), DOSSIER.records],
  ["a record's source", (files) => edit(files, DOSSIER.records, "hts-jump1/auth.log", "hts-jump2/auth.log"), DOSSIER.manifest],
  ["a record's reading", (files) => edit(files, DOSSIER.records, "syslog-3164", "syslog-5424"), DOSSIER.manifest],
  ["a record's place", (files) => edit(files, DOSSIER.records, '"index":2', '"index":4'), DOSSIER.records],
  ["two records change places", swapRecords, DOSSIER.records],
  ["two records change contents", swapContents, DOSSIER.records],
  ["a record is dropped", (files) => edit(files, DOSSIER.records, /^.*\n/, ""), DOSSIER.records],
  ["a record is there twice", (files) => edit(files, DOSSIER.records, /^(.*\n)/, "$1$1"), DOSSIER.records],
  [
    "a shown record becomes withheld",
    (files) =>
      edit(
        files,
        DOSSIER.records,
        /^\{"content":\{.*?\},("index":\d+,"name":"\w+"),.*?("proof":\[.*?\]),.*?("segment":"[\w-]+")\}/,
        '{$1,$2,$3,"withheld":"email"}',
      ),
    DOSSIER.denominators,
  ],
  [
    "a shown record becomes erased",
    (files) => edit(files, DOSSIER.records, /^.*?("index":\d+,"name":"\w+").*?("segment":"[\w-]+")\}/, '{"erased":1,$1,$2}'),
    DOSSIER.records,
  ],
  ["a rule", (files) => edit(files, rule, "title", "Title"), rule],
  ["a timeline entry", (files) => edit(files, DOSSIER.timeline, "12:31:00", "12:32:00"), DOSSIER.timeline],
  ["a timeline author", (files) => edit(files, DOSSIER.timeline, '"author":"Meridian"', '"author":"Somebody"'), DOSSIER.timeline],
  ["a denominator", (files) => edit(files, DOSSIER.denominators, '"linesIn":9', '"linesIn":8'), DOSSIER.denominators],
  ["an absent source", (files) => edit(files, DOSSIER.denominators, '"linux auditd",', ""), DOSSIER.denominators],
  ["the Reply", (files) => edit(files, DOSSIER.reply, "Operator", "Operetta"), DOSSIER.manifest],
  ["the Reply's state", (files) => edit(files, DOSSIER.reply, '"requested"}', '"received"}'), DOSSIER.reply],
  ["the entities", (files) => edit(files, DOSSIER.entities, "hts-jump1", "hts-jump9"), DOSSIER.manifest],
  ["the page", (files) => edit(files, DOSSIER.page, "What was found", "What was not found"), DOSSIER.page],
  ["the page's script", (files) => edit(files, DOSSIER.page, "void 0;", "void 1;"), DOSSIER.page],
  ["the summary", (files) => edit(files, DOSSIER.summary, "critical", "low"), DOSSIER.summary],
  ["bag-info.txt", (files) => edit(files, DOSSIER.bagInfo, "internal", "public"), DOSSIER.bagInfo],
  ["the software in bag-info.txt", (files) => edit(files, DOSSIER.bagInfo, "0.1.0", "0.1.1"), DOSSIER.bagInfo],
  ["bagit.txt", (files) => edit(files, DOSSIER.bagit, "1.0", "0.97"), DOSSIER.bagit],
  ["the keys", (files) => edit(files, DOSSIER.keys, "quorum none", "quorum  none"), DOSSIER.keys],
  ["the checkpoint's size", (files) => edit(files, DOSSIER.checkpoint, "\n9\n", "\n8\n"), DOSSIER.checkpoint],
  [
    "a statement's salt",
    (files) => edit(files, "data/statements/4.json", /"salt":"./, '"salt":"/'),
    "data/statements/4.tlog-proof",
  ],
  [
    "a statement's envelope",
    (files) => edit(files, "data/statements/4.json", /"envelope":"..../, '"envelope":"AAAA'),
    "data/statements/4.json",
  ],
  [
    "a statement of another ledger",
    (files) => void files.set("data/statements/4.json", foreign.get("data/statements/4.json") as Uint8Array),
    "data/statements/4.json",
  ],
  [
    "entry 0 of another ledger",
    (files) => void files.set("data/statements/0.json", foreign.get("data/statements/0.json") as Uint8Array),
    DOSSIER.checkpoint,
  ],
  ["a proof", (files) => edit(files, "data/statements/4.tlog-proof", "index 4\n", "index 5\n"), "data/statements/4.tlog-proof"],
  [
    "a proof's checkpoint",
    (files) => edit(files, "data/statements/4.tlog-proof", "\n9\n", "\n10\n"),
    "data/statements/4.tlog-proof",
  ],
  [
    "another statement's proof",
    (files) => void files.set("data/statements/4.tlog-proof", files.get("data/statements/5.tlog-proof") as Uint8Array),
    "data/statements/4.tlog-proof",
  ],
  ["the seal's salt", (files) => edit(files, DOSSIER.seal, /"salt":"./, '"salt":"/'), DOSSIER.sealProof],
  ["the seal's envelope", (files) => edit(files, DOSSIER.seal, /"envelope":"..../, '"envelope":"AAAA'), DOSSIER.seal],
  ["the seal of another ledger", (files) => void files.set(DOSSIER.seal, foreign.get(DOSSIER.seal) as Uint8Array), DOSSIER.seal],
  [
    "another statement as the seal",
    (files) => void files.set(DOSSIER.seal, files.get("data/statements/8.json") as Uint8Array),
    DOSSIER.seal,
  ],
  ["the seal's proof", (files) => edit(files, DOSSIER.sealProof, "index 9", "index 8"), DOSSIER.sealProof],
  ["the consistency proof", (files) => edit(files, DOSSIER.sealConsistency, "old 9", "old 8"), DOSSIER.sealConsistency],
  ["a hash of the consistency proof", (files) => edit(files, DOSSIER.sealConsistency, /\n.*\n$/, "\n"), DOSSIER.sealConsistency],
  [
    "one of the checkpoint's two signatures is dropped",
    (files) => edit(files, DOSSIER.checkpoint, /— .*\n$/, ""),
    DOSSIER.checkpoint,
  ],
  ["a file is added to the payload", (files) => void files.set("data/extra.json", utf8("{}\n")), "data/extra.json"],
  ["a tag file is added", (files) => void files.set("README.md", utf8("read me\n")), "README.md"],
  [
    "a rule is added",
    (files) => void files.set(`data/rules/${"0".repeat(64)}.yml`, utf8("title: x\n")),
    `data/rules/${"0".repeat(64)}.yml`,
  ],
  ["a rule is removed", (files) => void files.delete(rule), rule],
  ["a rule is renamed", (files) => move(files, rule, rule.replace(".yml", ".yaml")), rule.replace(".yml", ".yaml")],
  ["the summary is removed", (files) => void files.delete(DOSSIER.summary), DOSSIER.summary],
  ["the Reply is removed", (files) => void files.delete(DOSSIER.reply), DOSSIER.reply],
  ["the seal is removed", (files) => void files.delete(DOSSIER.seal), DOSSIER.seal],
  ["a proof is removed", (files) => void files.delete("data/statements/4.tlog-proof"), "data/statements/4.tlog-proof"],
  [
    "a statement is renamed",
    (files) => move(files, "data/statements/4.json", "data/statements/44.json"),
    "data/statements/44.json",
  ],
  [
    "a detection is dropped",
    (files) => ["json", "tlog-proof"].forEach((end) => files.delete(`data/statements/4.${end}`)),
    "data/statements/4.json",
  ],
  [
    "the coverage is dropped",
    (files) => ["json", "tlog-proof"].forEach((end) => files.delete(`data/statements/7.${end}`)),
    DOSSIER.denominators,
  ],
  [
    "a segment's statement is dropped",
    (files) => ["json", "tlog-proof"].forEach((end) => files.delete(`data/statements/3.${end}`)),
    DOSSIER.records,
  ],
];

for (const [what, change, named] of EDITS) {
  test(`found with every manifest recomputed: ${what}`, async () => {
    const files: Files = new Map(fresh);
    change(files);
    // A path that the manifest form cannot hold would be refused for that alone: these edits are within it.
    assert.ok([...files.keys()].every(isDossierPath));
    const report = await reportOn(recompute(files));
    assert.ok(blamed(report).paths.includes(named), `${named} is not named in ${JSON.stringify(blamed(report))}`);
    assert.equal(report.bytes.status, "broken");
    assert.equal(requestedChecksPassed(report), false);
  });
}

test("a tag manifest that nobody recomputed names the changed file too", async () => {
  const files: Files = new Map(fresh);
  edit(files, DOSSIER.reply, "Operator", "Operetta");
  const { bytes } = await reportOn(files);
  assert.deepEqual(
    bytes.faults.map(({ kind, path }) => `${kind} ${path}`),
    [`digest-differs ${DOSSIER.reply}`],
  );
});

test("a dossier made anew with other keys holds together, and its signer stays unknown", async () => {
  const report = await reportOn(foreign);
  assert.equal(report.bytes.status, "intact");
  assert.equal(report.signer.status, "unknown");
});

const TAG_LINES: readonly (readonly [string, string | RegExp, string])[] = [
  ["names a file that is not there", "SUMMARY.md", "SUMMARY.me"],
  ["leaves a file out", /^.*SUMMARY\.md\n/m, ""],
  ["gives a sealed file another digest", /[0-9a-f]{64}(?= {2}SUMMARY)/, "0".repeat(64)],
  ["is out of order", /^(.*\n)(.*\n)/, "$2$1"],
];
for (const [what, from, to] of TAG_LINES) {
  test(`the tag manifest, which nothing seals, is named when it ${what}`, async () => {
    const files: Files = new Map(fresh);
    edit(files, DOSSIER.tagManifest, from, to);
    assert.ok(blamed(await reportOn(files)).paths.includes(DOSSIER.tagManifest));
  });
}
