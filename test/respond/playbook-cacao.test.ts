import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatJson, type Json, type JsonObject, parseJson, textOf, utf8 } from "../../src/lib/index.ts";
import { formatCacao, PLAYBOOK_BYTES_MAX, parsePlaybook } from "../../src/respond/playbook/parse.ts";
import { action, cacao, faultOf, idOf, parseDocument, sha256 } from "./playbook-documents.ts";

const START = idOf("start", 1);
const FIRST = idOf("action", 1);
const END = idOf("end", 1);
const EXTENSION = "extension-definition--6d4b8a52-3f0e-4c67-9b1d-5a2e7c80f413";
const DEFINED = {
  type: "extension-definition",
  name: "Meridian measures",
  created_by: idOf("identity", 2),
  schema: "docs/playbooks.md",
  version: "1.0.0",
};
const workflow = (steps: JsonObject): JsonObject => ({
  workflow: { [START]: { type: "start", on_completion: FIRST }, ...steps },
});
const trigger: JsonObject = { when: { level: ">= high" }, target: { address: ["src_ip"], host: ["host"] } };
const extended = (members: JsonObject): JsonObject =>
  cacao({ extension_definitions: { [EXTENSION]: DEFINED }, playbook_extensions: { [EXTENSION]: trigger }, ...members });
const withAction = (members: JsonObject) =>
  extended(workflow({ [FIRST]: action({ on_completion: END, ...members }), [END]: { type: "end" } }));

test("the smallest playbook is valid, and says why it does not run here", () => {
  const read = parseDocument(cacao());
  assert.ok(read.ok);
  const { id, name, plan, notExecutable } = read.value;
  assert.deepEqual({ id, name, plan }, { id: idOf("playbook", 1), name: "Call somebody", plan: null });
  assert.deepEqual(notExecutable, [
    { step: null, because: `it does not say on which detections it runs: ${EXTENSION} is not in playbook_extensions` },
  ]);
});

