import assert from "node:assert/strict";
import { appendFile, chmod, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { runMeridian, startMeridian, temporaryFolder } from "../support/run-meridian.ts";

const QUIET =
  "Nov 23 01:52:30 hts-jump1 sshd[107]: Accepted publickey for l.tamati from 10.20.0.102 port 38613 ssh2: ED25519 SHA256:abc\n";
const LOUD = "Nov 23 01:52:31 hts-jump1 sshd[108]: Accepted password for l.tamati from 198.51.100.23 port 38613 ssh2\n";

test("nothing found ends with 0 and says what was not looked at", async (context) => {
  const file = join(await temporaryFolder(context), "auth.log");
  await writeFile(file, QUIET);
  const { code, stdout, stderr } = await runMeridian(["watch", file]);
  assert.equal(code, 0);
  assert.equal(stdout, "");
  assert.match(stderr, /not a clean bill/);
  assert.match(stderr, /absent +\d+ log sources that rules want/);
});

test("something found ends with 1: a line of JSON with rule, author, source and records", async (context) => {
  const file = join(await temporaryFolder(context), "auth.log");
  await writeFile(file, QUIET + LOUD);
  const { code, stdout } = await runMeridian(["watch", file, "--utc-offset", "+13:00"]);
  assert.equal(code, 1);
  const [line, ...rest] = stdout
    .trim()
    .split("\n")
    .map((text) => JSON.parse(text));
  assert.deepEqual(rest, []);
  assert.equal(line.rule.title, "SSH password login from a public address");
  assert.equal(line.rule.author, "Meridian starter pack");
  assert.match(line.rule.version, /^\d{4}-\d{2}-\d{2}$/);
  assert.deepEqual(line.source, [`file:${file}`]);
  assert.equal(line.records[0].offset, QUIET.length);
  assert.match(line.records[0].name, /^[0-9a-f]{64}$/);
  assert.deepEqual(line.time.from.slice(4, 19), "-11-22T12:52:31");
});

test("standard input is a source", async () => {
  const { code, stdout } = await runMeridian(["watch", "-"], LOUD);
  assert.equal(code, 1);
  assert.deepEqual(JSON.parse(stdout).source, ["stdin"]);
});

for (const [name, args] of [
  ["no source", ["watch"]],
  ["an unknown option", ["watch", "-", "--bogus"]],
  ["a path that does not exist", ["watch", "/nonexistent/auth.log"]],
  ["a zone that is none", ["watch", "-", "--utc-offset", "13"]],
  ["a syslog port that is none", ["watch", "syslog://127.0.0.1:99999"]],
  ["an unknown verb", ["whach"]],
] as const) {
  test(`${name} ends with 2`, async () => {
    const { code, stderr } = await runMeridian(args);
    assert.equal(code, 2, stderr);
    assert.notEqual(stderr, "");
  });
}

test("a host name that nobody knows is no source that could be read, and ends with 3", async () => {
  const { code, stderr } = await runMeridian(["watch", "syslog://nohost.invalid:5514"]);
  assert.equal(code, 3, stderr);
  assert.match(stderr, /unreadable: syslog:udp:nohost\.invalid:5514: /);
  assert.match(stderr, /no source is readable/);
});

test("a rule folder that cannot be read ends with 3", async () => {
  const { code, stderr } = await runMeridian(["watch", "-", "--rules", "/nonexistent/rules"]);
  assert.equal(code, 3);
  assert.match(stderr, /RULES_UNREADABLE/);
});

test("files that cannot be read are named and the others are read", async (context) => {
  const folder = await temporaryFolder(context);
  await writeFile(join(folder, "a.log"), LOUD);
  await writeFile(join(folder, "b.etl"), "\0");
  await writeFile(join(folder, "c.gz"), gzipSync(LOUD.repeat(1000)).subarray(0, 60));
  const { code, stderr } = await runMeridian(["watch", folder]);
  assert.equal(code, 1);
  assert.match(stderr, /unsupported: .*b\.etl/);
  assert.match(stderr, /unreadable: .*c\.gz/);
});

test("sealed, a second run goes on where the first stopped", async (context) => {
  const folder = await temporaryFolder(context);
  const [file, data] = [join(folder, "auth.log"), join(folder, "data")];
  await writeFile(file, QUIET + LOUD);
  assert.equal((await runMeridian(["watch", file, "--data", data])).code, 1);
  assert.equal((await runMeridian(["watch", file, "--data", data])).code, 0);
  await appendFile(file, LOUD.replace(":31", ":59"));
  const third = await runMeridian(["watch", file, "--data", data]);
  assert.equal(third.code, 1);
  assert.equal(third.stdout.trim().split("\n").length, 1);
  const check = await runMeridian(["ledger", "check", "--data", data, "--json"]);
  assert.equal(check.code, 0, check.stdout);
  assert.equal(JSON.parse(check.stdout).records, 3);
});

test("a correlation that began before a restart is completed after it, once", async (context) => {
  const folder = await temporaryFolder(context);
  const [file, data] = [join(folder, "auth.log"), join(folder, "data")];
  const refused = (from: number, to: number) =>
    Array.from(
      { length: to - from },
      (_, index) =>
        `Nov 23 01:10:${String(from + index).padStart(2, "0")} hts-jump1 sshd[9]: Failed password for root from 203.0.113.9 port 4 ssh2\n`,
    ).join("");
  await writeFile(file, refused(0, 6));
  assert.equal((await runMeridian(["watch", file, "--data", data])).code, 0);
  await appendFile(file, refused(6, 12));
  const second = await runMeridian(["watch", file, "--data", data]);
  assert.deepEqual(
    second.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).rule.title),
    ["SSH password guessing"],
  );
  await appendFile(file, refused(12, 14));
  assert.equal((await runMeridian(["watch", file, "--data", data])).stdout, "");
});

