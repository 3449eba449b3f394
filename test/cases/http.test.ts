// Cases as others reach them: every call over HTTP, by token, with the wall between victims.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type TestContext, test } from "node:test";
import { createCaseSite } from "../../src/api/index.ts";
import { CASE_CALLS, caseWorldOf, openCaseAsking, openNode } from "../../src/app/index.ts";
import type { Json } from "../../src/lib/index.ts";
import { temporaryFolder } from "../support/run-meridian.ts";

const PARTY = { name: "North Port CERT", kind: "authority", jurisdiction: null, exercise: true };
const digestOf = (token: string) => createHash("sha256").update(token).digest("hex");
const HOLDERS = [
  { name: "keeper", sha256: digestOf("token-of-the-keeper-of-cases"), victims: null },
  { name: "Harbour Time Service", sha256: digestOf("token-of-harbour-time-service"), victims: ["Harbour Time Service"] },
  { name: "Salt Marsh Water", sha256: digestOf("token-of-salt-marsh-water"), victims: ["Salt Marsh Water"] },
];

type Answer = { readonly status: number; readonly json: Json };

/** What stands at a place in an answer; undefined where nothing does. */
function at(json: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
  let found = json;
  for (const step of path) found = (found as { readonly [name: string]: Json } | undefined)?.[step];
  return found;
}

const listOf = (json: Json | undefined) => json as readonly Json[];
const textAt = (json: Json | undefined, ...path: readonly (string | number)[]) => at(json, ...path) as string;
type Ask = (token: string, path: string, body?: object, headers?: Record<string, string>) => Promise<Answer>;

async function openSite(context: TestContext): Promise<{ readonly ask: Ask; readonly entries: () => number }> {
  const node = await openNode({ dataDirectory: await temporaryFolder(context), party: PARTY, origin: null });
  context.after(() => node.close());
  const ask = await openCaseAsking(caseWorldOf(node));
  const failures: unknown[] = [];
  const site = createCaseSite({ calls: CASE_CALLS, holders: HOLDERS, ask, onFailure: (error) => failures.push(error) });
  context.after(() => assert.deepEqual(failures, []));
  return {
    entries: () => node.ledger.size,
    ask: async (token, path, body, headers = {}) => {
      const given = { host: "127.0.0.1:7430", authorization: `Bearer ${token}`, "content-type": "application/json", ...headers };
      const request = body === undefined ? { headers: given } : { method: "POST", headers: given, body: JSON.stringify(body) };
      const response = await site.request(path, request);
      const text = await response.text();
      return { status: response.status, json: text.startsWith("{") || text.startsWith("[") ? (JSON.parse(text) as Json) : text };
    },
  };
}

const KEEPER = "token-of-the-keeper-of-cases";
const HARBOUR = "token-of-harbour-time-service";
const WATER = "token-of-salt-marsh-water";

const NOUNS = `
- { as: note, noun: record, place: { kept: elsewhere, title: Note, sha256: null, url: null }, origin: "publisher:North Port CERT" }
- { as: seen, noun: observation, record: $note, text: the same key was used in March }
- { as: who, noun: claim, kind: actor, level: cluster, ask: Who stopped it?, answers: [Party A] }
- { noun: link, type: bears-on, from: $seen, to: $who, bearing: { for: Party A, log10LR: [1, 2, 3], reliability: B, credibility: 2, forgeability: 0.2 } }
`;

async function openedCase(ask: Ask, token: string, victim: string): Promise<string> {
  const opened = await ask(token, "/cases/new", { title: "Clocks", victim });
  assert.equal(opened.status, 201, JSON.stringify(opened.json));
  return textAt(opened.json, "case");
}

