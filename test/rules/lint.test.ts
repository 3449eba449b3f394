import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { stringify } from "yaml";
import { createDetector, loadRules } from "../../src/detect/index.ts";
import { CHECKS } from "../../src/detect/sigma/index.ts";
import { Decisions } from "../../src/detect/sigma/lint/decisions.ts";
import { logicOf } from "../../src/detect/sigma/lint/logic.ts";
import { anyEvent, anyRule } from "../sigma/generated-rules.ts";
import { sha256 } from "../sigma/support.ts";
import { checksThatFind, exampleRule, lintTexts, PLAIN_SETTINGS } from "./example-rules.ts";

const CORRELATION = "type: event_count, rules: [logon], group-by: [User], timespan: 5m, condition: {gte: 5}";

/** For each check, rules that look much like its example, and in which it must find nothing. */
const INNOCENT: Readonly<Record<string, readonly string[]>> = {
  "id-missing": ["id: 6f9c1f0e-0b1e-4a57-9d2a-0c3f8a5e7b11"],
  "id-not-uuid": ["id: 6F9C1F0E-0b1e-4a57-9d2a-0c3f8a5e7b11", "id:"],
  "title-long": [`title: ${"a".repeat(120)}`],
  "title-full-stop": ["title: A shell v1.2 was started"],
  "title-detects": ["title: Detection of shells", "title: A rule that detects"],
  "description-missing": ["description: short"],
  "author-missing": ["author: Party A"],
  "status-missing": ["status: stable"],
  "status-unknown": ["status: experimental", "status:"],
  "level-missing": ["level: low"],
  "date-malformed": ["date: 2024-02-29", "date:"],
  "modified-malformed": ["modified: 2026-06-01", "modified:"],
  "modified-before-date": ["modified: 2026-05-01", "modified: 2026/01/01", "modified: 2026-07-01"],
  "attribute-misspelled": ["owner: Harbour Authority", "x-falsepositives: a", "scope: [server]"],
  "reference-twice": ["references: [https://a.example/x, https://a.example/X]"],
  "related-malformed": ["related: [{id: 0d5bd1b2-7b0c-4a0e-8a50-0a5e1d0c9c22, type: similar}]", "related:"],
  "falsepositives-empty": ["falsepositives: [Administrators who run it, Unknown]"],
  "retired-at-work": ["status: stable"],
  "deprecated-without-successor": ["status: deprecated ¶ related: [{id: 0d5bd1b2-7b0c-4a0e-8a50-0a5e1d0c9c22, type: obsolete}]"],
  "critical-experiment": ["status: experimental ¶ level: high", "status: stable ¶ level: critical"],
  "tag-shapeless": ["tags: [attack.execution, cve.2021-44228]"],
  "tag-namespace-unknown": ["tags: [tlp.amber, stp.1k, d3fend.d3-am]"],
  "tag-attack-case": ["tags: [attack.t1059.001]", "tags: [d3fend.d3f-WindowsNtOpenFile]"],
  "tag-attack-underscore": ["tags: [attack.lateral-movement]"],
  "tag-attack-unknown": [
    "tags: [attack.t1059.001, attack.g0007, attack.s0002, attack.ds0009, attack.m1013, attack.a0001, attack.stealth]",
  ],
  "tag-cve-malformed": ["tags: [cve.2021-44228]"],
  "tag-car-malformed": ["tags: [car.2016-04-005]"],
  "tag-d3fend-malformed": ["tags: [d3fend.d3-am, d3fend.d3f-WindowsNtOpenFile, d3fend.isolate]"],
  "tag-detection-unknown": ["tags: [detection.dfir]"],
  "tag-stp-malformed": ["tags: [stp.4, stp.3k]"],
  "tag-tlp-unknown": ["tags: [tlp.amber-strict]"],
  "tag-twice": ["tags: [attack.t1059, attack.t1059.001]"],
  "logsource-case": ["logsource: {product: windows, service: microsoft-servicebus-client}"],
  "logsource-key-misspelled": ["logsource: {product: windows, category: process_creation, definition: Enable it}"],
  "logsource-unread": ["logsource: {product: windows, service: crumbs}"],
  "category-with-event-id": [
    "logsource: {product: windows, service: sysmon} ¶ selection: {EventID: 1}",
    "logsource: {product: windows, category: registry_event} ¶ selection: {EventID: 12}",
    "selection: {EventID: 4688}",
  ],
  "sysmon-without-category": [
    "logsource: {product: windows, service: sysmon} ¶ selection: {EventID: [11, 15]}",
    "logsource: {product: windows, service: sysmon} ¶ selection: {EventID: 17}",
  ],
  "field-case": [
    "selection: {CommandLine: whoami}",
    "logsource: {product: linux, service: auditd} ¶ selection: {commandline: a}",
  ],
  "field-misspelled": [
    "selection: {Image: a}",
    "logsource: {product: windows, category: dns_query} ¶ selection: {CommandLine: whoami}",
    "logsource: {product: linux, service: auditd} ¶ selection: {Imagee: a}",
  ],
  "field-foreign": [
    "selection: {Imagee: a}",
    "logsource: {product: windows, category: dns_query} ¶ selection: {QueryName: a}",
    "logsource: {category: dns} ¶ selection: {CommandLine: a}",
  ],
  "field-with-blank": ["selection: {CommandLine: a b}"],
  "wildcard-idle": [
    "selection: {CommandLine|contains: 'who*ami'}",
    "selection: {CommandLine|startswith: '*x'}",
    "selection: {CommandLine|contains: '\\*x\\*'}",
  ],
  "wildcard-undoes-modifier": ["selection: {Image|endswith: '\\cmd*.exe'}", "selection: {Image|endswith: '*\\cmd.exe'}"],
  "wildcard-for-modifier": [
    "selection: {CommandLine: 'a*b'}",
    "selection: {CommandLine: ['*a', 'b*']}",
    "selection: {CommandLine: '*a*b*'}",
    "selection: {CommandLine: '*'}",
  ],
  "wildcard-repeated": ["selection: {CommandLine: 'a*b*'}", "selection: {CommandLine: 'a*?*b'}"],
  "wildcard-alone": ["selection: {CommandLine: '\\*'}", "selection: {CommandLine: '?*'}"],
  "wildcard-on-keyword": ["keywords: ['seg*fault'] ¶ condition: keywords"],
  "wildcard-escaped": ["selection: {Image: 'C:\\Users\\\\*\\a.exe'}", "selection: {CommandLine|contains: 'rm \\*'}"],
  "unc-one-backslash": [
    "selection: {TargetFilename|startswith: '\\\\\\\\server'}",
    "selection: {CommandLine|contains: '\\\\server'}",
  ],
  "slash-in-windows-path": [
    "logsource: {product: linux, category: process_creation} ¶ selection: {Image|endswith: '/sh'}",
    "selection: {CommandLine|contains: ' /c '}",
  ],
  "name-without-separator": ["selection: {Image|endswith: '\\cmd.exe'}", "selection: {CommandLine|endswith: cmd.exe}"],
  "control-character": ["selection: {Image: 'C:\\temp.exe'}", 'selection: {CommandLine: "a\\tb"}'],
  "value-twice": ["selection: {CommandLine|contains: [a1, b1]}", "selection: {CommandLine|contains|cased: [a1, A1]}"],
  "value-twice-but-case": [
    "selection: {CommandLine|contains|cased: [a1, A1]}",
    "selection: {CommandLine|base64offset|contains: [iex, IEX]}",
    "selection: {CommandLine|re: [whoami.x, WhoAmI.x]}",
  ],
  "value-covered": [
    "selection: {CommandLine|contains: [ab1, ab2]}",
    "selection: {CommandLine: [a, ab]}",
    "selection: {CommandLine|endswith: [a, ab]}",
  ],
  "all-of-one": ["selection: {CommandLine|contains|all: [a1, b1]}"],
  "all-cannot-hold": [
    "selection: {CommandLine|contains|all: [a1, b1]}",
    "selection: {CommandLine|startswith|all: [a, ab]}",
    "selection: {CommandLine|all: ['*a', 'b*']}",
  ],
  "value-empty": ["selection: {CommandLine: ''}"],
  "number-respelled": ["selection: {FileVersion: '1.10'}", "selection: {ProcessId: 4711}"],
  "network-as-text": [
    "selection: {CommandLine: a/8}",
    "selection: {CommandLine|cidr: 10.0.0.0/8}",
    "selection: {CommandLine: 10.0.0.1}",
  ],
  "network-all": ["selection: {CommandLine|cidr: 10.0.0.0/8}"],
  "network-host-bits": ["selection: {CommandLine|cidr: [10.0.0.0/8, '2001:db8::/32', 10.1.2.3]}"],
  "keyword-short": ["keywords: [rm -rf] ¶ condition: keywords", "selection: {CommandLine: rm}"],
  "windash-without-dash": ["selection: {CommandLine|contains|windash: [whoami, ' -a']}"],
  "cased-without-letters": ["selection: {ProcessId|cased: 47a}", "selection: {ProcessId|base64|cased: '47'}"],
  "expand-without-placeholder": ["selection: {User|expand: '%admins%'}"],
  "placeholder-as-text": ["selection: {User|expand: '%Administrators%'}", "selection: {CommandLine|contains: '%TEMP%'}"],
  "base64offset-whole": ["selection: {CommandLine|base64offset|contains: whoami}"],
  "utf16-without-base64": ["selection: {CommandLine|wide|base64offset|contains: whoami}"],
  "fieldref-itself": ["selection: {User|fieldref: ParentUser}"],
  "range-empty": [
    "selection: {ProcessId|gt: 5, ProcessId|lt: 10}",
    "selection: {ProcessId|lt: 5, TerminalSessionId|gt: 10}",
    "selection: {ProcessId|lt: [5, 20], ProcessId|gt: 10}",
  ],
  "regex-plain": ["selection: {CommandLine|re: who.ami}", "selection: {CommandLine|re: 'a\\.b'}"],
  "regex-open-end": [
    "selection: {CommandLine|re: 'who.*ami'}",
    "selection: {CommandLine|re: '^.*whoami'}",
    "selection: {CommandLine|re: 'who[a-z]\\.*'}",
  ],
  "regex-no-literal": ["selection: {CommandLine|re: '^who[a-z]+'}"],
  "regex-inline-flags": ["selection: {CommandLine|re|i: 'who.ami'}", "selection: {CommandLine|re: 'a(?i)who.ami'}"],
  "regex-dot-any": [
    "selection: {Image|re: 'cmd[0-9]?\\.exe$'}",
    "selection: {Image|re: 'cmd[0-9]?[.]exe$'}",
    "selection: {Image|re: 'a.executable'}",
  ],
  "regex-path-class": ["selection: {Image|re: '^C:\\\\Windows'}", "selection: {Image|re: 'a:\\d+'}".replace("a:\\d", "=\\d")],
  "condition-never": [
    "selection: {Image|endswith: '\\cmd.exe'} ¶ filter: {Image|contains: System} ¶ condition: selection and not filter",
    "selection: {Image: a} ¶ filter: {Image: b} ¶ condition: selection and filter", // a list may hold both
    "selection: {Image|contains: cmd} ¶ filter: {Image|endswith: '\\cmd.exe'} ¶ condition: selection and not filter",
  ],
  "condition-always": ["selection: {User: null} ¶ other: {Image: '*'} ¶ condition: selection or other"],
  "condition-without-fields": ["selection: {User: root} ¶ filter: {Image: a} ¶ condition: selection and not filter"],
  "selection-unused": ["selection: {User: root} ¶ filter: {User: adm} ¶ condition: selection and not 1 of filter*"],
  "selection-never": ["selection: {User: root} ¶ other: {Image: a, Image|contains: a} ¶ condition: selection or other"],
  "selection-idle": ["selection: {User: root} ¶ other: {Image|contains: a} ¶ condition: selection or other"],
  "selection-twice": ["selection: {User: root} ¶ other: {User|cased: root} ¶ condition: selection or other"],
  "selection-list-of-one": ["selection: [{User: root}, {Image: a}]"],
  "of-too-many": ["selection_a: {User: root} ¶ selection_b: {User: adm} ¶ condition: 2 of selection_*"],
  "of-one": ["selection_a: {User: root} ¶ selection_b: {User: adm} ¶ condition: 1 of selection_*"],
  "them-with-filter": ["selection: {User: root} ¶ _filter: {Image: a} ¶ condition: 1 of them and not _filter"],
  "and-or-mixed": ["selection: {User: root} ¶ a: {Image: a} ¶ b: {Image: b} ¶ condition: selection and (a or b)"],
  "correlation-rule-unknown": [`correlation: {${CORRELATION}}`],
  "correlation-ungrouped": [`correlation: {${CORRELATION}}`],
  "group-by-twice": [`correlation: {${CORRELATION.replace("[User]", "[User, user]")}}`],
  "counted-field-grouped": [
    `correlation: {${CORRELATION.replace("event", "value").replace("{", "{field: Image, ")}}`,
    `correlation: {${CORRELATION.replace("event", "value").replace("{", "{field: [User, Image], ")}}`,
  ],
  "count-of-one": [
    `correlation: {${CORRELATION.replace("5}", "2}")}}`,
    `correlation: {${CORRELATION.replace("gte: 5", "lte: 5")}}`,
  ],
  "upper-bound-alone": [
    `correlation: {${CORRELATION.replace("gte", "lt")}, window: tumbling}`,
    `correlation: {${CORRELATION.replace("{", "{lt: 9, ")}}`,
  ],
  "bounds-never": [
    `correlation: {${CORRELATION.replace("{", "{lt: 6, ")}}`,
    "+name: other ¶ correlation: {type: temporal, rules: [logon, other], group-by: [User], timespan: 5m, condition: {gte: 2}}",
  ],
  "temporal-of-one": ["+name: other ¶ correlation: {type: temporal, rules: [logon, other], group-by: [User], timespan: 5m}"],
  "alias-unused": [`correlation: {${CORRELATION.replace("[User]", "[who]")}, aliases: {who: {logon: User}}}`],
  "alias-incomplete": [
    "+name: other ¶ correlation: {type: temporal, rules: [logon, other], group-by: [who], timespan: 5m, aliases: {who: {logon: User, other: Image}}}",
    "correlation: {type: event_count, rules: [6f9c1f0e-0b1e-4a57-9d2a-0c3f8a5e7b11], group-by: [who], timespan: 5m, condition: {gte: 2}, aliases: {who: {logon: User}}}",
  ],
  "base-silenced": [
    `level: high ¶ correlation: {${CORRELATION}, generate: true}`,
    `level: medium ¶ correlation: {${CORRELATION}}`,
  ],
  "timespan-long": ["7d", "1w"].map((span) => `correlation: {${CORRELATION.replace("5m", span)}}`),
  "timespan-respelled": ["90m", "7d", "2w", "1M"].map((span) => `correlation: {${CORRELATION.replace("5m", span)}}`),
  "correlation-key-misspelled": [`correlation: {${CORRELATION}}`],
  "filter-rule-unknown": [
    "+filter: {rules: [logon], selection: {User: root}, condition: selection}",
    "+filter: {rules: any, selection: {User: root}, condition: selection}",
  ],
  "filter-with-rule-words": ["level: high ¶ status: test"],
  "title-twice": ["+title: Another"],
  "name-twice": ["name: logon ¶ +name: logoff"],
  "detection-twice": ["+selection: {CommandLine|contains: hostname}", "+logsource: {product: linux, category: process_creation}"],
};

