// A case held against packs of law, over HTTP and on the command line: what is stated can be derived again, and the wall between victims holds.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createCaseSite } from "../../src/api/index.ts";
import {
  assessmentLines,
  CASE_CALLS,
  type CaseAsker,
  caseWorldOf,
  openCaseAsking,
  openNode,
  type ToldAssessment,
} from "../../src/app/index.ts";
import { Failure, type Json } from "../../src/lib/index.ts";
import { runMeridian, temporaryFolder } from "../support/run-meridian.ts";
import { writePacks } from "./packs.ts";

const PARTY = { name: "North Port CERT", kind: "authority", jurisdiction: null, exercise: true };
const KEEPER: CaseAsker = { name: "keeper", victims: null };
const HARBOUR: CaseAsker = { name: "Harbour Time Service", victims: ["Harbour Time Service"] };
const MARSH: CaseAsker = { name: "Salt Marsh Water", victims: ["Salt Marsh Water"] };

const record = (as: string) =>
  `- { as: ${as}, noun: record, place: { kept: elsewhere, title: ${as}, sha256: null, url: null }, origin: "sensor:${as}" }
- { as: seen-${as}, noun: observation, record: $${as}, text: it stopped as ${as} saw it }`;
const bears = (as: string) =>
  `- { noun: link, type: bears-on, from: $seen-${as}, to: $stop, bearing: { weights: [{ for: yes, against: no, log10LR: [3, 3, 3] }, { for: yes, log10LR: [3, 3, 3] }], reliability: A, credibility: 1, forgeability: 0 } }`;
const SENSORS = ["north", "south", "east"];
const NOUNS = [
  ...SENSORS.map(record),
  "- { as: stop, noun: claim, kind: outcome, ask: Did the service stop?, answers: [yes, no] }",
  "- { as: partyA, noun: entity, kind: actor, name: Party A }",
  ...SENSORS.map(bears),
].join("\n");

/** What stands at a place in an answer; undefined where nothing does. */
function at(json: unknown, ...path: readonly (string | number)[]): unknown {
  let found = json;
  for (const step of path) found = (found as { readonly [name: string]: unknown } | undefined)?.[step];
  return found;
}
const textAt = (json: unknown, ...path: readonly (string | number)[]) => at(json, ...path) as string;
const listAt = (json: unknown, ...path: readonly (string | number)[]) => at(json, ...path) as readonly unknown[];

type Ask = (name: string, input?: object, who?: CaseAsker) => Promise<Json>;
type Scene = { readonly ask: Ask; readonly id: string; readonly idOf: (as: string) => string; readonly entries: () => number };

/** A case of Harbour Time Service with three sensors that saw its service stop. */
async function opened(context: TestContext): Promise<Scene> {
  const folder = await temporaryFolder(context);
  const packs = [await writePacks(folder)];
  const node = await openNode({ dataDirectory: join(folder, "data"), party: PARTY, origin: null });
  context.after(() => node.close());
  const asking = await openCaseAsking(caseWorldOf(node));
  const ask: Ask = (name, input = {}, who = KEEPER) => asking(who, name, input, { packs });
  const id = textAt(
    await ask("new", { title: "Clocks", victim: "Harbour Time Service", awareAt: "2026-03-01T00:00:00Z" }),
    "case",
  );
  const added = await ask("add", { case: id, document: NOUNS });
  const idOf = (as: string) =>
    textAt(
      listAt(added, "nouns").find((noun) => at(noun, "as") === as),
      "id",
    );
  return { ask, id, idOf, entries: () => node.ledger.size };
}

const readStop = ({ id, idOf }: Scene, changes: object = {}) => ({
  case: id,
  claims: [{ claim: idOf("stop"), prop: "stopped", shows: ["yes"], refutes: ["no"], ...changes }],
  records: SENSORS.map((as) => ({ record: idOf(as), kinds: ["operator_log"] })),
});

/** The headlines of the last day, by rule. */
function headlines(told: Json): Readonly<Record<string, string>> {
  const answers = listAt(listAt(told, "days").at(-1), "assessed", "answers");
  const word = (value: unknown) =>
    at(value, "truth") === "undetermined"
      ? `undetermined${at(value, "facts") === true ? ":facts" : ""}${at(value, "law") === true ? ":law" : ""}`
      : textAt(value, "truth");
  return Object.fromEntries(answers.map((answer) => [textAt(answer, "rule"), word(at(answer, "headline"))]));
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof Failure, String(error));
  return `${error.code}: ${error.message}`;
}