test("a case is opened, filled, weighed and shaken over HTTP", async (context) => {
  const { ask } = await openSite(context);
  const id = await openedCase(ask, HARBOUR, "Harbour Time Service");
  const added = await ask(HARBOUR, `/cases/${id}/add`, { document: NOUNS });
  assert.equal(added.status, 201, JSON.stringify(added.json));
  const idOf = (as: string) =>
    textAt(
      listOf(at(added.json, "nouns")).find((noun) => at(noun, "as") === as),
      "id",
    );
  const who = at((await ask(HARBOUR, `/cases/${id}/who?matrix=true`)).json, 0);
  assert.equal(at(who, "id"), idOf("who"));
  assert.deepEqual(
    listOf(at(who, "claim", "answers")).map((answer) => at(answer, "answer")),
    ["Party A", "imitation of Party A", "other"],
  );
  assert.equal(at(who, "verdict", "outcome", "is"), "imitation-not-excluded");
  assert.equal(listOf(at(who, "matrix", "rows")).length, 1);
  const shaken = at((await ask(HARBOUR, `/cases/${id}/what-if?withdraw=${idOf("note")}`)).json, 0);
  assert.deepEqual(
    [at(shaken, "claim"), at(shaken, "before", "supported"), at(shaken, "after", "supported")],
    [at(who, "id"), true, false],
  );
  const judged = await ask(HARBOUR, `/cases/${id}/judge`, { on: idOf("note"), stance: "withdraw", why: "it was forged" });
  assert.equal(judged.status, 201);
  const told = (await ask(HARBOUR, `/cases/${id}/open`)).json;
  assert.deepEqual([at(told, "claims", 0, "score", "supported"), at(told, "casefile", "by")], [false, "Harbour Time Service"]);
});

test("another victim's case does not exist: not to read, not to add to, not in lists or comparisons", async (context) => {
  const { ask } = await openSite(context);
  const id = await openedCase(ask, HARBOUR, "Harbour Time Service");
  await ask(HARBOUR, `/cases/${id}/add`, { document: NOUNS });
  const unknown = await ask(WATER, "/cases/case-0123456789ab/open");
  for (const call of CASE_CALLS.filter(({ about, does }) => about === "one" && does === "reads")) {
    const path = (name: string) => `/cases/${name}/${call.name}${call.name === "what-if" ? `?withdraw=${"0".repeat(64)}` : ""}`;
    const [walled, missing] = [await ask(WATER, path(id)), await ask(WATER, path("case-0123456789ab"))];
    if (call.name === "route" || missing.status === 400) continue;
    assert.deepEqual([walled.status, missing.status], [404, 404], call.name);
    assert.equal(
      textAt(walled.json, "message").replace(id, ""),
      textAt(missing.json, "message").replace("case-0123456789ab", ""),
      call.name,
    );
  }
  assert.equal(unknown.status, 404);
  assert.equal((await ask(WATER, `/cases/${id}/add`, { document: NOUNS })).status, 404);
  assert.deepEqual((await ask(WATER, "/cases/list")).json, []);
  assert.deepEqual(at((await ask(WATER, "/cases/relate?trait=technique%3DT1110")).json, "cases"), []);
  assert.equal((await ask(WATER, "/cases/new", { title: "T", victim: "Harbour Time Service" })).status, 403);
  assert.equal(listOf((await ask(KEEPER, "/cases/list")).json).length, 1);
});

test("a pattern that is stated in one victim's case names no case of another", async (context) => {
  const { ask } = await openSite(context);
  const water = await openedCase(ask, WATER, "Salt Marsh Water");
  const harbour = await openedCase(ask, HARBOUR, "Harbour Time Service");
  const stated = await ask(KEEPER, `/cases/${harbour}/pattern`, { trait: ["technique=T1110", "tool=Tool A"] });
  assert.equal(stated.status, 201, JSON.stringify(stated.json));
  const everything = JSON.stringify((await ask(HARBOUR, `/cases/${harbour}/timeline`)).json);
  assert.ok(everything.includes("1 of other victims"));
  assert.ok(!everything.includes(water));
});

