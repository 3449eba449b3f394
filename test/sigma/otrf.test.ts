import assert from "node:assert/strict";
import { test } from "node:test";
import { createMatcher } from "../../src/detect/sigma/index.ts";
import { type Event, logsourceMatches } from "../../src/model/index.ts";
import { sharedData, skipWithout } from "../support/shared-data.ts";
import { referenceHits } from "./reference-matcher.ts";
import { eventsOf, filesUnder, sigmaRules } from "./support.ts";
import { zipLines } from "./zip.ts";

const skip = skipWithout("otrf", "datasets", "atomic", "windows");
/** Recordings read, events with a hit judged from each, and every so many of the others: the referee takes milliseconds an event. */
const RECORDINGS = process.env["MERIDIAN_SOAK"] === "1" ? 48 : 8;
const HITS_EACH_MAX = 10;
const STRIDE = 499;
/** What the referee does not know. */
const UNKNOWN_TO_REFEREE = /base64|wide|utf16|cidr|expand|re\|i/;

test("the matcher agrees with the referee on recorded attacks", { skip }, (t) => {
  const judged = sigmaRules().rules.filter(
    ({ detection }) =>
      detection !== null && !writtenModifiers(detection.rule).some((written) => UNKNOWN_TO_REFEREE.test(written)),
  );
  const matcher = createMatcher(
    judged.flatMap(({ detection }) => (detection === null ? [] : [detection])),
    0,
  );
  const events = sampleEvents((event) => matcher.match(event).length > 0);
  const byPartition = new Map<string, typeof judged>();
  let hits = 0;
  for (const event of events) {
    const key = JSON.stringify(event.logsource);
    const routed =
      byPartition.get(key) ??
      judged.filter(({ detection }) => detection !== null && logsourceMatches(detection.rule.logsource, event.logsource));
    byPartition.set(key, routed);
    const found = matcher.match(event).map(({ rule }) => rule.ref.id);
    hits += found.length;
    assert.deepEqual(found, referenceHits(routed, event), JSON.stringify(event.fields));
  }
  t.diagnostic(`${events.length} events of ${byPartition.size} log sources, ${judged.length} rules, ${hits} hits`);
  assert.ok(hits > 50);
});

function sampleEvents(isHit: (event: Event) => boolean): Event[] {
  const zips = filesUnder(sharedData("otrf", "datasets", "atomic", "windows") as string, ".zip");
  return zips
    .filter((_, index) => index % Math.ceil(zips.length / RECORDINGS) === 0)
    .flatMap((path) => {
      const events = eventsOf(zipLines(path).slice(0, 4_000));
      return [...events.filter(isHit).slice(0, HITS_EACH_MAX), ...events.filter((_, at) => at % STRIDE === 0)];
    });
}

type Rule = NonNullable<ReturnType<typeof sigmaRules>["rules"][number]["detection"]>["rule"];
type Selection = Rule["selections"] extends ReadonlyMap<string, infer Value> ? Value : never;

function writtenModifiers(rule: Rule): string[] {
  const written = (selection: Selection): string[] =>
    selection.kind === "item" ? [selection.written] : selection.parts.flatMap(written);
  return [...rule.selections.values()].flatMap(written);
}
