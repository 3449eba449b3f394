import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Level, LogSource, RecordName, RuleRef } from "../../src/model/index.ts";
import { confidenceOf } from "../../src/respond/playbook/confidence.ts";
import { decide, explainDecision } from "../../src/respond/playbook/decide.ts";
import type { Playbook } from "../../src/respond/playbook/playbook.ts";
import type { DecisionContext, DetectionFacts, PastAction } from "../../src/respond/playbook/proposal.ts";
import { HANDSHAKE_TABLE, reachabilityOf } from "../../src/respond/playbook/reachability.ts";
import { TARGETS_MAX } from "../../src/respond/playbook/run.ts";
import { playbookOf } from "./playbook-documents.ts";

const NOW_MS = Date.UTC(2026, 10, 23, 12);
const HOUR_MS = 3_600_000;
const SSHD: LogSource = { product: "linux", service: "sshd" };

function rule(members: Partial<RuleRef> = {}): RuleRef {
  const made = { id: "guessing", title: "Guessing", author: "Meridian", version: "2026-11-22", level: "high" as Level };
  return { ...made, tags: ["attack.t1110.001"], digest: "0".repeat(64) as RuleRef["digest"], ...members };
}

type Given = {
  readonly fields?: readonly DetectionFacts["events"][number]["fields"][];
  readonly logsource?: LogSource;
} & Partial<DetectionFacts>;

function facts({ fields = [{ src_ip: "203.0.113.9" }], logsource = SSHD, ...members }: Given = {}): DetectionFacts {
  const events = fields.map((one, index) => ({ logsource, fields: one, records: [`record ${index}` as RecordName] }));
  return { rule: rule(), atMs: NOW_MS, events, confidence: 0.7, ...members };
}

function context(members: Partial<DecisionContext> = {}): DecisionContext {
  return { nowMs: NOW_MS, assets: () => null, history: () => [], addressesWithin: () => [], persons: () => 0, ...members };
}

type Parts = {
  readonly id?: number;
  readonly when?: string;
  readonly target?: string;
  readonly more?: string;
  readonly steps?: string;
};

function playbook({
  id = 1,
  when = "rules: [guessing]",
  target = "address: [src_ip]",
  more = "",
  steps = "- block for 1h",
}: Parts = {}): Playbook {
  return playbookOf(`name: Playbook ${id}
id: 00000000-0000-4000-8000-${id.toString().padStart(12, "0")}
date: 2026-11-22
when: { ${when} }
target: { ${target} }
${more}
do:
${steps}
`);
}

/** The proposals in short: `block address:… 1h (persons)`. */
function short(playbooks: readonly Playbook[], given: DetectionFacts, around: DecisionContext = context()): readonly string[] {
  return decide(playbooks, given, around).map(({ measure, target, durationMs, persons }) => {
    return `${measure} ${target.kind}:${target.value} ${durationMs === null ? "at once" : `${durationMs / HOUR_MS}h`} (${persons})`;
  });
}
const BLOCK = "block address:203.0.113.9 1h (0)";

const CONDITIONS: readonly (readonly [when: string, given: Given, runs: boolean])[] = [
  ["rules: [guessing]", {}, true],
  ["rules: [other]", {}, false],
  ["rules: [other], tags: [attack.t1110.001]", {}, true],
  ["tags: [attack.t1110]", {}, false],
  ["level: '>= high'", {}, true],
  ["level: '> high'", {}, false],
  ["level: high", { rule: rule({ level: "critical" }) }, false],
  ["level: '>= high'", { rule: rule({ level: "medium" }) }, false],
  ["rules: [guessing], confidence: '>= 0.7'", {}, true],
  ["rules: [guessing], confidence: '>= 0.71'", {}, false],
  ["rules: [guessing], logsource: { service: sshd }", {}, true],
  ["rules: [guessing], logsource: { category: webserver }", {}, false],
  ["rules: [guessing], criticality: '>= 3'", { fields: [{ src_ip: "203.0.113.9", host: "hts-time1" }] }, true],
  ["rules: [guessing], criticality: '>= 3'", { fields: [{ src_ip: "203.0.113.9", host: "hts-wiki1" }] }, false],
];

