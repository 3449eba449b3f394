import assert from "node:assert/strict";
import { test } from "node:test";
import type { Hold, Ledger, Order, SealedRecord } from "../../src/ledger/index.ts";
import { openLedger } from "../../src/ledger/index.ts";
import { type Checked, present } from "../../src/lib/index.ts";
import type { RecordName, SegmentId } from "../../src/model/index.ts";
import { KNOWN_CUTS, LossyDisk, randomCut } from "./lossy-files.ts";
import { nodeOptions } from "./node.ts";
import { aftermaths, record } from "./recording.ts";
import { feed, type History, newHistory, startRun } from "./scenario.ts";

const SEED = Number(process.env["MERIDIAN_SEED"] ?? Date.now() % 1_000_000);
const DAY_MS = 86_400_000;
const NOW_MS = 1_795_343_175_000;
const WHO = { authority: "Data protection officer", basis: "request 44" };
const NOTHING = { records: [], segments: [], entries: [] };
const FIRST = "seg-000001" as SegmentId;

const order = (name: string, scope: Partial<Order>): Order => ({ order: name, ...WHO, ...NOTHING, ...scope });
const hold = (name: string, scope: Partial<Hold>): Hold => ({
  hold: name,
  ...WHO,
  ...NOTHING,
  cases: [],
  exhibits: [],
  ...scope,
});

function accepted<Value>(checked: Checked<Value, { readonly reason?: string; readonly kind: string }>): Value {
  if (checked.ok) return checked.value;
  return assert.fail(checked.fault.reason ?? checked.fault.kind);
}

/** A ledger with four segments of ten records, some of them cited. */
async function begun(): Promise<{ readonly disk: LossyDisk; readonly ledger: Ledger }> {
  const disk = new LossyDisk();
  const run = await startRun(disk, newHistory(), SEED);
  await feed(run, 20);
  return { disk, ledger: run.ledger };
}

async function recordsOf(ledger: Ledger, id: SegmentId): Promise<readonly SealedRecord[]> {
  const all: SealedRecord[] = [];
  for await (const sealed of ledger.segmentRecords(id)) all.push(sealed);
  return all;
}

const here = async (ledger: Ledger, id = FIRST) =>
  (await recordsOf(ledger, id)).filter((one) => !one.erased).map(({ name }) => name);

async function erase(ledger: Ledger, wanted: Order): Promise<number> {
  accepted(await ledger.order(wanted));
  return present(accepted(await ledger.carryOut(wanted.order, NOW_MS)).receipt, "there was something to erase").index;
}

async function problems(ledger: Ledger): Promise<readonly unknown[]> {
  return (await ledger.check()).problems;
}

test("an order takes the records that it names and no other, again and again, and every proof holds", async () => {
  const { ledger } = await begun();
  const before = await recordsOf(ledger, FIRST);
  const [one, two, three] = before.map(({ name }) => name) as [RecordName, RecordName, RecordName];
  const plan = await ledger.orderReach(order("first", { records: [one, three] }));
  assert.deepEqual(plan.segments, [{ segment: FIRST, records: before.length, erased: 2, cited: 1, held: 0 }]);
  assert.equal((await here(ledger)).length, before.length, "to look at the reach changes nothing");
  const entry = await erase(ledger, order("first", { records: [one, three] }));
  const again = await erase(ledger, order("second", { records: [two, three] }));
  const left = await recordsOf(ledger, FIRST);
  assert.deepEqual(
    left.slice(0, 4).map((sealed) => (sealed.erased ? sealed.erasure : "here")),
    [entry, again, entry, "here"],
  );
  for (const { index, name } of before) assert.equal((await ledger.recordProof(FIRST, index)).name, name);
  assert.deepEqual(await problems(ledger), []);
  assert.equal(accepted(await ledger.carryOut("second", NOW_MS)).receipt, undefined, "there is nothing left to erase");
  await ledger.close();
});

test("a schedule goes on where an order has been, keeps what findings cite, and takes it neither", async () => {
  const { ledger } = await begun();
  const names = (await recordsOf(ledger, FIRST)).map(({ name }) => name);
  await erase(ledger, order("first", { records: names.slice(1, 2) }));
  await ledger.retain({ schedule: "thirty days", keepDays: 30, ...WHO });
  const early = accepted(await ledger.expiryReach(NOW_MS + 29 * DAY_MS));
  assert.deepEqual(early.segments, [], "nothing is due before its time");
  const { reach } = accepted(await ledger.expire(NOW_MS + 31 * DAY_MS));
  assert.ok(reach.segments.length > 1 && reach.segments.every(({ cited }) => cited > 0));
  const left = await here(ledger);
  assert.ok(left.length > 0 && left.length < names.length, "the cited ones stay");
  assert.deepEqual(accepted(await ledger.expire(NOW_MS + 32 * DAY_MS)).receipt, undefined, "nothing is due twice");
  await erase(ledger, order("cited", { records: left }));
  assert.deepEqual(await here(ledger), [], "an order takes cited records too");
  assert.deepEqual(await problems(ledger), []);
  await ledger.close();
});

