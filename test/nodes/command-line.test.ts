import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runMeridian, startMeridian, temporaryFolder } from "../support/run-meridian.ts";
import { openParty, type PartyNode, startParty } from "./party.ts";

test("witness add and follow show the keys, need a word that they were compared, and list what was taken", async (context) => {
  const open: PartyNode[] = [];
  context.after(() => Promise.all(open.map((node) => node.close())));
  const folder = await temporaryFolder(context);
  const b = await startParty(folder, "B");
  open.push(b);
  await (await openParty(folder, "A")).close();
  const data = ["--data", join(folder, "A")];
  const { url } = b.open.serving;

  const unasked = await runMeridian(["ledger", "witness", "add", url, ...data]);
  assert.equal(unasked.code, 2, "without a terminal and without --yes nothing is taken");
  assert.match(unasked.stdout, /log\.example\/B, kept by Party B \(test, Jurisdiction B\), says that these are its keys/);
  const added = await runMeridian(["ledger", "witness", "add", url, "--yes", ...data]);
  const followed = await runMeridian(["ledger", "witness", "follow", url, "--yes", ...data]);
  assert.deepEqual([added.code, followed.code], [0, 0], added.stderr + followed.stderr);
  const listed = await runMeridian(["ledger", "witness", "list", ...data]);
  assert.match(listed.stdout, /^witness Party B {2}\S+\/witness and its mirror \S+\/mirror$/m);
  assert.match(listed.stdout, /^log {5}Party B {2}log\.example\/B at \S+\/log$/m);
});

test("with ledger.serve a node that follows its sources is one that others reach, until Ctrl-C", async (context) => {
  const folder = await temporaryFolder(context);
  const config = join(folder, "meridian.yaml");
  await writeFile(join(folder, "a.log"), "");
  await writeFile(config, "data: d\nsources: [a.log]\nledger: {origin: log.example/a, serve: {port: 0}}\n");
  const child = startMeridian(["watch", "--follow", "--config", config]);
  let said = "";
  const url = await new Promise<string>((resolve, reject) => {
    child.once("close", () => reject(new Error(said)));
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const [, found] = /serving (\S+) to other parties/.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
  assert.match(await (await fetch(`${url}log/checkpoint`)).text(), /^log\.example\/a\n1\n/);
  assert.equal((await fetch(`${url}log/envelopes/000000/000000000000.ndjson`)).status, 404, "statements are not public");
  child.kill("SIGINT");
  const [code] = await once(child, "close");
  assert.equal(code, 0, said);
});
