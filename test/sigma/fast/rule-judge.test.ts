import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { stringify } from "yaml";
import type { ScannerOptions } from "../../../src/detect/fast/scanner.ts";
import { BothWays } from "./both-ways.ts";

const RUNS = process.env["MERIDIAN_SOAK"] === "1" ? 5_000 : 150;
const SCANNER: ScannerOptions = {
  chunkBytes: 65_536,
  memoPlaces: 256,
  memoBytes: 65_536,
  tokenBytesMax: 64,
  memoryBytes: 1 << 24,
  seed: 7n,
};

const FIELDS = [
  "Image",
  "ParentImage",
  "CommandLine",
  "User",
  "Computer",
  "Data",
  "EventType",
  "Provider_Name",
  "EventID",
  "ThreatName",
];
const WORDS = [
  "evil",
  "EVIL.exe",
  "evil.exe",
  "\\cmd.exe",
  "a/b",
  "-enc",
  "\u212aerberos",
  "kerberos::x",
  "harbour",
  "4688",
  "",
  "SYSTEM",
  "CreateKey",
];
const word = fc.constantFrom(...WORDS);

const item = fc
  .tuple(
    fc.constantFrom(...FIELDS),
    fc.constantFrom("", "|contains", "|endswith", "|contains|windash", "|re", "|exists", "|fieldref", "|fieldref|cased"),
    word,
    fc.nat(3),
  )
  .map(([field, how, text, other]): Record<string, unknown> => {
    if (how === "|exists") return { [`${field}|exists`]: other > 1 };
    if (how.startsWith("|fieldref")) return { [`${field}${how}`]: FIELDS[other] };
    if (how === "|re") return { [`${field}|re`]: text.replaceAll("\\", "\\\\").replace("a", "[ab]") };
    return { [`${field}${how}`]: how === "" && other === 0 ? null : how !== "" && text === "" ? "x" : text };
  });
const selection = fc.oneof(
  { weight: 5, arbitrary: fc.array(item, { minLength: 1, maxLength: 3 }).map((items): unknown => Object.assign({}, ...items)) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom("evil", "kerberos::x", "harbour"), { minLength: 1, maxLength: 2 }) },
);
const logsource = fc.constantFrom(
  { product: "windows" },
  { product: "windows", category: "process_creation" },
  { product: "windows", category: "registry_add" },
  { product: "windows", service: "security" },
  { category: "ps_classic_start", product: "windows" },
);
const rule = fc
  .tuple(logsource, selection, selection, fc.constantFrom("a", "a and b", "a and not b", "a or b", "not a", "1 of them"))
  .map(([source, a, b, condition]) => stringify({ title: "a rule", logsource: source, detection: { a, b, condition } }));

const NAMES = [
  ...FIELDS,
  "NewProcessName",
  "ParentProcessName",
  "SubjectUserName",
  "SourceName",
  "Message",
  "Hostname",
  "Threat Name",
  "Other",
];
const fieldValue = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(word, word).map(([left, right]) => left + right) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(null, true, 12, [], ["evil", "x"], {}, { Image: "evil" }, [{ Image: "evil" }], 1.5, -0),
  },
);
const line = fc
  .tuple(
    fc.constantFrom<unknown>(1, 12, "12", 400, 4688, "4688", 7),
    fc.constantFrom<unknown>("Security", "Microsoft-Windows-Sysmon/Operational", "Windows PowerShell", ""),
    fc.dictionary(fc.constantFrom(...NAMES), fieldValue, { maxKeys: 6, noNullPrototype: true }),
    fc.boolean(),
  )
  .map(([id, channel, fields, escaped]) => {
    const json = JSON.stringify({ EventID: id, Channel: channel, ...fields });
    return escaped ? json.replaceAll("e", "\\u0065").replaceAll("/", "\\/").replace('"\\u0065v', '"ev') : json;
  });

/** Rules and lines made to meet: what is not read in full must be what no rule fires on. */
test("whatever the rules and the lines, hits are those of reading every line", (t) => {
  const both = new BothWays(SCANNER);
  fc.assert(
    fc.property(
      fc.array(rule, { minLength: 1, maxLength: 4 }),
      fc.array(line, { minLength: 20, maxLength: 20 }),
      (texts, given) => both.compare(texts, [...given, ...given]),
    ),
    { numRuns: RUNS },
  );
  t.diagnostic(String(both));
  assert.ok(both.withHits > 0 && both.read < both.lines);
});
