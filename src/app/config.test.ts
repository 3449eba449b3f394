import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { Failure } from "../lib/index.ts";
import { defaultConfig, parseConfig, readConfig } from "./config.ts";

const FULL = `# A site's configuration.
site:
  name: Harbour time service
  utcOffset: "+13:00"
  exercise: true
party:
  name: Harbour Authority
  kind: operator
  jurisdiction: null
data: /var/lib/meridian
rules:
  - rules/own
sigma:
  pipelines: [sysmon.yml]
  filterDialect: suppress
  placeholders: { Administrators: [adm-x] }
  lateness: 90s
sources: [/var/log/auth.log, "syslog://127.0.0.1:5514", "journal:", "-", logs]
serve:
  port: 0
ledger:
  origin: harbour.example/ledger
retention:
  keepDays: 30
  schedule: harbour-logs-1
  authority: The harbour board
  basis: Board minute 7
time:
  every: 10m
  authorities:
    - name: North Port Time
      url: http://tsa.north-port.example/
      anchors: [anchors/north-port.pem]
cases:
  knowledge: [attack.json.gz]
respond:
  mode: act
  enforcer: enforcer.sock
  playbooks: [playbooks]
  protect:
    allow: [{ at: 198.51.100.0/24, why: the pilots' office }]
  assets: [{ host: hmi-2, criticality: 5, safety: true }]
`;

test("a full configuration is read, relative paths from the file's folder", () => {
  assert.deepEqual(parseConfig(FULL, "/etc/meridian"), {
    ok: true,
    value: {
      site: { name: "Harbour time service", utcOffsetMinutes: 780, exercise: true },
      party: { name: "Harbour Authority", kind: "operator", jurisdiction: null },
      data: "/var/lib/meridian",
      rules: ["/etc/meridian/rules/own"],
      sigma: {
        pipelines: ["/etc/meridian/sysmon.yml"],
        filterDialect: "suppress",
        placeholders: { Administrators: ["adm-x"] },
        lateness: "90s",
      },
      sources: ["/var/log/auth.log", "syslog://127.0.0.1:5514", "journal:", "-", "/etc/meridian/logs"],
      serve: { host: "127.0.0.1", port: 0 },
      ledger: { origin: "harbour.example/ledger", quorum: null, watchSeconds: 60 },
      approvals: { deeds: [], persons: 2 },
      cases: { host: "127.0.0.1", port: 0, tokens: [], knowledge: ["/etc/meridian/attack.json.gz"] },
      retention: { keepDays: 30, schedule: "harbour-logs-1", authority: "The harbour board", basis: "Board minute 7" },
      time: {
        authorities: [
          {
            name: "North Port Time",
            url: "http://tsa.north-port.example/",
            policy: null,
            anchors: ["/etc/meridian/anchors/north-port.pem"],
            jurisdiction: null,
          },
        ],
        every: "10m",
        hash: "sha256",
        timeoutSeconds: 10,
        clockUncertaintySeconds: 5,
      },
      respond: {
        ...defaultConfig("/").respond,
        mode: "act",
        enforcer: ["/etc/meridian/enforcer.sock"],
        playbooks: ["/etc/meridian/playbooks"],
        protect: {
          ...defaultConfig("/").respond.protect,
          allow: [{ at: "198.51.100.0/24", why: "the pilots' office" }],
        },
        assets: [{ host: "hmi-2", criticality: 5, safety: true }],
      },
    },
  });
});

test("nothing is done about detections unless it is asked for", () => {
  assert.equal(defaultConfig("/").respond.mode, "off");
});

test("an empty file means the defaults", () => {
  const empty = parseConfig("# nothing set\n", "/srv");
  assert.deepEqual(empty, { ok: true, value: defaultConfig("/srv") });
  assert.equal(defaultConfig("/srv").data, "/srv/meridian-data");
});

