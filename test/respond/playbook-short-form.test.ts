import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { stringify } from "yaml";
import { utf8 } from "../../src/lib/index.ts";
import { MEASURES } from "../../src/model/index.ts";
import { formatCacao, parsePlaybook } from "../../src/respond/playbook/parse.ts";
import { faultOf, playbookOf, sha256 } from "./playbook-documents.ts";

const GOOD = `name: Guessing
id: 0b7f3c52-8a41-4c1f-9e7d-2f6f4c1f9a10
date: 2026-11-22
when:
  rules: [7eaf5336-55fd-4a57-9965-7d6aaf8e91f2]
  level: ">= medium"
target:
  address: [src_ip, c-ip]
do:
  - block for 1h
  - notify
`;
const read = (text: string) => parsePlaybook(utf8(text), sha256);

test("the short form says the same as its CACAO document", () => {
  const playbook = playbookOf(GOOD);
  assert.deepEqual(parsePlaybook(formatCacao(playbook), sha256), { ok: true, value: playbook });
  assert.deepEqual(playbook.plan?.when, {
    rules: ["7eaf5336-55fd-4a57-9965-7d6aaf8e91f2"],
    tags: [],
    level: { compare: ">=", value: "medium" },
    confidence: null,
    criticality: null,
    logsource: null,
  });
  assert.deepEqual(playbook.plan?.targets, { address: { fields: ["src_ip", "c-ip"], where: [] } });
  assert.deepEqual(
    playbook.plan?.steps.map((step) => (step.kind === "measure" ? [step.measure, step.target, step.ladder[0]?.durationMs] : [])),
    [
      ["block", "address", 3_600_000],
      ["notify", "address", null],
    ],
  );
});

test("the document of a short form is the same bytes in every version: ledgers cite their digest", () => {
  assert.equal(playbookOf(GOOD).digest, "814931ec41eed880a522111c983a3e69b1743dd6a5d8d54b5b2c352fd5741a64");
});

test("several ways to write a step are one", () => {
  const digests = ["- block for 1h", "- block: 1h", "- block: { for: 1h }", "- block: { ladder: [{ for: 1h }] }"].map(
    (step) => playbookOf(GOOD.replace("- block for 1h", step)).digest,
  );
  assert.equal(new Set(digests).size, 1);
});

test("a tool that does not know our extension tells a person what to do", () => {
  const text = new TextDecoder().decode(formatCacao(playbookOf(GOOD.replace("block for 1h", "block: { for: 1h, approve: 2 }"))));
  assert.match(text, /"commands":\[\{"command":"Block the address for 1h, with the approval of 2","type":"manual"\}\]/);
});

