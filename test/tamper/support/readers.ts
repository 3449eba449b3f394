import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readAttackFlow } from "../../../src/case/index.ts";
import { readCheckpoint } from "../../../src/ledger/checkpoint.ts";
import { openEnvelope } from "../../../src/ledger/entries.ts";
import { parseEnvelopeBatch } from "../../../src/ledger/envelopes.ts";
import { nodeSignatureChecks, sha256 } from "../../../src/ledger/io/index.ts";
import { parseKeptLine } from "../../../src/ledger/kept-line.ts";
import { parseRecordLine } from "../../../src/ledger/segment-line.ts";
import { parseBase64Portably } from "../../../src/lib/base64-portable.ts";
import * as lib from "../../../src/lib/index.ts";
import { type Checked, utf8 } from "../../../src/lib/index.ts";
import { parseHashLines } from "../../../src/merkle/hash-lines.ts";
import * as merkle from "../../../src/merkle/index.ts";
import * as model from "../../../src/model/index.ts";
import { verifySsh } from "../../../src/publish/index.ts";
import { parseDer } from "../../../src/time/der/read.ts";
import * as time from "../../../src/time/index.ts";
import { nodeTimeCrypto } from "../../../src/time/io/index.ts";
import { parseTstInfo } from "../../../src/time/token/tst-info.ts";
import { checkBundle } from "../../../src/vault/collect/check-bundle.ts";
import { readTar } from "../../../src/vault/collect/tar.ts";
import { readEwfHeader } from "../../../src/vault/formats/ewf-header.ts";
import * as vault from "../../../src/vault/index.ts";
import { age, beginHash, gunzip, inflateZlib } from "../../../src/vault/io/index.ts";
import { openHead } from "../../../src/vault/proven/head.ts";
import { proveStatements } from "../../../src/vault/proven/prove.ts";
import { measureCopy, parseFieldLine, verifyRedactedCopy } from "../../../src/vault/redaction/index.ts";
import { readFieldLines } from "../../../src/vault/redaction/read-lines.ts";
import { parseOpening } from "../../../src/vault/sealing/index.ts";
import { filesInMemory, verifyDossier, webChecks } from "../../../src/verify/index.ts";
import { readCosignatures } from "../../../src/witness/cosignatures.ts";
import * as witness from "../../../src/witness/index.ts";
import { ByteStream } from "../../../src/witness/mirror/byte-stream.ts";
import { readPackage, readUploadHeader } from "../../../src/witness/mirror/entry-package.ts";
import { parseMirrorInfo } from "../../../src/witness/mirror/mirror-info.ts";
import { readSize } from "../../../src/witness/read-answer.ts";
import { parseAddCheckpoint, parseSignSubtree } from "../../../src/witness/request.ts";
import { readShown } from "../../../src/witness/shown.ts";

import type { Reader } from "./reader.ts";
import { EVTX, NOT_READERS_OF_EVTX } from "./readers-evtx.ts";
import { NOT_READERS_OF_RESPOND, RESPOND } from "./readers-respond.ts";
import { NOT_READERS_OF_STIX, STIX } from "./readers-stix.ts";

const checks = nodeSignatureChecks;
const hashes = { sha256, sha512: (bytes: Uint8Array) => new Uint8Array(createHash("sha512").update(bytes).digest()) };
const text = (bytes: Uint8Array) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
const isYes = (checked: Checked<unknown, unknown>) => checked.ok;
const isThere = (value: unknown) => value !== undefined;

/** A value in the published vectors of a page, by its path. */
function vector(page: string, ...path: readonly (string | number)[]): unknown {
  const file = readFileSync(join(import.meta.dirname, `../../../spec/${page}.vectors.json`), "utf8");
  return path.reduce((value, name) => (value as Record<string | number, unknown>)[name], JSON.parse(file) as unknown);
}
const textAt = (...path: Parameters<typeof vector>) => String(vector(...path));
const listAt = (...path: Parameters<typeof vector>) => vector(...path) as readonly string[];
const bytesOf = (value: string, encoding: BufferEncoding = "utf8") => new Uint8Array(Buffer.from(value, encoding));
const bytesAt = (...path: Parameters<typeof vector>) => bytesOf(textAt(...path));
const vkeys = (lines: readonly string[]) =>
  lines.flatMap((line) => {
    const parsed = merkle.parseVkey(line);
    return parsed.ok ? [parsed.value] : [];
  });
