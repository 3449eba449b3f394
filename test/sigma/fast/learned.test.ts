import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { stringify } from "yaml";
import type { ScannerOptions } from "../../../src/detect/fast/scanner.ts";
import { BothWays } from "./both-ways.ts";

const RUNS = process.env["MERIDIAN_SOAK"] === "1" ? 2_000 : 25;
const LINES = 80;
const SCANNER: ScannerOptions = {
  chunkBytes: 65_536,
  memoPlaces: 1_024,
  memoBytes: 131_072,
  tokenBytesMax: 2_048,
  memoryBytes: 1 << 24,
  seed: 11n,
};

const FIELDS = ["Image", "ParentImage", "CommandLine", "User", "Data"];
const REGEXES = [
  " [0-7]{3,5}",
  "[-/\u2013][Ee^]{1,2}[ncodema^]*\\s[A-Za-z0-9+/=]{5,}",
  ":[^ \\\\]",
  "\\s[a-f0-9]{4}\\s",
  "^c:.*exe$",
  ".{120,}",
  "(?i)k+ernel",
  "\\bab\\b",
  "\\{.*\\{",
  "x|\u212a",
];
const TEXTS = ["cmd", "-enc ", "\\system32\\", "kernel", "a/b", "\u00e9t\u00e9", "*ab?x*", "c:", ".exe"];
const WORDS = [
  "cmd.exe",
  " -enc QUJDREVG",
  " 01234567 ",
  "C:\\Windows\\System32\\",
  "KERNEL",
  "\u212aernel",
  "a/b",
  "\u00c9T\u00c9",
  "\u2013E abcdef",
  "ab",
  "{x{",
  " dead ",
  ":",
  "x",
  "\n",
  '"',
];

const item = fc.oneof(
  fc.tuple(fc.constantFrom(...FIELDS), fc.constantFrom(...REGEXES)).map(([field, source]) => ({ [`${field}|re`]: source })),
  fc
    .tuple(
      fc.constantFrom(...FIELDS),
      fc.constantFrom("contains", "startswith", "endswith", "contains|windash", "contains|cased"),
      fc.constantFrom(...TEXTS),
    )
    .map(([field, how, text]) => ({ [`${field}|${how}`]: text })),
  fc
    .tuple(fc.constantFrom(...FIELDS), fc.constantFrom(...FIELDS), fc.constantFrom("fieldref", "fieldref|cased"))
    .map(([field, other, how]) => ({ [`${field}|${how}`]: other })),
);
const selection = fc.array(item, { minLength: 1, maxLength: 2 }).map((items): unknown => Object.assign({}, ...items));
const rule = fc
  .tuple(selection, selection, fc.constantFrom("a", "a and b", "a and not b", "a or b", "not a"))
  .map(([a, b, condition]) =>
    stringify({
      title: "a rule",
      logsource: { product: "windows", category: "process_creation" },
      detection: { a, b, condition },
    }),
  );

const words = fc.array(fc.constantFrom(...WORDS), { maxLength: 6 });
const value = fc.tuple(words, fc.nat(9)).map(([parts, long]) => {
  const text = parts.join("");
  return long === 0 ? text.repeat(Math.ceil(900 / (text.length + 1))) : text;
});
/** Few values, so that they come again, and many lines of them. */
const lines = fc.array(value, { minLength: 12, maxLength: 12 }).chain((values) =>
  fc.array(
    fc
      .tuple(fc.array(fc.nat(values.length - 1), { minLength: FIELDS.length, maxLength: FIELDS.length }), fc.nat(5))
      .map(([picks, style]) => {
        const fields = Object.fromEntries(FIELDS.map((field, at) => [field, values[picks[at] as number]]));
        const json = JSON.stringify({ EventID: 1, Channel: "Microsoft-Windows-Sysmon/Operational", ...fields });
        if (style === 0) return json.replaceAll("/", "\\/");
        return style === 1 ? json.replaceAll("c", "\\u0063").replace('"\\u0063hannel', '"channel') : json;
      }),
    { minLength: LINES, maxLength: LINES },
  ),
);

/** Enough lines that expressions get automata of their own, sets become known and columns rest. */
test("what is learned of many lines changes nothing", (t) => {
  const both = new BothWays(SCANNER);
  fc.assert(
    fc.property(fc.array(rule, { minLength: 1, maxLength: 3 }), lines, (texts, given) => both.compare(texts, given)),
    { numRuns: RUNS },
  );
  t.diagnostic(String(both));
  assert.ok(both.withHits > RUNS && both.read < both.lines);
});

const SOURCES = 4_200;

test("more log sources than are remembered change nothing", () => {
  const both = new BothWays(SCANNER, "suricata-eve");
  const texts = [{ product: "suricata" }, { product: "suricata", service: "made-up-4199" }].map((logsource) =>
    stringify({ title: "a rule", logsource, detection: { a: { src_ip: "10.1.2.3" }, condition: "a" } }),
  );
  const time = "2026-11-23T04:00:00Z";
  both.compare(
    texts,
    Array.from({ length: SOURCES }, (_, at) =>
      JSON.stringify({ event_type: `made-up-${at}`, timestamp: time, src_ip: at % 100 === 99 ? "10.1.2.3" : "10.3.2.1" }),
    ),
  );
  assert.equal(both.withHits, SOURCES / 100);
  assert.ok(both.read < SOURCES / 4);
});

test("of nine expressions that one column always asks, each set is found for itself", () => {
  const both = new BothWays(SCANNER);
  const digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
  const rules = digits.map((digit) =>
    stringify({
      title: "a rule",
      logsource: { product: "windows", category: "process_creation" },
      detection: { a: { "CommandLine|re": `${digit}[a-f]` }, condition: "a" },
    }),
  );
  const sets = Array.from({ length: 2 ** digits.length }, (_, set) => set);
  const texts = [...sets, ...sets].map((set) => digits.map((digit, at) => digit + ((set >> at) & 1 ? "c" : "x")).join("-"));
  both.compare(
    rules,
    texts.map((CommandLine) => JSON.stringify({ EventID: 1, Channel: "Microsoft-Windows-Sysmon/Operational", CommandLine })),
  );
  assert.equal(both.withHits, 2 * (sets.length - 1));
});
