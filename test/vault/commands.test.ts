import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { open, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { collectorScript, findExhibit, type Node, openCustody, openNode, removeStray } from "../../src/app/index.ts";
import { MAIN, runMeridian, temporaryFolder } from "../support/run-meridian.ts";
import { believe, makeKey, takeIn } from "./desk.ts";
import { ANNA, CARA } from "./story.ts";

type House = { readonly folder: string; readonly data: string; readonly trust: string };

/** A ledger that has begun, its trust file, and the key files of Anna, who is one of its people, and Cara, who is of another house. */
async function house(context: TestContext, party: string, people: readonly ("anna" | "cara")[]): Promise<House> {
  const folder = await temporaryFolder(context);
  const [data, trust] = [join(folder, "data"), join(folder, "trust.txt")];
  const origin = `log.example/${party.toLowerCase().replaceAll(" ", "-")}`;
  const node = await openNode({
    dataDirectory: data,
    party: { name: party, kind: "test", jurisdiction: null, exercise: true },
    origin,
  });
  for (const name of people) {
    const key = await makeKey(folder, name);
    if (name === "anna") await believe(node, key, ANNA);
    else await believe(node, key, { ...CARA, name: CARA.party }, "party");
  }
  const entry = await node.ledger.entry(0);
  assert.ok(!entry.erased && entry.statement.kind === "party");
  await writeFile(trust, `${entry.statement.predicate.logKeys.map((key) => `log ${key}`).join("\n")}\nquorum none\n`);
  await node.close();
  return { folder, data, trust };
}

function openHouse({ data }: { readonly data: string }, name: string): Promise<Node> {
  const origin = `log.example/${name.toLowerCase().replaceAll(" ", "-")}`;
  return openNode({ dataDirectory: data, party: { name, kind: "test", jurisdiction: null, exercise: true }, origin });
}

/** Runs a command that must end with `code`; gives what it printed. */
async function run(code: number, ...args: readonly string[]): Promise<string> {
  const ran = await runMeridian(args);
  assert.equal(ran.code, code, `${args.join(" ")}\n${ran.stdout}${ran.stderr}`);
  return ran.stdout + (code === 0 ? "" : ran.stderr);
}

const NUMBER = `EX-${new Date().getUTCFullYear()}-0001`;
const WHY = ["--purpose", "examination", "--authority", "order 7"];

async function exhibitEvents(house: { readonly data: string }): Promise<number> {
  const shown = await run(0, "exhibit", "show", NUMBER, "--data", house.data);
  return shown.split("\n").filter((line) => line.includes("●")).length;
}

test("an exhibit's life on the command line, from one house to another", async (context) => {
  const [a, b] = [await house(context, "Harbour Time Service", ["anna", "cara"]), await house(context, "North Port CERT", [])];
  const log = join(a.folder, "auth.log");
  await writeFile(log, "Nov 22 12:00:00 hts-jump1 sshd[1]: x\u001b[2J\n");
  const node = await openHouse(a, "Harbour Time Service");
  await takeIn(node, a.folder, ANNA, await readFile(log, "utf8"));
  await node.close();
  const anna = ["--key", join(a.folder, "anna.pem")];
  const offer = join(a.folder, "offer.json");
  const hand = ["--to", "C. Example", "--to-party", "North Port CERT"];
  const before = await exhibitEvents(a);
  await run(2, "exhibit", "transfer", NUMBER, "--data", a.data, ...anna, ...WHY, ...hand, "--bundle", log);
  const nowhere = join(a.folder, "nowhere", "x");
  await run(3, "exhibit", "transfer", NUMBER, "--data", a.data, ...anna, ...WHY, ...hand, "--bundle", nowhere);
  await run(3, "exhibit", "copy", NUMBER, "--data", a.data, "--by", "A. Example", ...WHY, "--to", nowhere);
  assert.equal(await exhibitEvents(a), before, "what cannot be written is not stated");
  const to = [...hand, "--bundle", offer];
  await run(0, "exhibit", "transfer", NUMBER, "--data", a.data, ...anna, ...WHY, ...to);
  const answer = join(b.folder, "acceptance.json");
  const cara = ["--key", join(a.folder, "cara.pem"), "--content", log, "--data", b.data];
  await run(0, "exhibit", "accept", "--offer", offer, "--trust", a.trust, "--answer", answer, ...cara, ...WHY);
  await run(0, "exhibit", "accept", "--admit", answer, "--data", a.data);
  const shown = await run(0, "exhibit", "show", NUMBER, "--data", b.data);
  assert.match(shown, /received from Harbour Time Service/);
  assert.match(shown, /now: held by C\. Example, North Port CERT/);
  assert.ok(!shown.includes("\u001b"), "what a title holds does not reach the terminal as it is");
  const after = await openHouse(a, "Harbour Time Service");
  const desk = await openCustody(after);
  assert.deepEqual(findExhibit(desk, NUMBER).holding, {
    state: "held",
    by: { name: "C. Example", function: "", party: CARA.party },
  });
  await after.close();
});

test("collect takes a bundle in; what --print prints makes one on a host that has nothing of ours", async (context) => {
  const { folder, data } = await house(context, "Harbour Time Service", []);
  const script = await collectorScript();
  const env = { ...process.env, MERIDIAN_LOGS: folder, MERIDIAN_ITEM_BYTES: "100000" };
  const there = spawnSync("sh", { input: script, env, maxBuffer: 1e9 });
  assert.equal(there.status, 0, there.stderr.toString());
  const bundle = join(folder, "bundle.tar");
  await writeFile(bundle, there.stdout);
  const json = await run(0, "exhibit", "add", bundle, "--data", data, "--by", "A. Example", "--authority", "consent", "--json");
  assert.match(json, /"name": "meridian-collection"/);
  assert.match(json, /"manifest": "every item is what it says"/);
  assert.match(json, /"tool SHA-256": "[0-9a-f]{64}"/);
  assert.match(json, /"unread": \[\n\s+\{/);
});

test("an import that is killed leaves a name that no statement speaks of; it is shown, and goes by name only", async (context) => {
  const { folder, data } = await house(context, "Harbour Time Service", []);
  const large = join(folder, "large");
  const handle = await open(large, "w");
  await handle.truncate(8 * 1024 ** 3);
  await handle.close();
  const args = ["exhibit", "add", large, "--data", data, "--by", "A. Example", "--authority", "order 7"];
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  // The bar's first line says that bytes are in the vault.
  await new Promise((resolve) => child.stderr.once("data", resolve));
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("close", resolve));
  const [name = ""] = await readdir(join(data, "vault"));
  assert.match(name, /^ex-[0-9a-f]{16}$/);
  const said = await run(1, "exhibit", "verify", "--data", data);
  assert.ok(said.includes(`${name}: in the vault, but no statement speaks of it`), said);
  const node = await openHouse({ data }, "Harbour Time Service");
  await removeStray(await openCustody(node), name);
  await node.close();
  assert.deepEqual(await readdir(join(data, "vault")), []);
});
