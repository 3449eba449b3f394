import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { JsonObject } from "../../lib/index.ts";
import { parseTimestamp } from "../timestamp.ts";
import { matchPattern } from "./match.ts";
import type { Observation } from "./objects.ts";
import { parsePattern } from "./parse.ts";
import { isLike } from "./values.ts";

/** The examples of STIX 2.1 §9. */
const SOUND: readonly string[] = [
  "[ipv4-addr:value = '198.51.100.1' OR ipv4-addr:value = '203.0.113.33' OR ipv6-addr:value = '2001:0db8:dead:beef:dead:beef:dead:0001']",
  "[file:hashes.'SHA-256' = 'aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f']",
  "[email-message:from_ref.value MATCHES '.+\\\\@example\\\\.com$' AND email-message:body_multipart[*].body_raw_ref.name MATCHES '^Final Report.+\\\\.exe$']",
  "[file:hashes.MD5 = '79054025255fb1a26e4bc422aef54eb4'] FOLLOWEDBY [windows-registry-key:key = 'HKEY_LOCAL_MACHINE\\\\foo\\\\bar'] WITHIN 300 SECONDS",
  "[user-account:account_type = 'unix' AND user-account:user_id = '1007' AND user-account:account_login = 'Peter'] AND [user-account:account_type = 'unix']",
  "[artifact:mime_type = 'application/vnd.tcpdump.pcap' AND artifact:payload_bin MATCHES '\\\\xd4\\\\xc3\\\\xb2\\\\xa1\\\\x02\\\\x00\\\\x04\\\\x00']",
  "[file:name = 'foo.dll' AND file:parent_directory_ref.path = 'C:\\\\Windows\\\\System32']",
  "[file:extensions.'windows-pebinary-ext'.sections[*].entropy > 7.0]",
  "[file:mime_type = 'image/bmp' AND file:magic_number_hex = h'ffd8']",
  "[network-traffic:dst_ref.type = 'domain-name' AND network-traffic:dst_ref.value = 'example.com'] REPEATS 5 TIMES WITHIN 1800 SECONDS",
  "[domain-name:value = 'www.5z8.info' AND domain-name:resolves_to_refs[*].value = '198.51.100.1']",
  "[url:value = 'http://example.com/foo' OR url:value = 'http://example.com/bar']",
  "[x509-certificate:issuer = 'CN=WEBMAIL' AND x509-certificate:serial_number = '4c:0b:1d:19:74:86:a7:66:b4:1a:bf:40:27:21:76:28']",
  "[windows-registry-key:key = 'HKEY_CURRENT_USER\\\\Software\\\\CryptoLocker\\\\Files' OR windows-registry-key:key = 'HKEY_CURRENT_USER\\\\Software\\\\Microsoft']",
  "[(file:name = 'pdf.exe' OR file:size = 371712) AND file:created = t'2014-01-13T07:03:17Z']",
  "[network-traffic:src_ref.value ISSUBSET '198.51.100.0/24' AND network-traffic:dst_ref.value ISSUPERSET '203.0.113.5/32']",
  "([file:hashes.MD5 = '79054025255fb1a26e4bc422aef54eb4'] FOLLOWEDBY [win-registry-key:key = 'x']) WITHIN 5.5 SECONDS",
  "[process:pid IN (1, 2, -3) AND process:is_hidden = true] START t'2026-01-01T00:00:00Z' STOP t'2026-01-02T00:00:00.5Z'",
  "[NOT EXISTS file:name] /* a comment */ OR [EXISTS file:size] // another",
  "[x-usb-device:usbdrive.serial_number = '575833314133343231313937' AND artifact:payload_bin = b'aGVsbG8=']",
];

for (const source of SOUND)
  test(`pattern ${source.slice(0, 90)}`, () => {
    const read = parsePattern(source);
    assert.ok(read.ok, JSON.stringify(read));
  });

