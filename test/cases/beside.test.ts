// Cases that are stated while a node watches: `meridian case` hands them to it through DATA/case.sock.
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import type { CaseRequest } from "../../src/app/case/socket.ts";
import { askCaseAtNode, caseWorldOf, openCaseAsking, openNode, serveCases } from "../../src/app/index.ts";
import { type Json, parseJson } from "../../src/lib/index.ts";
import { runMeridian, startMeridian, temporaryFolder } from "../support/run-meridian.ts";

const LOUD = "Nov 23 01:52:31 hts-jump1 sshd[108]: Accepted password for l.tamati from 198.51.100.23 port 38613 ssh2\n";
const VICTIM = ["--victim", "Harbour Time Service"];
const PARTY = { name: "Harbour Authority", kind: "port", jurisdiction: null, exercise: true };
const NOUNS = `
- { as: note, noun: record, place: { kept: elsewhere, title: Note, sha256: null, url: null }, origin: "publisher:North Port CERT", taken: "2026-03-01T00:00:00.000Z" }
- { as: seen, noun: observation, record: $note, text: the same key was used in March }
`;

/** A node that watches and has found something, as a process of its own. */
async function watching(context: TestContext, data: string, log: string) {
  const child = startMeridian(["watch", log, "--data", data, "--follow"]);
  context.after(() => child.kill("SIGKILL"));
  return child;
}

const caseOf = (stdout: string) => (JSON.parse(stdout) as { readonly case: string }).case;

test("cases are opened, filled and read beside a node that watches, also after one that was killed", async (context) => {
  const folder = await temporaryFolder(context);
  const [data, log, nouns] = [join(folder, "data"), join(folder, "auth.log"), join(folder, "nouns.yaml")];
  await Promise.all([writeFile(log, LOUD), writeFile(nouns, NOUNS)]);
  const child = await watching(context, data, log);
  await once(createInterface(child.stdout), "line");
  assert.equal(statSync(join(data, "case.sock")).mode & 0o777, 0o600);

  // Two at once: each opens a case of its own, and neither is refused.
  const opened = await Promise.all(
    ["Clocks", "Tides"].map((title) => runMeridian(["case", "new", "--data", data, "--title", title, ...VICTIM, "--json"])),
  );
  for (const { code, stderr } of opened) assert.equal(code, 0, stderr);
  const [id = "", other = ""] = opened.map(({ stdout }) => caseOf(stdout));
  assert.notEqual(id, other);
  // The same document twice at once: stated once.
  const added = await Promise.all([
    runMeridian(["case", "add", id, nouns, "--data", data, "--json"]).then(({ stdout }) => JSON.parse(stdout) as Json),
    atNode(data, { call: "add", input: { case: id, document: NOUNS }, by: "a.keeper" }),
  ]);
  const entries = added.map((entered) => (entered as { readonly entry: number | null }).entry);
  assert.equal(entries.filter((entry) => entry === null).length, 1, entries.join());

  const ended = once(child, "close");
  child.kill("SIGKILL");
  await ended;
  assert.ok(existsSync(join(data, "case.sock")), "nobody took the killed node's socket away");
  const alone = await runMeridian(["case", "change", id, "--data", data, "--title", "The clocks of the port"]);
  assert.equal(alone.code, 0, alone.stderr);

  const next = await watching(context, data, log);
  await reachable(join(data, "case.sock"));
  await atNode(data, { call: "change", input: { case: other, close: true }, by: "a.keeper" });
  const shown = await runMeridian(["case", "open", id, "--data", data, "--json"]);
  const { counts, casefile } = JSON.parse(shown.stdout) as { counts: object; casefile: { title: string } };
  assert.deepEqual([counts, casefile.title], [{ record: 1, observation: 1 }, "The clocks of the port"]);
  const stopped = once(next, "close");
  next.kill("SIGTERM");
  await stopped;
  assert.ok(!existsSync(join(data, "case.sock")), "a node that ends takes its socket with it");
});

