import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openRuleSet, STARTER_RULES } from "../../src/app/index.ts";
import { randomBytes, sha256 } from "../../src/ledger/io/index.ts";
import { present, utf8 } from "../../src/lib/index.ts";
import { type Detection, type Measure, recordName } from "../../src/model/index.ts";
import {
  confidenceOf,
  type DecisionContext,
  decide,
  formatCacao,
  type PastAction,
  type Playbook,
  parsePlaybook,
} from "../../src/respond/index.ts";
import { createFramer, createReader } from "../../src/telemetry/index.ts";

const FOLDER = join(import.meta.dirname, "../../packs/playbooks");
const NOW_MS = Date.UTC(2026, 10, 23, 12);
const HOUR_MS = 3_600_000;
const FILES = readdirSync(FOLDER).sort();

function playbookIn(file: string): Playbook {
  const read = parsePlaybook(readFileSync(join(FOLDER, file)), sha256);
  assert.ok(read.ok, `${file}: ${JSON.stringify(read)}`);
  return read.value;
}
const PLAYBOOKS = FILES.map(playbookIn);

/** Everything the starter rules find in these lines, on host hts-jump1. */
async function detectionsIn(lines: readonly string[]): Promise<readonly Detection[]> {
  const utcOffsetMinutes = 13 * 60;
  const { detector } = await openRuleSet([STARTER_RULES], utcOffsetMinutes);
  const reader = createReader({ source: "file:test", utcOffsetMinutes, host: "hts-jump1", sha256, randomBytes });
  const framer = createFramer();
  const frames = [...framer.push(utf8(lines.map((line) => `${line}\n`).join(""))), ...framer.end()];
  const units = [...frames.flatMap((frame) => reader.read(frame, NOW_MS)), ...reader.flush(NOW_MS)];
  return units.flatMap(({ events }) => events.flatMap((event) => detector.observe(event)));
}

type Line = readonly [name: string, given: Partial<DecisionContext>, lines: readonly string[], wanted: readonly string[]];

const refused = (user: string) =>
  Array.from(
    { length: 10 },
    (_, index) =>
      `Nov 23 01:10:0${index} hts-jump1 sshd[10${index}]: Failed password for ${user} from 203.0.113.9 port 4${index}000 ssh2`,
  );
const LOGIN = "Nov 23 01:11:00 hts-jump1 sshd[200]: Accepted password for dockcam from 203.0.113.9 port 50000 ssh2";
const JOINED = "Nov 23 01:11:00 hts-jump1 usermod[9]: add 'timesync-svc' to group 'sudo'";
const INJECTED = '198.51.100.7 - - [23/Nov/2026:01:52:18 +1300] "GET /status?host=a;id HTTP/1.1" 200 177 "-" "curl/8"';
const INJECTED_QUIC = INJECTED.replace("HTTP/1.1", "HTTP/3.0");
const SHELL = '198.51.100.7 - - [23/Nov/2026:01:52:18 +1300] "GET /uploads/tide.php?cmd=whoami HTTP/1.1" 200 17 "-" "curl/8"';
const TIME_EDITED = [
  'type=SYSCALL msg=audit(1795352067.101:9): arch=c000003e syscall=59 success=yes exit=0 ppid=1 pid=6 auid=42002 uid=0 ses=9 comm="sed" exe="/usr/bin/sed" key="exec"',
  'type=EXECVE msg=audit(1795352067.101:9): argc=4 a0="sed" a1="-i" a2="s/10.20.0.40/203.0.113.123/" a3="/etc/chrony/chrony.conf"',
  "type=EOE msg=audit(1795352067.101:9):",
];

/** Earlier blocks of whoever is asked about: how many hours ago, and for how long. */
function blocked(...hours: readonly (readonly [ago: number, long: number])[]): Partial<DecisionContext> {
  return {
    history: (target) =>
      hours.map(
        ([ago, long]): PastAction => ({
          measure: "block",
          target,
          state: "applied",
          atMs: NOW_MS - ago * HOUR_MS,
          untilMs: NOW_MS - (ago - long) * HOUR_MS,
        }),
      ),
  };
}
const criticality = (value: number): Partial<DecisionContext> => ({ assets: () => value });
const neighbours = (count: number): Partial<DecisionContext> => ({
  addressesWithin: () => Array.from({ length: count }, (_, index) => `203.0.113.${100 + index}`),
});
const awaiting = (measure: Measure): Partial<DecisionContext> => ({
  history: (target) => [{ measure, target, state: "awaiting", atMs: NOW_MS - HOUR_MS, untilMs: null }],
});

