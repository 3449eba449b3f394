import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { ocsfFinding, runSession } from "../../src/app/index.ts";
import { type Detection, LEVELS } from "../../src/model/index.ts";
import { runMeridian, temporaryFolder } from "../support/run-meridian.ts";

const SCHEMA = JSON.parse(readFileSync(new URL("ocsf-detection-finding.schema.json", import.meta.url), "utf8")) as object;
const isFinding = new Ajv2020({ strict: true, allErrors: true, strictRequired: false }).compile(SCHEMA);

const AUTHOR = "Ana Ihaka (Harbour Authority), Party A";
const RULE = `title: Password refused
id: 6f9c1f0e-0b1e-4a57-9d2a-0c3f8a5e7b11
author: ${AUTHOR}
level: high
tags: [attack.credential-access, attack.t1110.001, attack.t1078, attack.stealth, cve.2021-44228]
logsource: {product: linux, service: sshd}
detection:
  selection: {message|startswith: Failed password}
  condition: selection
`;
const LINE = "2026-11-23T02:00:00Z hts-jump1 sshd[501]: Failed password for root from 203.0.113.66 port 50011 ssh2\n";

async function ruleAndLog(context: Parameters<typeof temporaryFolder>[0]) {
  const folder = await temporaryFolder(context);
  const [rule, log] = [join(folder, "rule.yml"), join(folder, "auth.log")];
  await writeFile(rule, RULE);
  await writeFile(log, LINE);
  return { rule, log };
}

async function detectionOf(context: Parameters<typeof temporaryFolder>[0]): Promise<Detection> {
  const { rule, log } = await ruleAndLog(context);
  const found: Detection[] = [];
  await runSession({
    node: null,
    sources: [log],
    root: null,
    rules: [rule],
    utcOffsetMinutes: 0,
    hostOf: () => null,
    sinceMs: null,
    follow: false,
    signal: new AbortController().signal,
    onReady: () => undefined,
    onDetection: (detection) => found.push(detection),
    onProblem: () => undefined,
    onProgress: () => undefined,
  });
  const [detection] = found;
  assert.ok(detection);
  return detection;
}

const CONTEXT = { readAtMs: Date.UTC(2026, 10, 23, 2, 1), isSealed: false };

test("a detection is a Detection Finding of OCSF 1.8.0, whatever its level, tags and entities", async (context) => {
  const detection = await detectionOf(context);
  for (const level of LEVELS) {
    for (const tags of [detection.rule.tags, [], ["attack.t1059", "x"]]) {
      for (const isSealed of [true, false]) {
        const finding = ocsfFinding({ ...detection, rule: { ...detection.rule, level, tags } }, { ...CONTEXT, isSealed });
        assert.ok(isFinding(JSON.parse(JSON.stringify(finding))), JSON.stringify(isFinding.errors));
      }
    }
  }
  const { severity_id: _, ...without } = ocsfFinding(detection, CONTEXT) as { severity_id: number };
  assert.ok(!isFinding(without));
});

test("a finding says what the rule says: severity, techniques, author, and which records", async (context) => {
  const detection = await detectionOf(context);
  const finding = ocsfFinding(detection, CONTEXT) as Record<string, unknown>;
  assert.equal(finding["severity_id"], 4);
  assert.equal(finding["message"], `Password refused (rule by ${AUTHOR})`);
  const info = finding["finding_info"] as { attacks: unknown; analytic: { desc: string }; uid: string };
  assert.equal(info.analytic.desc, `Sigma rule by ${AUTHOR}`);
  assert.deepEqual(info.attacks, [
    { tactic: { uid: "TA0006", name: "Credential Access" } },
    { technique: { uid: "T1110" }, sub_technique: { uid: "T1110.001" } },
    { technique: { uid: "T1078" } },
  ]);
  assert.deepEqual(finding["resources"], [{ name: "hts-jump1", hostname: "hts-jump1", type: "host" }]);
  assert.equal((finding["evidences"] as unknown[]).length, 1);
  assert.equal(
    info.uid,
    (ocsfFinding(detection, { ...CONTEXT, isSealed: true }) as { finding_info: { uid: string } }).finding_info.uid,
  );
  const salts = (sealed: boolean) => (ocsfFinding(detection, { ...CONTEXT, isSealed: sealed }) as { unmapped: object }).unmapped;
  assert.ok("salts" in salts(false) && !("salts" in salts(true))); // the salt keeps a sealed record's name from being guessed
});

test("every form of an alert names the rule's author", async (context) => {
  const { rule, log } = await ruleAndLog(context);
  for (const form of ["text", "json", "ocsf"]) {
    const { code, stdout } = await runMeridian(["watch", log, "--rules", rule, "--output", form]);
    assert.equal(code, 1);
    assert.ok(stdout.includes(AUTHOR), `${form}: ${stdout}`);
    if (form === "ocsf") assert.ok(isFinding(JSON.parse(stdout)), JSON.stringify(isFinding.errors));
  }
});