/** With the place of the first thing that is wrong. */
const UNSOUND: readonly (readonly [string, number])[] = [
  ["", 0],
  ["file:name = 'a'", 0],
  ["[file:name = 'a'", 16],
  ["[file:name = 'a]", 13],
  ["[file:name = a]", 13],
  ["[file = 'a']", 6],
  ["[file:name == == 'a']", 14],
  ["[file:name < true]", 13],
  ["[NOT file:name = 'a']", 5],
  ["[file:name = 'a\\d']", 15],
  ["[file:file-name = 'a']", 6],
  ["[file:name LIKE 5]", 16],
  ["[file:size = 9007199254740993]", 13],
  ["[file:size = 01]", 13],
  ["[file:x = h'abc']", 10],
  ["[file:x = b'a']", 10],
  ["[file:x = t'2026-02-30T00:00:00Z']", 10],
  ["[file:x ISSUBSET '198.51.100.0/33']", 17],
  ["[file:x = 1] WITHIN 0 SECONDS", 20],
  ["[file:x = 1] WITHIN 5", 21],
  ["[file:x = 1] REPEATS 1.5 TIMES", 21],
  ["[file:x = 1] REPEATS 5000 TIMES", 0],
  ["[file:x = 1] START t'2026-01-02T00:00:00Z' STOP t'2026-01-01T00:00:00Z'", 13],
  ["[file:x = 1] [file:y = 2]", 13],
  ["[file:x = 1] AND", 16],
  ["[file:x = 1] /* no end", 12],
  ["[file:x[1.5] = 1]", 8],
  ["[file:x MATCHES '(']", 16],
  [`${"(".repeat(60)}[file:x = 1]${")".repeat(60)}`, 50],
  [`[${"(".repeat(60)}file:x = 1${")".repeat(60)}]`, 51],
  [`[file:x${".x".repeat(60)} = 1]`, 107],
];

for (const [source, at] of UNSOUND)
  test(`no pattern: ${source.slice(0, 90)}`, () => {
    const read = parsePattern(source);
    assert.ok(!read.ok);
    assert.equal(read.fault.at, at, read.fault.expected);
  });

test("a regular expression that could take for ever is said to be unsupported, not wrong", () => {
  const read = parsePattern("[file:name MATCHES '(?<=a)b']");
  assert.ok(!read.ok);
  assert.deepEqual([read.fault.kind, read.fault.at], ["unsupported", 19]);
});

/** One observation at `second` (until `until`) of these objects; they refer to each other by their place. */
function seen(
  second: number,
  objects: readonly JsonObject[],
  more: { readonly until?: number; readonly count?: number } = {},
): Observation {
  const time = (at: number) => parseTimestamp(new Date(Date.UTC(2026, 0, 1, 0, 0, at)).toISOString()) ?? { key: "", ms: 0 };
  return {
    first: time(second),
    last: time(more.until ?? second),
    count: more.count ?? 1,
    objects: new Map(objects.map((object, at) => [String(at), object])),
  };
}

function answer(source: string, ...observations: readonly Observation[]): readonly number[] | null {
  const pattern = parsePattern(source);
  assert.ok(pattern.ok, JSON.stringify(pattern));
  const found = matchPattern(pattern.value, observations);
  assert.ok(found.ok);
  return found.value;
}

const FILE = {
  type: "file",
  name: "a.exe",
  size: 20,
  hashes: { MD5: "aa" },
  parent_directory_ref: "1",
  x_list: ["p", "q"],
  x_flag: false,
  magic_number_hex: "FFd8",
  mtime: "2026-01-01T00:00:00.500Z",
};
const DIRECTORY = { type: "directory", path: "C:\\Windows", contains_refs: ["0", "1"] };
const ONE = seen(0, [
  FILE,
  DIRECTORY,
  { type: "ipv4-addr", value: "198.51.100.7" },
  { type: "ipv4-addr", value: "198.51.100.0/25" },
]);