test("nothing is found in a rule that nothing is wrong with", () => {
  assert.deepEqual(lintTexts([exampleRule("title: Base")]).findings, []);
  assert.deepEqual(lintTexts([exampleRule(`correlation: {${CORRELATION}}`)]).findings, []);
});

test("a timespan of weeks, months or years is as long for the checks as for the engine", () => {
  const found = (span: string) => checksThatFind(`correlation: {${CORRELATION.replace("5m", span)}}`);
  for (const span of ["2w", "1M", "1y"]) assert.deepEqual(found(span), ["timespan-long"], span);
  assert.deepEqual(found("1w"), []);
});

test("each check has its own name, finds what its example shows, and nothing in what only looks like it", () => {
  assert.equal(new Set(CHECKS.map(({ name }) => name)).size, CHECKS.length);
  assert.deepEqual(Object.keys(INNOCENT).sort(), CHECKS.map(({ name }) => name).sort());
  const wrong = CHECKS.flatMap(({ name, example }) => {
    const missed = checksThatFind(example).includes(name) ? [] : [`${name} finds nothing in: ${example}`];
    return [
      ...missed,
      ...(INNOCENT[name] ?? [])
        .filter((good) => checksThatFind(good).includes(name))
        .map((good) => `${name} finds something in: ${good}`),
    ];
  });
  assert.deepEqual(wrong, []);
});