const NOTE = bytesAt("checkpoint", "valid", 0, "note");
const NOTE_KEYS = vkeys(listAt("checkpoint", "keys"));
const NOTE_TEXT = utf8(`${text(NOTE).split("\n\n")[0] ?? ""}\n`);
const TOKEN = (vector("time", "tokens") as readonly { verdict: string; anchor: string; token: string }[]).find(
  ({ verdict }) => verdict === "holds",
) ?? { anchor: "", token: "" };

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function all<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const stream = (bytes: Uint8Array) => new ByteStream(once(bytes), 1_000_000);
const describePorts = (bytes: Uint8Array) => ({ inflateZlib, gunzip, beginHash, chunks: () => once(bytes) });
const sourceOf = (bytes: Uint8Array) => ({
  bytes: bytes.length,
  readAt: async (offset: number, length: number) => bytes.subarray(offset, offset + length),
});

const LIB: readonly Reader[] = [
  {
    name: "lib/readJsonLine",
    believes: (bytes) => isThere(lib.readJsonLine(text(bytes))),
    valid: utf8('{"a":1}'),
    // The host's own JSON.parse on purpose: a line of telemetry is what its producer's consumers would read.
    takes: /^deep JSON$|wide JSON|many names|a name twice|names of the prototype|lone surrogates/,
  },
  {
    name: "lib/parseIsoTime",
    believes: (bytes) => isThere(lib.parseIsoTime(text(bytes))),
    valid: utf8("2026-11-22T12:00:00.000Z"),
  },
  {
    name: "lib/parseAddress",
    believes: (bytes) => isThere(lib.parseAddress(text(bytes))),
    valid: utf8("2001:db8::1"),
    takes: /cut after/,
  },
  {
    name: "lib/parseNetwork",
    believes: (bytes) => isThere(lib.parseNetwork(text(bytes))),
    valid: utf8("203.0.113.0/24"),
    takes: /cut after|at its end/,
  },
  {
    name: "lib/parseSshEd25519Blob",
    believes: (bytes) => isThere(lib.parseSshEd25519Blob(bytes)),
    valid: lib.sshEd25519Blob(new Uint8Array(32)),
    takes: /in its middle/,
  },
  {
    name: "lib/parseSshEd25519Signature",
    believes: (bytes) => isThere(lib.parseSshEd25519Signature(bytes)),
    valid: lib.concat(lib.sshString("ssh-ed25519"), lib.sshString(new Uint8Array(64))),
    takes: /in its middle/,
  },
  {
    name: "lib/parseHex",
    believes: (bytes) => isYes(lib.parseHex(text(bytes))),
    valid: utf8("00ff"),
    takes: /nothing|line of a megabyte|oversized|cut after|^2 random/,
  },
  {
    name: "lib/parseJson",
    believes: (bytes) => isYes(lib.parseJson(text(bytes))),
    valid: utf8('{"a":1}'),
    takes: /the byte 48|wide JSON|many names|digits|2\^64|names of the prototype|^2 random/,
  },
  {
    name: "lib/parseBase64",
    believes: (bytes) => isYes(lib.parseBase64(text(bytes))),
    valid: utf8("AAAA"),
    takes: /nothing|line of a megabyte|oversized/,
  },
  {
    name: "lib/parseBase64Portably",
    believes: (bytes) => isYes(parseBase64Portably(text(bytes))),
    valid: utf8("AAAA"),
    takes: /nothing|line of a megabyte|oversized/,
  },
  {
    name: "lib/parseUint64",
    believes: (bytes) => isYes(lib.parseUint64(text(bytes))),
    valid: utf8("18446744073709551615"),
    takes: /the byte 48|cut after|^2 random/,
  },
  {
    name: "lib/parseCount",
    believes: (bytes) => isYes(lib.parseCount(text(bytes))),
    valid: utf8("9007199254740991"),
    takes: /the byte 48|cut after|^2 random/,
  },
];