test("an empty case is undetermined everywhere, under every position", async (context) => {
  const { ask } = await opened(context);
  const id = textAt(await ask("new", { title: "Nothing", victim: "Salt Marsh Water" }), "case");
  const told = await ask("assess", { case: id });
  assert.deepEqual(at(told, "facts"), { findings: [], figures: [] });
  for (const answer of listAt(told, "days", 0, "assessed", "answers"))
    for (const value of [at(answer, "headline"), at(answer, "believed")]) assert.equal(at(value, "truth"), "undetermined");
  assert.equal(listAt(told, "days").length, 1);
});

test("claims that are read decide rules; what is stated is derived again, until what it leaned on is withdrawn", async (context) => {
  const scene = await opened(context);
  const { ask, id, idOf } = scene;
  assert.deepEqual(headlines(await ask("assess", { case: id })), {
    breach: "undetermined:facts:law",
    loss: "undetermined:facts",
    part: "undetermined:facts",
  });
  const read = await ask("reading", readStop(scene));
  assert.deepEqual([at(read, "claims"), at(read, "records"), at(read, "unknown")], [1, 3, []]);
  const told = await ask("state-assessment", { case: id });
  assert.deepEqual(headlines(told), { breach: "undetermined:law", loss: "met", part: "undetermined:facts" });
  assert.deepEqual(at(told, "facts", "findings", 0, "sources"), ["sensor:east", "sensor:north", "sensor:south"]);
  const verified = await ask("verify-assessments", { case: id });
  assert.deepEqual(
    [at(verified, "assessments", 0, "equal"), at(verified, "assessments", 0, "differs"), at(verified, "assessments", 0, "since")],
    [true, [], []],
  );
  // A fourth record changes what is known, and so its digest; the stated assessment still comes out of the record as it stood.
  const west = await ask("add", {
    case: id,
    document: `${record("west")}\n${bears("west").replace("$stop", JSON.stringify(idOf("stop")))}`,
  });
  assert.notEqual(textAt(await ask("assess", { case: id }), "digest"), textAt(told, "digest"));
  assert.equal(at(await ask("verify-assessments", { case: id }), "assessments", 0, "equal"), true);
  // Without three of the sensors one source of the right kind is left, and what leaned on two is open again.
  for (const on of [idOf("north"), idOf("south"), textAt(west, "nouns", 0, "id")])
    await ask("judge", { case: id, on, stance: "withdraw", why: "its clock was wrong" });
  assert.equal(headlines(await ask("assess", { case: id }))["loss"], "undetermined:facts");
  const after = at(await ask("verify-assessments", { case: id }), "assessments", 0);
  assert.equal(at(after, "equal"), true);
  assert.deepEqual(
    listAt(after, "since")
      .map((change) => [at(change, "rule"), at(change, "was"), at(change, "is")])
      .slice(0, 2),
    [
      ["breach", "undetermined:law", "undetermined:both"],
      ["loss", "met", "undetermined:facts"],
    ],
  );
});

test("a position before its date is silent, and one alone decides as it says", async (context) => {
  const scene = await opened(context);
  const { ask, id } = scene;
  await ask("reading", readStop(scene));
  const under = async (input: object) => headlines(await ask("assess", { case: id, rules: ["breach"], ...input }))["breach"];
  assert.equal(await under({ asOf: "2026-03-01", positions: ["marsh"] }), "undetermined:law");
  assert.equal(await under({ asOf: "2026-06-01", positions: ["marsh"] }), "not_met");
  assert.equal(await under({ asOf: "2026-03-01", positions: ["harbour"] }), "met");
  const told = await ask("assess", { case: id });
  assert.deepEqual([at(told, "days", 0, "assessed", "asOf"), at(told, "incidentDay")], ["2026-03-01", "2026-03-01"]);
  assert.equal(listAt(told, "days").length, 2);
  const marsh = await ask("assess", { case: id, positions: ["marsh"] });
  assert.deepEqual(
    listAt(marsh, "compared", "differences").map((one) => [
      at(one, "rule"),
      at(one, "incident", "headline"),
      at(one, "later", "headline"),
    ]),
    [["breach", "undetermined:law", "not_met"]],
  );
  const lines = assessmentLines(marsh as unknown as ToldAssessment, "en");
  assert.equal(
    lines[lines.indexOf("What differs between the two days:") + 1]?.replace(/ +/g, " "),
    " breach undetermined (law) → not met",
  );
});

