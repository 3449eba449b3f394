// The document of docs/case.md is entered as it stands there, and gives the answers that the page leads to expect.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { CASE_CALLS } from "../../src/app/index.ts";
import { runMeridian, temporaryFolder } from "../support/run-meridian.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../docs/case.md"), "utf8");

/** Runs a case verb, and demands that it ends with `code`. */
async function run(data: string, args: readonly string[], { input = "", code = 0 } = {}): Promise<string> {
  const ran = await runMeridian(["case", ...args, "--data", data], input);
  assert.equal(ran.code, code, `case ${args.join(" ")}: ${ran.stderr}`);
  return ran.stdout;
}

test("the page's document is entered, weighed, explained and put in order", async (context) => {
  const data = await temporaryFolder(context);
  const empty = await temporaryFolder(context);
  const log = join(empty, "auth.log");
  await writeFile(log, "");
  assert.equal((await runMeridian(["watch", log, "--data", data])).code, 0);
  const opened = await run(data, ["new", "--title", "Clocks", "--victim", "Harbour Time Service", "--duty", "nis2"]);
  const id = /^case-[0-9a-f]{12}/.exec(opened)?.[0] ?? "";
  const document = /```yaml\nnouns:[\s\S]*?\n```/.exec(PAGE)?.[0].slice("```yaml\n".length, -"```".length) ?? "";
  const entered = await run(data, ["add", id, "-"], { input: document });
  assert.match(entered, /stated in entry \d+/);
  assert.match(await run(data, ["who", id]), /cannot exclude imitation|Unknown/);
  const why = await run(data, ["why", id]);
  assert.match(why, /second factor on the jump host \(control, 1 act\): but for all of it: yes; .* responsibility 1,/);
  assert.match(await run(data, ["timeline", id]), /a password was guessed/);
  assert.match(await run(data, ["list", "--due"]), /nis2 early-warning/);
  assert.match(await run(data, ["relate", "--trait", "technique=T1110"]), /matches/);
});

test("every verb of the page is there, on the command line and over HTTP", async () => {
  const { stdout } = await runMeridian(["case", "--help"]);
  const verbs = [...PAGE.matchAll(/^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \|/gm)].flatMap(
    ([, cell = ""]) => cell.match(/[a-z-]+/g) ?? [],
  );
  assert.ok(verbs.length >= 15, verbs.join());
  for (const verb of verbs) assert.match(stdout, new RegExp(`^ {2}${verb} `, "m"), verb);
  const calls = new Set(CASE_CALLS.map(({ name }) => name));
  for (const verb of verbs.filter((one) => one !== "serve")) assert.ok(calls.has(verb), verb);
});
