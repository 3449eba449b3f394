import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { appendFile, chmod, link, mkdir, open, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { Failure } from "../../src/lib/index.ts";
import type { ExhibitId } from "../../src/model/index.ts";
import { openVault, type Vault } from "../../src/vault/index.ts";
import { beginHash, diskBlobs, exportFile, openSourceFile } from "../../src/vault/io/index.ts";
import { temporaryFolder } from "../support/run-meridian.ts";

const EXHIBIT = "ex-0123456789abcdef" as ExhibitId;

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text);
}

async function allOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const read: Uint8Array[] = [];
  for await (const chunk of chunks) read.push(chunk);
  return Buffer.concat(read).toString();
}

function vaultIn(folder: string): Vault {
  return openVault(diskBlobs(join(folder, "vault")), beginHash);
}

const isFailure = (code: string) => (error: unknown) => error instanceof Failure && error.code === code;

test("what is taken in comes out, measured as sha256sum and sha512sum measure it", async (context) => {
  const folder = await temporaryFolder(context);
  const vault = vaultIn(folder);
  const content = await vault.takeIn(EXHIBIT, { chunks: pieces("har", "bour\n") });
  const path = join(folder, "vault", EXHIBIT, "content");
  const [sha256, sha512] = ["sha256sum", "sha512sum"].map(
    (name) => execFileSync(name, [path], { encoding: "utf8" }).split(" ")[0],
  );
  assert.deepEqual(content, { bytes: 8, sha256, sha512 });
  assert.equal(await allOf(vault.read(EXHIBIT, content)), "harbour\n");
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.equal((await stat(join(folder, "vault", EXHIBIT))).mode & 0o777, 0o700);
});

test("bytes that changed in the vault are not given as the exhibit's", async (context) => {
  const folder = await temporaryFolder(context);
  const vault = vaultIn(folder);
  const content = await vault.takeIn(EXHIBIT, { chunks: pieces("evidence") });
  const path = join(folder, "vault", EXHIBIT, "content");
  for (const bytes of ["Evidence", "evidenc", "evidence!"]) {
    await writeFile(path, bytes);
    await assert.rejects(allOf(vault.read(EXHIBIT, content)), isFailure("EXHIBIT_CHANGED"), bytes);
  }
  await vault.destroy(EXHIBIT);
  await assert.rejects(allOf(vault.read(EXHIBIT, content)), isFailure("EXHIBIT_CHANGED"));
});

test("an import whose source fails leaves nothing, and a second one under the same id is refused", async (context) => {
  const folder = await temporaryFolder(context);
  const vault = vaultIn(folder);
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(10);
    throw new Error("the cable was pulled");
  }
  await assert.rejects(vault.takeIn(EXHIBIT, { chunks: broken() }), /cable/);
  assert.deepEqual(await readdir(join(folder, "vault")), []);
  const content = await vault.takeIn(EXHIBIT, { chunks: pieces("first") });
  await assert.rejects(vault.takeIn(EXHIBIT, { chunks: pieces("second") }), isFailure("VAULT_DISK"));
  assert.equal(await allOf(vault.read(EXHIBIT, content)), "first");
});

test("what a crash left of an import does not stand in the way of another", async (context) => {
  const folder = await temporaryFolder(context);
  const vault = vaultIn(folder);
  await mkdir(join(folder, "vault", EXHIBIT), { recursive: true });
  await writeFile(join(folder, "vault", EXHIBIT, "content.tmp"), "half");
  assert.deepEqual(await vault.names(), [EXHIBIT]);
  assert.equal(await vault.has(EXHIBIT), false);
  const content = await vault.takeIn(EXHIBIT, { chunks: pieces("whole") });
  assert.equal(await allOf(vault.read(EXHIBIT, content)), "whole");
  await vault.destroy(EXHIBIT);
  assert.deepEqual(await vault.names(), []);
});

