import fc from "fast-check";
import type { Event, Fields, FieldValue } from "../../src/model/index.ts";

/** Random rules, as documents for YAML, and random events that they now and then fit: few words, chosen to collide. */

const FIELDS = ["Image", "CommandLine", "User", "EventID", "Address", "When", "timestamp", "ThreatName", "Missing"];
const EVENT_FIELDS = [
  "Image",
  "CommandLine",
  "User",
  "EventID",
  "Address",
  "When",
  "timestamp",
  "Threat Name",
  "ThreatName",
  "Other",
];

// Case pairs beyond ASCII, the five dashes, wildcards and their escapes, astral letters, what regular expressions and YAML hold to be special.
const PIECES = [
  "-ab",
  "\u2013AB",
  "/aB",
  "\u2014a",
  "\u2015b",
  "a\u03c3c",
  "A\u03a3C",
  "a\u03c2c",
  "i",
  "I",
  "\u0131",
  "\u0130",
  "\u{10400}b",
  "\u{10428}B",
  "k",
  "\u212a",
  "\u00df",
  "\u1e9e",
  "e\u0301",
  "a?",
  "?b",
  "a*b",
  "*",
  "\\",
  "\\*",
  "\\?",
  "\\\\",
  "\\\\*",
  "aab",
  "abb",
  "46",
  "4",
  "$(a.b|c)[d]^{2}+",
  "%who%",
  "%none%x",
  "\\%who%",
  " ",
  "\n",
  "'\"#: ",
  "true",
];
const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 3 }).map((pieces) => pieces.join(""));
/** What `base64` and `wide` take: no wildcards. Two characters at least, for `base64offset`. */
const plainText = fc
  .array(fc.constantFrom("ab", "Ab ", "\u03c3c", "foo-b", "/x", "\u{10400}z", "qu\\*", "46"), { minLength: 1, maxLength: 3 })
  .map((pieces) => pieces.join(""));
const number = fc.oneof(fc.integer({ min: -3, max: 50 }), fc.constantFrom(0.5, 46, 4, 1e21, 9_007_199_254_740_991));
const scalar = fc.oneof({ weight: 5, arbitrary: text }, number, fc.boolean());

const ADDRESSES = [
  "10.0.0.1",
  "10.0.255.7",
  "192.168.1.9",
  "::1",
  "fe80::1%eth0",
  "2001:db8::7",
  "::ffff:10.0.0.1",
  "10.0.0.256",
  "x",
];
const NETWORKS = [
  "10.0.0.0/16",
  "10.0.0.1",
  "10.0.0.9/24",
  "0.0.0.0/0",
  "192.168.1.8/31",
  "::/0",
  "2001:db8::/32",
  "fe80::/10",
  "::1/128",
];
const TIMES = [
  "2026-11-23T03:54:57Z",
  "2026-11-23 03:54",
  "2026-12-31",
  "2027-01-01T00:30:00+13:00",
  "2026-06-15T12:00:00.5-03:30",
  "2020-12-28T23:59:59Z",
  "2026-02-30",
  "not a time",
];
const EXPRESSIONS = [
  "a+b",
  "^ab",
  "(?:a|4)[b6]?$",
  "a[^x]b",
  "ab{2}",
  "aabb*",
  "aabb?",
  "b|6",
  "^(?:ab|-)*$",
  "(a*)*b",
  "%who%",
  "\\d+",
];

/** Encoded forms of what `plainText` makes, so that encodings find something. */
const encodedText = plainText.chain((plain) => {
  const clean = plain.replaceAll("\\*", "*");
  const wide = Buffer.from(clean, "utf16le");
  return fc.constantFrom(
    Buffer.from(clean).toString("base64"),
    Buffer.from(`x${clean}y`).toString("base64"),
    Buffer.from(`xy${clean}`).toString("base64"),
    wide.toString("latin1"),
    wide.toString("base64"),
    `\u00ff\u00fe${wide.toString("latin1")}`,
    Buffer.from(wide).swap16().toString("latin1"),
  );
});

const eventText = fc.oneof(
  { weight: 4, arbitrary: text.map((one) => one.replaceAll("\\*", "*")) },
  { weight: 2, arbitrary: encodedText },
  fc.tuple(text, encodedText).map(([head, tail]) => head + tail),
  fc.constantFrom(...ADDRESSES, ...TIMES, "who-a", "Who B", "4.5", "+4", "04", "4e0", "1e21", "Infinity"),
);
const eventScalar = fc.oneof({ weight: 5, arbitrary: eventText }, number, fc.boolean());
const fieldValue: fc.Arbitrary<FieldValue> = fc.oneof(
  { weight: 6, arbitrary: eventScalar },
  fc.constant(null),
  fc.array(fc.oneof(eventScalar, fc.constant(null)), { maxLength: 3 }),
);
const fields: fc.Arbitrary<Fields> = fc.dictionary(fc.constantFrom(...EVENT_FIELDS), fieldValue, {
  noNullPrototype: false,
  maxKeys: 6,
});

