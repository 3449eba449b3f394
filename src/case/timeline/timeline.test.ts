import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { isoTime } from "../../lib/index.ts";
import { type Noun, nounId } from "../../model/index.ts";
import { type TimelineFinding, type TimelineNoun, timelineOf } from "./timeline.ts";
import { timelineLines } from "./timeline-lines.ts";
import { timelinePicture } from "./timeline-picture.ts";

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());
const T0 = Date.UTC(2026, 10, 22, 12);

type Clock = { readonly source: string; readonly offsetMs: { readonly lo: number; readonly hi: number } } | null;

function event(what: string, atMs: number, clock: Clock, lengthMs = 0): Noun {
  const when = { from: isoTime(T0 + atMs), to: isoTime(T0 + atMs + lengthMs), clock };
  return { noun: "event", what, on: [], when, learned: isoTime(T0 + 3_600_000), technique: null };
}

function standing(...nouns: readonly Noun[]): readonly TimelineNoun[] {
  return nouns.map((noun) => ({ id: nounId(noun, sha256), noun, withdrawnBy: null }));
}

function causes(cause: Noun, effect: Noun): Noun {
  return {
    noun: "link",
    type: "causes",
    from: nounId(cause, sha256),
    to: nounId(effect, sha256),
    bearing: null,
    causing: { gate: "all", group: "", whyBecause: null },
    why: "",
  };
}

const NOON: Clock = { source: "sensor:a", offsetMs: { lo: 0, hi: 0 } };
const SLOW: Clock = { source: "sensor:b", offsetMs: { lo: -60_000, hi: 60_000 } };

test("a cause that its clock puts after its effect shows how slow the other clock is", () => {
  const entry = event("key was pressed", 5000, NOON);
  const effect = event("light went out", 1000, SLOW);
  const { entries, clocks, contradictions } = timelineOf(standing(effect, entry, causes(entry, effect)), []);
  assert.deepEqual(contradictions, []);
  assert.deepEqual(clocks, [
    { clock: "sensor:a", loMs: 0, hiMs: 0 },
    { clock: "sensor:b", loMs: 4000, hiMs: 60_000 },
  ]);
  assert.deepEqual(
    entries.map(({ what }) => what),
    ["key was pressed", "light went out"],
  );
  assert.deepEqual(entries[1]?.happened, {
    stated: { from: isoTime(T0 + 1000), to: isoTime(T0 + 1000) },
    clock: "sensor:b",
    corrected: { from: isoTime(T0 + 5000), to: isoTime(T0 + 61_000) },
    by: "clock",
  });
});

test("what happened and when it was found out are kept apart", () => {
  const [only] = timelineOf(standing(event("entry", 0, NOON)), []).entries;
  assert.equal(only?.happened.corrected.from, isoTime(T0));
  assert.equal(only?.learned, isoTime(T0 + 3_600_000));
});

test("an order that nobody knows is said to be unknown", () => {
  const lines = timelineLines(timelineOf(standing(event("a", 0, NOON, 10), event("b", 5, NOON), event("c", 20, NOON)), []));
  assert.deepEqual(
    lines.slice(0, 3).map((line) => line[0]),
    [" ", "~", " "],
  );
  assert.ok(lines.some((line) => line.includes("may have come before")));
  const unknown = timelineLines(timelineOf(standing(event("a", 0, null), event("b", 60_000, null)), []));
  assert.match(unknown[1] ?? "", /^~ .*clock not known/);
});

test("clocks that contradict each other correct nothing, and the sentence says which", () => {
  const sure: Clock = { source: "sensor:b", offsetMs: { lo: 0, hi: 0 } };
  const [entry, effect] = [event("entry", 5000, NOON), event("effect", 1000, sure)];
  const timeline = timelineOf(standing(entry, effect, causes(entry, effect)), []);
  assert.ok(timeline.contradictions.some((sentence) => sentence.includes('"entry" by sensor:a came no later than "effect"')));
  assert.ok(timeline.entries.every(({ happened }) => happened.by === "stated"));
});

test("a withdrawn link corrects no clock, and a withdrawn event is shown as withdrawn", () => {
  const [entry, effect] = [event("entry", 5000, NOON), event("effect", 1000, SLOW)];
  const nouns = standing(entry, effect, causes(entry, effect));
  const withdrawn = nouns.map((one) => (one.noun.noun === "link" ? { ...one, withdrawnBy: one.id } : one));
  assert.deepEqual(timelineOf(withdrawn, []).clocks[1], { clock: "sensor:b", loMs: -60_000, hiMs: 60_000 });
  const gone = timelineOf(
    nouns.map((one) => ({ ...one, withdrawnBy: one.id })),
    [],
  );
  assert.ok(timelineLines(gone).every((line) => line.includes("WITHDRAWN") || line.startsWith("~ may")));
});

test("the order in which nouns come changes nothing, and the picture is the same to the byte and holds no markup of theirs", () => {
  const clock = fc.constantFrom<Clock>(null, NOON, SLOW);
  const events = fc.array(fc.tuple(fc.string(), fc.nat(100_000), clock, fc.nat(5000)), { maxLength: 12 });
  fc.assert(
    fc.property(events, (drafts) => {
      const nouns = standing(...drafts.map(([what, at, by, length]) => event(`<b>${what}`, at, by, length)));
      const finding: TimelineFinding = {
        title: "<i>",
        level: "high",
        from: isoTime(T0),
        to: isoTime(T0),
        learned: null,
        records: [],
      };
      const one = timelineOf(nouns, [finding]);
      const other = timelineOf([...nouns].reverse(), [finding]);
      assert.deepEqual(other, one);
      const picture = timelinePicture(one, "a & b");
      assert.equal(timelinePicture(other, "a & b"), picture);
      assert.ok(!/<[bi]>|<script/.test(picture));
    }),
  );
});
