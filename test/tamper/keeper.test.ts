import assert from "node:assert/strict";
import { test } from "node:test";
import { openRuleSet, replayFindings, STARTER_RULES } from "../../src/app/index.ts";
import { detectionStatement } from "../../src/ledger/index.ts";
import { present, utf8 } from "../../src/lib/index.ts";
import {
  type DetectionPredicate,
  type EntryName,
  recordName,
  type SegmentId,
  type Statement,
  type StatementOf,
} from "../../src/model/index.ts";
import { lineFrames, readAll, sampleReader } from "../support/telemetry.ts";
import { blamed, reportOn } from "./support/attacker.ts";
import { makeDossier, makeFixture } from "./support/fixture.ts";

// A keeper who has the keys, and signs what does not follow.

const LINE = "Nov 22 12:00:09 hts-jump1 sshd[411]: Accepted password for ops1 from 198.51.100.7 port 50130 ssh2\n";

async function honestFinding() {
  const rules = await openRuleSet([STARTER_RULES], 780);
  const units = readAll(sampleReader(), lineFrames(utf8(LINE)));
  const [detection] = units.flatMap(({ events }) => events.flatMap((event) => rules.detector.observe(event)));
  const found = present(detection, "the starter rules see a login from a public address");
  const records = new Map(
    units.flatMap((unit) => unit.records.map((record) => [recordName(record.commitment), record] as const)),
  );
  const documents = new Map([[found.rule.digest as string, present(rules.document(found.rule.digest), "a rule's document")]]);
  const place = { segment: "seg-000001" as SegmentId, index: 0 };
  const statement = detectionStatement(found, {
    engine: "meridian-sigma/2",
    ruleDocuments: [],
    placeOf: () => place,
    placeOfContext: () => place,
  }) as StatementOf<"detection">;
  return { predicate: statement.predicate, records, rules: documents };
}

const finding = await honestFinding();

async function outcomeOf(predicate: DetectionPredicate): Promise<string | undefined> {
  const { records, rules } = finding;
  const [outcome] = await replayFindings({ findings: [{ index: 7, name: "" as EntryName, predicate }], records, rules });
  return outcome?.outcome;
}

test("a finding as the rule gives it comes out the same", async () => {
  assert.equal(await outcomeOf(finding.predicate), "same");
});

const { predicate } = finding;
const LIES: readonly (readonly [string, DetectionPredicate])[] = [
  ["another level", { ...predicate, rule: { ...predicate.rule, level: "critical" } }],
  ["another title", { ...predicate, rule: { ...predicate.rule, title: "The pilot sold the keys" } }],
  ["another author", { ...predicate, rule: { ...predicate.rule, author: "A respected house" } }],
  ["another rule id", { ...predicate, rule: { ...predicate.rule, id: "other" } }],
  ["another tag", { ...predicate, rule: { ...predicate.rule, tags: ["attack.impact"] } }],
  ["another reason", { ...predicate, why: [{ selection: "selection", field: "user", pattern: "root" }] }],
  ["another source", { ...predicate, events: predicate.events.map((event) => ({ ...event, source: "file:elsewhere.log" })) }],
];

for (const [name, stated] of LIES) {
  test(`a finding stated with ${name} than its rule and records give is different`, async () => {
    assert.equal(await outcomeOf(stated), "different");
  });
}

async function reportWith(...statements: readonly Statement[]) {
  const made = await makeFixture();
  await made.ledger.append(statements);
  return reportOn(await makeDossier(made));
}

async function entry(index: number): Promise<Statement> {
  const found = await (await makeFixture()).ledger.entry(index);
  if (found.erased) throw new Error(`entry ${index} is erased`);
  return found.statement;
}

test("a run whose lines are not all accounted for does not hold", async () => {
  const coverage = (await entry(7)) as StatementOf<"coverage">;
  const accounting = { linesIn: 1_000_000, evaluated: 7, rejected: 0, dropped: 0 };
  const report = await reportWith({ ...coverage, predicate: { ...coverage.predicate, accounting } });
  assert.deepEqual(blamed(report), { paths: ["data/statements/9.json"], kinds: ["bad-statement"] });
});