test("a filter is no part of the rule that it amends, and needs no level", () => {
  const text = exampleRule("+filter: {rules: [logon], f: {CommandLine|contains: '*x*'}, condition: f}");
  const names = lintTexts([text]).findings.map(({ check, title }) => [check, title]);
  assert.deepEqual(names, [
    ["filter-with-rule-words", "Filtered"],
    ["filter-with-rule-words", "Filtered"],
  ]);
  const without = text.replace(/status: test\n(?=[^]*filter:)/g, (found, at: number) => (at > text.indexOf("---") ? "" : found));
  assert.ok(!lintTexts([without]).findings.some(({ check }) => check === "status-missing" || check === "level-missing"));
});

test("a finding names its line and column in the file", () => {
  const text = exampleRule("title: Base").replace("CommandLine|contains: whoami", "CommandLine|contains: '*whoami'");
  const [finding] = lintTexts([`# a comment\n${text}`]).findings;
  const line = text.split("\n").findIndex((each) => each.includes("*whoami")) + 2;
  const column = (text.split("\n")[line - 2] as string).indexOf("'*whoami'") + 1;
  assert.deepEqual([finding?.check, finding?.line, finding?.column], ["wildcard-idle", line, column]);
});

test("a refused document is a finding that cannot be left out", () => {
  const text = exampleRule("condition: nothing").replace(
    "condition: nothing",
    "condition: nothing # meridian: ignore refused it is fine",
  );
  const { findings, suppressed } = lintTexts([text]);
  assert.deepEqual(findings.map(({ check }) => check).sort(), ["ignore-unknown", "refused"]);
  assert.deepEqual(suppressed, []);
});

