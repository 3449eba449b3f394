import assert from "node:assert/strict";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runMeridian, temporaryFolder } from "../support/run-meridian.ts";

const GUESSING = "packs/playbooks/ssh_guessing.yml";

/** Sshd lines: an attacker guesses, comes again after two hours and is let in; a good address mistypes eleven times. */
function history(): string {
  const line = (second: number, message: string) =>
    `${new Date(Date.UTC(2026, 10, 20) + second * 1000).toISOString().replace(".000Z", "+00:00")} hts-jump1 sshd[7]: ${message} port 4000 ssh2\n`;
  const refused = (from: string, second: number, times: number) =>
    Array.from({ length: times }, (_, at) => line(second + at * 5, `Failed password for root from ${from}`));
  return [
    line(0, "Accepted password for l.tamati from 198.51.100.7"),
    ...refused("203.0.113.66", 60, 30),
    ...refused("198.51.100.7", 600, 11),
    line(700, "Accepted password for l.tamati from 198.51.100.7"),
    ...refused("203.0.113.66", 7260, 20),
    line(9000, "Accepted password for root from 203.0.113.66"),
  ].join("");
}

type Held = {
  readonly target: { readonly value: string };
  readonly knownGood: readonly { readonly by: string }[];
  readonly spans: readonly { readonly fromMs: number; readonly toMs: number }[];
  readonly lines: unknown;
};

test("a rehearsal says whom it would have held, the known good first, alike from files and from the ledger", async (context) => {
  const folder = await temporaryFolder(context);
  const [file, data, page] = [join(folder, "auth.log"), join(folder, "data"), join(folder, "page.html")];
  await writeFile(file, history());
  const rehearse = (...args: string[]) => runMeridian(["playbook", "rehearse", "--playbooks", GUESSING, ...args]);
  const fromFile = await rehearse(file, "--utc-offset", "+00:00", "--json", "--page", page);
  assert.equal(fromFile.code, 1, fromFile.stderr);
  const report = JSON.parse(fromFile.stdout);
  const told = report.held.map(({ target, knownGood, spans, lines }: Held) => [
    target.value,
    knownGood.map(({ by }) => by),
    spans.map(({ fromMs, toMs }) => (toMs - fromMs) / 3_600_000),
    lines,
  ]);
  assert.deepEqual(told, [
    ["198.51.100.7", ["history"], [1], { attack: 1, good: 1, other: 0 }],
    ["203.0.113.66", [], [1, 4], { attack: 30, good: 0, other: 1 }],
  ]);
  assert.deepEqual(report.totals.lines, { attack: 31, good: 1, other: 1 });
  const html = await readFile(page, "utf8");
  assert.match(html, /default-src 'none'/);
  assert.match(html, /known to be good: 1 accepted login \(l\.tamati\) before any playbook ran on it/);
  assert.equal((await runMeridian(["watch", file, "--data", data, "--utc-offset", "+00:00"])).code, 1);
  const fromLedger = JSON.parse((await rehearse("--data", data, "--json")).stdout);
  const withoutPlaces = (one: unknown) => JSON.stringify(one).replaceAll(/"line":"[^"]*"/g, "");
  assert.equal(withoutPlaces(fromLedger), withoutPlaces(report));
});

test("who is on the operator's list is marked, and a page is not written over", async (context) => {
  const folder = await temporaryFolder(context);
  const [file, good] = [join(folder, "auth.log"), join(folder, "good.txt")];
  await writeFile(file, history());
  await writeFile(good, "203.0.113.0/24 # our customer\n");
  const args = ["playbook", "rehearse", "--playbooks", GUESSING, file, "--utc-offset", "+00:00", "--good", good];
  const { stdout } = await runMeridian(args);
  assert.match(stdout, /^held {8}2 targets, 3 times; 2 of them known to be good$/m);
  assert.match(stdout, /^ {2}address:203\.0\.113\.66 +block .*\n {6}known to be good: on your list$/m);
  const again = await runMeridian([...args, "--page", good]);
  assert.equal(again.code, 2);
  assert.match(again.stderr, /could not write the page to .*; nothing is written over/);
});

test("a hostile log cannot write into the page or onto the terminal", async (context) => {
  const folder = await temporaryFolder(context);
  const [file, page] = [join(folder, "auth.log"), join(folder, "page.html")];
  const hostile = "<script>alert(1)</script>\u001b[2J";
  const lines = history().replaceAll("for l.tamati from 198.51.100.7", `for ${hostile} from 198.51.100.7`);
  await writeFile(file, lines);
  const args = ["playbook", "rehearse", "--playbooks", GUESSING, file, "--utc-offset", "+00:00", "--page", page];
  const { stdout } = await runMeridian(args);
  assert.match(stdout, /<script>alert\(1\)<\/script>\\u001b\[2J/);
  assert.doesNotMatch(stdout, /\u001b/);
  assert.doesNotMatch(await readFile(page, "utf8"), /<script|\u001b/);
});

test("playbooks are checked with the place of each fault, exchanged as CACAO and explained", async (context) => {
  const folder = await temporaryFolder(context);
  const [good, bad, out] = [join(folder, "good.yml"), join(folder, "bad.yml"), join(folder, "out.json")];
  await cp(GUESSING, good);
  await writeFile(bad, (await readFile(GUESSING, "utf8")).replace("address: [src_ip]", "address: [dst_ip]"));
  const checked = await runMeridian(["playbook", "validate", folder]);
  assert.equal(checked.code, 1);
  assert.match(checked.stdout, /bad\.yml: line \d+, column \d+: expected a field that names the source/);
  assert.match(checked.stdout, /good\.yml: valid: SSH password guessing\n/);
  assert.equal((await runMeridian(["playbook", "export", good, "--out", out])).code, 0);
  const imported = await runMeridian(["playbook", "import", out, "--playbooks", join(folder)]);
  assert.equal(imported.code, 2, "nothing is written over");
  assert.equal((await runMeridian(["playbook", "export", out])).stdout, `${await readFile(out, "utf8")}\n`);
  const explain = ["playbook", "explain", "--playbooks", good, "--rule", "SSH password guessing"];
  const explained = await runMeridian([...explain, "--field", "src_ip=203.0.113.66"]);
  assert.equal(explained.code, 0, explained.stderr);
  assert.match(explained.stdout, /^would block address:203\.0\.113\.66 for 1 h$/m);
  const unsure = await runMeridian([...explain, "--field", "src_ip=203.0.113.66", "--confidence", "0.2"]);
  assert.equal(unsure.code, 1);
  assert.match(unsure.stdout, /^ {4}no {2}confidence +wanted >= 0\.6, found 0\.2$/m);
});