const ASKED: readonly (readonly [string, boolean])[] = [
  ["file:name = 'a.exe'", true],
  ["file:name = 'A.exe'", false],
  ["file:name != 'b'", true],
  ["file:name > 'a' AND file:name <= 'a.exe'", true],
  ["file:size = 20.0", true],
  ["file:size = '20'", false],
  ["file:size > 19 AND file:size < 21", true],
  ["file:x_flag = false", true],
  ["file:x_flag = 0", false],
  ["file:magic_number_hex = h'ffD8'", true],
  ["file:mtime < t'2026-01-01T00:00:01Z' AND file:mtime = t'2026-01-01T00:00:00.5Z'", true],
  ["file:name LIKE 'a%' AND file:name LIKE '_.e_e' AND file:name NOT LIKE 'a_'", true],
  ["file:name MATCHES 'e.e$'", true],
  ["file:name IN ('x', 'a.exe')", true],
  ["file:name IN ()", false],
  ["file:name NOT IN ('x')", true],
  ["file:parent_directory_ref.path = 'C:\\\\Windows'", true],
  ["directory:contains_refs[0].name = 'a.exe'", true],
  ["directory:contains_refs[-1].contains_refs[*].size = 20", true],
  ["file:x_list[1] = 'q' AND file:x_list[*] = 'p'", true],
  ["file:x_list[2] = 'q'", false],
  ["file:x_list = 'q'", false],
  ["ipv4-addr:value ISSUBSET '198.51.100.0/24'", true],
  ["ipv4-addr:value ISSUBSET '203.0.113.0/24'", false],
  ["ipv4-addr:value ISSUPERSET '198.51.100.64/26'", true],
  ["ipv4-addr:value ISSUPERSET '198.51.100.0/24'", false],
  ["ipv4-addr:value ISSUBSET '2001:db8::/32'", false],
  ["EXISTS file:size", true],
  ["EXISTS file:nothing", false],
  ["NOT EXISTS file:nothing", true],
  ["NOT EXISTS url:value", false],
  // Trap 1: NOT and != ask each value that is there. Nothing there: no answer; several there: one is enough.
  ["file:nothing != 'x'", false],
  ["file:nothing NOT = 'x'", false],
  ["file:x_list[*] != 'p'", true],
  // Trap 2: what AND joins between brackets is asked of one object.
  ["ipv4-addr:value = '198.51.100.7' AND ipv4-addr:value = '198.51.100.0/25'", false],
  ["file:name = 'a.exe' AND directory:path = 'C:\\\\Windows'", false],
  ["file:name = 'b' OR directory:path = 'C:\\\\Windows'", true],
  ["file:constructor = 1", false],
];

for (const [source, holds] of ASKED)
  test(`asked of one observation: ${source}`, () => assert.deepEqual(answer(`[${source}]`, ONE), holds ? [0] : null));

const name = (value: string) => [{ type: "file", name: value }];
const [A0, B3, A5, A6, B9] = [seen(0, name("a")), seen(3, name("b")), seen(5, name("a")), seen(6, name("a")), seen(9, name("b"))];
const [A, B] = ["[file:name = 'a']", "[file:name = 'b']"];