const REFUSED: readonly (readonly [
  what: string,
  path: string,
  body: object | undefined,
  headers: Record<string, string>,
  status: number,
])[] = [
  ["no token", "/cases/list", undefined, { authorization: "" }, 401],
  ["another token", "/cases/list", undefined, { authorization: "Bearer token-of-somebody-else-here" }, 401],
  ["another host's name", "/cases/list", undefined, { host: "cases.example" }, 421],
  ["an unknown call", "/cases/erase", undefined, {}, 404],
  ["an unknown name in a query", "/cases/list?victim=x", undefined, {}, 400],
  ["a form", "/cases/new", { title: "T", victim: "V" }, { "content-type": "text/plain" }, 415],
  ["a claim without answers", "/cases/new", { title: "T" }, {}, 400],
];

for (const [what, path, body, headers, status] of REFUSED)
  test(`refused, and nothing stated: ${what}`, async (context) => {
    const { ask, entries } = await openSite(context);
    const before = entries();
    assert.equal((await ask(KEEPER, path, body, headers)).status, status);
    assert.equal(entries(), before);
  });

const WRONG: readonly (readonly [string, string, RegExp])[] = [
  ["a name that nothing before it has", "- { noun: observation, record: $later, text: x }", /nothing before it is named later/],
  ["an unknown noun", "- { noun: weapon }", /expected one of record, observation/],
  ["a link to nowhere", `- { noun: link, type: derives, from: "${"a".repeat(64)}", to: "${"b".repeat(64)}" }`, /missing/],
  ["a member that nobody knows", "- { noun: entity, kind: tool, name: T, colour: red }", /colour/],
  ["a record that is not sealed here", `- { noun: record, of: "${"c".repeat(64)}" }`, /no record/],
  ["an alias", "- &a { noun: entity, kind: tool, name: T }\n- *a", /line|expected/],
  ["a prototype", "- { noun: constructor }", /expected one of/],
  ["a member named __proto__", "- { noun: entity, __proto__: { kind: tool, name: T } }", /__proto__/],
];

test("a document with one fault is refused whole, with the place, and nothing is stated", async (context) => {
  const { ask, entries } = await openSite(context);
  const id = await openedCase(ask, KEEPER, "Harbour Time Service");
  const before = entries();
  for (const [what, document, reason] of WRONG) {
    const refused = await ask(KEEPER, `/cases/${id}/add`, {
      document: `- { noun: entity, kind: tool, name: Good }\n${document}`,
    });
    assert.equal(refused.status, 400, what);
    assert.match(textAt(refused.json, "message"), reason, what);
  }
  assert.equal(entries(), before);
});

test("an argument that the query does not know is refused, whatever it is called", async (context) => {
  const { ask, entries } = await openSite(context);
  const id = await openedCase(ask, KEEPER, "Harbour Time Service");
  const before = entries();
  for (const name of ["colour", "__proto__", "constructor"]) {
    const known = { from: "2026-11-22T12:00:00.000Z", to: "2026-11-22T13:00:00.000Z", inside: "192.0.2.0/24" };
    const body = { query: "bytes-out.flows", arguments: { ...known, [name]: "x" }, claim: "0".repeat(64) };
    const refused = await ask(KEEPER, `/cases/${id}/measure`, body);
    assert.equal(refused.status, 400);
    assert.ok(textAt(refused.json, "message").endsWith(` for the argument ${name}`), name);
  }
  assert.equal(entries(), before);
});

test("statements that come at once are made one after the other, each once", async (context) => {
  const { ask, entries } = await openSite(context);
  const id = await openedCase(ask, KEEPER, "Harbour Time Service");
  const before = entries();
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask(KEEPER, `/cases/${id}/add`, { document: NOUNS })));
  assert.deepEqual(
    answers.map(({ status }) => status),
    answers.map(() => 201),
  );
  assert.equal(answers.filter(({ json }) => at(json, "entry") !== null).length, entries() - before);
  const told = (await ask(KEEPER, `/cases/${id}/open`)).json;
  assert.equal(at(told, "counts", "claim"), 1);
});