test("a ledger that another process holds is not opened twice", async (context) => {
  const folder = await temporaryFolder(context);
  const [file, data] = [join(folder, "auth.log"), join(folder, "data")];
  await writeFile(file, QUIET);
  const child = startMeridian(["watch", file, "--data", data, "--follow"]);
  context.after(() => child.kill("SIGKILL"));
  await appendFile(file, LOUD);
  await new Promise((resolve) => createInterface(child.stdout).once("line", resolve));
  const { code, stderr } = await runMeridian(["cases", "--data", data]);
  assert.equal(code, 3);
  assert.match(stderr, /LEDGER_BUSY/);
  const closed = new Promise((resolve) => child.on("close", resolve));
  child.kill("SIGTERM");
  assert.equal(await closed, 1);
});

test("syslog over TCP is followed until a signal", async (context) => {
  const folder = await temporaryFolder(context);
  const probe = await import("node:net").then(({ createServer }) => createServer().listen(0, "127.0.0.1"));
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  const child = startMeridian(["watch", `syslog://127.0.0.1:${port}?transport=tcp`, "--data", join(folder, "data")]);
  context.after(() => child.kill("SIGKILL"));
  const line = new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`ended with ${code} before it had found anything`)));
  });
  const connect = () => {
    const socket = createConnection({ host: "127.0.0.1", port }, () => socket.end(`<38>${LOUD}`));
    socket.on("error", () => child.exitCode === null && setTimeout(connect, 20)); // not listening yet
  };
  connect();
  assert.match(JSON.parse(await line).source[0], /^syslog:tcp:127\.0\.0\.1/);
  const closed = new Promise((resolve) => child.on("close", resolve));
  child.kill("SIGINT");
  assert.equal(await closed, 1);
});

test("keys and data are for their owner only, and a key that others may read is refused", {
  skip: process.platform === "win32" ? "no modes on Windows" : false,
}, async (context) => {
  const folder = await temporaryFolder(context);
  const [file, data] = [join(folder, "auth.log"), join(folder, "data")];
  await writeFile(file, QUIET);
  await runMeridian(["watch", file, "--data", data]);
  await chmod(join(data, "keys", "log-ed25519.pem"), 0o644);
  const { code, stderr } = await runMeridian(["watch", file, "--data", data]);
  assert.equal(code, 3);
  assert.match(stderr, /LEDGER_KEYS/);
});

test("a line that cannot be read is kept with its reason, and the accounting closes", async (context) => {
  const folder = await temporaryFolder(context);
  const [file, data] = [join(folder, "auth.log"), join(folder, "data")];
  await mkdir(data);
  await writeFile(file, `${QUIET}what is this\n`);
  const { stderr } = await runMeridian(["watch", file, "--data", data]);
  assert.match(stderr, /2 lines in 1 sources: 1 evaluated, 1 rejected, 0 dropped/);
  const day = new Date().toISOString().slice(0, 10);
  const letter = JSON.parse((await readFile(join(data, "dead-letter", `${day}.ndjson`), "utf8")).trim());
  assert.equal(letter.text, "what is this");
  assert.notEqual(letter.reason, "");
});

test("a run that was cut off is accounted for afterwards, and its case can be published", async (context) => {
  const folder = await temporaryFolder(context);
  const [file, data] = [join(folder, "auth.log"), join(folder, "data")];
  await writeFile(file, QUIET + LOUD);
  const child = startMeridian(["watch", file, "--data", data, "--follow"]);
  context.after(() => child.kill("SIGKILL"));
  await new Promise((resolve) => createInterface(child.stdout).once("line", resolve));
  const checkpoint = join(data, "ledger", "checkpoint");
  const sizeOf = async () => Number((await readFile(checkpoint, "utf8")).split("\n")[1]);
  while ((await sizeOf()) < 4) await new Promise((resolve) => setTimeout(resolve, 20)); // party, run, segment and detection are sealed
  const closed = new Promise((resolve) => child.on("close", resolve));
  child.kill("SIGKILL");
  await closed;
  const cases = await runMeridian(["cases", "--data", data, "--json"]);
  const published = await runMeridian(["publish", JSON.parse(cases.stdout).case, "--data", data]);
  assert.equal(published.code, 0, published.stderr);
  const denominators = JSON.parse(await readFile(join(published.stdout.trim(), "data", "denominators.json"), "utf8"));
  assert.deepEqual(denominators.lines, { linesIn: 2, evaluated: 2, rejected: 0, dropped: 0 });
  assert.deepEqual(denominators.runs[0].absent, ["not stated: the run was cut off"]);
  assert.equal((await runMeridian(["verify", published.stdout.trim(), "--reproduce"])).code, 0);
});

