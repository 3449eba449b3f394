import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type AskPassphrase, diskFiles, openKeys, openRoleKeys, protectKeys, unprotectKeys } from "../../src/ledger/io/index.ts";
import { type FilePort, textOf } from "../../src/lib/index.ts";
import { KNOWN_CUTS, LossyDisk } from "../fault/lossy-files.ts";
import { temporaryFolder } from "../interop/ssh-support.ts";
import { runMeridian } from "../support/run-meridian.ts";
import { isFailure, ORIGIN, openTestNode } from "./node.ts";

const PASSPHRASE = "correct horse battery staple";
const SOAK = process.env["MERIDIAN_SOAK"] === "1";
/** Guessing is not what these tests measure. */
const LOG_N = 4;
const ask =
  (passphrase: string | undefined): AskPassphrase =>
  async () =>
    passphrase;
const open = (files: FilePort, passphrase?: string) => openKeys(files, { origin: ORIGIN, create: false, ask: ask(passphrase) });
const vkeysOf = ({ statement, logEd25519, logMlDsa44 }: Awaited<ReturnType<typeof open>>) =>
  [statement, logEd25519, logMlDsa44].map(({ vkey }) => vkey);

async function keysOnDisk(): Promise<{ readonly disk: LossyDisk; readonly vkeys: readonly string[] }> {
  const disk = new LossyDisk();
  const keys = await openKeys(disk.files, { origin: ORIGIN, create: true, ask: ask(undefined) });
  return { disk, vkeys: vkeysOf(keys) };
}

test("keys are the same keys when protected, open with their passphrase only, and can be unprotected again", async () => {
  const { disk, vkeys } = await keysOnDisk();
  assert.equal(await protectKeys(disk.files, PASSPHRASE, LOG_N), 3);
  assert.deepEqual(await disk.files.list("keys"), ["log-ed25519.pem.age", "log-ml-dsa-44.pem.age", "statement-ed25519.pem.age"]);
  assert.equal(await disk.files.isPrivate("keys/log-ed25519.pem.age"), true);
  assert.match(
    textOf((await disk.files.read("keys/log-ed25519.pem.age")) ?? new Uint8Array(0)) ?? "",
    /^-----BEGIN AGE ENCRYPTED FILE-----\n/,
  );
  assert.deepEqual(vkeysOf(await open(disk.files, PASSPHRASE)), vkeys);
  await assert.rejects(open(disk.files, "wrong"), isFailure("KEY_LOCKED", /does not open the key/));
  await assert.rejects(open(disk.files), isFailure("KEY_LOCKED", /no passphrase was given/));
  await assert.rejects(unprotectKeys(disk.files, "wrong"), isFailure("KEY_LOCKED"));
  assert.equal(
    (await disk.files.list("keys")).every((name) => name.endsWith(".age")),
    true,
  );
  assert.equal(await unprotectKeys(disk.files, PASSPHRASE), 3);
  assert.deepEqual(vkeysOf(await open(disk.files)), vkeys);
});

test("what is not such a file is refused in words, and nothing computes for hours", async () => {
  const { disk } = await keysOnDisk();
  await protectKeys(disk.files, PASSPHRASE, LOG_N);
  const path = "keys/statement-ed25519.pem.age";
  for (const text of ["", "no armor", "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n"]) {
    await disk.files.writeNew(path, new TextEncoder().encode(text), "private");
    await assert.rejects(open(disk.files, PASSPHRASE), isFailure("LEDGER_KEYS", /could not read the key/), text);
  }
  const heavy = Buffer.from("age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 30\n")
    .toString("base64")
    .replaceAll(/.{64}/g, "$&\n");
  await disk.files.writeNew(
    path,
    new TextEncoder().encode(`-----BEGIN AGE ENCRYPTED FILE-----\n${heavy}\n-----END AGE ENCRYPTED FILE-----\n`),
    "private",
  );
  await assert.rejects(open(disk.files, PASSPHRASE), isFailure("LEDGER_KEYS", /work factor is 2\^30/));
});

