import assert from "node:assert/strict";
import { createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { assertGolden } from "../../test/support/golden.ts";
import { parseHex, parseJson, present, textOf, toBase64, toHex, utf8 } from "../lib/index.ts";
import {
  createVkey,
  formatVkey,
  inclusionProof,
  KEY_TYPES,
  leafHash,
  parseVkey,
  treeRoot,
  verifyInclusion,
} from "../merkle/index.ts";
import {
  type EvidenceRecord,
  envelopeCommitment,
  formatEnvelope,
  formatStatement,
  keyIdOf,
  preAuthEncoding,
  recordCommitment,
  recordLeaf,
  recordName,
  type Statement,
} from "../model/index.ts";
import { openEnvelope } from "./entries.ts";
import { formatEnvelopeBatch, parseEnvelopeBatch } from "./envelopes.ts";
import { nodeSignatureChecks, sha256 } from "./io/index.ts";
import { formatKeptLine, parseKeptLine } from "./kept-line.ts";
import { formatRecordLine, parseRecordLine } from "./segment-line.ts";

const SPEC = join(import.meta.dirname, "../../spec");
const SEED = "11".repeat(32);
/** PKCS#8 around a bare Ed25519 seed (RFC 8410 §7). */
const PKCS8 = "302e020100300506032b657004220420";
const secret = createPrivateKey({ key: Buffer.from(PKCS8 + SEED, "hex"), format: "der", type: "pkcs8" });
const PUBLIC_KEY = "d04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737";
const VKEY = formatVkey(createVkey("ledger.example/harbour/statements", KEY_TYPES.ed25519Note, bytesOf(PUBLIC_KEY)));

test("spec/statement.vectors.json is what this code writes", () => {
  const statement: Statement = {
    kind: "retention",
    subject: [{ name: "thirty days", digest: { sha256: toHex(sha256(utf8("thirty days"))) } }],
    predicate: {
      schedule: "thirty days",
      keepDays: 30,
      authority: "Records officer, Harbour Authority",
      basis: "Port rules §4",
      from: "2026-11-22T12:00:00.000Z",
    },
  };
  const payload = formatStatement(statement);
  const sig = new Uint8Array(sign(null, preAuthEncoding(payload), secret));
  const envelope = formatEnvelope({ payload, signatures: [{ keyid: keyIdOf(VKEY), sig }] });
  const salt = new Uint8Array(32).fill(0x22);
  const batch = formatEnvelopeBatch([
    { index: 7, salt, envelope },
    { index: 8, erased: 9 },
  ]);
  const good = textOf(batch) as string;
  golden("statement", {
    seed: SEED,
    vkey: VKEY,
    statement: textOf(payload),
    preAuthEncoding: toHex(preAuthEncoding(payload)),
    envelope: textOf(envelope),
    salt: toHex(salt),
    entry: toHex(envelopeCommitment(sha256, salt, envelope)),
    batch: good,
    invalidBatches: {
      "no newline at the end": good.slice(0, -1),
      "an index twice": good.replace('"index":8', '"index":7'),
      "a space": good.replace(":", ": "),
      "names in another order": '{"index":7,"erased":9}\n',
      "a salt of 31 bytes": `{"envelope":"AA==","index":7,"salt":"${toBase64(salt.slice(1))}"}\n`,
      "an index with a zero in front": '{"erased":9,"index":07}\n',
      "nothing at all": "",
    },
    invalidEnvelopes: {
      "names in another order": reordered(textOf(envelope) as string),
      "another payload type": (textOf(envelope) as string).replace("vnd.in-toto+json", "json"),
      "an unknown predicate": textOf(
        formatEnvelope({ payload: utf8((textOf(payload) as string).replace("retention/v1", "rumour/v1")), signatures: [] }),
      ),
      "a statement with a space": textOf(
        formatEnvelope({ payload: utf8((textOf(payload) as string).replace(":", ": ")), signatures: [] }),
      ),
    },
  });
});

test("the vectors of spec/statement.md hold, and its invalid ones are refused", async () => {
  const vectors = read("statement") as Record<string, string> & { invalidBatches: object; invalidEnvelopes: object };
  const parsed = parseEnvelopeBatch(utf8(present(vectors["batch"], "there is a batch")), 7);
  assert.ok(parsed.ok);
  const [line] = parsed.value;
  assert.ok(line !== undefined && line.erased === undefined);
  assert.equal(toHex(envelopeCommitment(sha256, line.salt, line.envelope)), vectors["entry"]);
  const opened = openEnvelope(line.envelope);
  const vkey = parseVkey(present(vectors["vkey"], "there is a vkey"));
  assert.ok(opened.ok && vkey.ok);
  const { payload, signatures } = opened.value.envelope;
  assert.ok(
    await nodeSignatureChecks.ed25519(vkey.value.publicKey, preAuthEncoding(payload), present(signatures[0], "it is signed").sig),
  );
  for (const [what, batch] of Object.entries(vectors.invalidBatches))
    assert.equal(parseEnvelopeBatch(utf8(batch), 7).ok, false, what);
  for (const [what, envelope] of Object.entries(vectors.invalidEnvelopes))
    assert.equal(openEnvelope(utf8(envelope)).ok, false, what);
});

test("spec/segment.vectors.json is what this code writes", () => {
  const records = exampleRecords();
  const leaves = records.map((record) => leafHash(sha256, recordLeaf(sha256, record)));
  const lines = records.map((record, index) => formatRecordLine(record, index).trimEnd());
  const proof = inclusionProof(sha256, leaves, 1);
  const line = present(lines[1], "there are three lines");
  golden("segment", {
    lines,
    names: records.map(({ commitment }) => toHex(commitment)),
    leaves: records.map((record) => toHex(recordLeaf(sha256, record))),
    root: toHex(treeRoot(sha256, leaves)),
    proofOfRecord1: proof.map(toHex),
    keptLineOfRecord1: formatKeptLine({ line, proof }).trimEnd(),
    invalidLines: {
      "a space": line.replace(":", ": "),
      "names in another order": reordered(line),
      "text and bytes": line.replace("{", '{"bytes":"AA==",'),
      "bytes that are text": (lines[2] as string).replace(/"bytes":"[^"]*"/, '"bytes":"YQ=="'),
      "neither text nor bytes": line.replace(/"text":"[^"]*",/, ""),
      "an empty context": line.replace(/"context":\[[^\]]*\]/, '"context":[]'),
      "a salt of 31 bytes": line.replace(/"salt":"[^"]*"/, `"salt":"${toBase64(new Uint8Array(31))}"`),
      "a name twice": line.replace('"index":1', '"index":1,"index":1'),
      "an unknown name": line.replace('"index":1', '"index":1,"kind":"a"'),
      "a negative offset": line.replace(/"offset":\d+/, '"offset":-1'),
      "a letter that need not be escaped": line.replace("Failed", "\\u0046ailed"),
    },
  });
});

