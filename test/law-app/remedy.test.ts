// Lawful answers and the measures that were decided on, against people who would open them by what they ask, or aim them at somebody else.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type CaseAsker, type CaseWorld, caseWorldOf, openCaseAsking, openNode } from "../../src/app/index.ts";
import type { Json } from "../../src/lib/index.ts";
import type { Statement } from "../../src/model/index.ts";
import { temporaryFolder } from "../support/run-meridian.ts";

const PARTY = { name: "North Port CERT", kind: "authority", jurisdiction: null, exercise: true };
const KEEPER: CaseAsker = { name: "keeper", victims: null };

function at(json: unknown, ...path: readonly (string | number)[]): unknown {
  let found = json;
  for (const step of path) found = (found as { readonly [name: string]: unknown } | undefined)?.[step];
  return found;
}
const listAt = (json: unknown, ...path: readonly (string | number)[]) => at(json, ...path) as readonly unknown[];

/** Who did it, as two sensors saw it. */
const actor = (as: string, name: string, entity: string, subject: string) => `
- { as: ${as}, noun: claim, kind: actor, level: organisation, subject: ${subject}, ask: "Who did ${as}?", answers: [{ answer: ${name}, entity: ${entity} }] }
${["north", "south", "east"]
  .map(
    (
      sensor,
    ) => `- { as: ${as}-${sensor}, noun: record, place: { kept: elsewhere, title: ${as} ${sensor}, sha256: null, url: null }, origin: "sensor:${as}-${sensor}" }
- { as: ${as}-${sensor}-seen, noun: observation, record: $${as}-${sensor}, text: ${as} as ${sensor} saw it }
- { noun: link, type: bears-on, from: $${as}-${sensor}-seen, to: $${as}, bearing: { weights: [{ for: ${name}, log10LR: [3, 3, 3] }, { for: ${name}, against: "imitation of ${name}", log10LR: [3, 3, 3] }], reliability: A, credibility: 1, forgeability: 0 } }`,
  )
  .join("\n")}`;

const WAY = `
- { as: way, noun: claim, kind: route, ask: "By which way?", answers: [the jump host, the key] }
- { as: harm, noun: claim, kind: outcome, ask: "Did it stop?", answers: ["it stopped", "no"] }
${["a", "b", "c"]
  .map(
    (
      log,
    ) => `- { as: log-${log}, noun: record, place: { kept: elsewhere, title: log ${log}, sha256: null, url: null }, origin: "sensor:${log}" }
- { as: log-${log}-seen, noun: observation, record: $log-${log}, text: a step in log ${log} }
- { noun: link, type: bears-on, from: $log-${log}-seen, to: $way, bearing: { weights: [{ for: the jump host, log10LR: [3, 3, 3] }, { for: the jump host, against: the key, log10LR: [3, 3, 3] }], reliability: A, credibility: 1, forgeability: 0 } }
- { noun: link, type: bears-on, from: $log-${log}-seen, to: $harm, bearing: { weights: [{ for: it stopped, log10LR: [3, 3, 3] }, { for: it stopped, against: "no", log10LR: [3, 3, 3] }], reliability: A, credibility: 1, forgeability: 0 } }`,
  )
  .join("\n")}`;

const NOUNS = `- { as: partyA, noun: entity, kind: actor, name: Party A }
- { as: partyB, noun: entity, kind: actor, name: Party B }
- { as: siteA, noun: entity, kind: asset, name: Site A }
- { as: siteB, noun: entity, kind: asset, name: Site B }
${actor("first", "Party A", "$partyA", "$siteA")}${actor("second", "Party B", "$partyB", "$siteB")}${WAY}`;

type Ask = (name: string, input?: object) => Promise<Json>;
type Scene = { readonly ask: Ask; readonly world: CaseWorld; readonly id: string; readonly idOf: (as: string) => string };

async function opened(context: TestContext): Promise<Scene> {
  const node = await openNode({ dataDirectory: join(await temporaryFolder(context), "data"), party: PARTY, origin: null });
  context.after(() => node.close());
  const world = caseWorldOf(node);
  const asking = await openCaseAsking(world);
  const ask: Ask = (name, input = {}) => asking(KEEPER, name, input, {});
  const id = at(
    await ask("new", { title: "Clocks", victim: "Harbour Time Service", awareAt: "2026-03-01T00:00:00Z" }),
    "case",
  ) as string;
  const added = await ask("add", { case: id, document: NOUNS });
  const idOf = (as: string) =>
    at(
      listAt(added, "nouns").find((noun) => at(noun, "as") === as),
      "id",
    ) as string;
  return { ask, world, id, idOf };
}