const FAULTS: readonly (readonly [from: string, to: string, fault: string])[] = [
  ["name: Guessing", "name: ''", "line 1, column 1: a text that is not empty"],
  ["id: 0b7f3c52", "id: 0b7f3c5", "line 2, column 1: a UUID"],
  ["date: 2026-11-22", "date: 22.11.2026", "line 3, column 1: a date such as 2026-11-22"],
  ["date: 2026-11-22", "date: 2026-02-30", "line 3, column 1: a day that the calendar has"],
  ["date: 2026-11-22", "datum: 2026-11-22", "line 3, column 1: one of name, id"],
  ['level: ">= medium"', "level: severe", "line 6, column 3: a level: informational"],
  ['level: ">= medium"', "level: [high]", "line 6, column 3: a text"],
  ['level: ">= medium"', "confidence: 0.7", "line 6, column 3: a text"],
  ["[src_ip, c-ip]", "[src_ip, dst_ip]", "line 8, column 21: a field that names the source"],
  ["[src_ip, c-ip]", "[]", "line 8, column 3: a list of 1 to 20"],
  ["[src_ip, c-ip]", "{ fields: [src_ip], when: 1 }", "line 8, column 32: one of fields, where"],
  ["address:", "prefix:", "line 8, column 3: one of address, account"],
  ["block for 1h", "block for ever", "line 10, column 5: a time such as 10m"],
  ["block for 1h", "block for 31d", "line 10, column 5: at most 30d"],
  ["block for 1h", "block", "line 10, column 5: to be there"],
  ["block for 1h", "strike back", "line 10, column 5: block for 1h, notify"],
  ["block for 1h", "lock-account for 1h", "line 10, column 5: a playbook that names the fields of account"],
  ["- notify", "- notify for 1h", "line 11, column 5: no duration"],
  ["block for 1h", "block: { for: 1h, ladder: [{ for: 1h }] }", "line 10, column 5: either a ladder"],
  ["block for 1h", "block: { ladder: [{ for: 1h, again: 1 }] }", "line 10, column 14: a first rung without"],
  [
    "block for 1h",
    "block: { ladder: [{ for: 1h }, { for: 2h, prefix: { ipv4: 8, ipv6: 64, addresses: 8 } }] }",
    "line 10, column 57: a whole number from 16 to 31",
  ],
  ["block for 1h", "block: { ladder: [{ for: 1h }, { for: 2h, within: 1d }] }", "line 10, column 47: again or prefix"],
  ["do:", "do: &a [*a]\nelse:", "line"],
  ["do:\n", "do:\n<<: {}\n", "line"],
  ["name: Guessing", "name: Guessing\nname: Guessing", "line 2, column 1: each key once"],
  ["name: Guessing", "name: !secret Guessing", "line 1, column 7: YAML: "],
  ["when:", "when: [", "line"],
  [
    '  rules: [7eaf5336-55fd-4a57-9965-7d6aaf8e91f2]\n  level: ">= medium"',
    "  confidence: '>= 0'",
    "line 4, column 1: rules, tags or a level",
  ],
];

for (const [from, to, fault] of FAULTS) {
  test(`the short form's fault has its place: ${to.replaceAll("\n", " ")}`, () => {
    assert.ok(GOOD.includes(from));
    const said = faultOf(read(GOOD.replace(from, to)));
    assert.ok(said.startsWith(fault), `${said}\n  is not\n${fault}`);
  });
}

test("an address comes from a source field of any taxonomy, and from none of one's own side", () => {
  const withField = (field: string) => faultOf(read(GOOD.replace("[src_ip, c-ip]", `["${field}"]`)));
  const sources = [
    "src_ip",
    "c-ip",
    "SourceIp",
    "sourceIPAddress",
    "id.orig_h",
    "ip_src",
    "client.ip",
    "source.ip",
    "IpAddress",
    "rhost",
    "remote_addr",
  ];
  for (const field of sources) assert.equal(withField(field), "", field);
  const own = [
    "dst_ip",
    "s-ip",
    "DestinationIp",
    "id.resp_h",
    "ip_dst",
    "server.ip",
    "destination.ip",
    "dest_ip",
    "DestIP",
    "host.ip",
    "local_addr",
    "observer.ip",
    "dstip",
    "ServerAddr",
  ];
  for (const field of own) assert.match(withField(field), /a field that names the source/, field);
});

test("hostile YAML is refused soon: aliases that multiply, nesting, size", () => {
  const lines = Array.from(
    { length: 30 },
    (_, index) => `a${index}: &a${index} [${`*a${index - 1},`.repeat(9).slice(0, index === 0 ? 0 : undefined)}]`,
  );
  const hostile = [
    lines.join("\n"),
    "[".repeat(100_000),
    "a: ".repeat(30_000),
    `a: ${"x".repeat(140_000)}`,
    "&a [*a]",
    "---\n---",
    "",
    "\u0000",
  ];
  const startMs = performance.now();
  for (const text of hostile) assert.notEqual(faultOf(read(text)), "");
  assert.ok(performance.now() - startMs < 3_000);
  assert.match(faultOf(read(`a: ${"x".repeat(140_000)}`)), /at most 131072 characters/);
});

const duration = fc
  .tuple(fc.integer({ min: 1, max: 20 }), fc.constantFrom("s", "m", "h", "d"))
  .map(([count, unit]) => `${count}${unit}`);
