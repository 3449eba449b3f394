// A case leaves one ledger and comes into another: the same nouns by the same names, the same answers, the same bytes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { askCase, CASE_CALLS, caseWorldOf, openCaseDesk, openNode } from "../../src/app/index.ts";
import { Failure, type Json } from "../../src/lib/index.ts";
import { parseBundle, validateBundle } from "../../src/stix/index.ts";
import { temporaryFolder } from "../support/run-meridian.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../docs/case.md"), "utf8");
const DOCUMENT = /```yaml\nnouns:[\s\S]*?\n```/.exec(PAGE)?.[0].slice("```yaml\n".length, -"```".length) ?? "";
const PARTY = { name: "North Port CERT", kind: "authority", jurisdiction: null, exercise: true };

type Ask = (name: string, input: object) => Promise<Json>;

async function openCase(context: TestContext): Promise<{ readonly ask: Ask; readonly id: string; readonly size: () => number }> {
  const node = await openNode({ dataDirectory: await temporaryFolder(context), party: PARTY, origin: null });
  context.after(() => node.close());
  const desk = await openCaseDesk(caseWorldOf(node), { by: "North Port CERT", scope: null });
  const ask: Ask = (name, input) => {
    const call = CASE_CALLS.find((one) => one.name === name);
    assert.ok(call !== undefined, name);
    return askCase(desk, call, input);
  };
  const opened = (await ask("new", { title: "Clocks", victim: "Harbour Time Service" })) as { readonly case: string };
  return { ask, id: opened.case, size: () => node.ledger.size };
}

type Exported = { readonly files: readonly { readonly name: string; readonly text: string; readonly sha256: string }[] };
type Opened = { readonly claims: readonly { readonly id: string; readonly score: Json }[]; readonly counts: Json };

for (const format of ["stix", "nouns"] as const) {
  test(`what leaves as ${format} comes in again as the same nouns with the same answers`, async (context) => {
    const [here, there] = [await openCase(context), await openCase(context)];
    await here.ask("add", { case: here.id, document: DOCUMENT });
    const first = (await here.ask("export", { case: here.id, format })) as Exported;
    assert.deepEqual(await here.ask("export", { case: here.id, format }), first);
    await there.ask("import", { case: there.id, document: first.files[0]?.text ?? "", title: "export" });
    const [mine, theirs] = [await here.ask("open", { case: here.id }), await there.ask("open", { case: there.id })];
    assert.deepEqual((theirs as Opened).claims, (mine as Opened).claims);
    assert.deepEqual((theirs as Opened).counts, (mine as Opened).counts);
    const again = (await there.ask("export", { case: there.id, format: "nouns" })) as Exported;
    const nouns = (await here.ask("export", { case: here.id, format: "nouns" })) as Exported;
    assert.deepEqual(again.files[0]?.text.split("\n").sort(), nouns.files[0]?.text.split("\n").sort());
    const size = there.size();
    await there.ask("import", { case: there.id, document: first.files[0]?.text ?? "", title: "export" });
    assert.equal(there.size(), size, "what stands in a case already is not stated again");
  });
}

test("the bundle breaks no rule of STIX 2.1, and an Attack Flow is drawn of what has causes", async (context) => {
  const { ask, id } = await openCase(context);
  await ask("add", { case: id, document: DOCUMENT });
  for (const format of ["stix", "attack-flow"]) {
    const { files } = (await ask("export", { case: id, format })) as Exported;
    const bundle = parseBundle(files[0]?.text ?? "");
    assert.ok(bundle.ok);
    assert.deepEqual(validateBundle(bundle.value), []);
  }
});

test("nothing above what readers are cleared for leaves", async (context) => {
  const { ask, id } = await openCase(context);
  await ask("change", { case: id, tlp: "green" });
  const secret =
    '- { as: s, noun: record, place: { kept: elsewhere, title: Secret note, sha256: null, url: null }, origin: "party:A", tlp: red }';
  await ask("add", { case: id, document: `${DOCUMENT}\n` });
  await ask("add", { case: id, document: `${secret}\n- { noun: observation, record: $s, text: what nobody may know }` });
  for (const format of ["stix", "nouns"]) {
    const { files, leftOut } = (await ask("export", { case: id, format, tlp: "green" })) as Exported & {
      readonly leftOut: number;
    };
    assert.equal(leftOut, 2, format);
    assert.doesNotMatch(files[0]?.text ?? "", /nobody may know|Secret note/);
  }
  await assert.rejects(
    ask("export", { case: id, format: "stix", tlp: "clear" }),
    (error) => error instanceof Failure && error.code === "CASE_REFUSED",
  );
});

const UNREADABLE: readonly (readonly [string, string])[] = [
  ["nothing that is JSON", "\u0000\u0001"],
  ["JSON of something else", '{"a":1}'],
  ["half a bundle", '{"type":"bundle","id":"bundle--'],
  ["a noun that is none", '{"noun":"weapon"}\n'],
  ["half a flow", '{"schema":"attack_flow_v2","objects":'],
  ["braces without end", "{".repeat(100_000)],
];

test("what cannot be read is refused with the place, and nothing is stated", async (context) => {
  const { ask, id, size } = await openCase(context);
  const before = size();
  for (const [what, document] of UNREADABLE)
    await assert.rejects(
      ask("import", { case: id, document, title: "t" }),
      (error) => error instanceof Failure && error.code === "EXCHANGE_UNREADABLE",
      what,
    );
  assert.equal(size(), before);
});
