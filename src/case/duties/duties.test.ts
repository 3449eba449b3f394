import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Due, type DutyFacts, dutiesOf, dutyLines, monthsLater, unknownDuties } from "./duties-of.ts";
import { type DutyPack, readDuties } from "./duty-pack.ts";

const FOLDER = join(import.meta.dirname, "../../../packs/duties");
const PACKS: readonly DutyPack[] = readdirSync(FOLDER).map((file) => {
  const read = readDuties(readFileSync(join(FOLDER, file), "utf8"));
  assert.ok(read.ok, `${file}: ${JSON.stringify(read)}`);
  return read.value;
});

const ms = (text: string) => Date.parse(text);
const AWARE = "2026-01-30T12:00:00.000Z";
const NOTHING: DutyFacts = { classifiedAtMs: {}, submittedAtMs: {}, applies: {} };

function due(
  duties: readonly string[],
  facts: Partial<DutyFacts>,
  now: string,
  awareAt: string | null = AWARE,
): ReadonlyMap<string, Due> {
  const list = dutiesOf({ duties, awareAt }, { ...NOTHING, ...facts }, ms(now), PACKS);
  return new Map(list.map((one) => [`${one.duty}/${one.step}`, one]));
}

const iso = (at: number | null | undefined) => (at === null || at === undefined ? null : new Date(at).toISOString());

test("NIS2: 24 hours, 72 hours, and a calendar month after the notification was handed in", () => {
  const open = due(["nis2"], {}, AWARE);
  assert.equal(iso(open.get("nis2/early-warning")?.dueAtMs), "2026-01-31T12:00:00.000Z");
  assert.equal(iso(open.get("nis2/notification")?.dueAtMs), "2026-02-02T12:00:00.000Z");
  const last = open.get("nis2/final-report");
  assert.deepEqual(
    [last?.dueAtMs, iso(last?.latestAtMs), last?.missing],
    [null, "2026-03-02T12:00:00.000Z", ["when the notification was handed in"]],
  );
  const told = due(["nis2"], { submittedAtMs: { "nis2/notification": ms("2026-01-31T09:30:00.000Z") } }, AWARE);
  assert.equal(iso(told.get("nis2/final-report")?.dueAtMs), "2026-02-28T09:30:00.000Z");
});

test("DORA: four hours after classification or 24 after awareness, whichever ends first", () => {
  const first = (classified: string | null, now: string) =>
    due(["dora"], { classifiedAtMs: classified === null ? {} : { dora: ms(classified) } }, now).get("dora/initial-notification");
  assert.equal(iso(first("2026-01-30T14:00:00.000Z", AWARE)?.dueAtMs), "2026-01-30T18:00:00.000Z");
  assert.equal(iso(first("2026-01-31T11:00:00.000Z", AWARE)?.dueAtMs), "2026-01-31T12:00:00.000Z");
  // Classified only after the 24 hours: four hours from then (Art. 5(2) of 2025/301).
  assert.equal(iso(first("2026-02-01T10:00:00.000Z", AWARE)?.dueAtMs), "2026-02-01T14:00:00.000Z");
  const open = first(null, "2026-02-03T00:00:00.000Z");
  assert.deepEqual([open?.dueAtMs, iso(open?.latestAtMs), open?.overdue], [null, "2026-01-31T12:00:00.000Z", "unknown"]);
});

test("DORA: the later reports run from the reports before them, not from the incident", () => {
  const submitted = { "dora/initial-notification": ms("2026-01-30T15:00:00.000Z") };
  const found = due(["dora"], { classifiedAtMs: { dora: ms("2026-01-30T14:00:00.000Z") }, submittedAtMs: submitted }, AWARE);
  assert.equal(iso(found.get("dora/intermediate-report")?.dueAtMs), "2026-02-02T15:00:00.000Z");
  assert.equal(iso(found.get("dora/final-report")?.latestAtMs), "2026-03-02T15:00:00.000Z");
});

test("the moment of the deadline is in time, a millisecond later is not", () => {
  const overdue = (now: string, submittedAtMs: Record<string, number> = {}) =>
    due(["gdpr"], { submittedAtMs }, now).get("gdpr/notification")?.overdue;
  assert.equal(overdue("2026-02-02T11:59:59.999Z"), "no");
  assert.equal(overdue("2026-02-02T12:00:00.000Z"), "no");
  assert.equal(overdue("2026-02-02T12:00:00.001Z"), "yes");
  assert.equal(overdue("2026-06-01T00:00:00.000Z", { "gdpr/notification": ms("2026-02-01T00:00:00.000Z") }), "no");
  assert.equal(overdue("2026-06-01T00:00:00.000Z", { "gdpr/notification": ms("2026-02-03T00:00:00.000Z") }), "yes");
});

test("without awareness nothing is due at a known time, and the list says what is missing", () => {
  const found = due(["nis2", "gdpr"], {}, AWARE, null);
  for (const one of found.values()) assert.deepEqual([one.dueAtMs, one.latestAtMs, one.overdue], [null, null, "unknown"]);
  assert.deepEqual(found.get("gdpr/notification")?.missing, ["when the victim became aware"]);
});

test("the earliest deadline stands first, and a duty without a pack is named", () => {
  const list = dutiesOf({ duties: ["gdpr", "dora", "nis2"], awareAt: AWARE }, NOTHING, ms(AWARE), PACKS);
  const ends = list.map((one) => one.dueAtMs ?? one.latestAtMs ?? Number.MAX_SAFE_INTEGER);
  assert.deepEqual(
    ends,
    [...ends].sort((a, b) => a - b),
  );
  assert.deepEqual(unknownDuties({ duties: ["nis2", "port-rules"] }, PACKS), ["port-rules"]);
  const lines = dutyLines(list, ms(AWARE));
  assert.equal(lines[0], "by 2026-01-31T12:00:00.000Z at the latest  dora initial-notification: Initial notification");
  assert.ok(lines.some((line) => line.includes("Art. 23(4)(a)")));
});

test("a month later is the same day, or the last one that the month has", () => {
  assert.equal(iso(monthsLater(ms("2026-01-31T23:59:59.999Z"), 1)), "2026-02-28T23:59:59.999Z");
  assert.equal(iso(monthsLater(ms("2028-01-30T00:00:00.000Z"), 1)), "2028-02-29T00:00:00.000Z");
  assert.equal(iso(monthsLater(ms("2026-12-15T10:00:00.000Z"), 1)), "2027-01-15T10:00:00.000Z");
});

test("what is wrong with a pack is said with its place", () => {
  const text = readFileSync(join(FOLDER, "nis2.yaml"), "utf8");
  const fault = (changed: string) => {
    const read = readDuties(changed);
    return read.ok ? "read" : read.fault.expected;
  };
  assert.equal(fault(text), "read");
  assert.equal(fault(text.replace("submitted:notification", "submitted:nothing")), "step nothing before it");
  assert.equal(fault(text.replace("hours: 24, months: null", "hours: 24, months: 1")), "either hours or months");
});