test("nobody opens an answer by asking under one position only", async (context) => {
  const { ask, id } = await opened(context);
  for (const call of ["remedy", "decide", "letter"])
    await assert.rejects(ask(call, { case: id, positions: ["us"] }), /Unrecognized key: "positions"/, call);
});

test("what opens an answer is held against whom it is aimed at", async (context) => {
  const { ask, id, idOf } = await opened(context);
  // Read by somebody as about nobody in particular, though its answer names Party B.
  const prop = "legal_basis_named";
  await ask("reading", { case: id, claims: [{ claim: idOf("second"), prop, shows: ["Party B"] }] });
  const records = ["north", "south", "east"].map((sensor) => ({ record: idOf(`second-${sensor}`), kinds: ["legal_text"] }));
  await ask("reading", { case: id, records });
  const ruleOf = async (respondent: string | null) => {
    const plan = at(await ask("remedy", { case: id, respondent }), "plan");
    const option = listAt(plan, "options").find((one) => at(one, "option") === "civil_claim");
    return [
      at(plan, "actor", "name"),
      at(
        listAt(option, "gates").find((gate) => at(gate, "id") === prop),
        "open",
      ),
    ];
  };
  assert.deepEqual(await ruleOf("Party B"), ["Party B", true]);
  assert.deepEqual(await ruleOf("Party A"), ["Party A", false]);
  const [name, open] = await ruleOf(null);
  assert.equal(open, name === "Party B");
});

test("of measures against two parties each is ended by itself, and somebody says which", async (context) => {
  const { ask, world, id, idOf } = await opened(context);
  const now = new Date().toISOString();
  const until = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  const subject = [{ name: id, digest: { sha256: createHash("sha256").update(id).digest("hex") } }];
  const decided = (party: string) => ({
    kind: "measure" as const,
    subject,
    predicate: {
      case: id,
      option: "protest",
      event: "decided" as const,
      against: idOf(party),
      assessment: "0".repeat(64),
      why: "because of what was shown",
      until,
      by: "keeper",
      at: now,
    },
  });
  await world.append([decided("partyA"), decided("partyB")] as unknown as readonly Statement[]);
  const end = (respondent: string | null) =>
    ask("decide", { case: id, option: "protest", event: "ended", why: "they have answered", respondent });
  const states = async () =>
    listAt(await ask("remedy", { case: id }), "measures", "measures").map((one) => [at(one, "against"), at(one, "state")]);
  await assert.rejects(end(null), /protest stands against 2 parties: name one as the respondent/);
  await end("Party A");
  assert.deepEqual(await states(), [
    ["Party A", "ended"],
    ["Party B", "unjustified"],
  ]);
  await assert.rejects(end("Party A"), /nobody decided on protest, or it is over/);
  await end(null);
  assert.deepEqual(
    (await states()).map(([, state]) => state),
    ["ended", "ended"],
  );
});

test("a stated assessment verifies after the party that it asked about was withdrawn", async (context) => {
  const { ask, id, idOf } = await opened(context);
  await ask("state-assessment", { case: id, respondent: "Party A", rules: ["attribution"] });
  await ask("judge", { case: id, on: idOf("partyA"), stance: "withdraw", why: "entered by mistake" });
  const [verified] = listAt(await ask("verify-assessments", { case: id }), "assessments");
  assert.equal(at(verified, "equal"), true);
  assert.deepEqual(new Set(listAt(verified, "since").map((change) => at(change, "is"))), new Set([null]));
});

test("a request names no party, shown or not", async (context) => {
  const { ask } = await opened(context);
  const id = at(await ask("new", { title: "What Party  A did to the clocks", victim: "Harbour Time Service" }), "case") as string;
  const nouns = "- { as: a, noun: entity, kind: actor, name: Party A }\n- { as: v, noun: entity, kind: asset, name: clock 2 }";
  await ask("add", { case: id, document: nouns });
  const asked = [{ what: "logs of clock 2", why: "Party A was there" }];
  for (const kind of ["preservation", "assistance", "notice"])
    assert.doesNotMatch(at(await ask("letter", { case: id, kind, to: "Party B", asked }), "draft") as string, /Party\s+A/, kind);
});