for (const [when, given, runs] of CONDITIONS) {
  test(`when ${when}: ${runs ? "runs" : "does not run"}, and the explanation says by which value`, () => {
    const around = context({ assets: ({ value }) => (value === "hts-time1" ? 4 : null) });
    const decision = explainDecision([playbook({ when })], facts(given), around);
    assert.equal(decision.proposals.length, runs ? 1 : 0);
    assert.equal(decision.considered[0]?.runs, runs);
    assert.equal(
      decision.considered[0]?.conditions.every((condition) => condition.holds),
      runs,
    );
    for (const { wanted, found } of decision.considered[0]?.conditions ?? []) assert.ok(wanted !== "" && found !== "");
  });
}

test("a playbook's own confidence in a rule goes before what the detection comes with", () => {
  const one = playbook({ when: "rules: [guessing], confidence: '>= 0.9'", more: "confidence: { guessing: 0.95 }" });
  assert.deepEqual(short([one], facts()), [BLOCK]);
  assert.deepEqual(explainDecision([one], facts(), context()).considered[0]?.conditions[1], {
    name: "confidence",
    wanted: ">= 0.9",
    found: "0.95",
    holds: true,
  });
});

test("a revoked playbook, and one outside its time, does nothing and says so", () => {
  const one = playbook();
  const when = (members: Partial<Playbook>) => explainDecision([{ ...one, ...members }], facts(), context());
  const outside = { revoked: { revoked: true }, valid_from: { validFromMs: NOW_MS + 1 }, valid_until: { validUntilMs: NOW_MS } };
  for (const [name, members] of Object.entries(outside)) {
    const { proposals, considered } = when(members);
    assert.deepEqual(proposals, []);
    assert.deepEqual(
      considered[0]?.conditions.filter((condition) => !condition.holds).map((condition) => condition.name),
      [name],
    );
  }
  assert.equal(when({ validFromMs: NOW_MS, validUntilMs: NOW_MS + 1 }).proposals.length, 1);
});

test("the target comes from the named field, never from another", () => {
  const two = { src_ip: "203.0.113.9", dst_ip: "192.0.2.1" };
  assert.deepEqual(short([playbook()], facts({ fields: [two] })), [BLOCK]);
  assert.deepEqual(short([playbook()], facts({ fields: [{ dst_ip: "192.0.2.1" }] })), []);
  assert.deepEqual(short([playbook({ target: "address: [c-ip, src_ip]" })], facts({ fields: [two] })), [BLOCK]);
});

const NO_TARGET: readonly (readonly [value: string | number | null | readonly string[], because: string])[] = [
  ["example.net", "src_ip holds no address"],
  ["203.0.113.0/24", "src_ip holds no address"],
  ["0/0", "src_ip holds no address"],
  ["203.0.113.9; drop", "src_ip holds no address"],
  ["fe80::1%eth0", "src_ip holds no address"],
  [7, "src_ip holds no address"],
  [null, "no event has src_ip"],
  [[], "no event has src_ip"],
];
for (const [value, because] of NO_TARGET) {
  test(`no target from ${JSON.stringify(value)}`, () => {
    const { proposals, considered } = explainDecision([playbook()], facts({ fields: [{ src_ip: value }] }), context());
    assert.deepEqual(proposals, []);
    assert.deepEqual(
      considered[0]?.dropped.map((one) => one.because),
      [because],
    );
  });
}

