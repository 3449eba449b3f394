import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createLaneEngine, takeGuarded } from "../../src/app/scan/lane-engine.ts";
import { createDetector, type DetectorOptions, loadRules } from "../../src/detect/index.ts";
import { Correlation } from "../../src/detect/sigma/correlation/correlation.ts";
import { LazyRegex } from "../../src/detect/sigma/regex.ts";
import { utf8 } from "../../src/lib/index.ts";
import type { Event } from "../../src/model/index.ts";
import { oneSession } from "./one-session.ts";
import { sha256 } from "./support.ts";

const RULES = `title: First
id: 7c1d1c5a-0000-4000-8000-000000000011
level: low
logsource: { product: windows }
detection: { selection: { EventID: 1 }, condition: selection }
---
title: Breaks
id: 7c1d1c5a-0000-4000-8000-000000000012
level: low
logsource: { product: windows }
detection: { selection: { CommandLine|re: fra+gile }, condition: selection }
---
title: Breaks too
id: 7c1d1c5a-0000-4000-8000-000000000013
level: low
logsource: { product: windows }
detection: { selection: { CommandLine|re: fra+gile }, condition: selection }
---
title: Last
id: 7c1d1c5a-0000-4000-8000-000000000014
level: low
logsource: { product: windows }
detection: { selection: { CommandLine|endswith: gile }, condition: selection }
---
title: Twice
id: 7c1d1c5a-0000-4000-8000-000000000015
level: low
correlation:
  type: event_count
  rules: [7c1d1c5a-0000-4000-8000-000000000011]
  group-by: [EventID]
  timespan: 5m
  generate: true
  condition: { gte: 2 }
`;

const BREAKS = "a fraagile word: fragile";
const PLAIN = "a fragile";

/** Has expressions break on one text; the defect itself is not to be had, or it would be mended. */
function breakExpressions(context: TestContext): void {
  const whole = Object.getOwnPropertyDescriptor(LazyRegex.prototype, "test")?.value as (this: LazyRegex, text: string) => boolean;
  context.mock.method(LazyRegex.prototype, "test", function (this: LazyRegex, text: string) {
    if (text === BREAKS) throw new RangeError("a defect");
    return whole.call(this, text);
  });
}

function event(commandLine: string): Event {
  const fields = { EventID: 1, CommandLine: commandLine };
  return {
    time: { fromMs: 1_000, toMs: 1_999 },
    logsource: { product: "windows" },
    fields,
    records: [],
  };
}

function detectorOf(options: Partial<DetectorOptions> = {}) {
  const { rules, refused } = loadRules([{ path: "rules.yml", bytes: utf8(RULES) }], sha256);
  assert.deepEqual(refused, []);
  const detector = createDetector(rules, { utcOffsetMinutes: 0, ...options });
  return (commandLine: string) => detector.observe(event(commandLine)).map(({ rule }) => rule.title);
}

test("an event that breaks rules silences no other rule, now or later, and each that broke is told", (context) => {
  breakExpressions(context);
  const broke: string[] = [];
  const observe = detectorOf({
    onDefect: ({ title }, { fields }, error) => broke.push([title, fields["CommandLine"], String(error)].join(" ")),
  });
  assert.deepEqual(observe(PLAIN), ["First", "Breaks", "Breaks too", "Last"]);
  assert.deepEqual(broke, []);
  assert.deepEqual(observe(BREAKS), ["First", "Twice", "Last"]);
  assert.deepEqual(broke, [`Breaks ${BREAKS} RangeError: a defect`, `Breaks too ${BREAKS} RangeError: a defect`]);
  assert.deepEqual(observe(PLAIN), ["First", "Breaks", "Breaks too", "Last"]);
  assert.equal(broke.length, 2);
});

test("without anybody to tell, what breaks is thrown", (context) => {
  breakExpressions(context);
  assert.throws(() => detectorOf()(BREAKS), { message: "a defect" });
});

test("a correlation that breaks is told by its own name, and the event goes on", (context) => {
  context.mock.method(Correlation.prototype, "observe", () => {
    throw new TypeError("a defect");
  });
  const broke: string[] = [];
  const observe = detectorOf({ onDefect: ({ title }) => broke.push(title) });
  assert.deepEqual([observe(PLAIN), broke], [["First", "Breaks", "Breaks too", "Last"], ["Twice"]]);
});

function line(commandLine: string): string {
  return JSON.stringify({
    EventID: 1,
    Channel: "Microsoft-Windows-Sysmon/Operational",
    Hostname: "h",
    TimeCreated: "2026-11-23T01:00:00Z",
    CommandLine: commandLine,
  });
}

test("a session goes on over an event that breaks rules, says so once, and states it in the coverage", async (context) => {
  breakExpressions(context);
  const { found, degraded, told, coverage } = await oneSession(context, {
    rules: RULES,
    lines: [BREAKS, PLAIN, BREAKS].map(line),
  });
  assert.deepEqual(
    found.filter((title) => title !== "Twice"),
    ["First", "Last", "First", "Breaks", "Breaks too", "Last", "First", "Last"],
  );
  const stated = degraded.map(({ title, what, lost }) => [title, what, lost]);
  assert.deepEqual(stated, [
    ["Breaks", "defect", 2],
    ["Breaks too", "defect", 2],
  ]);
  assert.deepEqual(coverage.accounting, { linesIn: 3, evaluated: 3, rejected: 0, dropped: 0 });
  assert.match(told, /^Breaks: broke on 1 events so far \(RangeError\), a defect of Meridian; an answer may be missing$/m);
});

test("a thread leaves a line that breaks rules to be read by the book", (context) => {
  breakExpressions(context);
  const { rules } = loadRules([{ path: "rules.yml", bytes: utf8(RULES) }], sha256);
  const engine = createLaneEngine(rules, { format: "windows-flat-json", utcOffsetMinutes: 0, seed: 1n });
  assert.ok(engine !== undefined);
  const { fired, isMixed } = takeGuarded(engine, utf8(`${line(PLAIN)}\n${line(BREAKS)}\n`));
  assert.deepEqual([fired[0]?.map(({ rule }) => rule), fired[1], isMixed], [[0, 1, 2, 3], null, false]);
});

test("a scanner that breaks leaves all its lines to be read by the book, and says by which error", () => {
  const take = (): never => {
    throw new RangeError("a defect");
  };
  const { broke, isMixed, frames } = takeGuarded({ take }, utf8("{}\n"));
  assert.deepEqual([broke, isMixed, frames], ["RangeError", true, []]);
});
