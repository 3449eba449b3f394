import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import fc from "fast-check";
import { readJsonLine } from "../../lib/index.ts";
import { type FieldValue, type LineView, logsourceMatches } from "../../model/index.ts";
import { isMap, type JsonMap } from "../fields.ts";
import type { Draft } from "../format.ts";
import { readAs } from "../formats.ts";
import { lineView, VIEWED_FORMATS } from "./index.ts";

const CONDITIONS = { readAtMs: 0, utcOffsetMinutes: 0, host: null, table: undefined };
const RUNS = process.env["MERIDIAN_SOAK"] === "1" ? 4_000 : 400;

/** What a scanner sees of a line, or undefined where it hands the line over. */
function scan(map: JsonMap, view: LineView, interesting: (path: string) => boolean): Map<string, unknown> | undefined {
  const seen = new Map<string, unknown>();
  let fault = false;
  const see = (path: string, value: unknown): void => {
    fault ||= seen.has(path);
    seen.set(path, value);
  };
  const walk = (value: unknown, path: string, inList: boolean): void => {
    if (isMap(value)) {
      fault ||= Object.keys(value).length === 0 && interesting(path);
      for (const [name, inner] of Object.entries(value)) {
        fault ||= !view.dotted && name.includes(".");
        walk(inner, path === "" ? name : `${path}.${name}`, inList);
      }
    } else if (Array.isArray(value) && value.some((item) => typeof item === "object" && item !== null)) {
      fault ||= interesting(path);
      for (const item of value) walk(item, path, true);
    } else {
      fault ||= inList && interesting(path);
      if (!inList) see(path, value);
    }
  };
  walk(map, "", false);
  return fault ? undefined : seen;
}

const textOf = (value: FieldValue | undefined): unknown =>
  Array.isArray(value) ? value.map(String) : value === null || value === undefined ? null : String(value);

/** Compares what the view says of a line with what the reader makes of it; the number of fields whose value was known, or undefined. */
function compare(view: LineView, line: string, fields: readonly string[]): number | undefined {
  const map = readJsonLine(line);
  if (!isMap(map)) return undefined;
  const all = scan(map, view, (path) => view.routing.includes(path) || view.requires.some((one) => one.path === path));
  const routed = all === undefined ? undefined : view.route(view.routing.map((path) => all.get(path)));
  if (routed === undefined) return undefined;
  for (const { path, text } of view.requires) {
    if (all?.get(path) === undefined || (text && typeof all.get(path) !== "string")) return undefined;
  }
  assert.ok(view.kinds.includes(routed.kind));
  const untold = (path: string): boolean => view.uses(path, routed.kind) === "anything";
  const whole = scan(map, view, untold);
  if (whole === undefined || [...whole.keys()].some(untold)) return undefined;
  const gives = (path: string, field: string): boolean => {
    const uses = view.uses(path, routed.kind);
    return uses === "anything" || uses.some((use) => use.field === field);
  };
  const draft = draftOf(view, line);
  assert.ok(
    routed.logsources.some((logsource) => logsourceMatches(draft.logsource, logsource)),
    JSON.stringify(draft.logsource),
  );
  for (const [field, value] of Object.entries(routed.known))
    assert.equal(textOf(draft.fields[field]), textOf(value), `${field} of ${line}`);
  const told = [...new Set([...fields, ...Object.keys(draft.fields)])].filter((field) => {
    const seen = field in routed.known ? undefined : scan(map, view, (path) => gives(path, field));
    return seen !== undefined && compareField(view, routed.kind, { field, seen, draft, line });
  });
  return told.length;
}

type Compared = {
  readonly field: string;
  readonly seen: ReadonlyMap<string, unknown>;
  readonly draft: Draft;
  readonly line: string;
};

function compareField(view: LineView, kind: string, { field, seen, draft, line }: Compared): boolean {
  const givers = [...seen.keys()].flatMap((path) => {
    const uses = view.uses(path, kind);
    return uses === "anything" ? [] : uses.filter((use) => use.field === field).map((use) => ({ path, ...use }));
  });
  const [only] = givers;
  if (only === undefined) assert.ok(!(field in draft.fields), `${field} of ${line}`);
  if (givers.length !== 1 || only?.how !== "is" || (only.beside !== undefined && !seen.has(only.beside))) return false;
  assert.deepEqual(textOf(draft.fields[field]), textOf(seen.get(only.path) as FieldValue), `${field} of ${line}`);
  return true;
}

/** Lines that a view takes count as events (src/app/scan), so that none may be refused. */
function draftOf(view: LineView, line: string): Draft {
  const outcome = readAs(view.format, line, CONDITIONS);
  assert.ok(outcome?.kind === "event", `the view of ${view.format} takes what its reader does not: ${line}`);
  return outcome.draft;
}

