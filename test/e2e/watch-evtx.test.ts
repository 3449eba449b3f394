import assert from "node:assert/strict";
import { mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ownLog } from "../evtx/support/sample.ts";
import { runMeridian, temporaryFolder } from "../support/run-meridian.ts";

const RULE = `title: A count of minus five
id: 5f0f6c1e-3f1a-4a35-9a0a-8f4f4d1c2b3a
status: test
author: Harbour Time Service
logsource: { product: windows }
detection: { selection: { Count: -5, Channel: Harbour-Berth-Planner/Operational }, condition: selection }
level: low
`;

test("a binary log is watched, sealed, gone on with and checked; what is damaged is counted and kept", async (context) => {
  const folder = await temporaryFolder(context);
  const [logs, rules, data] = [join(folder, "logs"), join(folder, "rules"), join(folder, "data")];
  for (const each of [logs, rules]) await mkdir(each);
  await writeFile(join(rules, "count.yml"), RULE);
  const { file } = ownLog();
  file.fill(0xff, 4_096 + 65_536 + 512, 4_096 + 65_536 + 520);
  await writeFile(join(logs, "berth.evtx"), file);
  await utimes(join(logs, "berth.evtx"), 1_700_000_000, 1_700_000_000); // nobody is writing to it

  const first = await runMeridian(["watch", join(logs, "berth.evtx"), "--rules", rules]);
  assert.equal(first.code, 1);
  assert.equal(first.stdout.trim().split("\n").length, 1);
  assert.match(first.stdout, /A count of minus five/);
  assert.match(first.stderr, /7 lines in 1 sources: 5 evaluated, 2 rejected/);
  assert.match(first.stderr, /no record begins here: its signature is missing \(1\)/);

  assert.equal((await runMeridian(["watch", logs, "--rules", rules, "--data", data])).code, 1);
  const [letters = ""] = await readdir(join(data, "dead-letter"));
  assert.match(await readFile(join(data, "dead-letter", letters), "utf8"), /no record begins here/);
  assert.equal((await runMeridian(["watch", logs, "--rules", rules, "--data", data])).code, 0);
  const checked = await runMeridian(["ledger", "check", "--data", data]);
  assert.equal(checked.code, 0, checked.stdout + checked.stderr);
});
