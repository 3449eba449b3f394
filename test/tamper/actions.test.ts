import assert from "node:assert/strict";
import { test } from "node:test";
import { isoTime, parseJson, textOf, toHex, utf8 } from "../../src/lib/index.ts";
import {
  ACTIONS_FILE,
  type ActionPredicate,
  type ApprovalPredicate,
  actionSubjects,
  approvalSubjects,
  type Digest,
  type EnforcementPredicate,
  playbookPath,
  playbookSubjects,
  type RecordName,
  type Statement,
} from "../../src/model/index.ts";
import {
  type DossierReport,
  filesInMemory,
  formatReport,
  requestedChecksPassed,
  verifyDossier,
  webChecks,
} from "../../src/verify/index.ts";
import { recompute, reportOn } from "./support/attacker.ts";
import { nodeSha256 } from "./support/fake-ledger.ts";
import { type FixtureOptions, makeDossier, makeFixture } from "./support/fixture.ts";

// The fixture's findings: at 12:00:01 guesses from 198.51.100.7; at 12:31 an account; at 12:55 a time source, with a login from 198.51.100.7.
const T0 = Date.UTC(2026, 10, 22, 12, 0, 0);
const at = (seconds: number) => isoTime(T0 + seconds * 1000);
const PLAYBOOK = utf8('{"type":"playbook","id":"playbook--ssh-guessing"}');
const digest = toHex(nodeSha256(PLAYBOOK)) as Digest;

function action(names: readonly RecordName[], changes: Partial<ActionPredicate> = {}): Statement {
  const predicate: ActionPredicate = {
    action: "act-00000000000000a1",
    step: "applied",
    at: at(10),
    measure: "block",
    targets: [{ kind: "address", value: "198.51.100.7" }],
    expiresAt: at(3600),
    reason: "Guessed passwords",
    case: null,
    rule: null,
    playbook: { id: "playbook--ssh-guessing", digest, step: "block-source" },
    evidence: names.slice(0, 3),
    by: "playbook",
    approvals: [],
    actuator: "nftables",
    guards: { protection: "ab".repeat(32) as Digest, refusedBy: null },
    reach: { addresses: "1", flowsHit: 1, flowsSeen: 9 },
    dropped: null,
    timing: { readAt: at(9), decidedAt: at(9.5), heldAt: at(10) },
    undo: "meridian unblock act-00000000000000a1",
    ...changes,
  };
  return { kind: "action", subject: actionSubjects(predicate), predicate };
}

function inForce(): Statement {
  const predicate = { id: "playbook--ssh-guessing", name: "SSH", digest, event: "in-force", mode: "act", at: at(0) } as const;
  return { kind: "playbook", subject: playbookSubjects(predicate), predicate };
}

function enforced(changes: Partial<EnforcementPredicate> = {}): Statement {
  const span = { actuator: "nftables", from: at(0), to: at(600), comparisons: 10 };
  const counts = { intended: 1, held: 1, repaired: 0, found: 0, alarm: false, reason: null };
  const subject = [{ name: "nftables", digest: { sha256: toHex(nodeSha256(utf8("nftables"))) } }];
  return { kind: "enforcement", subject, predicate: { ...span, ...counts, ...changes } };
}

const approval = (predicate: ApprovalPredicate): Statement => ({
  kind: "approval",
  subject: approvalSubjects(predicate),
  predicate,
});
const expired = (names: readonly RecordName[]) =>
  action(names, { step: "expired", at: at(3600), dropped: { packets: 41, bytes: 2460 } });

async function dossierOf(
  done: FixtureOptions["done"],
  changes: Parameters<typeof makeDossier>[1] = {},
): Promise<Map<string, Uint8Array>> {
  const playbooks = new Map([[digest as string, PLAYBOOK]]);
  return makeDossier(await makeFixture({ readAtMs: T0 + 9000, playbooks, ...(done === undefined ? {} : { done }) }), changes);
}

async function judge(done: NonNullable<FixtureOptions["done"]>): Promise<DossierReport> {
  const report = await reportOn(await dossierOf(done));
  assert.deepEqual([report.bytes.faults, report.chain.faults], [[], []]);
  return report;
}

