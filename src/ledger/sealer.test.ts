import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { additionOf, UNIT_LINES } from "../../test/fault/feed.ts";
import { seededBytes, seededRandom } from "../../test/support/random.ts";
import { Failure } from "../lib/index.ts";
import {
  type EntryName,
  type Event,
  NOTHING_READ,
  type Position,
  recordName,
  type SegmentId,
  type Statement,
  type StatementOf,
} from "../model/index.ts";
import type { WholeFile } from "./commit.ts";
import type { Receipt } from "./committer.ts";
import { compress, sha256 } from "./io/index.ts";
import { SEGMENT_DETECTIONS } from "./limits.ts";
import { createSealer, type SealedSegment, type Sealer, type SealerOptions, type SealingLedger } from "./sealer.ts";

const randomBytes = seededBytes(seededRandom(1));
const NOW = 1_795_343_175_000;

/** A ledger that remembers what it was given, and waits when it is told to. */
class MemoryLedger implements SealingLedger {
  readonly batches: { readonly statements: readonly Statement[]; readonly files: readonly WholeFile[] }[] = [];
  readonly places = new Map<string, Position>();
  segmentCount = 0;
  gate: Promise<void> = Promise.resolve();
  failure: Failure | undefined;

  positions(): ReadonlyMap<string, Position> {
    return this.places;
  }

  async append(statements: readonly Statement[], files: readonly WholeFile[]): Promise<readonly Receipt[]> {
    await this.gate;
    if (this.failure !== undefined) throw this.failure;
    this.batches.push({ statements, files });
    return statements.map((_, index) => ({ index, name: "00".repeat(32) as EntryName, size: this.batches.length }));
  }

  async findRecord(): Promise<undefined> {
    return undefined;
  }

  segments(): StatementOf<"segment">[] {
    return this.batches.flatMap(({ statements }) => statements.filter((one) => one.kind === "segment"));
  }

  detections(): StatementOf<"detection">[] {
    return this.batches.flatMap(({ statements }) => statements.filter((one) => one.kind === "detection"));
  }
}

type Made = {
  readonly ledger: MemoryLedger;
  readonly sealer: Sealer;
  readonly timers: (() => void)[];
  readonly sealed: SealedSegment[];
};

function make(options: Partial<SealerOptions> = {}, ledger = new MemoryLedger()): Made {
  const timers: (() => void)[] = [];
  const sealed: SealedSegment[] = [];
  const after: SealerOptions["after"] = (ms, run) => {
    assert.equal(ms, 1000);
    timers.push(run);
    return () => void timers.splice(timers.indexOf(run), 1);
  };
  const sealer = createSealer(ledger, {
    clock: () => NOW,
    sha256,
    after,
    compress,
    engine: "test/1",
    ruleDocuments: () => [],
    onSealed: (one) => void sealed.push(one),
    ...options,
  });
  return { ledger, sealer, timers, sealed };
}

const unit = (source: string, from: number, earlier?: Event) =>
  additionOf(source, { from, count: UNIT_LINES }, { randomBytes, earlier });

test("a segment is sealed when it is full, and a unit is never cut", async () => {
  const { ledger, sealer } = make({ recordsMax: 12 });
  for (let from = 0; from < 40; from += UNIT_LINES) sealer.add(unit("file:a", from));
  await sealer.seal();
  assert.deepEqual(
    ledger.segments().map(({ predicate }) => [predicate.segment, predicate.records]),
    [
      ["seg-000001", 15],
      ["seg-000002", 15],
      ["seg-000003", 10],
    ],
  );
});

test("a segment is sealed when its bytes are many", async () => {
  const { ledger, sealer } = make({ bytesMax: 100 });
  sealer.add(unit("file:a", 0));
  sealer.add(unit("file:a", 5));
  await sealer.seal();
  assert.equal(ledger.segments().length, 2);
});

test("a segment is sealed when its time is up, counted from its first unit, once", async () => {
  const { ledger, sealer, timers } = make();
  assert.equal(timers.length, 0, "nothing to seal, no timer");
  sealer.add(unit("file:a", 0));
  sealer.add(unit("file:b", 0));
  assert.equal(timers.length, 1);
  timers[0]?.();
  await sealer.seal();
  assert.deepEqual([ledger.segments().length, timers.length], [1, 0]);
});

test("nothing added is nothing sealed", async () => {
  const { ledger, sealer } = make();
  await sealer.close();
  assert.deepEqual(ledger.batches, []);
});

