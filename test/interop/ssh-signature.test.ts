// apt: openssh-client
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { nodeSignatureChecks, personKey, sha256, sha512 } from "../../src/ledger/io/index.ts";
import { utf8 } from "../../src/lib/index.ts";
import { EXPORT_NAMESPACE, signSsh, verifySsh } from "../../src/publish/index.ts";
import { lacks, run, sshKey, temporaryFolder } from "./ssh-support.ts";

const skip = lacks("ssh-keygen", ["-?"]);
const hashes = { sha256, sha512 };
const ports = { checks: nodeSignatureChecks, hashes };
const message = utf8("0123  data/content\n");

for (const hash of ["sha512", "sha256"] as const) {
  test(`ssh-keygen -Y verify accepts our signature with ${hash}, and we accept that of ssh-keygen -Y sign`, {
    skip,
  }, async (context) => {
    const folder = temporaryFolder(context);
    const path = sshKey(folder, "ana");
    const key = personKey(readFileSync(path), path);
    const allowed = join(folder, "allowed");
    writeFileSync(allowed, `ana@harbour.example namespaces="${EXPORT_NAMESPACE}" ${readFileSync(`${path}.pub`, "utf8")}`);
    const ours = join(folder, "ours.sig");
    writeFileSync(ours, await signSsh(message, key, hashes, { hash }));
    const verify = (input: Uint8Array) =>
      run("ssh-keygen", ["-Y", "verify", "-f", allowed, "-I", "ana@harbour.example", "-n", EXPORT_NAMESPACE, "-s", ours], {
        input,
      });
    const accepted = verify(message);
    assert.equal(accepted.code, 0, accepted.stderr);
    assert.notEqual(verify(utf8("another")).code, 0);

    const file = join(folder, "message");
    writeFileSync(file, message);
    const signed = run("ssh-keygen", ["-Y", "sign", "-q", "-f", path, "-n", EXPORT_NAMESPACE, "-O", `hashalg=${hash}`, file]);
    assert.equal(signed.code, 0, signed.stderr);
    const theirs = readFileSync(`${file}.sig`);
    const verdict = await verifySsh(theirs, { message, namespace: EXPORT_NAMESPACE }, ports);
    assert.deepEqual(verdict, { ok: true, value: { publicKey: key.publicKey } });
    assert.equal((await verifySsh(theirs, { message: utf8("another"), namespace: EXPORT_NAMESPACE }, ports)).ok, false);
    assert.equal((await verifySsh(theirs, { message, namespace: "git" }, ports)).ok, false);
    assert.deepEqual(
      new Uint8Array(theirs),
      await signSsh(message, key, hashes, { hash }),
      "the same bytes, for Ed25519 is deterministic",
    );
  });
}

test("no other text is taken for the signature, whatever one character becomes", { skip }, async (context) => {
  const path = sshKey(temporaryFolder(context), "ana");
  const good = new TextDecoder().decode(await signSsh(message, personKey(readFileSync(path), path), hashes));
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length - 2), fc.integer({ min: 10, max: 126 }), async (at, unit) => {
      const changed = good.slice(0, at) + String.fromCharCode(unit) + good.slice(at + 1);
      const verdict = await verifySsh(utf8(changed), { message, namespace: EXPORT_NAMESPACE }, ports);
      // A line may be broken elsewhere; the bytes between are the same then.
      assert.equal(verdict.ok, changed.replaceAll("\n", "") === good.replaceAll("\n", "") && verdict.ok);
    }),
    { numRuns: process.env["MERIDIAN_SOAK"] === "1" ? 20_000 : 300 },
  );
});

test("keys of other kinds are refused, not misread", { skip }, async (context) => {
  const folder = temporaryFolder(context);
  const path = join(folder, "ecdsa");
  run("ssh-keygen", ["-q", "-t", "ecdsa", "-N", "", "-f", path]);
  const file = join(folder, "message");
  writeFileSync(file, message);
  assert.equal(run("ssh-keygen", ["-Y", "sign", "-q", "-f", path, "-n", EXPORT_NAMESPACE, file]).code, 0);
  const verdict = await verifySsh(readFileSync(`${file}.sig`), { message, namespace: EXPORT_NAMESPACE }, ports);
  assert.deepEqual(verdict, { ok: false, fault: { kind: "bad-ssh-signature", expected: "a strict Ed25519 key" } });
});
