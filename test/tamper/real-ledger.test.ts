import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { caseId, caseStatement, foldCases, type SealedDetection } from "../../src/case/index.ts";
import { createSealer, openLedger } from "../../src/ledger/index.ts";
import * as ledgerIo from "../../src/ledger/io/index.ts";
import { toHex, utf8, within } from "../../src/lib/index.ts";
import type { Detection, Digest, EvidenceRecord, Position } from "../../src/model/index.ts";
import { type LedgerView, publishCase } from "../../src/publish/index.ts";
import { filesInMemory, requestedChecksPassed, verifyDossier, webChecks } from "../../src/verify/index.ts";
import { blamed } from "./support/attacker.ts";
import { publishOptions, record } from "./support/fixture.ts";

const work = mkdtempSync(join(tmpdir(), "meridian-real-"));
after(() => rmSync(work, { recursive: true, force: true }));

const NOW = Date.UTC(2026, 10, 22, 13);
const RULE = utf8("title: Failed logins\n");
const position: Position = { kind: "none", fileId: null, offset: 0, mode: "line", cursor: null };

function detectionOn(records: readonly EvidenceRecord[], fromMs: number): Detection {
  const time = { fromMs, toMs: fromMs + 999 };
  return {
    rule: {
      id: "hts-ssh",
      title: "Failed logins",
      author: "Meridian",
      version: "2026-11-20",
      level: "high",
      tags: [],
      digest: toHex(ledgerIo.sha256(RULE)) as Digest,
    },
    time,
    events: records.map((one) => ({ time, logsource: {}, fields: {}, records: [one] })),
    why: [],
  };
}

test("a case of the real ledger is published, sealed and verified while the ledger grows", async () => {
  const clock = () => NOW;
  const data = ledgerIo.diskFiles(work);
  const signer = await ledgerIo.openKeys(data, { origin: "harbour.example/real", create: true });
  await data.makeDirectory("ledger");
  const ledger = await openLedger({
    files: within(data, "ledger"),
    signer,
    checks: ledgerIo.nodeSignatureChecks,
    clock,
    sha256: ledgerIo.sha256,
    randomBytes: ledgerIo.randomBytes,
    compress: ledgerIo.compress,
    decompress: ledgerIo.decompress,
    party: { name: "Harbour Time Service (invented)", kind: "operator", jurisdiction: null, exercise: true },
  });
  const sealed: SealedDetection[] = [];
  const sealer = createSealer(ledger, {
    clock,
    sha256: ledgerIo.sha256,
    after: ledgerIo.after,
    compress: ledgerIo.compress,
    engine: "test/1",
    ruleDocuments: () => [],
    onSealed: ({ detections }) => {
      for (const { detection, receipt } of detections) sealed.push(sealedDetection(detection, receipt));
    },
  });
  for (const round of [0, 1]) {
    const records = Array.from({ length: 5 + round }, (_, at) => record(`line ${round}.${at}`, round * 10 + at));
    const detections = [detectionOn(records.slice(1, 4), NOW - 60_000 * (2 - round))];
    const accounting = { linesIn: records.length, evaluated: records.length, rejected: 0, dropped: 0 };
    const events = detections.flatMap(({ events: fired }) => fired);
    sealer.add({ source: "s", name: "file:s", unit: { records, events, accounting }, position, detections });
    await sealer.seal();
  }
  const [incident] = foldCases(sealed);
  assert.ok(incident !== undefined && incident.entries.length === 2);
  await ledger.append([caseStatement(incident)]);
  const view: LedgerView = ledger;
  const ports = {
    sha256: ledgerIo.sha256,
    clock,
    ruleBytes: async () => RULE,
    playbookBytes: async () => undefined,
    nameEntities: () => [],
  };
  for (let round = 0; round < 2; round++) {
    const published = await publishCase(view, ports, caseId(incident), publishOptions());
    assert.ok(published.ok);
    const report = await verifyDossier(filesInMemory(published.value.files), webChecks);
    assert.deepEqual(blamed(report), { paths: [], kinds: [] });
    assert.equal(requestedChecksPassed(report), true);
    assert.deepEqual(report.chain.records, { shown: 6, withheld: 0, erased: 0 });
  }
  await sealer.close();
  await ledger.close();
});

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