test("the life of a block, and what it did not prevent, come out of the dossier", async () => {
  const files = await dossierOf((names) => [inForce(), enforced(), action(names), expired(names)]);
  const report = await reportOn(files);
  assert.equal(report.response.status, "as stated");
  assert.deepEqual(report.response.told?.findings, ["before", "not-covered", "although-held"]);
  assert.deepEqual(report.response.told?.dropped, { packets: 41, bytes: 2460 });
  assert.deepEqual(
    report.response.told?.actions[0]?.steps.map(({ step }) => step),
    ["applied", "expired"],
  );
  assert.ok(requestedChecksPassed(report));
  assert.deepEqual(files.get(playbookPath(digest)), PLAYBOOK);
  const text = formatReport(report);
  assert.match(text, /block address 198\.51\.100\.7, by playbook: Guessed passwords\./);
  assert.match(text, /held 2026-11-22T12:00:10\.000Z, 1000 ms after its line was read/);
  assert.match(text, /1 BEFORE, 1 ALTHOUGH-HELD, 1 NOT-COVERED/);
  assert.match(text, /41 packets, 2460 bytes held back: stated, not proved/);
  const page = textOf(files.get("index.html") ?? new Uint8Array()) ?? "";
  assert.match(page, /id="response"/);
  assert.match(page, /not prevented although blocked/);
  assert.match(textOf(files.get("SUMMARY.md") ?? new Uint8Array()) ?? "", /## What was done/);
});

test("once it is over, a block holds nothing back", async () => {
  const undone = (names: readonly RecordName[]) => action(names, { step: "undone", at: at(60), by: "A. Example" });
  const { response } = await judge((names) => [inForce(), action(names), undone(names)]);
  assert.deepEqual(response.told?.findings, ["before", "not-covered", "not-covered"]);
});

test("a prefix holds the addresses in it; a rehearsal holds nothing", async () => {
  const targets = [{ kind: "prefix", value: "198.51.100.0/24" }] as const;
  const prefix = await judge((names) => [inForce(), action(names, { targets })]);
  assert.deepEqual(prefix.response.told?.findings, ["before", "not-covered", "although-held"]);
  const timing = { readAt: at(9), decidedAt: at(9.5), heldAt: null };
  const rehearsed = await judge((names) => [inForce(), action(names, { step: "rehearsed", timing })]);
  assert.deepEqual(rehearsed.response.told?.findings, ["before", "before", "before"]);
  assert.equal(rehearsed.response.told?.heldFrom, null);
  assert.match(formatReport(rehearsed), /Nothing was ever held/);
});

test("an enforcement alarm is shown with its span and its numbers", async () => {
  const alarm = enforced({ intended: 1000, held: 17, alarm: true, reason: "the table was flushed" });
  const report = await judge((names) => [inForce(), action(names), alarm]);
  assert.match(
    formatReport(report),
    /Enforcement alarm from 2026-11-22T12:00:00\.000Z to 2026-11-22T12:10:00\.000Z by nftables: at worst 17 of 1000 held/,
  );
});

const FAULTS: Readonly<Record<string, readonly [NonNullable<FixtureOptions["done"]>, RegExp]>> = {
  "held before it was decided": [
    (names) => [inForce(), action(names, { timing: { readAt: at(9), decidedAt: at(20), heldAt: at(10) } })],
    /held before it was decided/,
  ],
  "decided before its evidence was read": [
    (names) => [inForce(), action(names, { timing: { readAt: null, decidedAt: at(5), heldAt: at(10) } })],
    /before what it rests on was read/,
  ],
  "applied and never held": [
    (names) => [inForce(), action(names, { timing: { readAt: at(9), decidedAt: at(10), heldAt: null } })],
    /times do not say/,
  ],
  "by a playbook that nothing put in force": [(names) => [action(names)], /puts its playbook in force/],
  "approved by nobody that is here": [
    (names) => [inForce(), action(names, { approvals: ["ee".repeat(32)] as unknown as ActionPredicate["approvals"] })],
    /approval that it names/,
  ],
  "ended twice": [(names) => [inForce(), action(names), expired(names), expired(names)], /expired cannot follow what was ended/],
};
for (const [what, [done, why]] of Object.entries(FAULTS))
  test(`an action ${what} is named, and the chain holds`, async () => {
    const report = await judge(done);
    assert.equal(report.response.status, "differs");
    assert.match(report.response.faults.map(({ detail }) => detail).join("\n"), why);
    assert.ok(!requestedChecksPassed(report));
  });

test("an action that has nothing to do with the case is not gathered; one that names the case is", async () => {
  const stranger = { action: "act-00000000000000b2", evidence: [], playbook: null } as const;
  const other = await dossierOf((names) => [inForce(), action(names, stranger)]);
  assert.ok(!other.has(ACTIONS_FILE));
  assert.equal((await reportOn(other)).response.status, "nothing stated");
  const fixture = await makeFixture();
  await fixture.ledger.append([action([], { ...stranger, case: fixture.id, by: "A. Example" })]);
  const report = await reportOn(await makeDossier(fixture));
  assert.equal(report.response.told?.actions[0]?.action, stranger.action);
});

test("the approvals that an action names come along", async () => {
  const fixture = await makeFixture();
  const predicate = { deed: "dd".repeat(32) as Digest, summary: "block 198.51.100.7", at: at(1), expiresAt: at(3600) };
  const [receipt] = await fixture.ledger.append([approval(predicate)]);
  const name = fixture.ledger.name(receipt?.index ?? 0);
  await fixture.ledger.append([
    action([], { playbook: null, case: fixture.id, approvals: [name] }),
    approval({ ...predicate, at: at(2) }),
  ]);
  const report = await reportOn(await makeDossier(fixture));
  assert.deepEqual([report.chain.faults, report.response.faults], [[], []]);
});

test("where all that an action rests on is withheld, it is left out, by number, and so are its targets", async () => {
  const done = (names: readonly RecordName[]) => [
    inForce(),
    action(names),
    action(names, { step: "extended", at: at(20), expiresAt: at(7200) }),
  ];
  const shown = await dossierOf(done, { audience: "reviewers" });
  assert.equal((await reportOn(shown)).response.told?.actions.length, 1);
  const lines = ["password=hunter2 from 203.0.113.9", "password=hunter3", "password=hunter4", "a", "b", "c", "d"];
  const fixture = await makeFixture({ readAtMs: T0 + 9000, lines, done, playbooks: new Map([[digest as string, PLAYBOOK]]) });
  const files = await makeDossier(fixture, { audience: "reviewers", redact: true });
  const report = await reportOn(files);
  assert.deepEqual([report.bytes.faults, report.chain.faults], [[], []]);
  assert.deepEqual(report.response.told?.leftOut, { actions: 1, statements: 2 });
  assert.deepEqual(report.response.told?.actions, []);
  assert.ok(!files.has(playbookPath(digest)));
  assert.match(formatReport(report), /Left out, by the publisher's word: 1 actions, 2 statements/);
  for (const bytes of files.values()) assert.doesNotMatch(textOf(bytes) ?? "", /act-00000000000000a1/);
});

test("an edit of data/actions.json beside what was left out is not derived", async () => {
  const files = await dossierOf((names) => [inForce(), action(names)]);
  const text = textOf(files.get(ACTIONS_FILE) ?? new Uint8Array()) ?? "";
  const edited = async (from: string, to: string) => {
    assert.ok(text.includes(from));
    return reportOn(recompute(new Map(files).set(ACTIONS_FILE, utf8(text.replace(from, to)))));
  };
  const kinds = ({ chain }: DossierReport) => chain.faults.map(({ kind, path }) => `${kind} ${path}`);
  assert.deepEqual(kinds(await edited('"although-held"', '"not-covered"')), [`not-derived ${ACTIONS_FILE}`]);
  assert.deepEqual(kinds(await edited('"actions":0', '"actions":7')), []);
  assert.ok(parseJson(text.trimEnd()).ok);
  const without = new Map(files);
  without.delete(ACTIONS_FILE);
  assert.deepEqual(kinds(await reportOn(recompute(without))), [`missing ${ACTIONS_FILE}`]);
  without.delete(playbookPath(digest));
  assert.ok(kinds(await reportOn(recompute(without))).includes(`missing ${playbookPath(digest)}`));
});

test("many holds and many findings do not multiply", { timeout: 20_000 }, async () => {
  const targets = Array.from({ length: 10_000 }, (_, n) => ({ kind: "address" as const, value: `10.0.${n >> 8}.${n & 255}` }));
  const files = await dossierOf((names) => [
    inForce(),
    action(names, { targets }),
    ...Array.from({ length: 4 }, (_, n) => action(names, { targets, action: `act-${String(n).padStart(16, "0")}` })),
  ]);
  const report = await verifyDossier(filesInMemory(files), webChecks);
  assert.deepEqual(report.response.told?.findings, ["before", "not-covered", "not-covered"]);
});