test("the vectors of spec/segment.md hold, and its invalid ones are refused", () => {
  const vectors = read("segment") as {
    lines: string[];
    names: string[];
    leaves: string[];
    root: string;
    proofOfRecord1: string[];
    keptLineOfRecord1: string;
    invalidLines: object;
  };
  for (const [index, line] of vectors.lines.entries()) {
    const parsed = parseRecordLine(line, sha256);
    assert.ok(parsed.ok, `line ${index}`);
    const { record } = parsed.value;
    assert.deepEqual(
      [parsed.value.index, recordName(record.commitment), toHex(recordLeaf(sha256, record))],
      [index, vectors.names[index], vectors.leaves[index]],
    );
  }
  const claim = {
    index: 1n,
    size: 3n,
    leaf: leafHash(sha256, bytesOf(vectors.leaves[1] ?? "")),
    root: bytesOf(vectors.root),
  };
  assert.ok(verifyInclusion(sha256, { ...claim, proof: vectors.proofOfRecord1.map(bytesOf) }).ok);
  assert.deepEqual(parseKeptLine(vectors.keptLineOfRecord1), {
    line: vectors.lines[1],
    proof: vectors.proofOfRecord1.map(bytesOf),
  });
  for (const [what, line] of Object.entries(vectors.invalidLines)) assert.equal(parseRecordLine(line, sha256).ok, false, what);
});

function exampleRecords(): readonly EvidenceRecord[] {
  const source = "file:hts-jump1/auth.log";
  const reading = { format: "syslog-3164", readAtMs: 1_795_343_175_000, utcOffsetMinutes: 0, host: null, context: [] };
  const header = record(utf8("#fields\tts\tuid"), 0x33, { source, offset: 0, lines: 1 }, reading);
  const line = utf8("Nov 22 12:00:01 hts-jump1 sshd[411]: Failed password for root");
  const read = record(
    line,
    0x44,
    { source, offset: 15, lines: 1 },
    { ...reading, host: "hts-jump1", context: [recordName(header.commitment)] },
  );
  const rejected = record(
    Uint8Array.of(0xff, 0xfe, 0x0a),
    0x55,
    { source, offset: 77, lines: 2 },
    { ...reading, format: "unread" },
  );
  return [header, read, { ...rejected, rejected: "no reader knows this line" }];
}

function record(
  bytes: Uint8Array,
  saltByte: number,
  origin: EvidenceRecord["origin"],
  reading: EvidenceRecord["reading"],
): EvidenceRecord {
  const salt = new Uint8Array(32).fill(saltByte);
  return { commitment: recordCommitment(sha256, salt, bytes), salt, bytes, origin, reading, rejected: null };
}

/** The same members, the last one first. */
function reordered(object: string): string {
  const members = object.slice(1, -1).split(/,(?="[a-zA-Z]+":)/);
  return `{${[members.at(-1), ...members.slice(0, -1)].join(",")}}`;
}

function bytesOf(hex: string): Uint8Array {
  const bytes = parseHex(hex);
  assert.ok(bytes.ok, "hexadecimal");
  return bytes.value;
}

function golden(page: string, vectors: object): void {
  assertGolden(join(SPEC, `${page}.vectors.json`), `${JSON.stringify(vectors, null, 1)}\n`);
}

function read(page: string): unknown {
  const json = parseJson(readFileSync(join(SPEC, `${page}.vectors.json`), "utf8"));
  assert.ok(json.ok, `spec/${page}.vectors.json is JSON`);
  return json.value;
}