test("one address in many spellings is one target, with the records that name it", () => {
  const fields = [{ src_ip: "2001:DB8::1" }, { src_ip: "2001:db8:0::1" }, { src_ip: "203.0.113.9" }, { src_ip: ["2001:db8::1"] }];
  const proposals = decide([playbook()], facts({ fields }), context());
  assert.deepEqual(
    proposals.map(({ target, evidence }) => [target.value, evidence]),
    [
      ["2001:db8::1", ["record 0", "record 1", "record 3"]],
      ["203.0.113.9", ["record 2"]],
    ],
  );
});

test("more different targets than a person can look over are left to a person", () => {
  const fields = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ src_ip: `203.0.${index >> 8}.${index & 255}` }));
  assert.equal(decide([playbook()], facts({ fields: fields(TARGETS_MAX) }), context()).length, TARGETS_MAX);
  const { proposals, considered } = explainDecision([playbook()], facts({ fields: fields(TARGETS_MAX + 1) }), context());
  assert.deepEqual(proposals, []);
  assert.match(considered[0]?.dropped[0]?.because ?? "", /^65 different targets/);
});

test("whoever only failed to log in is not locked out", () => {
  const one = playbook({
    target: "account: { fields: [user], where: { outcome: success } }",
    steps: "- lock-account: { for: 1h, approve: 1 }",
  });
  const fields = [{ user: "root", outcome: "failure" }, { user: "dockcam", outcome: "success" }, { user: "ana" }];
  assert.deepEqual(short([one], facts({ fields })), ["lock-account account:dockcam 1h (1)"]);
  assert.deepEqual(
    explainDecision([one], facts({ fields: [fields[0] ?? {}] }), context()).considered[0]?.dropped[0]?.because,
    "no event has user, with outcome success",
  );
});

test("unless: an asset that matters and a network that is named are let alone, each with the reason", () => {
  const one = playbook({ more: "unless: { criticality: '>= 4', networks: [203.0.113.0/28] }" });
  const why = (around: DecisionContext) =>
    explainDecision([one], facts(), around).considered[0]?.dropped.map((drop) => drop.because);
  assert.deepEqual(why(context()), ["unless networks: 203.0.113.9 is in 203.0.113.0/28"]);
  assert.deepEqual(why(context({ assets: () => 4 })), ["unless criticality >= 4: 203.0.113.9 has 4"]);
  assert.deepEqual(short([one], facts({ fields: [{ src_ip: "203.0.113.16" }] })), ["block address:203.0.113.16 1h (0)"]);
});

test("approve asks by measure, level, criticality and confidence; the house may ask for more", () => {
  const more =
    "approve:\n  - { persons: 2, measures: [block], level: critical }\n  - { persons: 3, criticality: '>= 2' }\n  - { persons: 1, confidence: '< 0.5' }";
  const one = playbook({ more });
  const persons = (given: Given, around: Partial<DecisionContext> = {}) =>
    decide([one], facts(given), context(around))[0]?.persons;
  assert.equal(persons({}), 0);
  assert.equal(persons({ rule: rule({ level: "critical" }) }), 2);
  assert.equal(persons({ rule: rule({ level: "critical" }) }, { assets: () => 2 }), 3);
  assert.equal(persons({ confidence: 0.4 }), 1);
  assert.equal(persons({ confidence: 0.4 }, { persons: () => 2 }), 2);
  const told = playbook({ more, steps: "- notify" });
  assert.equal(decide([told], facts({ rule: rule({ level: "critical" }) }), context())[0]?.persons, 0, "another measure");
});

test("a manual step is told at once, and what comes after it waits for a person", () => {
  const steps = "- end-session\n- manual: Call the harbour office\n- lock-account for 1h";
  const one = playbook({ target: "account: [user], session: [ses]", steps });
  const proposals = decide([one], facts({ fields: [{ user: "ana", ses: 9 }] }), context());
  assert.deepEqual(
    proposals.map(({ measure, persons }) => [measure, persons]),
    [
      ["end-session", 0],
      ["notify", 0],
      ["lock-account", 1],
    ],
  );
  assert.match(proposals[0]?.reason ?? "", /Guessing \(rule by Meridian\)/); // the licence of many rules asks for it in every alert
  assert.match(proposals[1]?.reason ?? "", /Call the harbour office/);
  assert.match(proposals[2]?.reason ?? "", /after: Call the harbour office/);
});