const WRONG: readonly (readonly [name: string, text: string, faults: readonly (readonly [place: string, say: RegExp])[]])[] = [
  ["an unknown key near a known one", "sevre:\n  port: 1\n", [["1:1 sevre", /no such key; did you mean "serve"\?/]]],
  ["an unknown key inside a group", "serve:\n  prt: 1\n", [["2:3 serve.prt", /did you mean "port"\?/]]],
  ["an unknown key near none", "colour: red\n", [["1:1 colour", /no such key; there are site, party, data, /]]],
  [
    "a number out of range",
    "serve:\n  port: 99999\n",
    [["2:3 serve.port", /whole number from 0 to 65535, got 99999\. The port/]],
  ],
  ["text for a number", 'serve:\n  port: "80"\n', [["2:3 serve.port", /a whole number .* got "80"/]]],
  [
    "an address beyond this machine",
    "serve: { host: 0.0.0.0 }\n",
    [["1:10 serve.host", /one of 127\.0\.0\.1, ::1, localhost, got "0\.0\.0\.0"/]],
  ],
  ["a number for an offset", "site:\n  utcOffset: 13\n", [["2:3 site.utcOffset", /got 13\. The offset of local time/]]],
  ["an offset that does not exist", 'site:\n  utcOffset: "+15:00"\n', [["2:3 site.utcOffset", /text that .* matches/]]],
  [
    "a lateness without a unit",
    "sigma:\n  lateness: 3600\n",
    [["2:3 sigma.lateness", /got 3600\. How much later than the newest/]],
  ],
  [
    "a lateness in weeks",
    "sigma:\n  lateness: 1w\n",
    [["2:3 sigma.lateness", /expected a whole number up to 999 with s, m, h or d behind it, got "1w"\. .* such as 90s/]],
  ],
  ["text for a list", "rules: rules/own\n", [["1:1 rules", /a list/]]],
  ["a wrong entry of a list", "rules:\n  - good\n  - 7\n", [["3:5 rules[1]", /text of 1 to 4096 characters, got 7/]]],
  ["nothing where a group is wanted", "site:\n", [["1:1 site", /a group of keys, indented, got null/]]],
  [
    "a missing key of a group",
    "retention:\n  keepDays: 1\n  schedule: s\n  authority: a\n",
    [["1:1 retention.basis", /got nothing\. The law/]],
  ],
  [
    "two faults at once",
    "data: 1\nserve:\n  port: -1\n",
    [
      ["1:1 data", /text/],
      ["3:3 serve.port", /got -1/],
    ],
  ],
  ["a key given twice", "data: a\ndata: b\n", [["2:1 ", /Map keys must be unique/]]],
  ["broken YAML", "site: [1\n", [["2:1 ", /]/]]],
  ["a list instead of keys", "- a\n", [["1:1 ", /a group of keys/]]],
  ["a party without a name", "party:\n  kind: operator\n", [["1:1 party.name", /got nothing\. The legal entity/]]],
  ["an alias", "site: &a {}\nserve: *a\n", [["2:8 ", /alias/]]],
  ["an unknown tag", "data: !!python/object x\n", [["1:7 ", /tag/]]],
];

for (const [name, text, faults] of WRONG) {
  test(`refuses ${name}, with its place`, () => {
    const read = parseConfig(text, "/srv");
    assert.equal(read.ok, false);
    assert.deepEqual(
      read.fault.map(({ line, column, path }) => `${line}:${column} ${path}`),
      faults.map(([place]) => place),
    );
    for (const [at, [, say]] of faults.entries()) assert.match(read.fault[at]?.say ?? "", say);
  });
}

test("a failure names file, line and column", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "meridian-config-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "meridian.yaml");
  writeFileSync(path, "serve:\n  prt: 1\n");
  assert.throws(
    () => readConfig(path),
    (error) =>
      error instanceof Failure && error.code === "CONFIG_INVALID" && error.message.includes(`${path}:2:3 serve.prt: no such key`),
  );
  assert.throws(
    () => readConfig(join(folder, "none.yaml")),
    (error) => error instanceof Failure && error.code === "CONFIG_UNREADABLE",
  );
});

test("no text makes the parser throw", () => {
  const part = fc.constantFrom(
    "site:",
    "serve:",
    "  port: ",
    "- ",
    "&a ",
    "*a",
    "!!",
    "{",
    "}",
    "[",
    "'",
    '"',
    "\n",
    "|",
    "? ",
    "#",
    "1",
    "<<: ",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(part, { maxLength: 12 }).map((parts) => parts.join("")),
      ),
      (text) => {
        const read = parseConfig(text, "/srv");
        if (!read.ok) assert.ok(read.fault.length > 0);
      },
    ),
    { numRuns: 500 },
  );
});
