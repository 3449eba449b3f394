import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { MAIN, runMeridian, spawnMeridian, temporaryFolder } from "../support/run-meridian.ts";

const LINE = "Nov 23 01:52:31 hts-jump1 sshd[108]: Accepted password for l.tamati from 198.51.100.23 port 38613 ssh2\n";

test("of two first starts at once one is told that the ledger is held, and the ledger's keys stay one set", async (context) => {
  const directory = await temporaryFolder(context);
  const file = join(directory, "auth.log");
  const data = join(directory, "data");
  await writeFile(file, LINE);
  const runs = await Promise.all([1, 2].map(() => spawnMeridian(["watch", file, "--data", data])));
  for (const { code, stderr } of runs) {
    assert.ok(code === 0 || code === 1 || (code === 3 && stderr.includes("LEDGER_BUSY")), stderr);
    assert.doesNotMatch(stderr, /^ {4}at /m);
  }
  const check = await runMeridian(["ledger", "check", "--data", data]);
  assert.equal(check.code, 0, check.stderr);
  const again = await runMeridian(["watch", file, "--data", data]);
  assert.ok(again.code === 0 || again.code === 1, again.stderr);
});

test("what the operating system refuses is told with its path and without a stack", async (context) => {
  const directory = await temporaryFolder(context);
  await mkdir(join(directory, "keys"));
  await mkdir(join(directory, "ledger", "checkpoint"), { recursive: true });
  await writeFile(join(directory, "origin"), "log.example/harbour\n");
  const { code, stderr } = await runMeridian(["ledger", "check", "--data", directory]);
  assert.equal(code, 3);
  assert.match(stderr, /checkpoint.*\n.*its owner and its mode/);
  assert.doesNotMatch(stderr, /^(Error| {4}at )/m);
});

test("a pipe and a file too large among the rules are refused by name, and the others are loaded", {
  skip: process.platform === "win32",
}, async (context) => {
  const directory = await temporaryFolder(context);
  execFileSync("mkfifo", [join(directory, "pipe.yml")]);
  await writeFile(join(directory, "large.yml"), "#".repeat(1024 * 1024 + 1));
  await cp("packs/starter/web_shell.yml", join(directory, "good.yml"));
  const { code, stdout } = await runMeridian(["rules", directory]);
  assert.equal(code, 1);
  assert.match(stdout, /pipe\.yml:1:1: error: not a file: /);
  assert.match(stdout, /large\.yml:1:1: error: file too large: /);
  assert.match(stdout, /1 rules loaded, 2 refused/);
});

test("a rule folder without rules is a mistake, not a quiet watch", async (context) => {
  const { code, stderr } = await runMeridian(["watch", "-", "--rules", await temporaryFolder(context)]);
  assert.equal(code, 3);
  assert.match(stderr, /it holds no \.yml or \.yaml file/);
});

test("a watch says which rules are refused, and is none when no rule can be used", async (context) => {
  const directory = await temporaryFolder(context);
  await writeFile(join(directory, "auth.log"), LINE);
  await writeFile(join(directory, "bad.yml"), "title: x\nlogsource:\n\tproduct: linux\n");
  const none = await runMeridian(["watch", join(directory, "auth.log"), "--rules", join(directory, "bad.yml")]);
  assert.equal(none.code, 3);
  assert.match(none.stderr, /could not use any rule: .*bad\.yml:3:1: not YAML: Tabs/);
  await cp("packs/starter/web_shell.yml", join(directory, "good.yml"));
  const some = await runMeridian(["watch", join(directory, "auth.log"), "--rules", directory]);
  assert.equal(some.code, 0);
  assert.match(some.stderr, /meridian: a rule is refused: .*bad\.yml:3:1: not YAML: .*; meridian rules check tells all\n/);
});

