import assert from "node:assert/strict";
import { appendFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { runMeridian, startMeridian, temporaryFolder } from "../support/run-meridian.ts";

const LINES = 20_000;
const CHUNK = 200;
/** One line in so many is found. */
const LOUD = 20;

const rule = (title: string) => `title: ${title}
logsource: {product: linux}
detection: {selection: {message|startswith: Failed password}, condition: selection}
`;
const line = (number: number) =>
  `2026-11-23T02:00:00Z hts-jump1 sshd[${number}]: ${number % LOUD === 0 ? "Failed" : "Accepted"} password for user${number} from 203.0.113.66 port 50011 ssh2\n`;

test("rules that are edited, broken, deleted and replaced while lines arrive cost no event and double no alert", async (context) => {
  const folder = await temporaryFolder(context);
  const [rules, log, data] = [join(folder, "rules"), join(folder, "auth.log"), join(folder, "data")];
  await mkdir(rules);
  await writeFile(join(rules, "a.yml"), rule("one"));
  await mkdir(join(folder, "new"));
  await writeFile(join(folder, "new", "a.yml"), rule("four"));
  await writeFile(log, line(0));
  const child = startMeridian(["watch", log, "--rules", rules, "--data", data, "--follow"]);
  context.after(() => child.kill("SIGKILL"));
  const closed = new Promise((resolve) => child.on("close", resolve));
  const found: { rule: { title: string }; records: { offset: number }[] }[] = [];
  const said: string[] = [];
  let wake = () => undefined as void;
  const hear = (stream: NodeJS.ReadableStream, take: (text: string) => void) =>
    createInterface(stream).on("line", (text) => {
      take(text);
      wake();
    });
  hear(child.stdout, (text) => found.push(JSON.parse(text)));
  hear(child.stderr, (text) => said.push(text));
  const until = async (isReached: () => boolean) => {
    while (!isReached()) {
      assert.equal(child.exitCode, null, said.join("\n"));
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  const heard = (pattern: RegExp) => said.filter((text) => pattern.test(text)).length;

  await until(() => found.length === 1);
  let written = 1;
  const write = async (count: number) => {
    for (const end = Math.min(LINES, written + count); written < end; ) {
      const upTo = Math.min(end, written + CHUNK);
      await appendFile(log, Array.from({ length: upTo - written }, (_, index) => line(written + index)).join(""));
      written = upTo;
    }
  };
  const steps: readonly (readonly [change: () => Promise<void>, told: RegExp, times: number])[] = [
    [() => writeFile(join(rules, "a.yml"), rule("two")), /rules have changed/, 1],
    [() => writeFile(join(rules, "a.yml"), "title: [\n"), /not used.*a\.yml:2:1/, 1],
    [() => writeFile(join(rules, "a.yml"), rule("three")), /rules have changed/, 2],
    [() => rm(join(rules, "a.yml")), /not used.*holds no \.yml/, 1],
    [
      async () => {
        await rename(rules, join(folder, "old"));
        await rename(join(folder, "new"), rules);
      },
      /rules have changed/,
      3,
    ],
  ];
  for (const [change, told, times] of steps) {
    const writing = write(Math.floor(LINES / (steps.length + 1)));
    await change();
    await until(() => heard(told) >= times);
    await writing;
  }
  await write(LINES);
  await until(() => found.length >= LINES / LOUD);
  child.kill("SIGTERM");
  assert.equal(await closed, 1);

  assert.equal(found.length, LINES / LOUD);
  assert.equal(new Set(found.map(({ records }) => records[0]?.offset)).size, LINES / LOUD);
  const turns = found.map((each) => each.rule.title).filter((title, index, titles) => title !== titles[index - 1]);
  assert.deepEqual(turns, ["one", "two", "three", "four"]);
  const unused = said.filter((text) => text.includes("not used"));
  assert.equal(new Set(unused).size, unused.length);
  const check = JSON.parse((await runMeridian(["ledger", "check", "--data", data, "--json"])).stdout);
  assert.deepEqual([check.problems, check.records], [[], LINES]);
});