const past = (agoHours: number, longHours: number | null, members: Partial<PastAction> = {}): PastAction => ({
  measure: "block",
  target: { kind: "address", value: "203.0.113.9" },
  state: "applied",
  atMs: NOW_MS - agoHours * HOUR_MS,
  untilMs: longHours === null ? null : NOW_MS + (longHours - agoHours) * HOUR_MS,
  ...members,
});
const LADDER = `- block:
    ladder:
      - { for: 1h }
      - { again: 1, within: 1d, for: 4h }
      - { again: 2, within: 2d, for: 24h, approve: 1 }
      - { prefix: { ipv4: 24, ipv6: 64, addresses: 3 }, within: 1d, for: 2h }`;
const CLIMBS: readonly (readonly [name: string, history: readonly PastAction[], wanted: readonly string[]])[] = [
  ["nothing before", [], [BLOCK]],
  ["once before", [past(5, 1)], ["block address:203.0.113.9 4h (0)"]],
  ["once, longer ago than the rung looks", [past(25, 1)], [BLOCK]],
  [
    "twice: approval for the rung above does not hold up the rung below",
    [past(30, 1), past(5, 4)],
    ["block address:203.0.113.9 4h (0)", "block address:203.0.113.9 24h (1)"],
  ],
  ["still held: it has not failed yet", [past(0.1, 1)], []],
  ["held, and nearly over: again as long", [past(0.9, 1)], [BLOCK]],
  ["held by a network around it", [past(0.1, 1, { target: { kind: "prefix", value: "203.0.113.0/24" } })], []],
  ["undone by a person counts as over", [past(2, 1)], ["block address:203.0.113.9 4h (0)"]],
  ["another measure does not count", [past(5, 1, { measure: "notify" })], [BLOCK]],
  ["what waits for approval does not count", [past(5, 1, { state: "awaiting" })], [BLOCK]],
  [
    "what waits for approval is not asked for again",
    [past(30, 1), past(5, 4), past(1, null, { state: "awaiting" })],
    ["block address:203.0.113.9 4h (0)"],
  ],
];
for (const [name, history, wanted] of CLIMBS) {
  test(`the ladder: ${name}`, () =>
    assert.deepEqual(short([playbook({ steps: LADDER })], facts(), context({ history: () => history })), wanted));
}

test("the ladder reaches the network when enough of its addresses took part, and asks about that network and span", () => {
  const asked: unknown[] = [];
  const around = (...found: readonly string[]) =>
    context({
      addressesWithin: (...what) => {
        asked.push(what);
        return found;
      },
    });
  const one = playbook({ steps: LADDER });
  assert.deepEqual(short([one], facts(), around("203.0.113.7", "203.0.113.9")), [BLOCK], "two distinct ones, itself among them");
  assert.deepEqual(short([one], facts(), around("203.0.113.7", "203.0.113.8")), ["block prefix:203.0.113.0/24 2h (0)"]);
  assert.deepEqual(asked[0], [{ kind: "prefix", value: "203.0.113.0/24" }, "block", NOW_MS - 24 * HOUR_MS]);
  assert.deepEqual(short([one], facts({ fields: [{ src_ip: "2001:db8::9" }] }), around("a", "b")), [
    "block prefix:2001:db8::/64 2h (0)",
  ]);
});

