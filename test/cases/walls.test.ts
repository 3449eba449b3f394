// What somebody who may see one victim's cases may not do: read what is sealed, keep another's case, or speak in another's name.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type TestContext, test } from "node:test";
import { createCaseSite } from "../../src/api/index.ts";
import { CASE_CALLS, caseWorldOf, openCaseAsking, openNode } from "../../src/app/index.ts";
import { temporaryFolder } from "../support/run-meridian.ts";

const PARTY = { name: "North Port CERT", kind: "authority", jurisdiction: null, exercise: true };
const KEEPER = "token-of-the-keeper-of-cases";
const WATER = "token-of-salt-marsh-water";
const digestOf = (token: string) => createHash("sha256").update(token).digest("hex");
const HOLDERS = [
  { name: "keeper", sha256: digestOf(KEEPER), victims: null },
  { name: "Salt Marsh Water", sha256: digestOf(WATER), victims: ["Salt Marsh Water"] },
];
type Told = { readonly status: number; readonly json: { code: string; message: string; case: string; nouns: { id: string }[] } };

async function openSite(context: TestContext) {
  const node = await openNode({ dataDirectory: await temporaryFolder(context), party: PARTY, origin: null });
  context.after(() => node.close());
  const ask = await openCaseAsking(caseWorldOf(node));
  const site = createCaseSite({ calls: CASE_CALLS, holders: HOLDERS, ask, onFailure: assert.ifError });
  return async (token: string, path: string, body: object): Promise<Told> => {
    const headers = { host: "127.0.0.1:1", authorization: `Bearer ${token}`, "content-type": "application/json" };
    const response = await site.request(path, { method: "POST", headers, body: JSON.stringify(body) });
    return { status: response.status, json: (await response.json()) as Told["json"] };
  };
}

const WALLED: readonly (readonly [call: string, body: object])[] = [
  ["route", { to: "file=/etc/chrony/chrony.conf" }],
  ["enter-route", { from: "address=203.0.113.7" }],
  ["tools", {}],
  ["enter-tool", { tool: "Tool A" }],
  ["background", { corpus: "own" }],
  ["damage", { rerun: true }],
  ["measure", { query: "downtime.union", claim: "0".repeat(64) }],
  ["add", { document: `- { noun: record, of: "${"c".repeat(64)}" }` }],
  ["add", { document: "- { noun: record, of: ex-0123456789ab }" }],
];

test("sealed records, exhibits and incidents are behind the wall, whether they are there or not", async (context) => {
  const ask = await openSite(context);
  const { json } = await ask(WATER, "/cases/new", { title: "T", victim: "Salt Marsh Water" });
  for (const [call, body] of WALLED) {
    const told = await ask(WATER, `/cases/${json.case}/${call}`, body);
    assert.deepEqual([call, told.status, told.json.code], [call, 403, "CASE_WALLED"]);
  }
  const taking = await ask(WATER, "/cases/new", { title: "T", victim: "Salt Marsh Water", incidents: ["case-0123456789ab"] });
  assert.equal(taking.json.code, "CASE_WALLED");
  assert.equal((await ask(KEEPER, `/cases/${json.case}/tools`, {})).status, 200);
});

test("nobody becomes a case's keeper by changing its casefile", async (context) => {
  const ask = await openSite(context);
  const { json } = await ask(KEEPER, "/cases/new", { title: "T", victim: "Salt Marsh Water" });
  const document = "- { noun: entity, kind: tool, name: Tool A }";
  const [noun] = (await ask(KEEPER, `/cases/${json.case}/add`, { document })).json.nouns;
  assert.equal((await ask(WATER, `/cases/${json.case}/change`, { title: "mine" })).json.code, "CASE_WALLED");
  assert.equal((await ask(WATER, `/cases/${json.case}/judge`, { on: noun?.id, stance: "withdraw", why: "" })).status, 400);
  const review = `- { noun: judgement, on: "${noun?.id}", stance: review, by: North Port CERT }`;
  const told = await ask(WATER, `/cases/${json.case}/add`, { document: review });
  assert.match(told.json.message, /not-theirs/);
});

test("a document of many keys is read in linear time, and a repeated key is refused with its line", {
  timeout: 20_000,
}, async (context) => {
  const ask = await openSite(context);
  const { json } = await ask(KEEPER, "/cases/new", { title: "T", victim: "Salt Marsh Water" });
  const keys = Array.from({ length: 60_000 }, (_, at) => `k${at}: 1`).join(", ");
  const before = performance.now();
  assert.equal((await ask(KEEPER, `/cases/${json.case}/add`, { document: `- {${keys}}` })).status, 400);
  assert.ok(performance.now() - before < 8000);
  const twice = await ask(KEEPER, `/cases/${json.case}/add`, { document: "- noun: entity\n  kind: tool\n  kind: actor" });
  assert.match(twice.json.message, /line 3: expected each key once/);
});