const REFUSED: readonly (readonly [name: string, document: Json, fault: string])[] = [
  ["no type", cacao({ type: "note" }), "$.type: one of playbook"],
  ["another version", cacao({ spec_version: "1.1" }), "$.spec_version: one of cacao-2.0"],
  ["an id of another type", cacao({ id: idOf("action", 1) }), "$.id: an identifier such as playbook--UUID"],
  ["a member that CACAO does not have", cacao({ colour: 1 }), "$.colour: one of type"],
  ["modified before created", cacao({ modified: "2026-11-21T00:00:00.000Z" }), "$.modified: a time not before created"],
  ["a day that no calendar has", cacao({ created: "2026-02-30T00:00:00.000Z" }), "$.created: a time that the calendar has"],
  [
    "valid for no time",
    cacao({ valid_from: "2026-11-22T00:00:00Z", valid_until: "2026-11-22T00:00:00Z" }),
    "$.valid_until: a time after",
  ],
  ["priority beyond 100", cacao({ priority: 101 }), "$.priority: a whole number from 0 to 100"],
  ["a start that is not there", cacao({ workflow_start: idOf("start", 9) }), "$.workflow_start: the id of a step in workflow"],
  ["a start that is an action", cacao({ workflow_start: FIRST }), "$.workflow_start: the id of a start step"],
  [
    "a step that is not there",
    cacao(workflow({ [FIRST]: action({ on_completion: idOf("end", 7) }), [END]: { type: "end" } })),
    `$.workflow['${FIRST}'].on_completion: the id of a step in workflow`,
  ],
  [
    "a step that leads nowhere",
    cacao(workflow({ [FIRST]: action({}), [END]: { type: "end" } })),
    `$.workflow['${FIRST}'].on_completion: to be there`,
  ],
  [
    "a cycle",
    cacao(workflow({ [FIRST]: action({ on_success: END, on_failure: FIRST }), [END]: { type: "end" } })),
    `$.workflow['${FIRST}']: a way that does not come back`,
  ],
  [
    "a step that nothing reaches",
    cacao(workflow({ [FIRST]: action({ on_completion: END }), [END]: { type: "end" }, [idOf("end", 2)]: { type: "end" } })),
    `$.workflow['${idOf("end", 2)}']: a step that some other step leads to`,
  ],
  [
    "two starts",
    cacao(
      workflow({
        [FIRST]: action({ on_completion: END }),
        [END]: { type: "end" },
        [idOf("start", 2)]: { type: "start", on_completion: FIRST },
      }),
    ),
    `$.workflow['${idOf("start", 2)}']: one start step only`,
  ],
  [
    "on_completion beside on_success",
    cacao(workflow({ [FIRST]: action({ on_completion: END, on_success: END }), [END]: { type: "end" } })),
    `$.workflow['${FIRST}'].on_completion: not to be there`,
  ],
  [
    "on_failure alone",
    cacao(workflow({ [FIRST]: action({ on_failure: END }), [END]: { type: "end" } })),
    `$.workflow['${FIRST}'].on_success: to be there`,
  ],
  [
    "a name that is not of the step's type",
    cacao(workflow({ [FIRST]: { type: "end" }, [END]: { type: "end" } })),
    `$.workflow['${FIRST}']: a name such as end--UUID`,
  ],
  [
    "an end that goes on",
    cacao(workflow({ [FIRST]: action({ on_completion: END }), [END]: { type: "end", on_completion: END } })),
    `$.workflow['${END}'].on_completion: one of type`,
  ],
  [
    "an agent that is not defined",
    withAction({ agent: idOf("linux", 4) }),
    `$.workflow['${FIRST}'].agent: the id of one of agent_definitions`,
  ],
  [
    "a target that is not defined",
    withAction({ targets: [idOf("linux", 4)] }),
    `$.workflow['${FIRST}'].targets[0]: the id of one of target_definitions`,
  ],
  [
    "an extension that is not defined",
    cacao({ playbook_extensions: { [EXTENSION]: trigger } }),
    `$.playbook_extensions['${EXTENSION}']: the id of one of extension_definitions`,
  ],
  [
    "a marking that is not defined",
    cacao({ markings: [idOf("marking-tlp", 1)] }),
    "$.markings[0]: the id of one of data_marking_definitions",
  ],
  [
    "a variable without its marks",
    cacao({ playbook_variables: { address: { type: "string" } } }),
    "$.playbook_variables.address: a variable named __letters__",
  ],
  ["no commands", withAction({ commands: [] }), `$.workflow['${FIRST}'].commands: a list of 1 to`],
  ["a timeout below nothing", withAction({ timeout: -1 }), `$.workflow['${FIRST}'].timeout: a whole number`],
  [
    "a password",
    cacao({
      authentication_info_definitions: { [idOf("http-basic", 1)]: { type: "http-basic", user_id: "a", password: "hunter2" } },
    }),
    `$.authentication_info_definitions['${idOf("http-basic", 1)}'].password: no secret in a playbook`,
  ],
  [
    "a token",
    cacao({ authentication_info_definitions: { [idOf("oauth2", 1)]: { type: "oauth2", oauth_header: "a", token: "abc" } } }),
    `$.authentication_info_definitions['${idOf("oauth2", 1)}'].token: no secret in a playbook`,
  ],
  [
    "our own extension without a target",
    extended({ playbook_extensions: { [EXTENSION]: { when: trigger["when"] as Json } } }),
    `$.playbook_extensions['${EXTENSION}'].target: to be there`,
  ],
  [
    "our own extension on a destination",
    extended({ playbook_extensions: { [EXTENSION]: { ...trigger, target: { address: ["dst_ip"] } } } }),
    `$.playbook_extensions['${EXTENSION}'].target.address[0]: a field that names the source`,
  ],
  [
    "a block without an end",
    withAction({ step_extensions: { [EXTENSION]: { measure: "block", ladder: [{}] } } }),
    `$.workflow['${FIRST}'].step_extensions['${EXTENSION}'].ladder[0].for: to be there`,
  ],
  ["a list", [], "line 1, column 1: "],
];

for (const [name, document, fault] of REFUSED) {
  test(`refused with its place: ${name}`, () => {
    const said = faultOf(parseDocument(document));
    assert.ok(said.startsWith(fault), `${said}\n  is not\n${fault}`);
    assert.doesNotMatch(said, /hunter2|abc/, "no secret is repeated");
  });
}