test("a watch of which nothing can be read does not say that nothing was found", async (context) => {
  const directory = await temporaryFolder(context);
  await writeFile(join(directory, "auth.log.xz"), Buffer.from("fd377a585a000004e6d6b446", "hex"));
  const unread = await runMeridian(["watch", join(directory, "auth.log.xz")]);
  assert.equal(unread.code, 3);
  assert.match(unread.stderr, /xz compression: unpack it first[^]*nothing could be read/);
  const binary = await runMeridian(["watch", "-"], "ElfFile\0\n\0\n");
  assert.equal(binary.code, 3);
  assert.match(binary.stderr, /0 evaluated, 2 rejected[^]*nothing could be read/);
  await writeFile(join(directory, "auth.log"), "");
  assert.equal((await runMeridian(["watch", directory])).code, 0);
});

test("an output without room ends with 3, never with an answer", { skip: !existsSync("/dev/full") }, async (context) => {
  const directory = await temporaryFolder(context);
  await writeFile(join(directory, "auth.log"), LINE);
  const shell = `exec "$0" "$1" watch "$2" >/dev/full`;
  const run = () => execFileSync("sh", ["-c", shell, process.execPath, MAIN, join(directory, "auth.log")], { stdio: "pipe" });
  assert.throws(run, (error: Error & { status: number; stderr: Buffer }) => {
    assert.equal(error.status, 3);
    assert.match(error.stderr.toString(), /meridian: could not write the output/);
    assert.doesNotMatch(error.stderr.toString(), /^ {4}at /m);
    return true;
  });
});

test("a data directory and a place for a dossier that cannot be made say what stands in the way, and nothing is stated", {
  skip: process.platform !== "linux" ? "needs /proc" : false,
}, async (context) => {
  const directory = await temporaryFolder(context);
  const [file, data] = [join(directory, "auth.log"), join(directory, "data")];
  await writeFile(file, LINE);
  await symlink("nowhere", join(directory, "dangling"));
  for (const [path, code, say] of [
    [
      join(file, "data"),
      3,
      `could not make the data directory ${file}/data: ${file} is a file, not a folder: choose another path`,
    ],
    [join(directory, "dangling"), 3, `${directory}/dangling is a link to nothing: make what it leads to`],
    ["/proc/nope/data", 3, "/proc takes no folders: choose another path"],
    ["", 2, "expected the path of a data directory, got nothing"],
  ] as const) {
    const { code: got, stderr } = await runMeridian(["watch", file, "--data", path]);
    assert.equal(got, code, stderr);
    assert.ok(stderr.includes(say), stderr);
  }
  assert.equal((await runMeridian(["watch", file, "--data", data])).code, 1);
  const cases = JSON.parse((await runMeridian(["cases", "--data", data, "--json"])).stdout);
  const sizeOf = async () => (await readFile(join(data, "ledger", "checkpoint"), "utf8")).split("\n")[1];
  const before = await sizeOf();
  const published = await runMeridian(["publish", cases.case, "--data", data, "--out", "/proc/nope/deep/dossier"]);
  assert.equal(published.code, 3);
  assert.match(published.stderr, /could not write to \/proc\/nope\/deep\/dossier: \/proc takes no folders/);
  assert.equal(await sizeOf(), before);
});

test("a pipeline, a configuration or settings of checks that never end or are not there are refused in one line", {
  skip: existsSync("/dev/zero") ? false : "needs /dev/zero",
}, async (context) => {
  const file = join(await temporaryFolder(context), "auth.log");
  await writeFile(file, LINE);
  for (const [args, code, say] of [
    [["watch", file, "--pipeline", "/dev/zero"], 3, /could not read the pipeline \/dev\/zero: expected at most 1048576 bytes\n/],
    [
      ["watch", file, "--config", "/dev/zero"],
      3,
      /could not read the configuration \/dev\/zero: expected at most 4194304 bytes\n/,
    ],
    [["rules", "check", "--settings", "/dev/zero"], 3, /could not read the settings of checks in \/dev\/zero: expected at most/],
    [["rules", "check", "--settings", `${file}.none`], 3, /could not read the settings of checks in .*auth\.log\.none: ENOENT/],
  ] as const) {
    const { code: got, stderr } = await runMeridian(args);
    assert.equal(got, code, stderr);
    assert.match(stderr, say);
  }
});