test("closure tells a loss by burden of proof, and changes no answer", async (context) => {
  const { ask, id } = await opened(context);
  const told = await ask("assess", { case: id, rules: ["loss"], closed: true });
  const [answer] = listAt(told, "days", 0, "assessed", "answers");
  assert.deepEqual(at(told, "compared", "closures"), ["loss"]);
  assert.deepEqual([at(answer, "closure"), at(answer, "headline", "truth")], ["not_established", "undetermined"]);
});

test("a reading about one party counts where that party is asked about, by name", async (context) => {
  const scene = await opened(context);
  const { ask, id, idOf } = scene;
  await ask("reading", readStop(scene, { prop: "ordered", of: idOf("partyA") }));
  const nobody = await ask("assess", { case: id });
  assert.deepEqual([headlines(nobody)["part"], at(nobody, "aboutOthers")], ["undetermined:facts", 1]);
  const about = await ask("assess", { case: id, respondent: "Party A" });
  assert.deepEqual([headlines(about)["part"], at(about, "respondent", "id")], ["met", idOf("partyA")]);
  assert.match(
    await refusal(ask("assess", { case: id, respondent: "Party B" })),
    /CASE_REFUSED: the case has no entity "Party B"/,
  );
});

test("another victim's case does not exist for assessments and remedies, and nobody takes the place of another's word", async (context) => {
  const scene = await opened(context);
  const { ask, id } = scene;
  await ask("reading", readStop(scene));
  for (const call of ["assess", "state-assessment", "verify-assessments", "remedy"])
    assert.match(await refusal(ask(call, { case: id }, MARSH)), /^CASE_UNKNOWN/, call);
  const decision = { case: id, option: "victim_care", event: "decided", why: "they were harmed", until: "2099-01-01" };
  assert.match(await refusal(ask("decide", decision, MARSH)), /^CASE_UNKNOWN/);
  assert.match(await refusal(ask("letter", { case: id, kind: "notice", to: "Party B" }, MARSH)), /^CASE_UNKNOWN/);
  assert.match(await refusal(ask("reading", readStop(scene), MARSH)), /^CASE_UNKNOWN/);
  assert.match(await refusal(ask("reading", readStop(scene), HARBOUR)), /^CASE_WALLED/);
  assert.equal(headlines(await ask("assess", { case: id }, HARBOUR))["loss"], "met");
});

const REFUSED: readonly (readonly [what: string, call: string, input: (scene: Scene) => object, expected: RegExp])[] = [
  ["a claim that is not there", "reading", (scene) => readStop(scene, { claim: "0".repeat(64) }), /has no claim/],
  [
    "an answer that the claim has not",
    "reading",
    (scene) => readStop(scene, { shows: ["perhaps"] }),
    /no answer "perhaps"; it has yes, no, other/,
  ],
  [
    "an answer that shows and refutes",
    "reading",
    (scene) => readStop(scene, { refutes: ["yes"] }),
    /cannot both show and refute/,
  ],
  ["a party that is not there", "reading", (scene) => readStop(scene, { of: "0".repeat(64) }), /has no entity/],
  ["a party that is a claim", "reading", (scene) => readStop(scene, { of: scene.idOf("stop") }), /has no entity/],
  [
    "a record that is a claim",
    "reading",
    (scene) => ({ case: scene.id, records: [{ record: scene.idOf("stop"), kinds: [] }] }),
    /has no record/,
  ],
  ["a reading of nothing", "reading", ({ id }) => ({ case: id }), /at least one claim or record/],
  ["a proposition with a prototype's name", "reading", (scene) => readStop(scene, { prop: "__proto__" }), /expected an id/],
  ["a rule that is in no pack", "assess", ({ id }) => ({ case: id, rules: ["nothing"] }), /no pack has a rule nothing/],
  [
    "a position of nobody",
    "assess",
    ({ id }) => ({ case: id, positions: ["nobody"] }),
    /no pack states a position of nobody; there are harbour, marsh/,
  ],
  ["a day that there is not", "assess", ({ id }) => ({ case: id, asOf: "2026-02-30" }), /calendar/],
  ["packs that HTTP names", "assess", ({ id }) => ({ case: id, packs: ["/etc"] }), /Unrecognized key/],
  [
    "an answer that is shut",
    "decide",
    ({ id }) => ({ case: id, option: "technical_notice", event: "decided", why: "somebody should know", until: "2099-01-01" }),
    /technical_notice is shut: .*nothing was stated/,
  ],
  [
    "an answer by force",
    "decide",
    ({ id }) => ({ case: id, option: "hack_back", event: "decided", why: "they did it first", until: "2099-01-01" }),
    /hack_back: Never offered/,
  ],
  [
    "an answer without a reason",
    "decide",
    ({ id }) => ({ case: id, option: "victim_care", event: "decided", why: "ok", until: "2099-01-01" }),
    /in your own words/,
  ],
  [
    "an answer beyond its sunset",
    "decide",
    ({ id }) => ({ case: id, option: "victim_care", event: "decided", why: "they were harmed", until: "2099-01-01" }),
    /ends by itself after \d+ days/,
  ],
  [
    "a review of what nobody decided",
    "decide",
    ({ id }) => ({ case: id, option: "victim_care", event: "reviewed", why: "they still need it" }),
    /nobody decided/,
  ],
];