test("a segment states each source's stretch and an accounting that closes", async () => {
  const { ledger, sealer } = make();
  for (const from of [0, 5]) for (const source of ["file:a", "file:bb"]) sealer.add(unit(source, from));
  await sealer.seal();
  const [segment] = ledger.segments();
  assert.deepEqual(
    segment?.predicate.sources.map(({ id, from, to, lines }) => [id, from.offset, to.offset, lines]),
    [
      ["file:a", 0, 240, 10],
      ["file:bb", 0, 240, 10],
    ],
  );
  assert.deepEqual(segment?.predicate.accounting, { ...NOTHING_READ, linesIn: 20, evaluated: 20 });
});

test("a source goes on where the ledger says, and a rotated file begins a stretch of its own", async () => {
  const ledger = new MemoryLedger();
  ledger.places.set("file:a", unit("file:a", 0).position);
  const { sealer } = make({}, ledger);
  sealer.add(unit("file:a", 5));
  const rotated = unit("file:a", 0);
  const fileId = { ...rotated.position.fileId, inode: "99" } as Position["fileId"];
  sealer.add({ ...rotated, position: { ...rotated.position, fileId } });
  await sealer.seal();
  assert.deepEqual(
    ledger.segments()[0]?.predicate.sources.map(({ from, to }) => [from.offset, to.offset, to.fileId?.inode]),
    [
      [120, 240, "6"],
      [0, 120, "99"],
    ],
  );
});

test("a detection is stated with the segment that has the last of its records, citing each where it is", async () => {
  const { ledger, sealer } = make({ recordsMax: 5 });
  const first = unit("file:a", 0);
  const later = unit("file:bb", 0);
  const [event] = first.unit.events;
  const [laterEvent] = later.unit.events;
  assert.ok(event !== undefined && laterEvent !== undefined);
  const spanning = { ...first.detections[0], events: [event, laterEvent] } as (typeof first.detections)[number];
  sealer.add({ ...first, detections: [spanning] });
  await sealer.seal();
  assert.deepEqual([ledger.detections().length, sealer.waiting], [0, 1], "one of its records is not sealed yet");
  sealer.add({ ...later, detections: [] });
  await sealer.seal();
  assert.equal(sealer.waiting, 0);
  const [stated] = ledger.detections();
  const cited = stated?.predicate.events.flatMap(({ records }) => records) ?? [];
  assert.deepEqual(
    cited.map(({ name, segment, index, role }) => [name, segment, index, role]),
    [
      [recordName(event.records[0]?.commitment as Uint8Array), "seg-000001", 0, "match"],
      [recordName(laterEvent.records[0]?.commitment as Uint8Array), "seg-000002", 0, "match"],
    ],
  );
  assert.deepEqual(
    stated?.subject.map(({ name }) => name),
    ["seg-000001/0", "seg-000002/0"],
  );
});

test("a record that explains others is cited as context", async () => {
  const { ledger, sealer } = make();
  const { unit: whole, ...rest } = unit("file:a", 0);
  const [header, row, ...others] = whole.records;
  assert.ok(header !== undefined && row !== undefined);
  const explained = { ...row, reading: { ...row.reading, context: [recordName(header.commitment)] } };
  const event: Event = { time: { fromMs: 0, toMs: 0 }, logsource: {}, fields: {}, records: [explained] };
  const detection = { ...rest.detections[0], events: [event] } as (typeof rest.detections)[number];
  const records = [header, explained, ...others];
  sealer.add({ ...rest, unit: { ...whole, records, events: [event] }, detections: [detection] });
  await sealer.seal();
  const cited = ledger.detections()[0]?.predicate.events[0]?.records.map(({ index, role }) => [index, role]);
  assert.deepEqual(cited, [
    [0, "context"],
    [1, "match"],
  ]);
});

test("ready waits while too much is on its way to the disk, and add never does", async () => {
  const { ledger, sealer } = make({ recordsMax: 5, backlogRecords: 10 });
  let open = () => {};
  ledger.gate = new Promise((resolve) => {
    open = resolve;
  });
  for (let from = 0; from < 20; from += UNIT_LINES) sealer.add(unit("file:a", from));
  let isReady = false;
  const ready = (async () => {
    await sealer.ready();
    isReady = true;
  })();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(isReady, false);
  open();
  await ready;
  await sealer.seal();
  assert.equal(ledger.segments().length, 4);
});