const ORDERED: readonly (readonly [string, readonly Observation[], readonly number[] | null])[] = [
  [`${A} AND ${B}`, [A0, B3], [0, 1]],
  [`${A} AND ${A}`, [A0], null],
  [`${A} AND ${A}`, [A0, A5], [0, 1]],
  [`${B} FOLLOWEDBY ${A}`, [A0, B3], null],
  [`${B} FOLLOWEDBY ${A}`, [A0, B3, A5], [1, 2]],
  [`${A} REPEATS 3 TIMES`, [A0, A5], null],
  [`${A} REPEATS 3 TIMES`, [seen(0, name("a"), { count: 3 })], [0]],
  [`${A} REPEATS 2 TIMES WITHIN 1 SECONDS`, [A0, A5, A6], [1, 2]],
  [`${A} REPEATS 2 TIMES WITHIN 0.5 SECONDS`, [A0, A5, A6], null],
  [`${A} START t'2026-01-01T00:00:05Z' STOP t'2026-01-01T00:00:06Z'`, [A0, A5, A6], [1]],
  [`${A} START t'2026-01-01T00:00:06.5Z' STOP t'2026-01-01T00:00:09Z'`, [A0, A5, A6], null],
  // Trap 3: a qualifier belongs to the expression before it alone.
  [`${A} FOLLOWEDBY ${B} WITHIN 1 SECONDS`, [A0, B9], [0, 1]],
  [`(${A} FOLLOWEDBY ${B}) WITHIN 1 SECONDS`, [A0, B9], null],
  [`(${A} FOLLOWEDBY ${B}) WITHIN 3 SECONDS`, [A0, B3], [0, 1]],
  // AND before OR before FOLLOWEDBY.
  [`${A} OR ${B} AND [file:name = 'c']`, [A0], [0]],
  [`${A} OR ${B} FOLLOWEDBY [file:name = 'c']`, [A0], null],
  // What lasts may have happened at any time of it, in the pattern's favour.
  [`${B} FOLLOWEDBY ${A}`, [seen(0, name("a"), { until: 10 }), B3], [0, 1]],
];

for (const [source, observations, expected] of ORDERED)
  test(`asked of ${observations.length} observations: ${source}`, () =>
    assert.deepEqual(answer(source, ...observations), expected));

test("hostile patterns and observations end, with an answer or without", () => {
  const many = Array.from({ length: 400 }, (_, at) => seen(at, name(at % 2 === 0 ? "a" : "b")));
  const sources = [
    `(${A} AND ${B} AND ${A}) WITHIN 1 SECONDS AND [file:name = 'c']`,
    `(${Array.from({ length: 40 }, () => A).join(" AND ")}) WITHIN 10 SECONDS`,
    `((${A} REPEATS 10 TIMES) WITHIN 15 SECONDS REPEATS 10 TIMES) FOLLOWEDBY ${B}`,
    Array.from({ length: 300 }, () => A).join(" FOLLOWEDBY "),
  ];
  for (const source of sources) {
    const pattern = parsePattern(source);
    assert.ok(pattern.ok, JSON.stringify(pattern));
    const found = matchPattern(pattern.value, many, 100_000);
    assert.ok(!found.ok || found.value === null || found.value.length > 0);
  }
  const long = "a".repeat(20_000);
  assert.equal(isLike(long, `${"%a".repeat(200)}b`), false);
  assert.equal(answer("[file:name MATCHES '(a+)+$']", seen(0, name(`${long}b`))), null);
  const ring = Array.from({ length: 60 }, (_, at) => ({
    type: "x-ring",
    name: String(at),
    all_refs: Array.from({ length: 60 }, (__, to) => String(to)),
  }));
  assert.equal(answer(`[x-ring:${"all_refs[*].".repeat(20)}name = 'nobody']`, seen(0, ring)), null);
});

const PIECES = [
  "[",
  "]",
  "(",
  ")",
  "file:name",
  " = ",
  "'a'",
  " AND ",
  " OR ",
  " FOLLOWEDBY ",
  " WITHIN 5 SECONDS",
  " REPEATS 2 TIMES",
  "NOT ",
  "EXISTS ",
  "IN (1)",
  "h'ff'",
  "t'",
  "\\",
  "/*",
  "*",
  "[*]",
  " LIKE ",
  "-1",
  ".5",
  "é",
  "\u2028",
];

test("whatever is put together, parsing ends with a pattern or with a place in the text", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 4 })), { maxLength: 40 }), (pieces) => {
      const source = pieces.join("");
      const read = parsePattern(source);
      if (!read.ok) assert.ok(read.fault.at >= 0 && read.fault.at <= source.length, JSON.stringify(read.fault));
      else matchPattern(read.value, [ONE, A0, B3], 10_000);
    }),
  );
});