/** Events of a few log sources. */
export const anyEvent: fc.Arbitrary<Event> = fc.record({
  time: fc.constantFrom(0, Date.UTC(2026, 10, 22, 14, 30)).map((atMs) => ({ fromMs: atMs, toMs: atMs })),
  logsource: fc.constantFrom(
    { product: "windows", category: "process_creation", service: "sysmon" },
    { product: "windows", category: "registry_set", service: "sysmon" },
    { product: "windows", service: "security" },
    { product: "linux", service: "sshd" },
    {},
  ),
  fields,
  records: fc.constant([]),
});

const logsource = fc.constantFrom(
  { product: "windows", category: "process_creation" },
  { product: "windows", category: "registry_event" },
  { product: "windows" },
  { product: "linux", service: "auth" },
  { category: "process_creation" },
);

const FLAGS = fc.subarray(["all", "neq"]);
const field = fc.constantFrom(...FIELDS);
const listOf = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | Value[]> =>
  fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 5 }));

type Entry = readonly [key: string, value: unknown];

function keyed(
  names: fc.Arbitrary<string>,
  modifiers: fc.Arbitrary<readonly string[]>,
  values: fc.Arbitrary<unknown>,
): fc.Arbitrary<Entry> {
  return fc
    .tuple(names, modifiers, FLAGS, values)
    .map(([name, chain, flags, value]) => [[name, ...chain, ...flags].join("|"), value] as const);
}

const chain = (...chains: readonly string[]): fc.Arbitrary<readonly string[]> =>
  fc.constantFrom(...chains.map((names) => names.split("|").filter((name) => name !== "")));

const SEARCHES = ["", "contains", "startswith", "endswith"];
const textChains = SEARCHES.flatMap((search) =>
  ["", "windash", "cased", "windash|cased"].map((more) => [search, more].filter((part) => part !== "").join("|")),
);
const encodingChains = [
  "base64",
  "base64offset|contains",
  "wide",
  "utf16le|base64",
  "utf16be|contains",
  "utf16",
  "wide|base64offset|contains",
].flatMap((encoding) => ["", "windash|", "cased|"].map((before) => before + encoding));
const numberChains = ["lt", "lte", "gt", "gte"];
const timeChains = ["minute", "hour", "day", "week", "month", "year"].flatMap((part) => [part, `${part}|gte`, `${part}|lt`]);

const item: fc.Arbitrary<Entry> = fc.oneof(
  {
    weight: 8,
    arbitrary: keyed(fc.constantFrom(...FIELDS, ""), chain(...textChains), fc.array(scalar, { minLength: 1, maxLength: 6 })),
  },
  { weight: 4, arbitrary: keyed(fc.constantFrom(...FIELDS, ""), chain(...encodingChains), listOf(plainText)) },
  { weight: 2, arbitrary: keyed(field, chain("expand", "expand|contains", "windash|expand|endswith"), listOf(text)) },
  { weight: 2, arbitrary: keyed(field, chain("re", "re|i", "re|expand", "re|m|s"), listOf(fc.constantFrom(...EXPRESSIONS))) },
  { weight: 2, arbitrary: keyed(field, chain("cidr"), listOf(fc.constantFrom(...NETWORKS))) },
  { weight: 2, arbitrary: keyed(field, chain(...numberChains), listOf(number)) },
  {
    weight: 2,
    arbitrary: keyed(fc.constantFrom("When", "timestamp", "User"), chain(...timeChains), listOf(fc.integer({ min: 0, max: 60 }))),
  },
  {
    weight: 1,
    arbitrary: keyed(
      field,
      chain("", "contains", "startswith|cased", "endswith").map((names) => ["fieldref", ...names]),
      field,
    ),
  },
  { weight: 1, arbitrary: fc.tuple(field, fc.boolean()).map(([name, value]) => [`${name}|exists`, value] as const) },
  { weight: 1, arbitrary: field.map((name) => [name, null] as const) },
);
const map = fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => Object.fromEntries(items));
const keywords = fc.oneof(
  fc.array(
    fc.oneof(
      text.filter((one) => one !== ""),
      number,
    ),
    { minLength: 1, maxLength: 3 },
  ),
  fc.array(text, { minLength: 1, maxLength: 2 }).map((values) => ({ "|all": values })),
);
const selection = fc.oneof({ weight: 5, arbitrary: map }, fc.array(map, { minLength: 1, maxLength: 2 }), keywords);
const condition = fc.constantFrom(
  "sel_a",
  "not sel_a",
  "sel_a and sel_b",
  "sel_a or not sel_b",
  "1 of sel_*",
  "all of sel_*",
  "2 of them",
  "not 1 of sel_*",
  "not all of them",
  "(sel_a or other) and not sel_b",
  "not (sel_a and not sel_b) and other",
  "other or all of sel_* and not sel_a",
  "1 of *_b",
);

/** A rule as a document; not every one can be loaded, for modifiers refuse some values. */
export const anyRule: fc.Arbitrary<object> = fc
  .tuple(logsource, selection, selection, selection, fc.oneof(condition, fc.array(condition, { minLength: 1, maxLength: 2 })))
  .map(([source, sel_a, sel_b, other, when]) => ({ logsource: source, detection: { sel_a, sel_b, other, condition: when } }));

/** Values for the placeholders that generated rules use: one has values, the other has none. */
export const PLACEHOLDERS: ReadonlyMap<string, readonly string[]> = new Map([["who", ["who-a", "who*b", "k"]]]);
