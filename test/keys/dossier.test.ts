import assert from "node:assert/strict";
import { before, test } from "node:test";
import { revokeKey, rotateOwnKey, trustLines } from "../../src/app/index.ts";
import { caseId, caseStatement, foldCases, type SealedDetection } from "../../src/case/index.ts";
import { createSealer, type Ledger } from "../../src/ledger/index.ts";
import { after, compress, sha256 } from "../../src/ledger/io/index.ts";
import { type FilePort, isoTime, toHex, utf8 } from "../../src/lib/index.ts";
import { parseTrustPolicy, type TrustPolicy } from "../../src/merkle/index.ts";
import type { Detection, Digest, Position } from "../../src/model/index.ts";
import { publishCase } from "../../src/publish/index.ts";
import { filesInMemory, formatReport, requestedChecksPassed, verifyDossier, webChecks } from "../../src/verify/index.ts";
import { LossyDisk } from "../fault/lossy-files.ts";
import { publishOptions, record } from "../tamper/support/fixture.ts";
import { openTestNode, tickingClock } from "./node.ts";

const RULE = utf8("title: Failed logins\n");
const START = Date.UTC(2026, 10, 22, 12);
const clock = tickingClock(START);
const position: Position = { kind: "none", fileId: null, offset: 0, mode: "line", cursor: null };
let node: { readonly files: FilePort; readonly ledger: Ledger };
const trustAt: Record<string, TrustPolicy> = {};
const dossierAt: Record<string, ReadonlyMap<string, Uint8Array>> = {};

function trust(): TrustPolicy {
  const policy = parseTrustPolicy(`${trustLines(node.ledger).join("\n")}\n`);
  assert.ok(policy.ok);
  return policy.value;
}

async function sealCase(): Promise<ReturnType<typeof caseId>> {
  const sealed: SealedDetection[] = [];
  const sealer = createSealer(node.ledger, {
    clock,
    sha256,
    after,
    compress,
    engine: "test/1",
    ruleDocuments: () => [],
    onSealed: ({ detections }) => {
      for (const { detection, receipt } of detections) sealed.push(sealedDetection(detection, receipt));
    },
  });
  const records = Array.from({ length: 4 }, (_, at) => record(`line ${at}`, at));
  const time = { fromMs: START, toMs: START + 999 };
  const events = [{ time, logsource: {}, fields: {}, records: records.slice(1, 3) }];
  const rule = {
    id: "hts-ssh",
    title: "Failed logins",
    author: "Meridian",
    version: "1",
    level: "high",
    tags: [],
    digest: toHex(sha256(RULE)) as Digest,
  } as const;
  const detections: Detection[] = [{ rule, time, events, why: [] }];
  const accounting = { linesIn: 4, evaluated: 4, rejected: 0, dropped: 0 };
  sealer.add({ source: "s", name: "file:s", unit: { records, events, accounting }, position, detections });
  await sealer.seal();
  await sealer.close();
  const [incident] = foldCases(sealed);
  assert.ok(incident !== undefined);
  await node.ledger.append([caseStatement(incident)]);
  return caseId(incident);
}

async function publish(id: ReturnType<typeof caseId>): Promise<ReadonlyMap<string, Uint8Array>> {
  const ports = { sha256, clock, ruleBytes: async () => RULE, playbookBytes: async () => undefined, nameEntities: () => [] };
  const published = await publishCase(node.ledger, ports, id, publishOptions());
  assert.ok(published.ok);
  return published.value.files;
}

before(async () => {
  node = await openTestNode(new LossyDisk().files, { clock });
  const id = await sealCase();
  trustAt["first"] = trust();
  for (const role of ["statement", "log-ed25519", "log-ml-dsa-44"] as const)
    await rotateOwnKey(node, { role, reason: "yearly", clock });
  trustAt["rotated"] = trust();
  dossierAt["rotated"] = await publish(id);
  const [old] = node.ledger.keyring.keys.filter(({ role }) => role === "statement");
  assert.ok(old !== undefined);
  await revokeKey(node, { name: old.vkey, from: isoTime(START + 60_000), reason: "laptop stolen" });
  trustAt["revoked"] = trust();
  dossierAt["revoked"] = await publish(id);
});

const verify = (files: ReadonlyMap<string, Uint8Array> | undefined, policy?: TrustPolicy) =>
  verifyDossier(filesInMemory(files ?? new Map()), webChecks, policy === undefined ? {} : { trust: policy });

