import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runMeridian, temporaryFolder } from "../support/run-meridian.ts";

const RULES = `title: Password refused
id: refused
logsource: {product: linux}
detection: {selection: {message|startswith: Failed password}, condition: selection}
---
title: Guessing
id: guessing
correlation: {type: event_count, rules: [refused], timespan: 5m, condition: {gte: 3}}
---
title: Known hosts
id: known-hosts
logsource: {product: linux}
filter: {rules: [refused, elsewhere], known: {host: known}, condition: known}
`;
const CONFIG = `sigma:
  pipelines: [pipeline.yml]
  filterDialect: suppress
  lateness: 10m
rules: [rules]
data: data
`;

test("watch says what is to be said of rules, and which events came later than its configuration waits for", async (context) => {
  const folder = await temporaryFolder(context);
  await mkdir(join(folder, "rules"));
  await writeFile(join(folder, "rules", "guessing.yml"), RULES);
  await writeFile(join(folder, "pipeline.yml"), "name: Ours\ntransformations: []\nfinalizers: [{type: concat}]\n");
  await writeFile(join(folder, "meridian.yaml"), CONFIG);
  const line = (minute: number) =>
    `2026-11-23T01:${minute}:00Z hts-jump1 sshd[1]: Failed password for u from 203.0.113.66 port 50011 ssh2\n`;
  await writeFile(join(folder, "auth.log"), [10, 10, 21, 10].map(line).join(""));
  const { code, stderr } = await runMeridian(["watch", join(folder, "auth.log"), "--config", join(folder, "meridian.yaml")]);
  assert.equal(code, 1, stderr); // by the starter rules
  assert.match(stderr, /^meridian: note: .*pipeline\.yml:1:1: Ours: part of a pipeline is left out: .*finalizers/m);
  assert.match(
    stderr,
    /^meridian: note: .*guessing\.yml:\d+:\d+: Known hosts: filter names a rule that it does not meet: elsewhere is not loaded$/m,
  );
  assert.match(stderr, /Guessing: events came later than is waited for \(sigma\.lateness is 10m\)/);
  assert.match(stderr, /^degraded +Guessing: 1 counted events lost \(late\) between 2026-11-23T01:10:00/m);
});
