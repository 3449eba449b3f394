// apt: coreutils openssh-client openssl python3-securesystemslib python3-nacl
import assert from "node:assert/strict";
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { exportBagTo, exportEntryTo } from "../../src/app/index.ts";
import { enterKey } from "../../src/app/keys/key-rotation.ts";
import { claimKey, openPersonKey } from "../../src/app/keys/person-key.ts";
import { sha256, sha512 } from "../../src/ledger/io/index.ts";
import { concat, textOf, toBase64, toHex } from "../../src/lib/index.ts";
import {
  formatConsistencyText,
  leafHash,
  parseCheckpoint,
  parseNote,
  parseTlogProof,
  parseVkey,
  verifyInclusion,
} from "../../src/merkle/index.ts";
import { envelopeCommitment } from "../../src/model/index.ts";
import { decodeBagPath, encodeBagPath } from "../../src/publish/export/index.ts";
import { bagTagFiles, exportEntry, sealBag } from "../../src/publish/index.ts";
import { again, takeIn, WORDS, withDesk } from "../redaction/desk.ts";
import { lacks, run, sshKey, temporaryFolder } from "./ssh-support.ts";

const PYTHON = "/usr/bin/python3";
const noPython =
  run(PYTHON, ["-c", "import nacl, securesystemslib"]).code === 0
    ? false
    : "python3-securesystemslib and python3-nacl are not installed";

test("an exhibit's bag is what sha256sum, sha512sum and ssh-keygen accept, and holds the copying itself", {
  skip: lacks("sha256sum") || lacks("ssh-keygen", ["-?"]),
}, async (context) => {
  const keys = temporaryFolder(context);
  const path = sshKey(keys, "ana");
  const key = await openPersonKey(path);
  await withDesk(async (scene) => {
    const { node, at } = scene;
    const holder = { name: "A. Example", function: "records officer", party: "Harbour Time Service" };
    const claim = {
      action: "add",
      role: "person",
      replaces: null,
      holder,
      effectiveFrom: "2026-11-22T12:00:00.000Z",
      reason: "hired",
    } as const;
    await enterKey(node, await claimKey(node.ledger.origin, claim, key));
    const { desk, chain } = await takeIn(scene, "a line of evidence\n");
    const folder = at("bag");
    const giving = { words: { ...WORDS, actor: holder }, onBytes: () => undefined };
    await exportBagTo(desk, chain, { folder, key }, { ...giving, key });
    assert.equal(readFileSync(join(folder, "data/content"), "utf8"), "a line of evidence\n");
    for (const name of ["manifest-sha256.txt", "tagmanifest-sha256.txt"]) assertSums("sha256sum", folder, name);
    for (const name of ["manifest-sha512.txt", "tagmanifest-sha512.txt"]) assertSums("sha512sum", folder, name);
    const allowed = join(keys, "allowed");
    writeFileSync(allowed, `ana ${readFileSync(`${path}.pub`, "utf8")}`);
    for (const name of ["manifest-sha256.txt", "manifest-sha512.txt"]) {
      const input = readFileSync(join(folder, name));
      const verify = ["-Y", "verify", "-f", allowed, "-I", "ana", "-n", "meridian-export@v1", "-s", join(folder, `${name}.sig`)];
      const verdict = run("ssh-keygen", verify, { input });
      assert.equal(verdict.code, 0, verdict.stderr);
    }
    const { chain: after } = await again(scene, chain.exhibit.number);
    const copied = after.events.at(-1);
    assert.ok(
      copied !== undefined && existsSync(join(folder, `data/ledger/${copied.index}.dsse.json`)),
      "the copying is in the bag",
    );
    assert.match(readFileSync(join(folder, "bag-info.txt"), "utf8"), /\nPayload-Oxum: \d+\.\d+\n$/);
    await assert.rejects(exportBagTo(desk, after, { folder, key: undefined }, giving), /new or empty folder/);
    appendFileSync(join(folder, "data/content"), "x");
    assert.notEqual(run("sha256sum", ["-c", "--quiet", "manifest-sha256.txt"], { cwd: folder }).code, 0);
  });
});

function assertSums(program: string, cwd: string, name: string): void {
  const { code, stdout, stderr } = run(program, ["-c", "--strict", name], { cwd });
  assert.equal(code, 0, stdout + stderr);
}