test("a hold spares records, segments, entries and cases until it is lifted; then the schedule takes them", async () => {
  const { ledger } = await begun();
  const second = "seg-000002" as SegmentId;
  const uncited = (await citedIn(ledger, FIRST)).uncited;
  const [held] = uncited;
  assert.ok(held !== undefined);
  accepted(await ledger.hold("place", hold("court 12", { records: [held], segments: [second] })));
  await ledger.retain({ schedule: "thirty days", keepDays: 30, ...WHO });
  const { reach } = accepted(await ledger.expire(NOW_MS + 31 * DAY_MS));
  assert.deepEqual(reach.spared, [{ what: second, why: "the hold court 12 keeps it" }]);
  assert.ok((await here(ledger)).includes(held));
  assert.ok((await recordsOf(ledger, second)).every((one) => !one.erased));
  const spared = await ledger.orderReach(order("try", { records: [held] }));
  assert.deepEqual([spared.segments, spared.spared.length], [[], 1]);
  accepted(await ledger.hold("lift", hold("court 12", {})));
  accepted(await ledger.expire(NOW_MS + 31 * DAY_MS));
  assert.ok(!(await here(ledger)).includes(held));
  assert.ok((await recordsOf(ledger, second)).some((one) => one.erased));
  assert.deepEqual(await problems(ledger), []);
  await ledger.close();
});

async function citedIn(ledger: Ledger, id: SegmentId): Promise<{ uncited: readonly RecordName[]; finding: number }> {
  const cited = new Set<RecordName>();
  let finding = -1;
  for await (const entry of ledger.entries()) {
    if (entry.erased || entry.statement.kind !== "detection") continue;
    finding = entry.index;
    for (const event of entry.statement.predicate.events) for (const { name } of event.records) cited.add(name);
  }
  return { uncited: (await here(ledger, id)).filter((name) => !cited.has(name)), finding };
}

test("an order takes statements that the ledger can do without, but none under hold", async () => {
  const { ledger } = await begun();
  const { finding } = await citedIn(ledger, FIRST);
  accepted(await ledger.hold("place", hold("inquiry", { entries: [finding] })));
  const spared = await ledger.orderReach(order("finding", { entries: [finding] }));
  assert.deepEqual([spared.entries, spared.spared.length], [[], 1]);
  accepted(await ledger.hold("lift", hold("inquiry", {})));
  const by = await erase(ledger, order("finding", { entries: [finding] }));
  const entry = await ledger.entry(finding);
  assert.deepEqual([entry.erased, entry.erased ? entry.erasure : -1], [true, by]);
  assert.deepEqual(await problems(ledger), []);
  await ledger.close();
});

test("what cannot be ordered or held is refused with a reason", async () => {
  const { ledger } = await begun();
  await ledger.retain({ schedule: "thirty days", keepDays: 30, ...WHO });
  accepted(await ledger.order(order("taken", { entries: [] })));
  accepted(await ledger.hold("place", hold("placed", {})));
  const refusals: readonly [() => Promise<Checked<unknown, { readonly reason: string }>>, RegExp][] = [
    [() => ledger.order(order("taken", {})), /stated already/],
    [() => ledger.order(order("thirty days", {})), /a schedule has the name/],
    [() => ledger.order(order("party", { entries: [0] })), /cannot do without/],
    [() => ledger.order(order("beyond", { entries: [100_000] })), /the ledger has \d+ entries/],
    [() => ledger.order(order("no segment", { segments: ["seg-000099" as SegmentId] })), /no segment seg-000099/],
    [() => ledger.carryOut("never stated", NOW_MS), /no order never stated/],
    [() => ledger.hold("place", hold("placed", {})), /placed already/],
    [() => ledger.hold("lift", hold("unknown", {})), /no hold unknown/],
  ];
  for (const [attempt, reason] of refusals) {
    const outcome = await attempt();
    assert.ok(!outcome.ok);
    assert.match(outcome.fault.reason, reason);
  }
  await ledger.close();
});

test(`a power cut or a kill during erasures leaves each done or not begun, MERIDIAN_SEED=${SEED}`, async () => {
  const { disk, ledger } = await begun();
  const names = (await recordsOf(ledger, FIRST)).map(({ name }) => name);
  await ledger.close();
  const done: { readonly at: number; readonly gone: readonly RecordName[] }[] = [];
  const erasures = async (on: LossyDisk, history: History): Promise<void> => {
    const run = await startRun(on, history, SEED + 1);
    await erase(run.ledger, order("first", { records: names.slice(0, 2) }));
    done.push({ at: on.operations, gone: names.slice(0, 2) });
    await erase(run.ledger, order("second", { records: names.slice(2, 3) }));
    done.push({ at: on.operations, gone: names.slice(2, 3) });
    await run.ledger.close();
  };
  const life = await record(erasures, { disk: disk.afterPowerCut(randomCut(SEED)) });
  const cuts = (at: number) => [KNOWN_CUTS[at % KNOWN_CUTS.length] ?? randomCut(at)];
  const left = [
    ...aftermaths(life, cuts).map((one) => ({ ...one, promised: { at: 0 } })),
    ...life.states.map((state, at) => ({ disk: state.killed(), name: `killed before operation ${at}`, promised: { at } })),
  ];
  assert.ok(left.length > 40, `expected more than 40 disks, got ${left.length}`);
  for (const [at, { disk: after, name, promised }] of left.entries()) {
    if (at % 3 !== SEED % 3 && process.env["MERIDIAN_SOAK"] !== "1") continue;
    const opened = await openLedger(await nodeOptions(after.files, { seed: SEED + 2, signed: () => undefined }));
    assert.deepEqual(await problems(opened), [], name);
    const remaining = await here(opened);
    assert.ok([0, 2, 3].includes(names.length - remaining.length), name);
    assert.deepEqual(remaining, names.slice(names.length - remaining.length), name);
    const acknowledged = done.filter((one) => one.at <= promised.at).flatMap(({ gone }) => gone);
    assert.ok(!remaining.some((record) => acknowledged.includes(record)), `${name}: what was acknowledged as erased is back`);
    await opened.close();
  }
  const end = present(life.states.at(-1), "the life has an end");
  const last = await openLedger(await nodeOptions(end.killed().files, { seed: SEED + 3, signed: () => undefined }));
  assert.deepEqual(await here(last), names.slice(3));
  assert.equal(done.length, 2);
});
