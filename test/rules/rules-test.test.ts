import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { junitXml, STARTER_RULES, type TestResult, testRuleFiles } from "../../src/app/index.ts";
import { exampleRule } from "./example-rules.ts";

const folders: string[] = [];
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "meridian-rules-"));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

const RULE = exampleRule("selection: {CommandLine|contains: whoami}");

async function resultsOf(tests: string, more: Readonly<Record<string, string>> = {}): Promise<readonly TestResult[]> {
  const folder = await folderOf({ "rule.yml": RULE, "rule.test.yml": tests, ...more });
  return (await testRuleFiles([folder], { regression: undefined })).results;
}

const faultsOf = async (tests: string, more?: Readonly<Record<string, string>>) =>
  (await resultsOf(tests, more)).flatMap(({ faults }) => faults);

test("a field and an expectation may be called __proto__", async () => {
  const polluted = { "rule.yml": exampleRule("selection: {__proto__: polluted}") };
  const tests = "tests: [{name: a, fires: true, events: [{fields: {__proto__: polluted}}]}]";
  assert.deepEqual(await faultsOf(tests, polluted), []);
  const expecting = tests.replace("fires: true", "fires: {__proto__: true}");
  assert.match((await faultsOf(expecting, polluted))[0] ?? "", /__proto__/);
});

test("every starter rule has an example, and every example passes", async () => {
  const { results, untested } = await testRuleFiles([STARTER_RULES], { regression: undefined });
  assert.deepEqual(untested, []);
  assert.deepEqual(
    results.filter(({ passed }) => !passed),
    [],
  );
  assert.ok(results.length > 30);
});

test("an example that does not come to what it expects fails, and says why on the nearest event", async () => {
  const event = "{fields: {CommandLine: whoareyou}}";
  const [missed, found] = [
    await resultsOf(`tests: [{name: a, fires: true, events: [{fields: {Other: 1}}, ${event}]}]`),
    await resultsOf("tests: [{name: a, fires: 0, events: [{fields: {CommandLine: whoami}}]}]"),
  ];
  assert.deepEqual(missed[0]?.faults, ["expected that it fires, it fires 0 times on 2 events"]);
  const condition = missed[0]?.nearest?.condition;
  assert.deepEqual(condition?.kind === "item" && condition.found, { state: "there", values: ["whoareyou"], more: 0 });
  assert.deepEqual(found[0]?.faults, ["expected that it fires 0 times, it fires once on 1 events"]);
});

test("events are fields, lines in any format, or files beside the example, one after the other in time", async () => {
  const evtx = `{"Event": {"System": {"Provider": {"#attributes": {"Name": "Microsoft-Windows-Sysmon"}}, "EventID": 1, "Channel": "Microsoft-Windows-Sysmon/Operational"}, "EventData": {"CommandLine": "whoami"}}}`;
  const tests = `
tests:
  - name: all kinds
    fires: 5
    events:
      - ${JSON.stringify(evtx)}
      - {fields: {CommandLine: whoami}, times: 2, every: 1m}
      - {lines: '{"CommandLine": "whoami /all"}'}
      - {file: events.ndjson}
      - {fields: {CommandLine: whoami}, logsource: {product: linux, category: process_creation}}
`;
  assert.deepEqual(await faultsOf(tests, { "events.ndjson": `${evtx}\n` }), []);
});

test("what cannot be read is a failure and never a pass", async () => {
  const example = (events: string, rest = "") => `tests: [{name: a, fires: 0, events: ${events}}]${rest}`;
  assert.match((await faultsOf(example("[{file: gone.json}]")))[0] ?? "", /gone\.json/);
  assert.match((await faultsOf(example("[{file: ../../etc/passwd}]")))[0] ?? "", /expected a file beside the example/);
  assert.match((await faultsOf(example("[{lines: ''}]")))[0] ?? "", /give no event/);
  assert.match((await faultsOf("tests: []"))[0] ?? "", /tests/);
  assert.match((await faultsOf(": : :"))[0] ?? "", /not YAML|expected/);
  assert.match((await faultsOf(example("[{fields: {A: 1}}]", "\nunknown: 1")))[0] ?? "", /unknown/);
  assert.match((await faultsOf(example("[{fields: {A: 1}}]").replace("fires: 0", "fires: {nobody: 1}")))[0] ?? "", /nobody/);
  const refused = await resultsOf(example("[{fields: {A: 1}}]"), {
    "rule.yml": RULE.replace("condition: selection", "condition: nothing"),
  });
  assert.match(refused[0]?.faults.join() ?? "", /no rule is loaded.*condition names what is not there/s);
});

test("a file of examples that is damaged YAML is refused with line and column, not read as far as it goes", async () => {
  const cut = "tests: [{name: a, fires: 0, events: [{fields: {A: 1}}]}";
  const twice = "tests:\n  - name: a\n    fires: 1\n    fires: 0\n    events: [{fields: {A: 1}}]\n";
  const slip = "tests:\n  - name: a\n    fires: often\n    events: [{field: {A: 1}}]\n";
  assert.match((await faultsOf(cut)).join(), /^1:56: not YAML/);
  assert.match((await faultsOf(twice)).join(), /^4:5: .*each key once/);
  assert.match(
    (await faultsOf(slip)).join(),
    /^3:12: tests\.0\.fires: expected true, false, .*; 4:14: tests\.0\.events\.0: expected a log line/,
  );
  const folder = await folderOf({ "rule.yml": RULE, "info.yml": "rule_metadata: [{id: x}]\n\tregression_tests_info: []\n" });
  const { results } = await testRuleFiles([join(folder, "rule.yml")], { regression: folder });
  assert.match(results[0]?.faults.join() ?? "", /no info\.yml .*2:1: /);
  await assert.rejects(testRuleFiles([folder], { regression: join(folder, "gone") }), { code: "RULES_UNREADABLE" });
});

test("rules without an example are named", async () => {
  const folder = await folderOf({ "rule.yml": RULE });
  assert.deepEqual(await testRuleFiles([folder], { regression: undefined }), { results: [], untested: ["Base"], refused: [] });
});

test("rules that are refused are named, so that no example for them is missed in silence", async () => {
  const folder = await folderOf({ "rule.yml": RULE.replace("condition: selection", "condition: nothing") });
  const { untested, refused } = await testRuleFiles([folder], { regression: undefined });
  assert.deepEqual(untested, []);
  assert.match(refused.join(), /rule\.yml:\d+:\d+: condition names what is not there/);
});

test("results are JUnit XML, whatever stands in them", () => {
  const name = 'a "quoted" <name> & \u0000 more\nlines';
  const results: TestResult[] = [
    { path: "a.test.yml", name, rule: "Rule", passed: true, faults: [], nearest: null },
    { path: "a.test.yml", name: "b", rule: "Rule", passed: false, faults: ["x < y", "z"], nearest: null },
  ];
  assert.equal(
    junitXml({ results, untested: [], refused: [] }),
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="meridian rules test" tests="2" failures="1" errors="0">
  <testsuite name="a.test.yml" tests="2" failures="1" errors="0" skipped="0">
    <testcase name="a &quot;quoted&quot; &lt;name&gt; &amp; \\u0000 more&#10;lines" classname="Rule" file="a.test.yml"/>
    <testcase name="b" classname="Rule" file="a.test.yml">
      <failure message="x &lt; y">x &lt; y&#10;z</failure>
    </testcase>
  </testsuite>
</testsuites>
`,
  );
});