const BAD = exampleRule("selection: {CommandLine|contains: '*whoami*'} ¶ status: draft");

test("a comment with a reason leaves a finding out, on its line, on the next, or in the whole file", () => {
  const onLine = BAD.replace("status: draft", "status: draft # meridian: ignore status-unknown we say draft");
  const above = BAD.replace("status: draft", "# meridian: ignore status-unknown we say draft\n# more\nstatus: draft");
  const inFile = `# meridian: ignore-file status-unknown we say draft\n${BAD}`;
  for (const text of [onLine, above, inFile]) {
    const { findings, suppressed } = lintTexts([text]);
    assert.deepEqual(
      findings.map(({ check }) => check),
      ["wildcard-idle"],
      text,
    );
    assert.deepEqual(
      suppressed.map(({ check, reason }) => [check, reason]),
      [["status-unknown", "we say draft"]],
    );
  }
});

test("a comment without a reason, without effect, or of a check that there is not, is a finding itself", () => {
  const of = (comment: string) => lintTexts([`# meridian: ignore-file ${comment}\n${BAD}`]).findings.map(({ check }) => check);
  assert.deepEqual(of("status-unknown"), ["ignore-without-reason", "status-unknown", "wildcard-idle"]);
  assert.deepEqual(of("tag-twice because"), ["ignore-idle", "status-unknown", "wildcard-idle"]);
  assert.deepEqual(of("tag-thrice because"), ["ignore-unknown", "status-unknown", "wildcard-idle"]);
});