const MERKLE: readonly Reader[] = [
  {
    name: "merkle/parseTlogProof",
    believes: (bytes) => isYes(merkle.parseTlogProof(bytes)),
    valid: merkle.formatTlogProof({ extra: undefined, index: 1n, proof: [], checkpoint: NOTE }),
    takes: /cut after|at its end/,
  },
  {
    name: "merkle/parseTrustPolicy",
    believes: (bytes) => isYes(merkle.parseTrustPolicy(text(bytes))),
    valid: utf8(`log ${textAt("checkpoint", "keys", 0)}\nquorum none\n`),
  },
  {
    name: "merkle/parseEntryBundle",
    believes: (bytes) => isYes(merkle.parseEntryBundle(bytes, 1)),
    valid: merkle.formatEntryBundle([new Uint8Array(32)]),
    takes: /in its middle|random/,
  },
  {
    name: "merkle/parseConsistencyText",
    believes: (bytes) => isYes(merkle.parseConsistencyText(bytes)),
    valid: merkle.formatConsistencyText({ oldSize: 5n, proof: [new Uint8Array(32)] }),
  },
  {
    name: "merkle/parseHashLines",
    believes: (bytes) => isYes(parseHashLines(text(bytes).split("\n"))),
    valid: utf8(lib.toBase64(new Uint8Array(32))),
  },
  {
    name: "merkle/parseTilePath",
    believes: (bytes) => isYes(merkle.parseTilePath(text(bytes))),
    valid: utf8("tile/0/001.p/44"),
    takes: /cut after 14/,
  },
  { name: "merkle/parseCheckpoint", believes: (bytes) => isYes(merkle.parseCheckpoint(text(bytes))), valid: NOTE_TEXT },
  {
    name: "merkle/parseClaimedCheckpoint",
    believes: (bytes) => isYes(merkle.parseClaimedCheckpoint(text(bytes))),
    valid: NOTE_TEXT,
  },
  {
    name: "merkle/parseVkey",
    believes: (bytes) => isYes(merkle.parseVkey(text(bytes))),
    valid: bytesAt("checkpoint", "keys", 0),
  },
  {
    name: "merkle/parseTimestampedSignature",
    believes: (bytes) => isYes(merkle.parseTimestampedSignature(bytes, 64)),
    valid: new Uint8Array(72),
    takes: /0xff in its middle/,
  },
  {
    name: "merkle/openNote",
    believes: async (bytes) =>
      isYes(
        await merkle.openNote(
          bytes,
          NOTE_KEYS.map((vkey) => merkle.createVerifier(vkey, checks)),
        ),
      ),
    valid: NOTE,
  },
  { name: "merkle/parseNote", believes: (bytes) => isYes(merkle.parseNote(bytes)), valid: NOTE },
  {
    name: "merkle/parseSignatureLine",
    believes: (bytes) => isThere(merkle.parseSignatureLine(text(bytes))),
    valid: utf8(text(NOTE).split("\n").at(-2) ?? ""),
    takes: /cut after/,
  },
];

const MODEL: readonly Reader[] = [
  {
    name: "model/parseManifest",
    believes: (bytes) => isYes(model.parseManifest(text(bytes))),
    valid: utf8(model.formatManifest(new Map([["a", "00".repeat(32)]]))),
    takes: /nothing/,
  },
  {
    name: "model/parseDocument",
    believes: (bytes) => isYes(model.parseDocument(bytes, model.replyShape)),
    valid: model.formatDocument({ received: [], requested: [], state: "not requested" }),
  },
  {
    name: "model/parseEnvelope",
    believes: (bytes) => isYes(model.parseEnvelope(bytes)),
    valid: bytesAt("statement", "envelope"),
  },
  {
    name: "model/parseStatement",
    believes: (bytes) => isYes(model.parseStatement(bytes)),
    valid: bytesAt("statement", "statement"),
  },
  {
    name: "ledger/parseKeptLine",
    believes: (bytes) => isThere(parseKeptLine(text(bytes))),
    valid: bytesAt("segment", "keptLineOfRecord1"),
    takes: /in its middle/,
  },
  {
    name: "ledger/parseRecordLine",
    believes: (bytes) => isYes(parseRecordLine(text(bytes), sha256)),
    valid: bytesAt("segment", "lines", 0),
  },
  {
    name: "ledger/readCheckpoint",
    believes: async (bytes) =>
      isYes(
        await readCheckpoint(
          bytes,
          NOTE_KEYS.map((vkey) => [vkey]),
          checks,
        ),
      ),
    valid: NOTE,
  },
  { name: "ledger/openEnvelope", believes: (bytes) => isYes(openEnvelope(bytes)), valid: bytesAt("statement", "envelope") },
  {
    name: "ledger/parseEnvelopeBatch",
    believes: (bytes) => isYes(parseEnvelopeBatch(bytes, 7)),
    valid: bytesAt("statement", "batch"),
  },
  {
    name: "publish/verifySsh",
    believes: async (bytes) => isYes(await verifySsh(bytes, { message: NOTE, namespace: "x" }, { checks, hashes })),
  },
  {
    name: "model/openStatementFile",
    believes: (bytes) => isYes(model.openStatementFile(bytes)),
    valid: model.formatDocument({
      envelope: lib.toBase64(bytesAt("statement", "envelope")),
      index: 7,
      salt: lib.toBase64(new Uint8Array(32)),
    }),
  },
  {
    name: "verify/verifyDossier",
    believes: async (bytes) =>
      (
        await verifyDossier(
          filesInMemory(
            new Map([
              ["manifest-sha256.txt", bytes],
              ["data/reply.json", bytes],
            ]),
          ),
          webChecks,
        )
      ).bytes.status === "intact",
  },
];