async function atNode(data: string, request: CaseRequest): Promise<Json> {
  const answer = await askCaseAtNode(data, request, new AbortController().signal);
  assert.ok(answer !== undefined, "a node takes calls");
  return answer.value;
}

/** Resolves when somebody listens on a socket. */
async function reachable(path: string): Promise<void> {
  for (;;) {
    const socket = connect(path);
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    await new Promise((again) => setTimeout(again, 10));
  }
}

async function serving(context: TestContext, knowledge: readonly string[] = []) {
  const folder = await temporaryFolder(context);
  const node = await openNode({ dataDirectory: folder, party: PARTY, origin: null });
  const ask = await openCaseAsking(caseWorldOf(node), knowledge);
  const served = await serveCases(node, { ask, knowledge, onProblem: (what) => assert.fail(what) });
  context.after(async () => {
    await served.close();
    await node.close();
    assert.ok(!existsSync(join(folder, "case.sock")));
  });
  return { folder, node, ask };
}

/** Sends text and gives the lines that came back when there are so many, or when the connection ended. */
async function exchange(folder: string, text: string | Uint8Array, lines: number): Promise<readonly string[]> {
  const socket = connect(join(folder, "case.sock"));
  const received: string[] = [];
  const ended = new Promise((resolve) => socket.once("close", resolve));
  socket.on("error", () => undefined); // "close" follows
  socket.write(text);
  const reader = createInterface(socket).on("error", () => undefined);
  reader.on("line", (line) => {
    received.push(line);
    if (received.length === lines) socket.destroy();
  });
  await ended;
  return received;
}

const NEW = { call: "new", input: { title: "Clocks", victim: "Harbour Time Service" }, by: "a.keeper" };

const NONSENSE: readonly (readonly [string, RegExp])[] = [
  ["{", /CLI_USAGE.*one request as a line of JSON/],
  ["", /CLI_USAGE/],
  ["\u0000\ufffd", /CLI_USAGE/],
  ["[]", /CLI_USAGE.*call, input, by/],
  [JSON.stringify({ ...NEW, by: "" }), /CLI_USAGE.*by/],
  [JSON.stringify({ ...NEW, by: "n".repeat(401) }), /CLI_USAGE.*by/],
  [JSON.stringify({ ...NEW, scope: null }), /CLI_USAGE.*scope/],
  [JSON.stringify({ ...NEW, knowledge: ["relative.json"] }), /CLI_USAGE.*knowledge/],
  [JSON.stringify({ ...NEW, call: "toString" }), /CASE_UNKNOWN.*no call toString/],
  [JSON.stringify({ ...NEW, input: { title: "Clocks" } }), /CASE_REFUSED.*victim/s],
  [JSON.stringify({ ...NEW, input: null }), /CASE_REFUSED/],
  [JSON.stringify({ call: "open", input: { case: "case-0123456789ab" }, by: "a.keeper" }), /CASE_UNKNOWN/],
];

test("nonsense on the socket is answered, states nothing and ends nothing", async (context) => {
  const { folder, node } = await serving(context);
  const before = node.ledger.size;
  const answers = await exchange(folder, NONSENSE.map(([request]) => `${request}\n`).join(""), NONSENSE.length);
  for (const [index, [request, expected]] of NONSENSE.entries()) {
    const answer = parseJson(answers[index] ?? "");
    assert.ok(answer.ok, `${request}: ${answers[index]}`);
    const { ok, code, message } = answer.value as { ok: boolean; code: string; message: string };
    assert.equal(ok, false, request);
    assert.match(`${code} ${message.replaceAll("\n", " ")}`, expected, request);
  }
  assert.equal(node.ledger.size, before);
  const half = connect(join(folder, "case.sock"));
  half.end(JSON.stringify(NEW)); // a whole request, but its line never ends
  half.resume();
  await once(half, "close");
  assert.equal(node.ledger.size, before);
  const [whole = ""] = await exchange(folder, `${JSON.stringify(NEW)}\n`, 1);
  assert.match(whole, /"ok":true/);
  assert.equal(node.ledger.size, before + 1);
});

