import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { CasePredicate } from "../../src/model/index.ts";
import { runMeridian, startMeridian } from "../support/run-meridian.ts";

type Truth = { readonly stages: readonly { readonly id: string; readonly startedAt: string; readonly endedAt: string }[] };

/** Which starter rules show a stage of the recorded exercise. */
const SHOWN_BY: Readonly<Record<string, readonly string[]>> = {
  "brute-force": ["SSH password guessing", "SSH password guessing that succeeded"],
  "stolen-credential": ["SSH password login from a public address"],
  "service-flaw": ["Shell command in a web request", "Web shell used"],
  discovery: ["Looking around in a hurry"],
  "new-admin": ["Account made or given administrator's rights", "New administrator at an odd hour"],
  "archive-egress": ["File sent out by a transfer tool", "Unusual egress: a megabyte or more to a public address"],
  "log-wiping": ["Log wiped"],
  "time-source": ["Time source configuration changed", "Clock changed its source"],
  "service-stop": ["Time service stopped"],
};

let data = "";
let dossier = "";
let first = { code: null as number | null, stdout: "", stderr: "" };

before(async () => {
  data = await mkdtemp(join(tmpdir(), "meridian-exercise-"));
  first = await runMeridian(["start", "--once", "--data", data]);
  dossier = first.stdout.trimEnd().split("\n").at(-1) ?? "";
});
after(() => rm(data, { recursive: true, force: true }));

const timeline = async () => {
  const cases = await runMeridian(["cases", "--data", join(data, "exercise"), "--json"]);
  assert.equal(cases.code, 0, cases.stderr);
  return cases.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as CasePredicate);
};

test("start --once ends with 0 and the dossier's path, every line accounted for", () => {
  assert.equal(first.code, 0, first.stderr);
  assert.match(dossier, /dossiers\/case-[0-9a-f]{12}-\d+$/);
  assert.match(first.stdout, /seen +7249 lines in 15 sources: 7249 evaluated, 0 rejected, 0 dropped/);
  assert.match(first.stdout, /recorded exercise with invented parties/);
  assert.match(first.stdout, /blocked +nothing/);
});

test("one case holds every stage, in order, each shown by all of its starter rules", async () => {
  const truth = JSON.parse(
    await readFile(join(import.meta.dirname, "../../recordings/harbour-time-service/ground-truth.json"), "utf8"),
  ) as Truth;
  const cases = await timeline();
  assert.equal(cases.length, 1);
  const entries = cases[0]?.timeline ?? [];
  let earliest = "";
  for (const { id, startedAt, endedAt } of truth.stages) {
    for (const title of SHOWN_BY[id] ?? assert.fail(`no rule is named for the stage ${id}`)) {
      const shown = entries.filter(
        (entry) => entry.title === title && entry.time.to >= startedAt.replace(/\.\d+Z/, ".000Z") && entry.time.from <= endedAt,
      );
      assert.ok(shown.length > 0, `${id} is not shown by "${title}"`);
    }
    assert.ok(startedAt > earliest, `${id} stands out of order`);
    earliest = startedAt;
  }
  assert.deepEqual(
    [...entries].map(({ time }) => time.from),
    [...entries].map(({ time }) => time.from).sort(),
  );
});

test("nothing in the case lacks a record", async () => {
  for (const { timeline: entries } of await timeline()) for (const entry of entries) assert.ok(entry.records.length > 0);
});

test("the dossier verifies with the keeper known and every finding re-run", async () => {
  const trust = await runMeridian(["trust", "--data", join(data, "exercise")]);
  await writeFile(join(data, "trust.txt"), trust.stdout);
  const { code, stdout } = await runMeridian(["verify", dossier, "--trust", join(data, "trust.txt"), "--reproduce"]);
  assert.equal(code, 0, stdout);
  for (const line of [
    /sealed\? INTACT/,
    /rules\? HOLDS/,
    /Who signed\? KNOWN/,
    /ledger\? NOBODY KNOWN/,
    /again\? SAME/,
    /Sealing does not show that a record was true/,
  ]) {
    assert.match(stdout, line);
  }
});

test("without a trust file the signer is unknown, and that passes", async () => {
  const { code, stdout } = await runMeridian(["verify", dossier]);
  assert.equal(code, 0);
  assert.match(stdout, /Who signed\? UNKNOWN/);
  assert.match(stdout, /again\? NOT RE-RUN/);
});

test("one changed byte ends with 1 and the file's name", async () => {
  const copy = join(data, "changed");
  await cp(dossier, copy, { recursive: true });
  const path = join(copy, "data", "records.ndjson");
  const bytes = await readFile(path);
  bytes[1000] = (bytes[1000] ?? 0) ^ 1;
  await writeFile(path, bytes);
  const { code, stdout } = await runMeridian(["verify", copy]);
  assert.equal(code, 1);
  assert.match(stdout, /sealed\? BROKEN\n(?:.*\n)*? +data\/records\.ndjson: /);
});

test("a second start finds nothing new and gives the same dossier", async () => {
  const again = await runMeridian(["start", "--once", "--data", data]);
  assert.equal(again.code, 0, again.stderr);
  assert.equal(again.stdout.trimEnd().split("\n").at(-1), dossier);
  assert.match(again.stdout, /nothing new/);
});

test("the ledger follows from its checkpoint", async () => {
  const { code, stdout } = await runMeridian(["ledger", "check", "--data", join(data, "exercise"), "--json"]);
  assert.equal(code, 0, stdout);
  assert.deepEqual(JSON.parse(stdout).problems, []);
});

test("a public dossier is refused until what is personal is redacted or accepted by a named person", async () => {
  const [one] = await timeline();
  const publish = (...more: string[]) =>
    runMeridian(["publish", one?.case ?? "", "--data", join(data, "exercise"), "--audience", "public", ...more]);
  const refused = await publish();
  assert.equal(refused.code, 3);
  assert.match(refused.stderr, /PUBLISH_REFUSED/);
});

test("start serves the dossier on loopback and ends on a signal", async () => {
  const child = startMeridian(["start", "--data", data]);
  const url = await new Promise<string>((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const found = /open +(http:\/\/127\.0\.0\.1:\d+\/\S+)/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.on("close", () => reject(new Error(`ended early: ${text}`)));
  });
  const page = await fetch(url);
  assert.equal(page.status, 200);
  assert.match(await page.text(), /Recorded exercise with invented parties/);
  const home = await (await fetch(new URL("/", url))).text();
  assert.match(home, /Harbour Time Service/);
  const closed = new Promise<number | null>((resolve) => child.on("close", resolve));
  child.kill("SIGINT");
  assert.equal(await closed, 0);
});