function request(call: string): Uint8Array {
  const cases = vector("witness", "cases") as readonly {
    readonly call: string;
    readonly status: number;
    readonly request: string;
  }[];
  return utf8(cases.find((one) => one.call === call && one.status === 200)?.request ?? "");
}

const WITNESS: readonly Reader[] = [
  {
    name: "witness/parseForkProof",
    believes: (bytes) => isYes(witness.parseForkProof(bytes)),
    valid: bytesAt("fork-proof", "valid", 0, "file"),
    takes: /cut after|at its end/,
  },
  {
    name: "witness/verifyForkProof",
    believes: async (bytes) => isYes(await witness.verifyForkProof(bytes, vkeys(listAt("fork-proof", "keys")), checks, sha256)),
    valid: bytesAt("fork-proof", "valid", 0, "file"),
  },
  {
    name: "witness/openSignedHead",
    believes: async (bytes) => isYes(await witness.openSignedHead(bytes, NOTE_KEYS, checks)),
    valid: NOTE,
  },
  {
    name: "witness/parseAddCheckpoint",
    believes: (bytes) => isYes(parseAddCheckpoint(bytes)),
    valid: request("add-checkpoint"),
    takes: /cut after|at its end|in its middle/,
  },
  {
    name: "witness/parseSignSubtree",
    believes: (bytes) => isYes(parseSignSubtree(bytes)),
    valid: request("sign-subtree"),
    takes: /cut after|at its end|in its middle/,
  },
  { name: "witness/readSize", believes: (bytes) => isThere(readSize(bytes)), valid: utf8("18446744073709551615\n") },
  {
    name: "witness/readCosignatures",
    believes: async (bytes) =>
      isYes(
        await readCosignatures(bytes, text(NOTE_TEXT), { witness: vkeys(listAt("witness", "witness")), checks, clock: () => 0 }),
      ),
  },
  { name: "witness/readShown", believes: (bytes) => isYes(readShown(bytes)), valid: NOTE },
  { name: "witness/parseMirrorInfo", believes: (bytes) => isThere(parseMirrorInfo(bytes)), valid: utf8("5\n3\nAAAA\n") },
  {
    name: "witness/readUploadHeader",
    believes: async (bytes) => isThere(await readUploadHeader(stream(bytes))),
    valid: new Uint8Array(20),
    takes: /megabyte of NUL|random|oversized|blank lines|line of a megabyte|newlines|0xff|JSON|digits|DER|at its end/,
  },
  {
    name: "witness/readPackage",
    believes: async (bytes) => isThere(await readPackage(stream(bytes), 2)),
    valid: new Uint8Array(5),
    takes:
      /megabyte of NUL|random|oversized|blank lines|line of a megabyte|newlines|0xff|JSON|digits|DER|at its end|in its middle/,
  },
];

const expected = () => {
  const anchor = time.parseCertificate(bytesOf(TOKEN.anchor, "base64"));
  return {
    stamped: bytesAt("time", "stamped"),
    hash: undefined,
    nonce: undefined,
    policies: listAt("time", "policies"),
    anchors: anchor.ok ? [anchor.value] : [],
  };
};
const pem = (base64: string) =>
  utf8(`-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`);