test("what does not fit is refused with its reason, and nothing is stated", async (context) => {
  const scene = await opened(context);
  const before = scene.entries();
  for (const [what, call, input, expected] of REFUSED) assert.match(await refusal(scene.ask(call, input(scene))), expected, what);
  assert.equal(scene.entries(), before);
});

const answered = (origin: string, changes: object = {}) => ({
  prop: "stopped",
  answer: "yes",
  why: `it stopped, says ${origin}`,
  source: { title: `Log of ${origin}`, origin },
  kinds: ["operator_log"],
  ...changes,
});

test("answers in a form enter as claims with modest weights, all of them or none", async (context) => {
  const { ask, id, entries } = await opened(context);
  const before = entries();
  const none = ask("answer-form", { case: id, answers: [answered("party:a"), answered("party:b", { prop: "nobody_asks" })] });
  assert.match(await refusal(none), /no pack asks about nobody_asks; nothing was stated/);
  assert.equal(entries(), before);
  // One voice is reason to ask, and no more; its opposite leaves it open.
  await ask("answer-form", { case: id, answers: [answered("party:a")] });
  const [one] = listAt(await ask("assess", { case: id }), "facts", "findings");
  assert.deepEqual(
    [at(one, "pro"), at(one, "con"), at(one, "sources"), at(one, "kinds")],
    ["reasonable", null, ["party:a"], ["operator_log"]],
  );
  await ask("answer-form", { case: id, answers: ["b", "c", "d", "e"].map((name) => answered(`party:${name}`)) });
  const five = await ask("assess", { case: id });
  assert.deepEqual([at(five, "facts", "findings", 0, "pro"), headlines(five)["loss"]], ["preponderance", "met"]);
  assert.equal(listAt(await ask("open", { case: id }), "claims").length, 2, "answers to one question come together in one claim");
  const size = entries();
  await ask("answer-form", { case: id, answers: [answered("party:z", { answer: "no", kinds: [] })] });
  assert.equal(entries(), size + 1, "how the claim is read was said before");
});

