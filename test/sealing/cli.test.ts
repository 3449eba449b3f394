import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { type Desk, takeIn, withDesk } from "../redaction/desk.ts";
import { runMeridian } from "../support/run-meridian.ts";

const WHO = ["--by", "A. Example", "--purpose", "review", "--authority", "order 7"];
const RULES = "rule: personal data\nowner: Records officer\nwithhold:\n  - reason: personal-data\n    patterns: ['user=\\w+']\n";

/** A node on disk with one exhibit, closed, so that commands can open it. */
function withExhibit(use: (desk: Desk, number: string) => Promise<void>): Promise<void> {
  return withDesk(async (desk) => {
    const { chain } = await takeIn(desk, "boot\nlogin user=anna\nhalt\n");
    await desk.close();
    await use(desk, chain.exhibit.number);
  });
}

test("from the command line: redact, and say no to a changed copy", () =>
  withExhibit(async ({ at }, number) => {
    await writeFile(at("rules.yml"), RULES);
    const order = ["--data", at("data"), ...WHO, "--rules", at("rules.yml"), "--out", at("copy")];
    const redacted = await runMeridian(["exhibit", "redact", number, ...order]);
    assert.match(redacted.stdout, /shows 2 of 3 fields, withholds 1; stated in entry \d+\n$/);
    const fields = await readFile(at("copy/data/fields.ndjson"), "utf8");
    await writeFile(at("copy/data/fields.ndjson"), fields.replace("halt", "hold"));
    const verified = await runMeridian(["exhibit", "verify-redacted", at("copy")]);
    assert.equal(verified.code, 1);
    assert.match(verified.stdout, /1 withheld: personal-data; ask Records officer/);
    assert.match(verified.stdout, /wrong: the statement says root/);
  }));

test("from the command line: release and unseal, and print no secret", () =>
  withExhibit(async ({ at }, number) => {
    const identity = await generateX25519Identity();
    await writeFile(at("me.txt"), `# mine\n${identity}\n`, { mode: 0o600 });
    const recipient = `North Port CERT=${await identityToRecipient(identity)}`;
    const order = ["--data", at("data"), ...WHO, "--to", at("x.age"), "--recipient", recipient];
    const released = await runMeridian(["exhibit", "release", number, ...order]);
    assert.equal(released.code, 0, released.stderr);
    const opened = await runMeridian(["unseal", at("x.age"), "--identity", at("me.txt"), "--out", at("x.log")]);
    assert.equal(opened.code, 0, opened.stderr);
    assert.match(opened.stdout, /granted by Harbour Time Service in entry \d+ of ledger.example\/harbour, for review/);
    assert.equal(await readFile(at("x.log"), "utf8"), "boot\nlogin user=anna\nhalt\n");
    for (const { stdout, stderr } of [released, opened]) assert.ok(!`${stdout}${stderr}`.includes("AGE-SECRET-KEY"));
  }));