test("settings leave checks out under their paths, and change how grave a finding is", () => {
  const off = [{ check: "status-unknown", reason: "ours", paths: ["rules/0"] }];
  const { findings, suppressed } = lintTexts([BAD], { ...PLAIN_SETTINGS, off, severity: new Map([["wildcard-idle", "error"]]) });
  assert.deepEqual(
    findings.map(({ check, severity }) => [check, severity]),
    [["wildcard-idle", "error"]],
  );
  assert.deepEqual(
    suppressed.map(({ reason }) => reason),
    ["ours"],
  );
});

test("decision diagrams answer as the functions that they stand for", () => {
  type Tree = number | { readonly op: "and" | "or" | "not" | "some"; readonly parts: readonly Tree[] };
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.nat(4),
      fc.record({
        op: fc.constantFrom("and", "or", "not", "some"),
        parts: fc.array(tie("tree"), { minLength: 1, maxLength: 3 }),
      }),
    ),
  }));
  const holds = (node: Tree, world: number): boolean => {
    if (typeof node === "number") return ((world >> node) & 1) === 1;
    const parts = node.parts.map((part) => holds(part, world));
    if (node.op === "not") return !parts[0];
    return node.op === "and" ? parts.every(Boolean) : parts.filter(Boolean).length >= (node.op === "or" ? 1 : 2);
  };
  fc.assert(
    fc.property(tree, (node) => {
      const decisions = new Decisions();
      const made = (each: Tree): number => {
        if (typeof each === "number") return decisions.answer(each);
        const parts = each.parts.map(made);
        if (each.op === "not") return decisions.not(parts[0] as number);
        return each.op === "and"
          ? parts.reduce((all, part) => decisions.and(all, part))
          : decisions.some(each.op === "or" ? 1 : 2, parts);
      };
      const worlds = Array.from({ length: 32 }, (_, world) => holds(node, world));
      const whole = made(node);
      assert.equal(whole === 1, worlds.every(Boolean));
      assert.equal(whole === 0, !worlds.some(Boolean));
    }),
  );
});