test("the ladder does not reach over a network that is let alone, and asks who matters by the address itself", () => {
  const around = context({
    addressesWithin: () => ["203.0.113.7", "203.0.113.8"],
    assets: ({ kind }) => (kind === "address" ? 3 : null),
  });
  const alone = playbook({ steps: LADDER, more: "unless: { networks: [203.0.113.240/28] }" });
  assert.deepEqual(short([alone], facts(), around), [BLOCK]);
  assert.deepEqual(explainDecision([alone], facts(), around).considered[0]?.dropped, [
    {
      step: alone.plan?.steps[0]?.id,
      target: { kind: "prefix", value: "203.0.113.0/24" },
      because: "unless networks: 203.0.113.240/28 is in 203.0.113.0/24",
    },
  ]);
  const asked = playbook({ steps: LADDER, more: "approve: [{ persons: 2, criticality: '>= 3' }]" });
  assert.deepEqual(short([asked], facts(), around), ["block prefix:203.0.113.0/24 2h (2)"]);
});

test("several playbooks: the gravest acts, the others say why they did not", () => {
  const all = [
    playbook({ id: 1 }),
    playbook({ id: 2, steps: "- block for 4h" }),
    playbook({ id: 3, steps: "- block: { for: 2h, approve: 1 }" }),
  ];
  const { proposals, considered } = explainDecision(all, facts(), context());
  assert.deepEqual(
    proposals.map(({ playbook: { id }, durationMs }) => [id.at(-1), durationMs]),
    [["2", 4 * HOUR_MS]],
  );
  assert.deepEqual(
    considered.map(({ dropped }) => dropped.length),
    [1, 0, 1],
  );
});

const wide = (hours: number, measure = "block") =>
  playbook({
    id: 2,
    steps: `- ${measure}:\n    ladder:\n      - { for: 1m }\n      - { prefix: { ipv4: 24, ipv6: 64, addresses: 2 }, for: ${hours}h }`,
  });

test("an address in a network that is blocked as long is not blocked besides", () => {
  const around = context({ addressesWithin: () => ["203.0.113.7"] });
  assert.deepEqual(short([playbook(), wide(4)], facts(), around), ["block prefix:203.0.113.0/24 4h (0)"]);
  assert.deepEqual(short([playbook({ steps: "- block for 5h" }), wide(4)], facts(), around), [
    "block address:203.0.113.9 5h (0)",
    "block prefix:203.0.113.0/24 4h (0)",
  ]);
  const told = playbook({ steps: "- notify" });
  assert.deepEqual(short([told, wide(4)], facts(), around), [
    "notify address:203.0.113.9 at once (0)",
    "block prefix:203.0.113.0/24 4h (0)",
  ]);
});

test("what is told is not told again for ten minutes", () => {
  const one = playbook({ steps: "- notify" });
  const told = (agoMs: number) => context({ history: () => [past(0, null, { measure: "notify", atMs: NOW_MS - agoMs })] });
  assert.deepEqual(short([one], facts(), told(599_999)), []);
  assert.deepEqual(short([one], facts(), told(600_000)), ["notify address:203.0.113.9 at once (0)"]);
});

test("whatever the order of playbooks: the same decision, at most one act at once and one that waits for a target, and an explanation that agrees", () => {
  const steps = fc.array(
    fc
      .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 2 }))
      .map(([hours, persons]) => `- block: { for: ${hours}h, approve: ${persons} }`),
    { minLength: 1, maxLength: 3 },
  );
  const fields = fc.array(
    fc.integer({ min: 1, max: 4 }).map((last) => ({ src_ip: `203.0.113.${last}` })),
    { minLength: 1, maxLength: 5 },
  );
  fc.assert(
    fc.property(fc.array(steps, { minLength: 1, maxLength: 4 }), fields, fc.boolean(), (all, events, held) => {
      const playbooks = all.map((one, index) => playbook({ id: index + 1, steps: one.join("\n") }));
      const around = context({ history: (target) => (held ? [past(3, 1, { target })] : []) });
      const proposals = decide(playbooks, facts({ fields: events }), around);
      assert.deepEqual(decide(playbooks.toReversed(), facts({ fields: events }), around), proposals);
      assert.deepEqual(explainDecision(playbooks, facts({ fields: events }), around).proposals, proposals);
      const keys = proposals.map(({ measure, target, persons }) => `${measure} ${target.value} ${persons === 0}`);
      assert.equal(new Set(keys).size, keys.length);
      for (const { target, evidence } of proposals) {
        assert.ok(events.some(({ src_ip }) => src_ip === target.value));
        assert.ok(evidence.length > 0);
      }
    }),
    { numRuns: 60 },
  );
});