test("an exported entry is what securesystemslib and a tlog-proof reader take for it", { skip: noPython }, async () => {
  await withDesk(async (scene) => {
    const { node, at } = scene;
    const { chain } = await takeIn(scene, "content");
    const folder = at("entry");
    const paths = await exportEntryTo(node, chain.index, folder, undefined);
    assert.deepEqual([...paths], [`${chain.index}.dsse.json`, `${chain.index}.tlog-proof`, "checkpoint"]);
    const statementKey = node.ledger.keyring.own("statement", node.ledger.size);
    const vkey = parseVkey(statementKey?.vkey ?? "");
    assert.ok(vkey.ok);
    const envelope = readFileSync(join(folder, `${chain.index}.dsse.json`));
    const script = join(import.meta.dirname, "dsse-securesystemslib.py");
    const read = run(PYTHON, [script, join(folder, `${chain.index}.dsse.json`), toHex(vkey.value.publicKey)]);
    assert.equal(read.stdout, "https://meridian.example/statement/exhibit/v1\n", read.stderr);
    assert.notEqual(run(PYTHON, [script, join(folder, `${chain.index}.dsse.json`), "11".repeat(32)]).code, 0);

    const proof = parseTlogProof(readFileSync(join(folder, `${chain.index}.tlog-proof`)));
    assert.ok(proof.ok && proof.value.extra !== undefined);
    const note = parseNote(readFileSync(join(folder, "checkpoint")));
    const head = note.ok ? parseCheckpoint(note.value.text) : note;
    assert.ok(head.ok);
    const leaf = leafHash(sha256, envelopeCommitment(sha256, proof.value.extra, new Uint8Array(envelope)));
    const { size, root } = head.value;
    assert.ok(verifyInclusion(sha256, { index: proof.value.index, size, root, leaf, proof: proof.value.proof }).ok);
    assert.deepEqual(readdirSync(folder).sort(), [...paths].sort());
  });
});

test("a time stamp is exported as a reply that openssl parses, with the head that it is over", {
  skip: lacks("openssl", ["version"]),
}, (context) => {
  const folder = temporaryFolder(context);
  // Any DER stands for the token here: that real ones verify is for the time room to show.
  const token = concat(Uint8Array.of(0x30, 0x82, 0x01, 0x00), Uint8Array.of(0x04, 0x81, 0xfd), new Uint8Array(253));
  const stamped = {
    text: new TextEncoder().encode("log.example/x\n1\nAAAA\n"),
    size: 1,
    tokens: [token],
    consistency: [new Uint8Array(32)],
  };
  const files = exportEntry({
    index: 0,
    salt: new Uint8Array(32),
    envelope: new Uint8Array(1),
    proof: [],
    checkpoint: new Uint8Array(1),
    stamped,
  });
  assert.deepEqual(
    [...files.keys()],
    ["0.dsse.json", "0.tlog-proof", "checkpoint", "0.stamped.txt", "0.stamped.consistency.txt", "0.1.tsr"],
  );
  assert.deepEqual(files.get("0.stamped.consistency.txt"), formatConsistencyText({ oldSize: 1n, proof: [new Uint8Array(32)] }));
  writeFileSync(join(folder, "x.tsr"), files.get("0.1.tsr") ?? "");
  const parsed = run("openssl", ["asn1parse", "-inform", "DER", "-in", join(folder, "x.tsr")]);
  assert.equal(parsed.code, 0, parsed.stderr);
  assert.match(parsed.stdout, /d=2 .*INTEGER +:00/);
});

test("paths in manifests are encoded as RFC 8493 asks, and read back as they were", () => {
  assert.equal(encodeBagPath("data/100%\r\n"), "data/100%25%0D%0A");
  assert.deepEqual(decodeBagPath("data/100%25%0d%0A"), { ok: true, value: "data/100%\r\n" });
  for (const bad of ["data/%", "data/%2", "data/%41"]) assert.equal(decodeBagPath(bad).ok, false);
  fc.assert(fc.property(fc.string(), (path) => assert.deepEqual(decodeBagPath(encodeBagPath(path)), { ok: true, value: path })));
});

test("the same bag has the same bytes, in whatever order its files are named", () => {
  const digest = (text: string) => ({
    bytes: text.length,
    sha256: toHex(sha256(new TextEncoder().encode(text))),
    sha512: toHex(sha512(new TextEncoder().encode(text))),
  });
  const payload = [
    ["data/b", digest("bb")],
    ["data/a", digest("a")],
  ] as const;
  const make = (files: typeof payload | readonly (typeof payload)[number][]) =>
    [...sealBag(bagTagFiles({ payload: new Map(files), info: [["External-Identifier", "a\nb"]] }), { sha256, sha512 })]
      .map(([path, bytes]) => `${path} ${toBase64(bytes)}`)
      .sort();
  assert.deepEqual(make(payload), make(payload.toReversed()));
  const info = bagTagFiles({ payload: new Map(payload), info: [["External-Identifier", "a\nb"]] }).get("bag-info.txt");
  assert.equal(textOf(info ?? new Uint8Array(0)), "External-Identifier: a b\nPayload-Oxum: 3.2\n");
});
