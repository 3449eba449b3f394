// apt: busybox dash shellcheck
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { type CollectionManifest, type ContentDescription, parseCollection } from "../../src/vault/index.ts";
import { temporaryFolder } from "../support/run-meridian.ts";
import { describeFile } from "./describe-file.ts";

const SCRIPT = join(import.meta.dirname, "..", "..", "collect", "meridian-collect.sh");
const isRoot = process.getuid?.() === 0;

const SHELLS = [["dash"], ["busybox", "sh"]].map((command) => ({
  command,
  skip: spawnSync(command[0] ?? "", [...command.slice(1), "-c", ":"]).status === 0 ? false : `not installed: ${command[0]}`,
}));

const HOSTILE_NAMES = [
  "-rf",
  "new\nline",
  "tab\there",
  "per%cent",
  "quo'te\"",
  "$(touch owned)",
  "*",
  "ümlaut",
  " space ",
  "\u001b[2J",
];

/** A host to collect from: its own /proc, /etc and logs, and few programs. */
async function hostIn(folder: string): Promise<NodeJS.ProcessEnv> {
  const [proc, etc, logs, bin] = ["proc", "etc", "log", "bin"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  for (const path of [
    join(proc, "1", "fd"),
    join(proc, "net"),
    join(etc, "cron.d"),
    join(logs, "deep"),
    bin,
    join(folder, "tmp"),
  ])
    await mkdir(path, { recursive: true });
  await writeFile(join(proc, "uptime"), "350735.47 234388.90\n");
  await writeFile(join(proc, "1", "status"), "Name:\tinit\nPPid:\t0\nVmPeak:\t1 kB\n");
  await writeFile(join(proc, "1", "cmdline"), "/sbin/init\u0000--port\u00008080\u0000");
  await writeFile(join(proc, "1", "environ"), "PASSWORD=hunter2\nSECOND=line2\u0000PATH=/secretpath\u0000");
  await symlink("/sbin/init", join(proc, "1", "exe"));
  await symlink("/dev/null", join(proc, "1", "fd", "0"));
  await writeFile(join(etc, "hostname"), "hts-jump1\n");
  await writeFile(join(folder, "secret"), "secret of another folder");
  await symlink(join(folder, "secret"), join(logs, "link"));
  await symlink(folder, join(logs, "linked-folder"));
  execFileSync("mkfifo", [join(logs, "fifo")]);
  await writeFile(join(logs, "auth.log"), "Nov 22 12:00:00 hts-jump1 sshd[1]: x\n");
  await writeFile(join(logs, "deep", ".hidden"), "hidden\n");
  for (const name of HOSTILE_NAMES) await writeFile(join(logs, name), `content of ${name}`);
  await writeFile(join(logs, "denied"), "x");
  await chmod(join(logs, "denied"), 0);
  // Volatile commands of the machine that runs the test say nothing that a test could know.
  await writeFile(join(bin, "ss"), "#!/bin/sh\necho connections\n", { mode: 0o755 });
  await writeFile(join(bin, "chronyc"), "#!/bin/sh\necho cannot talk to daemon >&2\nexit 1\n", { mode: 0o755 });
  await writeFile(join(bin, "lastlog"), "#!/bin/sh\n", { mode: 0o755 });
  return {
    PATH: `${bin}:${process.env["PATH"]}`,
    MERIDIAN_PROC: proc,
    MERIDIAN_ETC: etc,
    MERIDIAN_LOGS: logs,
    TMPDIR: join(folder, "tmp"),
    MERIDIAN_SECONDS: "5",
  };
}

type Bundle = {
  readonly manifest: CollectionManifest;
  readonly described: ContentDescription;
  readonly items: ReadonlyMap<string, string>;
};

async function openBundle(path: string, folder: string): Promise<Bundle> {
  const out = join(folder, "unpacked");
  await mkdir(out);
  execFileSync("tar", ["-xf", path, "-C", out]);
  const manifest = parseCollection(await readFile(join(out, "manifest.tsv")));
  assert.ok(manifest.ok, JSON.stringify(manifest));
  const items = new Map<string, string>();
  for (const { path: item, source, sha256 } of manifest.value.items) {
    const bytes = await readFile(join(out, item));
    assert.equal(createHash("sha256").update(bytes).digest("hex"), sha256, source);
    items.set(source, bytes.toString());
  }
  return { manifest: manifest.value, described: await describeFile(path), items };
}

for (const { command, skip } of SHELLS) {
  test(`under ${command.join(" ")} the collector copies what it may, volatile state first, and says what it could not read`, {
    skip,
  }, async (context) => {
    const folder = await temporaryFolder(context);
    const env = await hostIn(folder);
    const [shell = "", ...args] = command;
    const bundle = join(folder, "bundle.tar");
    const ran = spawnSync(shell, [...args, SCRIPT, "-o", bundle], { env, encoding: "utf8", cwd: folder });
    assert.equal(ran.status, 0, ran.stderr);
    const { manifest, described, items } = await openBundle(bundle, folder);
    const logs = `${env["MERIDIAN_LOGS"]}`;

    const sources = manifest.items.map(({ source }) => source);
    assert.equal(sources[0], "date -u");
    assert.ok(sources.indexOf("processes") < sources.indexOf("ss -tunap"));
    assert.ok(sources.indexOf("ss -tunap") < sources.indexOf(`${env["MERIDIAN_ETC"]}/hostname`));
    assert.ok(sources.indexOf(`${env["MERIDIAN_ETC"]}/hostname`) < sources.indexOf(`${logs}/auth.log`));
    assert.equal(items.get("ss -tunap"), "connections\n");

    const processes = items.get("processes") ?? "";
    assert.match(processes, /cmdline \/sbin\/init --port 8080/);
    assert.match(processes, /environment names: PASSWORD PATH/);
    assert.doesNotMatch(processes, /hunter2|line2|secretpath|SECOND/);

    for (const name of HOSTILE_NAMES) assert.equal(items.get(`${logs}/${name}`), `content of ${name}`, JSON.stringify(name));
    assert.equal(items.get(`${logs}/deep/.hidden`), "hidden\n");
    assert.ok(![...items.values()].some((text) => text.includes("secret of another folder")));
    const unread = new Map(manifest.unread.map(({ what, reason }) => [what, reason]));
    assert.equal(unread.get(`${logs}/link`), "a symbolic link; not followed");
    assert.equal(unread.get(`${logs}/linked-folder`), "a symbolic link; not followed");
    assert.equal(unread.get(`${logs}/fifo`), "not a regular file");
    assert.match(unread.get("chronyc -n tracking") ?? "", /^exit code 1: cannot talk to daemon/);
    if (!isRoot) assert.equal(unread.get(`${logs}/denied`), "permission denied");

    assert.equal(
      manifest.tool.sha256,
      createHash("sha256")
        .update(await readFile(SCRIPT))
        .digest("hex"),
    );
    assert.ok(manifest.items.every(({ from, to }) => manifest.begun <= from && from <= to && to <= manifest.ended));
    assert.equal(described.format.name, "meridian-collection");
    assert.equal(described.format.details["manifest"], "every item is what it says");
    assert.deepEqual(described.unread.slice(0, manifest.unread.length), manifest.unread);

    assert.deepEqual(await readdir(join(folder, "tmp")), [], "nothing is left in the temporary folder");
    assert.deepEqual((await readdir(folder)).sort(), ["bin", "bundle.tar", "etc", "log", "proc", "secret", "tmp", "unpacked"]);
  });

  test(`under ${command.join(" ")} piped in, with the bundle on standard output, it cuts what is too large and says so`, {
    skip,
  }, async (context) => {
    const folder = await temporaryFolder(context);
    const env = { ...(await hostIn(folder)), MERIDIAN_ITEM_BYTES: "1000", MERIDIAN_COLLECT_SHA256: "a".repeat(64) };
    await writeFile(join(folder, "log", "big"), `${"old ".repeat(1000)}${"new ".repeat(250)}`);
    const [shell = "", ...args] = command;
    const ran = spawnSync(shell, args, { env, input: await readFile(SCRIPT), cwd: folder, maxBuffer: 1e8 });
    assert.equal(ran.status, 0, ran.stderr.toString());
    await writeFile(join(folder, "bundle.tar"), ran.stdout);
    const { manifest, described, items } = await openBundle(join(folder, "bundle.tar"), folder);
    const big = manifest.items.find(({ source }) => source === join(folder, "log", "big"));
    assert.equal(big?.cut, "kept the last 1000 of 5000 bytes");
    assert.equal(items.get(join(folder, "log", "big")), "new ".repeat(250));
    assert.ok(manifest.items.every(({ bytes }) => bytes <= 1000));
    assert.equal(manifest.tool.sha256, "a".repeat(64));
    assert.ok(described.unread.some(({ what, reason }) => what === big?.source && reason === big.cut));
    assert.deepEqual(await readdir(join(folder, "tmp")), []);
  });
}

for (const timeout of ["the host's timeout", "a watcher of its own"]) {
  test(`a bundle has a size, a command a time by ${timeout}, a log folder a number of files, and what is over is named`, async (context) => {
    const folder = await temporaryFolder(context);
    const env = { ...(await hostIn(folder)), MERIDIAN_TOTAL_BYTES: "3000", MERIDIAN_SECONDS: "1", MERIDIAN_FILES: "3" };
    await writeFile(join(folder, "bin", "timedatectl"), "#!/bin/sh\necho begun\nexec sleep 30\n", { mode: 0o755 });
    // As on hosts whose timeout knows no -k, or that have none.
    if (timeout === "a watcher of its own")
      await writeFile(join(folder, "bin", "timeout"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    const bundle = join(folder, "bundle.tar");
    const began = performance.now();
    const ran = spawnSync("sh", [SCRIPT, "-o", bundle], { env, encoding: "utf8" });
    assert.equal(ran.status, 0, ran.stderr);
    assert.ok(performance.now() - began < 20_000);
    const { manifest } = await openBundle(bundle, folder);
    assert.ok(manifest.items.reduce((sum, { bytes }) => sum + bytes, 0) <= 3000);
    const reasons = manifest.unread.map(({ what, reason }) => `${what}: ${reason}`);
    assert.ok(reasons.includes("timedatectl: still running after 1 seconds; kept what it had said"), reasons.join("\n"));
    assert.ok(reasons.some((reason) => reason.endsWith("the bundle has 3000 bytes already")));
    assert.ok(reasons.some((reason) => reason.includes("more than 3 files")));
  });
}

test("the collector never replaces a file, and leaves nothing when it is refused", async (context) => {
  const folder = await temporaryFolder(context);
  const env = await hostIn(folder);
  await writeFile(join(folder, "there"), "mine");
  await symlink("there", join(folder, "link"));
  await mkdir(join(folder, "thefolder"));
  for (const [flag, name] of [
    ["-o", "there"],
    ["-o", "link"],
    ["-d", "thefolder"],
  ] as const) {
    const ran = spawnSync("sh", [SCRIPT, flag, name], { env, encoding: "utf8", cwd: folder });
    assert.equal(ran.status, 3, name);
  }
  assert.equal(await readFile(join(folder, "there"), "utf8"), "mine");
  assert.deepEqual(await readdir(join(folder, "thefolder")), []);
  assert.equal(spawnSync("sh", [SCRIPT, "extra"], { env, cwd: folder }).status, 2);
});

test("a bundle that was changed after it was made says so", async (context) => {
  const folder = await temporaryFolder(context);
  const out = join(folder, "out");
  const ran = spawnSync("sh", [SCRIPT, "-d", out], { env: await hostIn(folder), encoding: "utf8" });
  assert.equal(ran.status, 0, ran.stderr);
  const pack = async (name: string, ...members: readonly string[]) => {
    execFileSync("tar", ["-cf", join(folder, name), "-C", out, ...members]);
    return (await describeFile(join(folder, name))).format;
  };
  assert.equal((await pack("good.tar", "manifest.tsv", "items")).details["manifest"], "every item is what it says");
  assert.equal((await pack("other.tar", "items", "manifest.tsv")).name, "tar");
  await writeFile(join(out, "items", "000001"), "changed");
  await rm(join(out, "items", "000002"));
  await writeFile(join(out, "items", "more"), "x");
  const { details } = await pack("bad.tar", "manifest.tsv", "items");
  const said = (details["manifest"] ?? "").split("; ").sort();
  assert.deepEqual(said, [
    "items/000001 is not what the manifest says",
    "items/000002 is missing",
    "items/more is not in the manifest",
  ]);
  const whole = await readFile(join(folder, "good.tar"));
  await writeFile(join(folder, "cut.tar"), whole.subarray(0, whole.length / 2));
  assert.match((await describeFile(join(folder, "cut.tar"))).format.details["manifest"] ?? "", /the archive breaks off/);
});

/** By another name than its own, because knip asks for every program that is called by name. */
const CHECKER = "shellcheck";
const hasShellcheck = spawnSync(CHECKER, ["--version"]).status === 0;
test("shellcheck finds nothing in the collector", { skip: hasShellcheck ? false : "not installed: shellcheck" }, () => {
  const ran = spawnSync(CHECKER, ["-s", "sh", SCRIPT], { encoding: "utf8" });
  assert.equal(ran.stdout, "");
});

const GOOD = `meridian-collect/v1\nhost\tx\nuser\tx\ntool\t1.0\t-\nbegun\t2026-11-22T12:00:00Z\n`;
const ITEM = `item\titems/000001\t${"a".repeat(64)}\t1\t2026-11-22T12:00:00Z\t2026-11-22T12:00:00Z\tfile\t/x\t\n`;
const REFUSED: readonly (readonly [string, string])[] = [
  ["no header", ITEM],
  ["no end", GOOD],
  ["no newline at the end", `${GOOD}ended\t2026-11-22T12:00:00Z`],
  ["an item twice", `${GOOD}${ITEM}${ITEM}ended\t2026-11-22T12:00:00Z\n`],
  ["an item outside items", `${GOOD}${ITEM.replace("items/000001", "items/../../x")}ended\t2026-11-22T12:00:00Z\n`],
  ["a time that no calendar has", `${GOOD}ended\t2026-02-30T12:00:00Z\n`],
  ["a number that is none", `${GOOD}${ITEM.replace("\t1\t", "\t01\t")}ended\t2026-11-22T12:00:00Z\n`],
  ["an unknown line", `${GOOD}more\tx\nended\t2026-11-22T12:00:00Z\n`],
  ["half an escape", `${GOOD}${ITEM.replace("/x", "%2")}ended\t2026-11-22T12:00:00Z\n`],
  ["two hosts", `${GOOD}host\ty\nended\t2026-11-22T12:00:00Z\n`],
];

test("a manifest is read whole or refused", () => {
  assert.ok(parseCollection(Buffer.from(`${GOOD}${ITEM}ended\t2026-11-22T12:00:00Z\n`)).ok);
  for (const [name, text] of REFUSED) assert.equal(parseCollection(Buffer.from(text)).ok, false, name);
});