test("a playbook that cannot run here is considered, with the reason by step", () => {
  const one: Playbook = { ...playbook(), plan: null, notExecutable: [{ step: "action--1", because: "a command of type bash" }] };
  const { proposals, considered } = explainDecision([one], facts(), context());
  assert.deepEqual(proposals, []);
  assert.deepEqual(considered[0], {
    playbook: { id: one.id, name: one.name },
    runs: false,
    conditions: [],
    dropped: [],
    notExecutable: [{ step: "action--1", because: "a command of type bash" }],
  });
});

const REACHES: readonly (readonly [logsource: LogSource, fields: Given["fields"], is: string])[] = [
  [SSHD, [{}], "handshake"],
  [{ category: "webserver" }, [{ "cs-version": "HTTP/1.1" }], "handshake"],
  [{ category: "webserver" }, [{ "cs-version": "HTTP/3.0" }], "spoofable"],
  [{ product: "zeek", category: "network_connection", service: "conn" }, [{ proto: "tcp", conn_state: "SF" }], "handshake"],
  [{ product: "zeek", category: "network_connection", service: "conn" }, [{ proto: "tcp", conn_state: "S0" }], "spoofable"],
  [{ product: "zeek", category: "network_connection", service: "conn" }, [{ proto: "udp", conn_state: "SF" }], "spoofable"],
  [{ product: "zeek", service: "http" }, [{ status_code: 200 }], "handshake"],
  [{ product: "zeek", service: "http" }, [{}], "spoofable"],
  [{ product: "suricata", service: "alert" }, [{ proto: "TCP" }], "spoofable"],
  [{ product: "suricata", service: "flow" }, [{ proto: "TCP", "tcp.state": "established" }], "handshake"],
  [{ product: "tshark", category: "network_connection" }, [{ tcp_flags: "0x0018" }], "spoofable"],
  [{ product: "linux", service: "syslog" }, [{}], "spoofable"],
  [{ product: "linux", service: "auth" }, [{}], "spoofable"],
  [{ product: "chrony", service: "tracking" }, [{}], "spoofable"],
  [{}, [{}], "spoofable"],
  [SSHD, [], "spoofable"],
];
for (const [logsource, fields, is] of REACHES) {
  test(`reachability: ${Object.values(logsource).join("/") || "unknown"} ${JSON.stringify(fields)} is ${is}`, () => {
    const events = facts({ fields: fields ?? [], logsource }).events;
    assert.equal(reachabilityOf("address", events).is, is);
    assert.equal(reachabilityOf("prefix", events).is, is);
    assert.equal(reachabilityOf("account", events).is, "local");
  });
}

test("one event that proves nothing spoils the handshake of the others", () => {
  const good = facts().events;
  const bad = facts({ logsource: { product: "linux", service: "syslog" } }).events;
  assert.equal(reachabilityOf("address", [...good, ...good]).is, "handshake");
  assert.equal(reachabilityOf("address", [...good, ...bad]).is, "spoofable");
  for (const { because } of HANDSHAKE_TABLE) assert.ok(because.length > 10);
});

test("confidence by status", () => {
  const wanted = {
    stable: 0.9,
    test: 0.7,
    experimental: 0.5,
    deprecated: 0.3,
    unsupported: 0.1,
    Stable: 0.9,
    constructor: 0.5,
    "": 0.5,
  };
  for (const [status, share] of Object.entries(wanted)) assert.equal(confidenceOf({ status }), share, status);
  assert.equal(confidenceOf({ status: null }), 0.5);
});
