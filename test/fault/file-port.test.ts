import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { diskFiles, openKeys } from "../../src/ledger/io/index.ts";
import { Failure, type FilePort, utf8 } from "../../src/lib/index.ts";
import { LossyDisk } from "./lossy-files.ts";

/** What every file port must do, whatever is below it. */
function contract(name: string, open: (context: TestContext) => FilePort): void {
  describe(`file port: ${name}`, () => {
    test("reads what was written, and undefined where nothing is", async (context) => {
      const files = open(context);
      await files.writeNew("a", utf8("one"));
      assert.deepEqual(await files.read("a"), new Uint8Array(utf8("one")));
      assert.equal(await files.read("b"), undefined);
      assert.equal(await files.read("directory/b"), undefined);
    });

    test("replaces a file by writing and by renaming", async (context) => {
      const files = open(context);
      await files.writeNew("a", utf8("longer"));
      await files.writeNew("a", utf8("two"));
      await files.writeNew("b", utf8("three"));
      await files.syncFile("b");
      await files.rename("b", "a");
      await files.syncDirectory("");
      assert.deepEqual([await files.read("a"), await files.read("b")], [new Uint8Array(utf8("three")), undefined]);
    });

    test("lists names sorted, directories among them, and none where there is no directory", async (context) => {
      const files = open(context);
      await files.makeDirectory("d");
      await files.makeDirectory("d");
      for (const path of ["d/c", "d/a", "d/b", "e"]) await files.writeNew(path, utf8(""));
      await files.remove("d/b");
      await files.remove("d/never");
      assert.deepEqual([await files.list(""), await files.list("d"), await files.list("f")], [["d", "e"], ["a", "c"], []]);
    });

    test("throws where a directory is missing", async (context) => {
      const files = open(context);
      await assert.rejects(files.writeNew("no/file", utf8("")));
      await assert.rejects(files.makeDirectory("no/directory"));
      await assert.rejects(files.syncDirectory("no"));
      await assert.rejects(files.syncFile("no"));
      await assert.rejects(files.rename("no", "yes"));
    });

    test("keeps private what is made private", async (context) => {
      const files = open(context);
      await files.makeDirectory("secret", "private");
      await files.writeNew("secret/key", utf8("key"), "private");
      await files.writeNew("open", utf8("text"));
      const found = [await files.isPrivate("secret"), await files.isPrivate("secret/key"), await files.isPrivate("open")];
      assert.deepEqual(found, [true, true, false]);
    });

    test("gives the lock to one at a time", async (context) => {
      const files = open(context);
      const release = await files.hold("lock");
      await assert.rejects(files.hold("lock"), isFailure("LEDGER_BUSY"));
      await release();
      await (await files.hold("lock"))();
    });
  });
}

contract("disk", (context) => diskFiles(temporary(context)));
contract("lossy memory", () => new LossyDisk().files);

test("a killed process holds no lock", async (context) => {
  const directory = temporary(context);
  const holder = `import { diskFiles } from ${JSON.stringify(join(import.meta.dirname, "../../src/ledger/io/index.ts"))};
    await diskFiles(${JSON.stringify(directory)}).hold("lock"); console.log("held"); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", holder], { stdio: ["ignore", "pipe", "inherit"] });
  context.after(() => child.kill("SIGKILL"));
  await new Promise((resolve) => child.stdout.once("data", resolve));
  await assert.rejects(diskFiles(directory).hold("lock"), (error) => {
    assert.ok(isFailure("LEDGER_BUSY")(error));
    return error instanceof Failure && error.message.includes(`process ${child.pid}`);
  });
  const dead = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGKILL");
  await dead;
  await (await diskFiles(directory).hold("lock"))();
});

test("keys that others may read, and keys that are missing, are refused", async (context) => {
  const directory = temporary(context);
  const files = diskFiles(directory);
  await assert.rejects(openKeys(files, { origin: "log.example/keys", create: false }), isFailure("LEDGER_KEYS"));
  const made = await openKeys(files, { origin: "log.example/keys", create: true });
  const read = await openKeys(files, { origin: "log.example/keys", create: false });
  assert.deepEqual(
    [read.statement.vkey, read.logEd25519.vkey, read.logMlDsa44.vkey],
    [made.statement.vkey, made.logEd25519.vkey, made.logMlDsa44.vkey],
  );
  chmodSync(join(directory, "keys/log-ml-dsa-44.pem"), 0o640);
  await assert.rejects(openKeys(files, { origin: "log.example/keys", create: false }), isFailure("LEDGER_KEYS"));
  chmodSync(join(directory, "keys/log-ml-dsa-44.pem"), 0o600);
  chmodSync(join(directory, "keys"), 0o755);
  await assert.rejects(openKeys(files, { origin: "log.example/keys", create: true }), isFailure("LEDGER_KEYS"));
});

function temporary(context: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), "meridian-files-"));
  context.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function isFailure(code: string): (error: unknown) => boolean {
  return (error) => error instanceof Failure && error.code === code;
}