test("the report of a case tells its latest assessment, to readers who may see all of the case", async (context) => {
  const scene = await opened(context);
  const { ask, id } = scene;
  const report = async () => textAt(await ask("export", { case: id, format: "markdown" }), "files", 0, "text");
  assert.doesNotMatch(await report(), /## .*Law/);
  await ask("reading", readStop(scene));
  await ask("state-assessment", { case: id });
  assert.match(await report(), /## .*Law[\s\S]*loss is met\.[\s\S]*not legal advice/);
  const red = `- { as: r, noun: record, place: { kept: elsewhere, title: secret, sha256: null, url: null }, origin: "x", tlp: red }`;
  await ask("add", { case: id, document: red });
  assert.match(await report(), /left out here/);
  assert.doesNotMatch(await report(), /loss is met/);
});

test("a lawful answer that is open is decided on with its assessment, looked at, and ended", async (context) => {
  const { ask, id, entries } = await opened(context);
  const until = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  const why = "those who were harmed need help now";
  const before = entries();
  await ask("decide", { case: id, option: "victim_care", event: "decided", why, until });
  assert.equal(entries(), before + 2, "the assessment that it rests on is stated with it");
  const held = (told: Json) => [at(told, "measures", "measures", 0, "option"), at(told, "measures", "measures", 0, "state")];
  assert.deepEqual(held(await ask("remedy", { case: id })), ["victim_care", "in-force"]);
  assert.match(
    textAt(await ask("remedy", { case: id }), "lostPack"),
    /^law\/.*\.yaml$/,
    "packs that ship are not in use, and that is said",
  );
  await ask("decide", { case: id, option: "victim_care", event: "reviewed", why: "they still need it" });
  assert.equal(entries(), before + 3, "an assessment with that result stands already");
  await ask("decide", { case: id, option: "victim_care", event: "ended", why: "everybody was helped" });
  assert.deepEqual(held(await ask("remedy", { case: id })), ["victim_care", "ended"]);
  assert.equal(at(await ask("verify-assessments", { case: id }), "assessments", 0, "equal"), true);
});

test("a letter is drafted and says so", async (context) => {
  const { ask, id, entries } = await opened(context);
  const before = entries();
  const asked = [{ what: "the logs of March", why: "they are kept for a month" }];
  const draft = textAt(await ask("letter", { case: id, kind: "preservation", to: "Party B", asked }), "draft");
  assert.match(draft, /draft/i);
  assert.match(draft, /the logs of March/);
  assert.equal(entries(), before);
});

test("HTTP and the command line say the same, and exit codes tell a verified no", async (context) => {
  const folder = await temporaryFolder(context);
  const [packs, data] = [await writePacks(folder), join(folder, "data")];
  const run = async (args: readonly string[], input = "") => {
    const ran = await runMeridian([...args, "--data", data], input);
    return { ...ran, json: ran.code === 0 && args.includes("--json") ? (JSON.parse(ran.stdout) as Json) : null };
  };
  const node = await openNode({ dataDirectory: data, party: PARTY, origin: null });
  const asking = await openCaseAsking(caseWorldOf(node));
  const id = textAt(await asking(KEEPER, "new", { title: "Clocks", victim: "Harbour Time Service" }), "case");
  const added = await asking(KEEPER, "add", { case: id, document: NOUNS });
  const idOf = (as: string) =>
    textAt(
      listAt(added, "nouns").find((noun) => at(noun, "as") === as),
      "id",
    );
  await node.close();

  const law = ["--packs", packs];
  const kinds = SENSORS.flatMap((as) => ["--record", idOf(as)]);
  const read = await run([
    "assess",
    "read",
    id,
    "--claim",
    idOf("stop"),
    "--prop",
    "stopped",
    "--shows",
    "yes",
    "--refutes",
    "no",
    ...kinds,
    "--kind",
    "operator_log",
    ...law,
  ]);
  assert.equal(read.code, 0, read.stderr);
  const slip = await run(["assess", "read", id, "--claim", idOf("stop"), "--prop", "stoped", "--shows", "yes", ...law]);
  assert.match(slip.stderr, /no pack asks about stoped/);
  const told = await run(["assess", id, ...law, "--state", "--json"]);
  assert.equal(headlines(told.json)["loss"], "met", told.stderr);
  const shown = await run(["assess", id, ...law, "--why", "breach", "--position", "marsh"]);
  assert.match(shown.stdout, /^met\n {2}loss /m);
  assert.doesNotMatch(shown.stdout, /under every position/, "one holder is not all");
  assert.match(shown.stdout, /not met: point of law loss_counts – .* \(as this holder states\)/);

  const again = await openNode({ dataDirectory: data, party: PARTY, origin: null });
  const site = createCaseSite({
    calls: CASE_CALLS,
    holders: [
      { name: "keeper", victims: null, sha256: createHash("sha256").update("token-of-the-keeper-of-cases").digest("hex") },
    ],
    ask: await openCaseAsking(caseWorldOf(again)),
    onFailure: assert.ifError,
  });
  const headers = { host: "127.0.0.1:1", authorization: "Bearer token-of-the-keeper-of-cases" };
  const verified = await site.request(`/cases/${id}/verify-assessments`, { headers });
  assert.equal(verified.status, 200);
  // HTTP has the packs that ship: it says that these are others, and answers all the same.
  assert.equal(at((await verified.json()) as Json, "assessments", 0, "equal"), false);
  await again.close();

  assert.equal((await run(["assess", "verify", id, ...law])).code, 0);
  const rules = join(packs, "rules.yaml");
  await writeFile(rules, (await readFile(rules, "utf8")).replace("minSources: 2", "minSources: 4"));
  const changed = await run(["assess", "verify", id, ...law]);
  assert.equal(changed.code, 1, changed.stderr);
  assert.match(changed.stdout, /pack example: it was 1 and is 1, with other bytes/);
  assert.match(changed.stdout, /loss as of/);
  assert.equal((await run(["assess", "case-0123456789ab", ...law])).code, 3);
  assert.equal((await run(["assess", id, "--language", "tlh", ...law])).code, 2);
  assert.equal((await run(["remedy", id, ...law, "--decide", "victim_care"])).code, 2);
});
