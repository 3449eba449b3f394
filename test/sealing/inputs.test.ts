import assert from "node:assert/strict";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { generateHybridIdentity, generateX25519Identity } from "age-encryption";
import { readCut } from "../../src/app/vault/redact-cut.ts";
import { readRules } from "../../src/app/vault/redact-rules.ts";
import { readIdentities } from "../../src/app/vault/seal-identity.ts";
import { Failure } from "../../src/lib/index.ts";
import { temporaryFolder } from "../support/run-meridian.ts";

/** A failure of this code that quotes nothing of what it refuses. */
function refused(code: string, message: RegExp) {
  return (error: unknown) =>
    error instanceof Failure &&
    error.code === code &&
    message.test(error.message) &&
    !/hunter2|SECRET-KEY-(PQ-)?1[A-Z]/.test(error.message);
}

test("identity files are the owner's alone and hold identities only", async (context) => {
  const path = join(await temporaryFolder(context), "me.txt");
  const [x25519, hybrid] = [await generateX25519Identity(), await generateHybridIdentity()];
  await writeFile(path, `# two\n\n${x25519}\r\n${hybrid}\n`, { mode: 0o600 });
  assert.deepEqual(await readIdentities([path]), [x25519, hybrid]);
  const bad: readonly (readonly [string, RegExp])[] = [
    ["hunter2\n", /in line 1 of/],
    [`${x25519}\n${x25519.slice(0, -1)}${x25519.endsWith("Q") ? "P" : "Q"}\n`, /in line 2 of/],
    ["age-encryption.org/v1\n-> scrypt\n", /encrypted with a passphrase/],
    ["# nothing\n", /got 0/],
    ["x".repeat(70_000), /has 70000 bytes/],
  ];
  for (const [text, message] of bad) {
    await writeFile(path, text);
    await assert.rejects(readIdentities([path]), refused("KEY_REFUSED", message));
  }
  await writeFile(path, x25519);
  await chmod(path, 0o640);
  await assert.rejects(readIdentities([path]), refused("KEY_REFUSED", /chmod 600/));
  await assert.rejects(readIdentities([`${path}.missing`]), refused("KEY_REFUSED", /could not read/));
});

test("a rule file is refused with the place, and never with its patterns", async (context) => {
  const path = join(await temporaryFolder(context), "rules.yml");
  const good = "rule: r\nowner: o\nwithhold:\n  - reason: secret\n    patterns: ['hunter2']\n    lines: ['1-3', 7]\n";
  await writeFile(path, good);
  const { decide, rule } = await readRules(path);
  assert.equal(rule, "r");
  const field = { path: "line/7", value: new Uint8Array(), line: 7, pointer: null, offset: null };
  assert.deepEqual(decide(field), { reason: "secret", because: null, owner: "o" });
  const bad: readonly (readonly [string, RegExp])[] = [
    [good.replace("secret", "hunter2"), /withhold\.0\.reason/],
    [good.replace("patterns", "hunter2"), /withhold\.0/],
    [good.replace("'hunter2'", "'(hunter2'"), /rule 1: pattern 1: expected an RE2 pattern/],
    [good.replace("['1-3', 7]", "['hunter2']"), /withhold\.0\.lines\.0/],
    ["a: &x hunter2\nb: *x\n", /without aliases/],
    ["a: [hunter2", /:1 is not YAML/],
  ];
  for (const [text, message] of bad) {
    await writeFile(path, text);
    await assert.rejects(readRules(path), refused("CONFIG_INVALID", message));
  }
  await assert.rejects(readRules(`${path}.missing`), refused("CONFIG_UNREADABLE", /could not read/));
});

test("a cut is one of the methods, and only bytes have a size", () => {
  assert.deepEqual(readCut("ndjson"), { method: "ndjson", version: 1, blockBytes: null });
  assert.deepEqual(readCut("bytes:4096"), { method: "bytes", version: 1, blockBytes: 4096 });
  for (const text of ["", "line", "lines:16", "bytes", "bytes:15", "bytes:x", "bytes:9999999", "json:"])
    assert.throws(() => readCut(text), refused("CLI_USAGE", /could not use --cut/), text);
});