test("records that a schedule no longer keeps are erased, cited ones stay, and the ledger says so", async (context) => {
  const folder = await temporaryFolder(context);
  const [file, data] = [join(folder, "auth.log"), join(folder, "data")];
  await writeFile(file, `${QUIET}not a log line\n${LOUD}`);
  await runMeridian(["watch", file, "--data", data]);
  const without = await runMeridian(["ledger", "expire", "--data", data]);
  assert.equal(without.code, 2);
  assert.match(without.stderr, /no schedule/);
  await rename(
    join(data, "dead-letter", `${new Date().toISOString().slice(0, 10)}.ndjson`),
    join(data, "dead-letter", "2020-01-01.ndjson"),
  );
  await runMeridian([
    "ledger",
    "retain",
    "--data",
    data,
    "--days",
    "0",
    "--authority",
    "Harbour Time Service",
    "--basis",
    "policy 7",
  ]);
  const shown = await runMeridian(["ledger", "expire", "--data", data, "--dry-run"]);
  assert.match(
    shown.stdout,
    /^erases   2 of 3 records in 1 segments.*\n.* 0 entries.*\n +1 dead letters\nkeeps    1 records that findings cite/,
  );
  const unasked = await runMeridian(["ledger", "expire", "--data", data]);
  assert.equal(unasked.code, 2, "without a terminal nobody has seen what would go");
  assert.equal((await readdir(join(data, "dead-letter"))).length, 1);
  const { code, stdout } = await runMeridian(["ledger", "expire", "--data", data, "--yes"]);
  assert.equal(code, 0);
  assert.match(stdout, /\nerased; stated in entry \d+\n$/);
  assert.deepEqual(await readdir(join(data, "dead-letter")), []);
  const check = JSON.parse((await runMeridian(["ledger", "check", "--data", data, "--json"])).stdout);
  assert.deepEqual([check.problems, check.erasedSegments], [[], 1]);
  const cases = JSON.parse((await runMeridian(["cases", "--data", data, "--json"])).stdout);
  const published = await runMeridian(["publish", cases.case, "--data", data]);
  const verified = await runMeridian(["verify", published.stdout.trim(), "--reproduce"]);
  assert.equal(verified.code, 0, verified.stdout);
});

test("an order erases one record and its dead letter, a hold stands in its way, and dossiers say why it is gone", async (context) => {
  const folder = await temporaryFolder(context);
  const [file, data] = [join(folder, "auth.log"), join(folder, "data")];
  await writeFile(file, `${QUIET}not a log line\n${LOUD}`);
  await runMeridian(["watch", file, "--data", data]);
  const found = JSON.parse((await runMeridian(["cases", "--data", data, "--json"])).stdout);
  const [record] = found.timeline[0].records;
  const ground = ["--data", data, "--authority", "Data protection officer", "--basis", "request 44"];
  assert.equal((await runMeridian(["ledger", "hold", "court 12", ...ground, "--case", found.case])).code, 0);
  const held = await runMeridian(["ledger", "erase", "request 44", ...ground, "--record", record, "--dry-run"]);
  assert.match(held.stdout, /erases   0 of 0 records[^]*spares   record [0-9a-f]{64}: the hold court 12 keeps it/);
  assert.equal((await runMeridian(["ledger", "hold", "court 12", ...ground, "--lift"])).code, 0);
  const erased = await runMeridian(["ledger", "erase", "request 44", ...ground, "--record", record, "--yes"]);
  assert.equal(erased.code, 0, erased.stderr);
  assert.match(erased.stdout, /ordered in entry \d+\nerased; stated in entry \d+\n$/);
  const again = await runMeridian(["ledger", "erase", "request 44", "--data", data, "--yes"]);
  assert.match(again.stdout, /nothing is left to erase/);
  const check = JSON.parse((await runMeridian(["ledger", "check", "--data", data, "--json"])).stdout);
  assert.deepEqual([check.problems, check.erasedSegments], [[], 1]);
  const published = await runMeridian(["publish", found.case, "--data", data]);
  const verified = await runMeridian(["verify", published.stdout.trim(), "--json"]);
  assert.deepEqual(JSON.parse(verified.stdout).chain.records, { shown: 0, withheld: 0, erased: 1 }, verified.stdout);
});