test("no filter is taken for the rule that another document means", () => {
  const filter = `title: f
id: logon-admin
filter-dialect: suppress
logsource: {product: windows}
filter: {rules: [logon-admim], selection: {User: root}, condition: selection}
`;
  const messages = lintTexts([exampleRule("selection: {User: root}"), filter]).findings.map(
    ({ check, message }) => `${check}: ${message}`,
  );
  assert.ok(messages.includes('filter-rule-unknown: no rule here has the id or name "logon-admim"'), messages.join("\n"));
});

test("what is proven of a condition holds for every event", () => {
  let proofs = 0;
  fc.assert(
    fc.property(anyRule, fc.array(anyEvent, { minLength: 1, maxLength: 8 }), (rule, events) => {
      const text = stringify({ title: "generated", ...rule });
      const documents = [{ path: "a.yml", bytes: new TextEncoder().encode(text) }];
      const { rules } = loadRules(documents, sha256);
      const compiled = rules[0]?.detection;
      if (compiled === undefined || compiled === null || compiled.waiting.length > 0) return;
      const logic = logicOf(compiled.rule);
      if (logic === undefined || (!logic.never && !logic.always)) return;
      proofs++;
      const detector = createDetector(rules, { utcOffsetMinutes: 0 });
      for (const event of events) {
        const isMeant = detector.rulesFor(event.logsource).length > 0;
        assert.equal(detector.observe(event).length, isMeant && logic.always ? 1 : 0, text);
      }
    }),
    { numRuns: 400 },
  );
  assert.ok(proofs > 5, `${proofs} proofs`);
});