test("after a failure nothing is taken, nothing is ready and nothing is sealed", async () => {
  const { ledger, sealer, sealed } = make({ recordsMax: 5 });
  ledger.failure = new Failure("LEDGER_DISK", "could not write the ledger durably");
  sealer.add(unit("file:a", 0));
  await assert.rejects(sealer.seal(), ledger.failure);
  assert.throws(() => sealer.add(unit("file:a", 5)), ledger.failure);
  await assert.rejects(sealer.ready(), ledger.failure);
  assert.deepEqual(sealed, []);
});

test("whatever the sizes of units and segments, every record is sealed once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 30 }),
      fc.integer({ min: 1, max: 20 }),
      async (counts, recordsMax) => {
        const { ledger, sealer } = make({ recordsMax });
        let from = 0;
        for (const count of counts) {
          sealer.add(additionOf("file:a", { from, count }, { randomBytes }));
          from += count;
        }
        await sealer.seal();
        const stretches = ledger.segments().flatMap(({ predicate }) => predicate.sources);
        const total = ledger.segments().reduce((sum, { predicate }) => sum + predicate.records, 0);
        assert.equal(total, from);
        for (const [at, { from: begin }] of stretches.entries())
          assert.equal(begin.offset, at === 0 ? 0 : stretches[at - 1]?.to.offset);
      },
    ),
    { numRuns: 50 },
  );
});

test("a detection waits for its context, which is sought in the ledger once", async () => {
  const ledger = new MemoryLedger();
  const header = unit("file:bb", 0).unit.records[0];
  assert.ok(header !== undefined);
  let sought = 0;
  ledger.findRecord = async () => {
    sought++;
    return undefined;
  };
  const { sealer } = make({}, ledger);
  const { unit: whole, ...rest } = unit("file:a", 0);
  const [row, ...others] = whole.records;
  assert.ok(row !== undefined);
  const explained = { ...row, reading: { ...row.reading, context: [recordName(header.commitment)] } };
  const event: Event = { time: { fromMs: 0, toMs: 0 }, logsource: {}, fields: {}, records: [explained] };
  const detection = { ...rest.detections[0], events: [event] } as (typeof rest.detections)[number];
  sealer.add({ ...rest, unit: { ...whole, records: [explained, ...others], events: [event] }, detections: [detection] });
  await sealer.seal();
  sealer.add({ ...unit("file:a", 5), detections: [] });
  await sealer.seal();
  assert.deepEqual([sealer.waiting, sought], [1, 1]);
});

test("a record of an earlier run is cited where it is said to be, and one of which nothing is said is looked for once", async () => {
  const ledger = new MemoryLedger();
  const [told, untold] = [unit("file:bb", 0), unit("file:bb", 5)].map(({ unit: { records, events } }) => ({ records, events }));
  assert.ok(told?.records[0] !== undefined && untold?.records[0] !== undefined);
  let sought = 0;
  const found = { segment: "seg-000002" as SegmentId, index: 7 };
  const looking = Object.assign(ledger, {
    findRecord: async () => {
      sought++;
      return found;
    },
  });
  looking.segmentCount = 2;
  const { sealer } = make({}, looking);
  sealer.know(told.records[0], { segment: "seg-000001" as SegmentId, index: 3 });
  assert.deepEqual(sealer.placeOf(told.records[0]), { ordinal: 1, index: 3 });
  for (const [from, { events }] of [told, untold, untold].entries()) sealer.add(unit("file:a", 5 * from, events[0]));
  await sealer.seal();
  const places = ledger
    .detections()
    .filter(({ predicate }) => predicate.rule.title === "two lines")
    .map(({ predicate }) => predicate.events[0]?.records.map(({ segment, index }) => [segment, index]));
  assert.deepEqual(places, [[["seg-000001", 3]], [["seg-000002", 7]], [["seg-000002", 7]]]);
  assert.deepEqual([sealer.waiting, sought], [0, 1]);
});

test("a segment is sealed when its detections are many, so that they and it fit into one batch", async () => {
  const { ledger, sealer } = make();
  const { detections, ...rest } = unit("file:a", 0);
  const [one] = detections;
  assert.ok(one !== undefined);
  sealer.add({ ...rest, detections: Array.from({ length: SEGMENT_DETECTIONS }, () => one) });
  sealer.add(unit("file:a", 5));
  assert.equal(sealer.segments, 1);
  await sealer.seal();
  assert.equal(sealer.segments, 2);
  const kinds = ledger.batches.map(({ statements }) => statements.map(({ kind }) => kind));
  assert.deepEqual(
    kinds.map(([first, ...others]) => [first, others.length]),
    [
      ["segment", SEGMENT_DETECTIONS],
      ["segment", 1],
    ],
  );
});