const openC2 = (command: JsonObject): JsonObject => ({
  commands: [
    { type: "openc2-http", command: "POST /openc2 HTTP/1.1", content_b64: Buffer.from(formatJson(command)).toString("base64") },
  ],
});
const NOT_HERE: readonly (readonly [name: string, document: JsonObject, because: string])[] = [
  ["a shell command", withAction({ commands: [{ type: "bash", command: "true" }] }), "a command of type bash"],
  ["two commands", withAction({ commands: [{ type: "manual" }, { type: "manual" }] }), "several commands in one step"],
  ["a way on failure", withAction({ on_completion: END, timeout: 5 }), "an action with timeout"],
  ["OpenC2 of another kind", withAction(openC2({ action: "scan", target: { device: {} } })), "the OpenC2 command scan device"],
  [
    "OpenC2 on a fixed address",
    withAction(openC2({ action: "deny", target: { ipv4_net: "192.0.2.1" } })),
    "an OpenC2 command on a fixed target: only one that a variable names",
  ],
  [
    "OpenC2 for ever",
    withAction(openC2({ action: "deny", target: { ipv4_net: "__a__:value" } })),
    "an OpenC2 command without args.duration of 1 s to 30 days: nothing is blocked for ever",
  ],
  [
    "a choice",
    extended(
      workflow({
        [FIRST]: action({ on_completion: idOf("if-condition", 1) }),
        [idOf("if-condition", 1)]: { type: "if-condition", condition: "a = b", on_true: END, on_false: END },
        [END]: { type: "end" },
      }),
    ),
    "a step of type if-condition",
  ],
];

for (const [name, document, because] of NOT_HERE) {
  test(`valid, and not executable here: ${name}`, () => {
    const read = parseDocument(document);
    assert.ok(read.ok, faultOf(read));
    assert.equal(read.value.plan, null);
    assert.deepEqual(
      read.value.notExecutable.map((one) => one.because),
      [because],
    );
  });
}

test("an OpenC2 deny of a variable is a block for its duration, a manual step is a task", () => {
  const deny = openC2({ action: "deny", target: { ipv4_net: "__address__:value" }, args: { duration: 3_600_000 } });
  const second = idOf("action", 2);
  const read = parseDocument(
    extended(
      workflow({
        [FIRST]: action({ on_completion: second }),
        [second]: action({ ...deny, on_completion: END }),
        [END]: { type: "end" },
      }),
    ),
  );
  assert.ok(read.ok, faultOf(read));
  const rung = { durationMs: 3_600_000, again: 0, withinMs: 0, prefix: null, persons: 0 };
  assert.deepEqual(read.value.plan?.steps, [
    { kind: "manual", id: FIRST, text: "Call the harbour office" },
    { kind: "measure", id: second, measure: "block", target: "address", ladder: [rung], text: null },
  ]);
});

test("types without activities are remarked upon, as most published playbooks lack them", () => {
  const read = parseDocument(cacao({ playbook_types: ["mitigation"] }));
  assert.ok(read.ok, faultOf(read));
  assert.deepEqual(read.value.remarks, ["$.playbook_activities: expected to be there, since playbook_types is (CACAO 2.0 §3.1)"]);
});

test("whatever is valid comes back from its bytes as it was, in one order of members", () => {
  const marked = extended({
    data_marking_definitions: {
      [idOf("marking-tlp", 1)]: {
        type: "marking-tlp",
        id: idOf("marking-tlp", 1),
        created_by: idOf("identity", 1),
        created: "2026-11-22T00:00:00.000Z",
        tlpv2_level: "TLP:GREEN",
      },
    },
    markings: [idOf("marking-tlp", 1)],
    signatures: [
      {
        type: "jss",
        id: idOf("jss", 1),
        created: "2026-11-22T00:00:00.000Z",
        modified: "2026-11-22T00:00:00.000Z",
        signee: "North Port CERT",
        hash_algorithm: "sha-256",
        algorithm: "Ed25519",
        value: "AAAA",
      },
    ],
  });
  const read = parseDocument(marked);
  assert.ok(read.ok, faultOf(read));
  const bytes = formatCacao(read.value);
  assert.deepEqual(parsePlaybook(bytes, sha256), read);
  assert.equal(textOf(bytes), formatJson(marked), "signatures and markings are kept");
  const turned = Object.fromEntries(Object.entries(marked).reverse());
  assert.deepEqual(parsePlaybook(utf8(JSON.stringify(turned, null, 2)), sha256), read);
});