test("a role's keys are protected like those that are there", { skip: !SOAK && "slow: set MERIDIAN_SOAK=1" }, async () => {
  const { disk } = await keysOnDisk();
  await protectKeys(disk.files, PASSPHRASE, LOG_N);
  const role = { role: "witness", name: "witness.example/w", ask: ask(PASSPHRASE) } as const;
  const keys = await openRoleKeys(disk.files, role);
  assert.ok((await disk.files.list("keys")).includes("witness-ed25519.pem.age"));
  assert.deepEqual((await openRoleKeys(disk.files, role)).ed25519.vkey, keys.ed25519.vkey);
});

for (const [name, from, to] of [
  ["protect", undefined, (files: FilePort) => protectKeys(files, PASSPHRASE, LOG_N)],
  ["unprotect", PASSPHRASE, (files: FilePort) => unprotectKeys(files, PASSPHRASE)],
] as const) {
  test(`${name}, cut short anywhere, loses no key and goes on when run again`, async () => {
    const { disk: whole, vkeys } = await keysOnDisk();
    if (from !== undefined) await protectKeys(whole.files, PASSPHRASE, LOG_N);
    for (let at = 0; ; at += SOAK ? 1 : 4) {
      const disk = whole.killed();
      const [started, limit] = [disk.operations, at];
      let left: LossyDisk | undefined;
      disk.before = () => {
        if (disk.operations - started < limit) return "done";
        left ??= disk.killed();
        return "lost";
      };
      await to(disk.files).catch(() => undefined);
      if (left === undefined) break;
      for (const found of [left.killed(), ...KNOWN_CUTS.map((cut) => (left as LossyDisk).afterPowerCut(cut))]) {
        assert.deepEqual(vkeysOf(await open(found.files, PASSPHRASE)), vkeys, `before operation ${at}`);
        await to(found.files);
        assert.deepEqual(vkeysOf(await open(found.files, PASSPHRASE)), vkeys);
        const names = await found.files.list("keys");
        assert.equal(names.filter((file) => file.endsWith(".age")).length, name === "protect" ? 3 : 0);
        assert.equal(names.filter((file) => file.endsWith(".pem")).length, name === "protect" ? 0 : 3);
      }
    }
  });
}

test("the command protects with the passphrase of a file that only its owner may read", async (context) => {
  const folder = temporaryFolder(context);
  const { ledger } = await openTestNode(diskFiles(folder));
  await ledger.close();
  writeFileSync(join(folder, "origin"), `${ORIGIN}\n`);
  const passphrase = join(folder, "passphrase");
  writeFileSync(passphrase, `${PASSPHRASE}\n`, { mode: 0o644 });
  chmodSync(passphrase, 0o644);
  process.env["MERIDIAN_PASSPHRASE_FILE"] = passphrase;
  context.after(() => delete process.env["MERIDIAN_PASSPHRASE_FILE"]);
  const open = await runMeridian(["keys", "protect", "--data", folder]);
  assert.equal(open.code, 3);
  assert.match(open.stderr, /others than its owner may read it[^]*KEY_LOCKED/);
  chmodSync(passphrase, 0o600);
  if (!SOAK) await protectKeys(diskFiles(folder), PASSPHRASE, LOG_N);
  const done = await runMeridian(["keys", "protect", "--data", folder]);
  assert.equal(done.stdout, SOAK ? "3 keys are protected now\n" : "every key was protected already\n", done.stderr);
  const listed = await runMeridian(["keys", "list", "--data", folder]);
  assert.match(listed.stdout, /statements\+[0-9a-f]{8} {2}statement {2}in force {2}from entry 0/, listed.stderr);
  process.env["MERIDIAN_PASSPHRASE_FILE"] = "";
  const refused = await runMeridian(["keys", "list", "--data", folder]);
  assert.match(refused.stderr, /no terminal to ask at[^]*KEY_LOCKED/);
});