const TIME: readonly Reader[] = [
  { name: "time/parseTimeReply", believes: (bytes) => isYes(time.parseTimeReply(bytes)) },
  { name: "time/parseTstInfo", believes: (bytes) => isYes(parseTstInfo(bytes)) },
  {
    name: "time/verifyToken",
    believes: (bytes) => isYes(time.verifyToken(bytes, expected(), nodeTimeCrypto)),
    valid: bytesOf(TOKEN.token, "base64"),
  },
  {
    name: "time/parseCertificate",
    believes: (bytes) => isYes(time.parseCertificate(bytes)),
    valid: bytesOf(TOKEN.anchor, "base64"),
    takes: /in its middle/,
  },
  {
    name: "time/parsePemCertificates",
    believes: (bytes) => isYes(time.parsePemCertificates(text(bytes))),
    valid: pem(TOKEN.anchor),
    takes: /cut after|at its end/,
  },
  {
    name: "time/parseDer",
    believes: (bytes) => isYes(parseDer(bytes)),
    valid: bytesOf(TOKEN.token, "base64"),
    takes: /in its middle|random/,
  },
];

const ANY_CUT = { method: "lines", version: 1, blockBytes: null } as const;
const CONTENT = { bytes: 1, sha256: "00".repeat(32), sha512: "00".repeat(64) } as Parameters<
  typeof vault.formatOpening
>[0]["content"];

const VAULT: readonly Reader[] = [
  { name: "vault/openHead", believes: async (bytes) => isYes(await openHead(bytes, new model.Keyring(), { checks })) },
  {
    name: "vault/proveStatements",
    believes: async (bytes) => isYes(await proveStatements([{ statement: bytes, proof: bytes }], { checks, sha256 })),
  },
  {
    name: "vault/parseOffer",
    believes: (bytes) => isYes(vault.parseOffer(bytes)),
    valid: bytesAt("custody", "offers", "valid", 0),
  },
  {
    name: "vault/verifyOffer",
    believes: async (bytes) => {
      const offer = vault.parseOffer(bytes);
      const bundle = offer.ok
        ? offer.value
        : { origin: text(bytes), entries: [{ index: 0, salt: bytes, envelope: bytes, proof: bytes }] };
      return isYes(
        await vault.verifyOffer(bundle, { logs: NOTE_KEYS, checks, sha256 }, {
          now: 0,
          acceptWithinMs: 1,
        } as never),
      );
    },
  },
  { name: "vault/openGrant", believes: async (bytes) => isYes(await vault.openGrant(bytes, [], { checks, sha256, age })) },
  {
    name: "vault/openReceipt",
    believes: async (bytes) => isYes(await vault.openReceipt(bytes, { keyring: new model.Keyring(), size: 1, checks })),
  },
  {
    name: "vault/parseGrantFile",
    believes: (bytes) => isYes(vault.parseGrantFile(bytes)),
    valid: vault.formatGrantFile({ opening: NOTE, statements: [{ statement: NOTE, proof: NOTE }] }),
  },
  {
    name: "vault/parseOpening",
    believes: (bytes) => isYes(parseOpening(bytes)),
    valid: vault.formatOpening({ content: CONTENT, salt: new Uint8Array(32), exhibit: { statement: NOTE, proof: NOTE } }),
  },
  {
    name: "vault/readTar",
    believes: async (bytes) => (await all(readTar(once(bytes)))).every(({ kind }) => kind !== "broken"),
    takes: /nothing|NUL/,
  },
  { name: "vault/checkBundle", believes: async (bytes) => isThere(await checkBundle(once(bytes), beginHash)) },
  {
    name: "vault/parseCollection",
    believes: (bytes) => isYes(vault.parseCollection(bytes)),
    valid: bytesAt("custody", "manifests", "valid", 0),
  },
  {
    name: "vault/describeContent",
    believes: async (bytes) => (await vault.describeContent(sourceOf(bytes), describePorts(bytes))).format.name !== "octets",
    takes: /random/,
  },
  {
    name: "vault/readEwfHeader",
    believes: (bytes) => Object.keys({ ...readEwfHeader("header", bytes), ...readEwfHeader("header2", bytes) }).length > 0,
    valid: utf8("1\nmain\nc\ta\n7\tdisk\n\n"),
    takes: /cut after 18|cut after 19|at its end|in its middle|cut after/,
  },
  {
    name: "vault/measureCopy",
    believes: async (bytes) => (await measureCopy(once(bytes), ANY_CUT, { sha256, beginHash })).problems.length === 0,
    valid: utf8(`${textAt("redaction", "lines", 0)}\n`),
    takes: /nothing/,
  },
  {
    name: "vault/readFieldLines",
    believes: async (bytes) => (await all(readFieldLines(once(bytes)))).every((line) => !("expected" in line)),
    valid: utf8(`${textAt("redaction", "lines", 0)}\n`),
    takes: /nothing/,
  },
  {
    name: "vault/parseFieldLine",
    believes: (bytes) => isYes(parseFieldLine(text(bytes))),
    valid: bytesAt("redaction", "lines", 0),
  },
  {
    name: "vault/verifyRedactedCopy",
    believes: async (bytes) => {
      const folder = {
        list: async () => ["data/fields.ndjson", "manifest-sha256.txt", "data/statements/0.json"],
        read: async () => bytes,
        stream: () => once(bytes),
      };
      return (await verifyRedactedCopy(folder, { checks, sha256, beginHash })).problems.length === 0;
    },
  },
];