const SAMPLES: readonly (readonly [format: string, file: string])[] = [
  ["windows-flat-json", "nxlog"],
  ["evtx-json", "evtx"],
  ["winlogbeat", "winlogbeat"],
  ["winlogbeat-6", "winlogbeat"],
  ["suricata-eve", "eve"],
  ["aws-cloudtrail", "cloudtrail"],
  ["zeek-json", "zeek"],
];

const sampleLines = (file: string): string[] =>
  readFileSync(join(import.meta.dirname, "..", "samples", `${file}.ndjson`), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("{"));

const FIELDS = [
  "Image",
  "CommandLine",
  "User",
  "Data",
  "Computer",
  "EventType",
  "ThreatName",
  "src_ip",
  "query",
  "host",
  "ParentImage",
];

describe("a view of a format says what its reader does", () => {
  for (const [format, file] of SAMPLES) {
    const view = lineView(format);
    assert.ok(view !== undefined);
    test(`${format}, as recorded`, () => {
      const known = sampleLines(file).map((line) => compare(view, line, FIELDS));
      assert.ok(known.some((count) => count !== undefined && count > 3));
    });
    test(`${format}, rewritten at random`, () => {
      let judged = 0;
      fc.assert(
        fc.property(rewritten(sampleLines(file)), (line) => {
          if (compare(view, line, FIELDS) !== undefined) judged++;
        }),
        { numRuns: RUNS },
      );
      assert.ok(judged > RUNS / 20, `${judged} lines judged`);
    });
  }
  test("every view has samples", () => assert.deepEqual([...VIEWED_FORMATS].sort(), SAMPLES.map(([format]) => format).sort()));
});

test("no view takes a line that its reader refuses", () => {
  const view = lineView("evtx-json");
  assert.ok(view !== undefined);
  for (const data of ['"x"', "5", "[]", '["x"]', '[{"a":1}]'])
    assert.equal(compare(view, `{"Event":{"System":{"EventID":1,"Channel":"Security"},"UserData":${data}}}`, FIELDS), undefined);
});

const NAMES = [
  ...FIELDS,
  ..."EventID Channel Provider_Name SourceName ProviderName Hostname Message NewProcessName ParentProcessName ProcessId".split(
    " ",
  ),
  ..."SubjectUserName SubjectDomainName MandatoryLabel #text #attributes Name param1 param2 event_data winlog event code".split(
    " ",
  ),
  ..."UserData EventData System Event dest_ip dst_ip dns rrname query queries id.orig_h id_orig_h answers ts _path method uri".split(
    " ",
  ),
  ..."Provider_attributes Threat\u0020Name Threat_attributes a.b winlog.event_data.Image xmlns event_id log_name".split(" "),
].map((name) => name.replace("\u0020", " "));
const VALUES = [
  null,
  true,
  0,
  12,
  14,
  4688,
  13,
  "12",
  "4688",
  "0012",
  "",
  "INFO",
  "dns",
  "http",
  "Security",
  "Windows PowerShell",
];
const MORE_VALUES = ["Microsoft-Windows-Sysmon/Operational", "S-1-16-12288", "EventType: CreateKey", "Threat Name", "x"];

const anyName = fc.constantFrom(...NAMES, "Threat Name");
const anyValue: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    { weight: 6, arbitrary: fc.constantFrom<unknown>(...VALUES, ...MORE_VALUES) },
    { weight: 1, arbitrary: fc.array(tie("value"), { maxLength: 3 }) },
    { weight: 2, arbitrary: fc.dictionary(anyName, tie("value"), { maxKeys: 3 }) },
  ),
})).value;

/** A recorded line with some members set, renamed, removed or nested, at any depth. */
function rewritten(lines: readonly string[]): fc.Arbitrary<string> {
  const edit = fc.record({ at: fc.nat(), depth: fc.nat(4), name: anyName, value: anyValue, drop: fc.boolean() });
  return fc.tuple(fc.constantFrom(...lines), fc.array(edit, { maxLength: 6 })).map(([line, edits]) => {
    const map = JSON.parse(line) as JsonMap;
    for (const { at, depth, name, value, drop } of edits) {
      let into = map;
      for (let level = 0; level < depth; level++) {
        const inner = Object.values(into).filter(isMap);
        into = inner[at % Math.max(1, inner.length)] ?? into;
      }
      const names = Object.keys(into);
      if (drop && names.length > 0) delete into[names[at % names.length] as string];
      else into[name] = value;
    }
    return JSON.stringify(map);
  });
}