// measure kind:value duration (persons) reachability; the last block that a line of the table leads to.
const TABLE: readonly Line[] = [
  ["nine refusals are nobody's business", {}, refused("root").slice(1), []],
  ["guessing", {}, refused("root"), ["block address:203.0.113.9 1h (0) handshake"]],
  ["guessing a second time", blocked([5, 1]), refused("root"), ["block address:203.0.113.9 4h (0) handshake"]],
  [
    "guessing a third time in a week",
    blocked([100, 1], [5, 4]),
    refused("root"),
    ["block address:203.0.113.9 24h (0) handshake"],
  ],
  [
    "guessing a fifth time: a day at once, a week when approved",
    blocked([160, 1], [150, 1], [140, 1], [130, 1]),
    refused("root"),
    ["block address:203.0.113.9 24h (0) handshake", "block address:203.0.113.9 168h (1) handshake"],
  ],
  ["guessing that began before the block held", blocked([0, 1]), refused("root"), []],
  [
    "guessing by eight addresses of one network",
    neighbours(7),
    refused("root"),
    ["block address:203.0.113.9 1h (0) handshake", "block prefix:203.0.113.0/24 4h (1) handshake"],
  ],
  ["guessing by seven", neighbours(6), refused("root"), ["block address:203.0.113.9 1h (0) handshake"]],
  ["guessing by one of our own that matters", criticality(3), refused("root"), []],
  ["guessing by one of our own that does not", criticality(2), refused("root"), ["block address:203.0.113.9 1h (0) handshake"]],
  [
    "guessing that succeeds: only the account that gave way",
    {},
    [...refused("invalid user admin"), LOGIN],
    [
      "block address:203.0.113.9 1h (0) handshake",
      "block address:203.0.113.9 24h (0) handshake",
      "lock-account account:dockcam 24h (1) local",
      "end-session account:dockcam at once (1) local",
    ],
  ],
  [
    "the same for an account that matters",
    { assets: ({ kind }) => (kind === "account" ? 4 : 0) },
    [...refused("root"), LOGIN],
    [
      "block address:203.0.113.9 1h (0) handshake",
      "block address:203.0.113.9 24h (0) handshake",
      "lock-account account:dockcam 24h (2) local",
      "end-session account:dockcam at once (2) local",
    ],
  ],
  ["a command in a web request", {}, [INJECTED], ["block address:198.51.100.7 1h (0) handshake"]],
  ["a command by HTTP/3, whose sender may be forged", {}, [INJECTED_QUIC], ["block address:198.51.100.7 1h (0) spoofable"]],
  [
    "a web shell",
    {},
    [SHELL],
    [
      "block address:198.51.100.7 1h (0) handshake",
      "notify host:hts-jump1 at once (0) local",
      "quarantine host:hts-jump1 4h (1) local",
    ],
  ],
  [
    "a web shell on a host that matters",
    { assets: ({ kind }) => (kind === "host" ? 5 : 0) },
    [SHELL],
    [
      "block address:198.51.100.7 1h (0) handshake",
      "notify host:hts-jump1 at once (0) local",
      "quarantine host:hts-jump1 4h (2) local",
    ],
  ],
  [
    "a new administrator at night",
    {},
    [JOINED],
    ["lock-account account:timesync-svc 12h (1) local", "notify account:timesync-svc at once (0) local"],
  ],
  [
    "the same while the lock waits for approval",
    awaiting("lock-account"),
    [JOINED],
    ["notify account:timesync-svc at once (0) local"],
  ],
  ["where the house asks for three", { persons: () => 3 }, refused("root"), ["block address:203.0.113.9 1h (3) handshake"]],
  ["the time source is edited: told, never blocked", {}, TIME_EDITED, ["notify host:hts-jump1 at once (0) local"]],
];

async function wantedBy(lines: readonly string[], given: Partial<DecisionContext>): Promise<readonly string[]> {
  const context: DecisionContext = {
    nowMs: NOW_MS,
    assets: () => null,
    history: () => [],
    addressesWithin: () => [],
    persons: () => 0,
    ...given,
  };
  const found = await detectionsIn(lines);
  return found.flatMap(({ rule, time, events }) => {
    const facts = {
      rule,
      atMs: time.toMs,
      confidence: confidenceOf({ status: "test" }),
      events: events.map((event) => ({ ...event, records: event.records.map(({ commitment }) => recordName(commitment)) })),
    };
    return decide(PLAYBOOKS, facts, context).map(({ measure, target, durationMs, persons, reachability }) => {
      const long = durationMs === null ? "at once" : `${durationMs / HOUR_MS}h`;
      return `${measure} ${target.kind}:${target.value} ${long} (${persons}) ${reachability}`;
    });
  });
}

for (const [name, given, lines, wanted] of TABLE) {
  test(`starter playbooks: ${name}`, async () => {
    assert.deepEqual([...(await wantedBy(lines, given))].sort(), [...wanted].sort());
  });
}

test("every starter playbook can run here, and names its author and its rules", async () => {
  const { loaded } = await openRuleSet([STARTER_RULES], 0);
  const known = new Set(loaded.rules.map(({ ref }) => ref.id));
  for (const { name, plan, notExecutable } of PLAYBOOKS) {
    assert.deepEqual(notExecutable, [], name);
    for (const id of present(plan, name).when.rules) assert.ok(known.has(id), `${name}: no starter rule has the id ${id}`);
  }
  assert.equal(new Set(PLAYBOOKS.map(({ id }) => id)).size, PLAYBOOKS.length, "ids are distinct");
});

test("every starter playbook comes back from its CACAO document as it was", () => {
  for (const playbook of PLAYBOOKS) assert.deepEqual(parsePlaybook(formatCacao(playbook), sha256), { ok: true, value: playbook });
});

test("every starter playbook runs in some case", async () => {
  const ran = new Set<string>();
  for (const [, given, lines] of TABLE) {
    const context = {
      nowMs: NOW_MS,
      assets: () => null,
      history: () => [],
      addressesWithin: () => [],
      persons: () => 0,
      ...given,
    };
    for (const { rule, time, events } of await detectionsIn(lines)) {
      const facts = { rule, atMs: time.toMs, confidence: 0.7, events: events.map((event) => ({ ...event, records: [] })) };
      for (const { playbook } of decide(PLAYBOOKS, facts, context)) ran.add(playbook.id);
    }
  }
  assert.deepEqual([...ran].sort(), PLAYBOOKS.map(({ id }) => id).sort());
});
