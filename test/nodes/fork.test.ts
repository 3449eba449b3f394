import assert from "node:assert/strict";
import { cp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { answerAlarm, fetchAbout, judgeForkFile, listAlarms, readLedger } from "../../src/app/index.ts";
import { diskFiles, openKeys } from "../../src/ledger/io/index.ts";
import { runMeridian, temporaryFolder } from "../support/run-meridian.ts";
import { addPerson, askWitnesses, follow, grow, openParty, type PartyNode, SUBMIT_TOKEN, startParty } from "./party.ts";

/** Where nodes of this test live, and what starts one; all have ended before the folder goes. */
async function world(context: TestContext) {
  const open: PartyNode[] = [];
  context.after(() => Promise.all(open.map((node) => node.close())));
  const folder = await temporaryFolder(context);
  const start = async (letter: string) => {
    const node = await startParty(folder, letter);
    open.push(node);
    return node;
  };
  const [a, b, c] = [await start("A"), await start("B"), await start("C")];
  await grow(b.node, "before the fork");
  await follow(a, [b, c]);
  await follow(c, [a, b]);
  return { folder, start, a, b, c };
}

/** A live folder is copied without what is just being written: a file that goes while it is copied fails the copy. */
const SETTLED = { recursive: true, filter: (path: string) => !path.endsWith(".tmp") };

type World = Awaited<ReturnType<typeof world>>;

/** B's older copy goes another way with the same keys; like whoever wants to show two histories, it asks nobody before it starts. */
async function secondHistory({ folder, start }: Pick<World, "folder" | "start">, entries: number): Promise<PartyNode> {
  await rm(join(folder, "B2", "witness"), { recursive: true, force: true });
  const copy = await openParty(folder, "B2");
  for (let at = 0; at < entries; at++) await grow(copy, `another history ${at}`);
  await copy.close();
  return start("B2");
}

const SAYS_ALARM = /ALARM [0-9]+: log\.example\/B showed two histories/;

/** The one alarm of a node, which must be open and proven. */
async function onlyAlarm(node: PartyNode) {
  const [alarm, ...more] = await listAlarms(node.node);
  assert.ok(alarm !== undefined && more.length === 0, "one fork raises one alarm");
  const { predicate, state, isProven } = alarm;
  assert.deepEqual([predicate.alarm, predicate.origin, state, isProven], ["fork", "log.example/B", "open", true]);
  return alarm;
}

test("a copy that goes another way is caught by each witness that it asks; it takes two persons to dismiss the alarm", async (context) => {
  const { folder, start, a, b, c } = await world(context);
  const people = [await addPerson(a.node, "A. Reyes", folder), await addPerson(a.node, "B. Lindqvist", folder)] as const;
  await askWitnesses(b, [a, c]);
  await askWitnesses(c, [a]);
  await cp(b.data, join(folder, "B2"), SETTLED);
  await b.open.service.witnessed(await grow(b.node, "the history that both have witnessed"));
  const { log } = await fetchAbout(b.open.serving.url);
  await b.close();

  const fork = await secondHistory({ folder, start }, 2);
  await askWitnesses(fork, [a, c]);
  await Promise.all([a.heard(SAYS_ALARM), c.heard(SAYS_ALARM)]);
  const alarm = await onlyAlarm(a);
  await onlyAlarm(c);

  const again = await fetch(`${a.open.serving.url}witness/add-checkpoint`, {
    method: "POST",
    body: `old 0\n\n${text(fork.node.ledger.checkpoint)}`,
  });
  assert.equal(again.status, 403);
  assert.match(await again.text(), /the proof is at \/forks\/[0-9a-f]{64}/);
  await c.open.service.witnessed(await grow(c.node, "the logs of others go on"));

  const answer = { alarm: alarm.index, answer: "dismiss", reason: "a drill", atMs: 0 } as const;
  const { statement } = await openKeys(diskFiles(a.data), { origin: "log.example/A", create: false });
  await assert.rejects(answerAlarm(a.node, answer, statement), { code: "KEY_REFUSED" });
  const states = [];
  for (const atMs of [0, Date.now()]) states.push((await answerAlarm(a.node, { ...answer, atMs }, people[0].key)).alarm.state);
  assert.deepEqual(states, ["open", "open"]);
  await answersWhileItRuns(a, alarm.index, people[1].path);
  const listed = await listAlarms(await readLedger(a.data));
  assert.equal(listed.length, 1, "a dismissed alarm stays in the list");
  assert.deepEqual(listed, await listAlarms(a.node), "who reads beside the node sees what it sees");

  const { bundle } = (await onlyAlarm(c)).predicate;
  const proof = new Uint8Array(await (await fetch(`${c.open.serving.url}forks/${bundle}`)).arrayBuffer());
  await c.close();
  await verifiesOffline(folder, proof, log);
  const checked = await runMeridian(["ledger", "check", "--data", c.data]);
  assert.equal(checked.code, 0, checked.stderr);
  assert.match(checked.stderr, /^ALARM [0-9]+: the log log\.example\/B showed two histories, seen /);
});

/** The last answer, by another process than the one that holds the ledger: without --url it says what to do, with it the node takes it. */
async function answersWhileItRuns({ data, open: { serving } }: PartyNode, alarm: number, key: string): Promise<void> {
  const tokenFile = `${key}.token`;
  await writeFile(tokenFile, `${SUBMIT_TOKEN}\n`);
  const words = ["ledger", "answer", String(alarm), "--data", data, "--dismiss", "--reason", "a drill", "--key", key];
  const [busy, taken] = await Promise.all([
    runMeridian(words),
    runMeridian([...words, "--url", serving.url, "--token-file", tokenFile]),
  ]);
  assert.equal(busy.code, 3);
  assert.match(busy.stderr, /stop it and repeat, or hand the answer to it with --url and --token-file[^]*process [0-9]+ holds/);
  assert.equal(taken.code, 0, taken.stderr);
  assert.match(taken.stdout, /^stated in entry [0-9]+; the alarm is dismissed$/m);
}

/** By another process that has the file and the log's keys, and nothing else. */
async function verifiesOffline(folder: string, proof: Uint8Array, log: readonly string[]): Promise<void> {
  const file = join(folder, "proof");
  await writeFile(file, proof);
  const keys = log.flatMap((vkey) => ["--key", vkey]);
  const ran = await runMeridian(["ledger", "fork", file, ...keys]);
  assert.equal(ran.code, 0, ran.stderr);
  assert.match(ran.stdout, /signed .* for log\.example\/B at size/);
  const bent = proof.with(proof.length - 40, (proof.at(-40) ?? 0) ^ 1);
  assert.equal((await judgeForkFile(bent, log, undefined)).ok, false);
}

function text(note: Uint8Array): string {
  return new TextDecoder().decode(note);
}

test("two histories that are shown to one witness each are caught when each looks at what the other shows", async (context) => {
  const { folder, start, a, b, c } = await world(context);
  await cp(b.data, join(folder, "B2"), SETTLED);
  await askWitnesses(b, [a]);
  await b.open.service.witnessed(await grow(b.node, "shown to A only"));
  await b.close();
  const fork = await secondHistory({ folder, start }, 2);
  await askWitnesses(fork, [c]);
  await askWitnesses(a, [c]);
  await askWitnesses(c, [a]);
  await fork.heard(/the mirror of Party C holds 4 entries/);
  for (const { open } of [a, c]) await open.service.watchNow();
  await onlyAlarm(a);
  await onlyAlarm(c);
});

test("a node whose ledger was restored from an older copy does not start while a witness knows more", async (context) => {
  const { folder, a, b } = await world(context);
  await askWitnesses(b, [a]);
  await cp(b.data, join(folder, "B2"), SETTLED);
  await b.open.service.witnessed(await grow(b.node, "after the backup"));
  await b.close();
  await assert.rejects(startParty(folder, "B2"), { code: "WITNESS_CONFLICT" });
});