const ATTACK_FLOW: Reader = {
  name: "case/readAttackFlow",
  believes: (bytes) => isYes(readAttackFlow(text(bytes))),
  valid: utf8(
    '{"type":"bundle","objects":[{"type":"attack-flow","id":"attack-flow--00000000-0000-4000-8000-000000000000","name":"f"}]}',
  ),
  takes: /in its middle|cut after|at its end/,
};

/** Every reader of outside bytes of the rooms that hold evidence, and of the one that acts. */
export const READERS: readonly Reader[] = [
  ...LIB,
  ...MERKLE,
  ...MODEL,
  ...WITNESS,
  ...TIME,
  ...VAULT,
  ...RESPOND,
  ATTACK_FLOW,
  ...STIX,
  ...EVTX,
];

/** Functions of such names that are given no outside bytes, and why. */
export const NOT_READERS: Readonly<Record<string, string>> = {
  "merkle/openParsedNote": "takes what parseNote gave",
  "merkle/readEdge": "reads tiles through a source; a wrong tile gives a wrong root",
  "merkle/verifyInclusion": "takes a claim in numbers and hashes; its own tests have every case",
  "merkle/verifyConsistency": "as verifyInclusion",
  "merkle/verifySubtreeInclusion": "as verifyInclusion",
  "merkle/verifySubtreeConsistency": "as verifyInclusion",
  "ledger/openLedger": "opens a directory; test/fault",
  "ledger/openLedgerReader": "reads the ledger's own directory; src/app/ledger-reading.test.ts",
  "ledger/openSegmentsReader": "reads the ledger's own directory; parseRecordLine is here",
  "ledger/openWholeReader": "reads the ledger's own directory; parseRecordLine is here",
  "ledger/openLine": "takes a line that parseEnvelopeBatch gave",
  "ledger/readBundle": "reads the ledger's own directory; parseEntryBundle is here",
  "ledger/readEntries": "reads the ledger's own directory; parseEnvelopeBatch is here",
  "verify/openCheckpoint": "within verifyDossier; verifier-fuzz.test.ts",
  "verify/openKeeper": "within verifyDossier; verifier-fuzz.test.ts",
  "verify/readFolder": "within verifyDossier; verifier-fuzz.test.ts",
  "witness/openShown": "takes what readShown gave",
  "witness/readBundle": "reads tiles through a source; parseEntryBundle is here",
  "witness/readCosigners": "takes our own keys",
  "witness/readKept": "reads the witness's own store",
  "witness/readLog": "follows a log over HTTP; test/mirror/http-log.test.ts",
  "time/readExtensions": "takes DER that parseDer gave; within parseCertificate",
  "time/readSignedToken": "takes DER that parseDer gave; within verifyToken",
  "time/verifyPath": "takes certificates that parseCertificate gave; within verifyToken",
  ...NOT_READERS_OF_RESPOND,
  ...NOT_READERS_OF_STIX,
  ...NOT_READERS_OF_EVTX,
  "vault/openVault": "opens a directory",
  "vault/parseCut": "takes a cut whose shape a statement's reader has checked",
};