test("a line without an end is cut off at the limit", async (context) => {
  const { folder } = await serving(context);
  assert.deepEqual(await exchange(folder, Buffer.alloc(65 * 1024 * 1024, 0x20), 1), []);
  assert.match((await exchange(folder, `${JSON.stringify(NEW)}\n`, 1))[0] ?? "", /"ok":true/);
});

test("what is stated over HTTP, by the socket and by the node itself at once stands once each", async (context) => {
  const { folder, node, ask } = await serving(context);
  const keeper = { name: "a.keeper", victims: null };
  const { case: id } = (await ask(keeper, "new", NEW.input)) as { case: string };
  const before = node.ledger.size;
  const add = (text: string) => ({ case: id, document: NOUNS.replace("March", text) });
  const months = ["April", "May", "June", "July", "August"];
  await Promise.all(
    months.flatMap((month) => [
      ask(keeper, "add", add(month)),
      exchange(folder, `${JSON.stringify({ call: "add", input: add(month), by: "b.keeper" })}\n`, 1),
      ask(keeper, "open", { case: id }),
      ask(keeper, "open", { case: id }),
    ]),
  );
  assert.equal(node.ledger.size, before + months.length);
  const { counts, refused } = (await ask(keeper, "open", { case: id })) as { counts: Json; refused: Json };
  assert.deepEqual([counts, refused], [{ record: 1, observation: months.length }, []]);
  // What the long-lived book has is what a book that reads the ledger anew has.
  const anew = await (await openCaseAsking(caseWorldOf(node)))(keeper, "open", { case: id });
  assert.deepEqual(await ask(keeper, "open", { case: id }), anew);
});

test("who has gone before the turn came states nothing, and a node that stops says so", async (context) => {
  const { node, ask } = await serving(context);
  const before = node.ledger.size;
  const gone = AbortSignal.abort();
  await assert.rejects(ask({ name: "a.keeper", victims: null }, "new", NEW.input, { signal: gone }), { code: "LEDGER_BUSY" });
  assert.equal(node.ledger.size, before);
});

/** `case new` on a ledger that this process holds; `onRequest` is what listens on its socket, when it has one, does at a request. */
async function newBeside(context: TestContext, onRequest?: (socket: Socket, child: ChildProcess) => void): Promise<string> {
  const folder = await temporaryFolder(context);
  const node = await openNode({ dataDirectory: folder, party: PARTY, origin: null });
  context.after(() => node.close());
  const child = startMeridian(["case", "new", "--data", folder, "--title", "Clocks", ...VICTIM]);
  context.after(() => child.kill("SIGKILL"));
  if (onRequest !== undefined) {
    const silent = createServer((socket) => {
      socket.on("error", () => undefined); // whoever asks is killed here
      socket.once("data", () => onRequest(socket, child));
    });
    silent.listen(join(folder, "case.sock"));
    context.after(() => silent.close());
  }
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  assert.deepEqual(await once(child, "close"), [3, null]);
  assert.match(said, /LEDGER_BUSY/);
  return said;
}

test("who gets no answer hears why: nobody takes calls, Ctrl-C, or the node's end", async (context) => {
  const [held, stopped, ended] = await Promise.all([
    newBeside(context),
    newBeside(context, (_socket, child) => child.kill("SIGINT")),
    newBeside(context, (socket) => socket.destroy()),
  ]);
  assert.match(held, /process \d+ holds the ledger .* takes no calls of cases.*nothing was stated/s);
  assert.match(stopped, /stopped waiting .*`meridian case list`/);
  assert.match(ended, /ended before it answered.*`meridian case list`/);
});