test("a dossier after a rotation holds, and is known by the new trust file and, told so, by the old one", async () => {
  const now = await verify(dossierAt["rotated"], trustAt["rotated"]);
  assert.deepEqual([now.bytes.status, now.chain.status, now.signer.status], ["intact", "holds", "known"]);
  assert.equal(now.signer.detail, "the trust file names this key");
  assert.deepEqual(now.chain.notReliedOn, []);
  assert.equal(requestedChecksPassed(now), true);
  const old = await verify(dossierAt["rotated"], trustAt["first"]);
  assert.equal(old.signer.status, "known");
  assert.match(old.signer.detail, /^the trust file names the older key .*, which the keeper replaced by signed statements/);
});

test("without a party line an older log key knows nobody: any keeper could name it and then rotate it away", async () => {
  const logsOnly = (name: string): TrustPolicy => ({ ...(trustAt[name] as TrustPolicy), parties: [] });
  const now = await verify(dossierAt["rotated"], logsOnly("rotated"));
  assert.equal(now.signer.status, "known", now.signer.detail);
  const old = await verify(dossierAt["rotated"], logsOnly("first"));
  assert.equal(old.signer.status, "refused", old.signer.detail);
  assert.match(old.signer.detail, /did not sign this checkpoint/);
  const proof = [...(dossierAt["rotated"] ?? [])].filter(([path]) => path !== "data/ledger/checkpoint");
  const unsigned = await verify(new Map(proof), logsOnly("rotated"));
  assert.equal(unsigned.signer.status, "refused", unsigned.signer.detail);
});

test("statements of a key that was revoked as of a time before they were sealed are not to be relied on, and are no damage", async () => {
  const report = await verify(dossierAt["revoked"], trustAt["revoked"]);
  assert.deepEqual([report.bytes.status, report.chain.status], ["intact", "holds"]);
  assert.ok(report.chain.notReliedOn.length > 0);
  assert.equal(requestedChecksPassed(report), false);
  assert.match(formatReport(report), /Not to be relied on: \d+ statements by .*, revoked as of 2026-11-22T12:01:00.000Z/);
  const old = await verify(dossierAt["revoked"], trustAt["first"]);
  assert.equal(old.signer.status, "refused");
  assert.match(old.signer.detail, /which the keeper revoked as of 2026-11-22T12:01:00.000Z/);
  const checked = await node.ledger.check();
  assert.deepEqual(checked.problems, []);
  const [first, ...rest] = checked.notReliedOn;
  assert.ok(
    first !== undefined && first.index === 0 && rest.every(({ keyid }) => keyid === first.keyid),
    JSON.stringify(checked.notReliedOn),
  );
});

test("a dossier that leaves a change of keys out does not hold", async () => {
  const files = new Map(dossierAt["rotated"]);
  const kinds = [...files].filter(([path, bytes]) => /statements\/\d+\.json$/.test(path) && isKeyStatement(bytes));
  assert.equal(kinds.length, 3);
  for (const [path] of kinds) {
    const less = new Map(files);
    less.delete(path);
    less.delete(path.replace(".json", ".tlog-proof"));
    const report = await verify(less);
    const kinds = [...report.chain.faults, ...report.bytes.faults].map(({ kind }) => kind);
    assert.ok(kinds.includes("bad-checkpoint") || kinds.includes("bad-signature"), `${path}: ${kinds.join()}`);
  }
});

function isKeyStatement(bytes: Uint8Array): boolean {
  const { envelope } = JSON.parse(new TextDecoder().decode(bytes)) as { envelope: string };
  const { payload } = JSON.parse(Buffer.from(envelope, "base64").toString()) as { payload: string };
  return Buffer.from(payload, "base64").toString().includes("statement/key/v1");
}

function sealedDetection(detection: Detection, receipt: { readonly index: number; readonly name: string }): SealedDetection {
  return {
    index: receipt.index,
    entry: receipt.name as SealedDetection["entry"],
    rule: detection.rule.id,
    title: detection.rule.title,
    level: detection.rule.level,
    time: detection.time,
    records: detection.events.flatMap(({ records }) => records.map(({ commitment }) => toHex(commitment) as never)),
    entities: ["host:hts-jump1"],
  };
}