test("a long chain is read in its order, and a chain that bites its tail is refused, without recursion", () => {
  const count = 998;
  const chain = (last: string) => {
    const steps = Array.from({ length: count }, (_, index) => [
      idOf("action", index + 1),
      action({ on_completion: index + 1 < count ? idOf("action", index + 2) : last }),
    ]);
    return extended(workflow({ ...Object.fromEntries(steps), [END]: { type: "end" } }));
  };
  const read = parseDocument(chain(END));
  assert.ok(read.ok, faultOf(read));
  assert.equal(read.value.plan?.steps.length, count);
  assert.match(faultOf(parseDocument(chain(idOf("action", 5)))), /action--.*5'\]: a way that does not come back/);
});

test("ways that go forward only are valid, and one edge back is not", () => {
  const graph = fc
    .integer({ min: 2, max: 12 })
    .chain((count) =>
      fc.tuple(fc.constant(count), fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { minLength: 1, maxLength: 20 })),
    );
  fc.assert(
    fc.property(graph, ([count, edges]) => {
      const next = (from: number) => (from + 1 < count ? idOf("parallel", from + 1) : FIRST);
      const build = (extra: readonly (readonly [number, number])[]) => {
        const steps = Array.from({ length: count }, (_, from) => {
          const more = extra.filter(([one]) => one === from).map(([, to]) => idOf("parallel", to));
          return [idOf("parallel", from), { type: "parallel", next_steps: [next(from), END, ...more] }];
        });
        const start = { [START]: { type: "start", on_completion: idOf("parallel", 0) } };
        return cacao({
          workflow: { ...start, ...Object.fromEntries(steps), [FIRST]: action({ on_completion: END }), [END]: { type: "end" } },
        });
      };
      const forward = edges.filter(([from, to]) => to > from);
      const back = edges.filter(([from, to]) => to <= from);
      assert.equal(faultOf(parseDocument(build(forward))), "");
      if (back.length > 0) assert.match(faultOf(parseDocument(build(edges))), /does not come back/);
    }),
    { numRuns: 60 },
  );
});

test("no document makes the reader throw, hang or take what it does not know", () => {
  const good = formatJson(withAction({ step_extensions: { [EXTENSION]: { measure: "block", ladder: [{ for: "1h" }] } } }));
  const junk = fc.oneof(fc.json(), fc.constantFrom('"x"', "null", "[]", "{}", "-1", "1e308", '"__proto__"', '"constructor"'));
  const change = fc.record({ at: fc.nat(good.length), take: fc.nat(60), put: fc.oneof(junk, fc.string()) });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const text = changes.reduce((before, { at, take, put }) => before.slice(0, at) + put + before.slice(at + take), good);
      const read = parsePlaybook(utf8(text), sha256);
      if (read.ok) assert.deepEqual(parsePlaybook(formatCacao(read.value), sha256), read);
      else assert.ok(read.fault.where !== "" && read.fault.expected.length < 2_000);
    }),
    { numRuns: 400 },
  );
});

test("a value of the wrong kind anywhere is refused or does no harm", () => {
  const parsed = parseJson(formatJson(extended({ labels: ["a"], playbook_processing_summary: { if_logic: true } })));
  assert.ok(parsed.ok);
  const paths: string[][] = [];
  const walk = (json: Json, path: string[]) => {
    paths.push(path);
    if (typeof json === "object" && json !== null) for (const [name, value] of Object.entries(json)) walk(value, [...path, name]);
  };
  walk(parsed.value, []);
  const put = (json: Json, [name, ...rest]: readonly string[], value: Json): Json => {
    if (name === undefined) return value;
    const copy: Record<string, Json> = Array.isArray(json) ? ([...json] as never) : { ...(json as JsonObject) };
    copy[name] = put(copy[name] as Json, rest, value);
    return copy;
  };
  for (const path of paths) {
    for (const value of [null, true, -1, 1e300, "", "x", [], {}, [[]], { a: { b: null } }]) {
      const read = parseDocument(put(parsed.value, path, value));
      if (read.ok) assert.deepEqual(parsePlaybook(formatCacao(read.value), sha256), read);
    }
  }
});

test("a document beyond its limits is refused at once", () => {
  assert.match(faultOf(parsePlaybook(new Uint8Array(PLAYBOOK_BYTES_MAX + 1), sha256)), /at most 1048576 bytes/);
  assert.match(faultOf(parsePlaybook(Uint8Array.of(0xff), sha256)), /UTF-8/);
  assert.match(faultOf(parsePlaybook(utf8(`{"a":${"[".repeat(5_000)}`), sha256)), /line 1, column \d+: at most 64 levels/);
  assert.match(faultOf(parsePlaybook(utf8('{"a":1,\n "a":2}'), sha256)), /line 2, column 2: each name once/);
});