const word = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9 :#'"_-]{0,20}[a-z]$/);
const persons = fc.integer({ min: 0, max: 9 });
const first = fc.record({ for: duration, approve: persons }, { requiredKeys: ["for"] });
const later = fc.oneof(
  fc.record({ for: duration, approve: persons, again: fc.integer({ min: 1, max: 9 }), within: duration }),
  fc.record({ for: duration, within: duration, prefix: fc.constant({ ipv4: 24, ipv6: 64, addresses: 5 }) }),
);
const block = fc.tuple(first, fc.array(later, { maxLength: 3 })).map(([one, more]) => ({ block: { ladder: [one, ...more] } }));
const held = (measure: string) => first.map((rung) => ({ [measure]: rung }));
const step = fc.oneof(
  block,
  held("lock-account"),
  held("quarantine"),
  duration.map((long) => `block for ${long}`),
  fc.constant("end-session"),
  word.map((text) => ({ manual: text })),
  word.map((text) => ({ notify: text })),
  fc.constant({ "stop-process": { approve: 1 } }),
);
const bound = fc
  .tuple(fc.constantFrom(">=", ">", "<=", "<", "="), fc.integer({ min: 0, max: 5 }))
  .map(([compare, value]) => `${compare} ${value}`);
const level = fc.constantFrom(">= high", "critical", "< medium");
const fields = fc.uniqueArray(fc.constantFrom("src_ip", "c-ip", "id.orig_h", "SourceIp"), { minLength: 1 });
const shortForm = fc.record(
  {
    name: word,
    id: fc.uuid({ version: 4 }),
    date: fc.constantFrom("2026-11-22", "2024-02-29"),
    modified: fc.constant("2026-12-01"),
    author: word,
    description: word,
    labels: fc.array(word, { minLength: 1, maxLength: 3 }),
    when: fc.record(
      { rules: fc.array(word, { minLength: 1, maxLength: 3 }), level, confidence: bound, criticality: bound },
      { requiredKeys: ["rules"] },
    ),
    target: fc.record({
      address: fields,
      account: fc.record({ fields: fc.constant(["user"]), where: fc.constant({ outcome: "success" }) }),
      host: fc.constant(["host"]),
      process: fc.constant(["process"]),
      session: fc.constant(["ses"]),
    }),
    unless: fc.record({ criticality: bound, networks: fc.constant(["10.0.0.0/8", "2001:db8::/32"]) }),
    approve: fc.array(
      fc.record({ persons: fc.integer({ min: 1, max: 3 }), measures: fc.subarray([...MEASURES], { minLength: 1 }), level }),
      { maxLength: 2 },
    ),
    confidence: fc.dictionary(word, fc.constantFrom(0, 0.5, 1), { maxKeys: 3 }),
    do: fc.array(step, { minLength: 1, maxLength: 5 }),
  },
  { requiredKeys: ["name", "id", "date", "when", "target", "do"] },
);

test("import(export(p)) = p for whatever the short form can say, and the bytes are the same each time", () => {
  fc.assert(
    fc.property(shortForm, (form) => {
      const playbook = playbookOf(stringify(form));
      const bytes = formatCacao(playbook);
      assert.deepEqual(parsePlaybook(bytes, sha256), { ok: true, value: playbook });
      assert.deepEqual(formatCacao(playbookOf(stringify(form))), bytes);
      assert.equal(playbook.plan?.steps.length, form.do.length);
    }),
    { numRuns: 150 },
  );
});

test("no text makes the short form throw or hang", () => {
  const change = fc.record({
    at: fc.nat(GOOD.length),
    take: fc.nat(30),
    put: fc.oneof(fc.string(), fc.constantFrom("[", "*a", "&a ", "\n", ": ", "- ", "!!", '"')),
  });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const text = changes.reduce((before, { at, take, put }) => before.slice(0, at) + put + before.slice(at + take), GOOD);
      const one = read(text);
      if (!one.ok) assert.match(one.fault.where, /^(?:line \d+, column \d+|the document|\$.*)$/s);
    }),
    { numRuns: 300 },
  );
});