test("a symbolic link in the vault is not followed", async (context) => {
  const folder = await temporaryFolder(context);
  const vault = vaultIn(folder);
  await mkdir(join(folder, "vault", EXHIBIT), { recursive: true });
  await writeFile(join(folder, "secret"), "secret");
  await symlink(join(folder, "secret"), join(folder, "vault", EXHIBIT, "content"));
  await assert.rejects(allOf(vault.read(EXHIBIT, { bytes: 6, sha256: "", sha512: "" } as never)));
});

test("only regular files are taken, each refusal says what it was", async (context) => {
  const folder = await temporaryFolder(context);
  await writeFile(join(folder, "file"), "x");
  await symlink("file", join(folder, "link"));
  execFileSync("mkfifo", [join(folder, "fifo")]);
  const refused: readonly (readonly [string, RegExp])[] = [
    [join(folder, "link"), /symbolic link/],
    [join(folder, "fifo"), /FIFO/],
    [folder, /folder/],
    ["/dev/null", /device/],
    [join(folder, "none"), /could not open/],
  ];
  for (const [path, why] of refused)
    await assert.rejects(
      openSourceFile(path),
      (error) => isFailure("EXHIBIT_UNREADABLE")(error) && why.test(String(error)),
      path,
    );
});

test("a file that grows, shrinks, is rewritten or gets another link while it is read is not taken", async (context) => {
  const folder = await temporaryFolder(context);
  const path = join(folder, "log");
  const changes: readonly (() => Promise<unknown>)[] = [
    () => appendFile(path, "more"),
    () => writeFile(path, "less"),
    async () => {
      const handle = await open(path, "r+");
      await handle.write("X", 3);
      await handle.close();
    },
    () => chmod(path, 0o640),
    () => link(path, join(folder, "second")),
  ];
  for (const change of changes) {
    await writeFile(path, "x".repeat(1_000_000), { mode: 0o600 });
    const source = await openSourceFile(path);
    const reading = source.chunks[Symbol.asyncIterator]();
    await reading.next();
    await change();
    const rest = { [Symbol.asyncIterator]: () => reading };
    await assert.rejects(allOf(rest), isFailure("EXHIBIT_UNREADABLE"), change.toString());
    await source.close();
  }
});

test("an export is whole or not there, and never replaces a file", async (context) => {
  const folder = await temporaryFolder(context);
  const target = join(folder, "copy");
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(10);
    throw new Failure("EXHIBIT_CHANGED", "not those bytes");
  }
  await assert.rejects(exportFile(target, broken()), isFailure("EXHIBIT_CHANGED"));
  assert.deepEqual(await readdir(folder), []);
  await exportFile(target, pieces("a", "b"));
  assert.equal(await readFile(target, "utf8"), "ab");
  await assert.rejects(exportFile(target, pieces("c")), isFailure("CLI_USAGE"));
  assert.equal(await readFile(target, "utf8"), "ab");
});

const SOAK = process.env["MERIDIAN_SOAK"] === "1";
const SPARSE_BYTES = SOAK ? 2 * 1024 ** 3 : 64 * 1024 ** 2;
/** Beside what Node itself takes to start, far below the file. */
const RSS_MAX_KIB = 40 * 1024;

test(`taking in ${SPARSE_BYTES / 1024 ** 2} MiB takes a bounded part of memory`, async (context) => {
  const folder = await temporaryFolder(context);
  const sparse = join(folder, "sparse");
  const handle = await open(sparse, "w");
  await handle.truncate(SPARSE_BYTES);
  await handle.close();
  const child = join(import.meta.dirname, "take-in-child.ts");
  const rss = (path: string) => {
    const ran = spawnSync(process.execPath, [child, path, join(folder, "vault"), path === sparse ? "big" : "small"], {
      encoding: "utf8",
    });
    assert.equal(ran.status, 0, ran.stderr);
    return Number(ran.stdout);
  };
  await writeFile(join(folder, "small"), "x");
  const grown = rss(sparse) - rss(join(folder, "small"));
  context.diagnostic(`peak memory grew by ${grown} KiB`);
  assert.ok(grown < RSS_MAX_KIB, `peak memory grew by ${grown} KiB for ${SPARSE_BYTES} bytes`);
});
