import assert from "node:assert/strict";
import { test } from "node:test";
import { type CasesPack, createLawBook, type LawCase, runCase } from "../../src/law/index.ts";
import { present } from "../../src/lib/index.ts";
import { statesIn } from "../tidy/state-names.ts";
import { lawPacks } from "./support/domestic.ts";

const TODAY = "2026-11-23";
const packs = [...lawPacks().values()];
const casePacks = packs.filter((pack): pack is CasesPack => pack.kind === "cases");
const cases = casePacks.flatMap((pack) => Object.entries(pack.cases).map(([id, item]) => ({ id, pack: pack.pack, item })));
const judged = present(
  casePacks.find(({ pack }) => pack === "reported-judgments"),
  "the pack of reported judgments",
);

const WINS_MIN = 4;
const PARTIES_MIN = 10;
/** No State is accused in more than one case of so many. */
const SHARE = 5;

test("the whole collection of cases is balanced", () => {
  assert.deepEqual(imbalances(cases.map(({ item }) => item)), []);
});

test("so are the reported judgments by themselves", () => {
  assert.deepEqual(imbalances(Object.values(judged.cases)), []);
  assert.ok(Object.keys(judged.cases).length >= 20);
  assert.ok(Object.values(judged.cases).filter(({ accusedWins }) => accusedWins).length >= 6);
});

test("a collection that leans is found", () => {
  const one = present(Object.values(judged.cases)[0], "a case");
  const against = (accused: string, accusedWins: boolean): LawCase => ({ ...one, accused, accusedWins });
  const fair = Array.from({ length: 10 }, (_, at) => against(`Party ${at}`, at < WINS_MIN));
  assert.deepEqual(imbalances(fair), []);
  assert.deepEqual(imbalances([...fair, against("Party 0", false), against("Party 0", false)]), ["Party 0: 3 of 12"]);
  assert.deepEqual(imbalances(fair.slice(1)), ["3 cases where the accused wins", "9 parties"]);
  assert.deepEqual(imbalances([...fair, { ...one, accused: null, accusedWins: true }]), ["a case that nobody wins"]);
});

function imbalances(some: readonly LawCase[]): readonly string[] {
  const accused = some.flatMap((item) => (item.accused === null ? [] : [item.accused]));
  const counts = Map.groupBy(accused, (name) => name);
  const wins = some.filter((item) => item.accusedWins && item.accused !== null).length;
  return [
    ...[...counts]
      .filter(([, of]) => of.length * SHARE > accused.length)
      .map(([name, of]) => `${name}: ${of.length} of ${accused.length}`),
    ...(wins < WINS_MIN ? [`${wins} cases where the accused wins`] : []),
    ...(counts.size < PARTIES_MIN ? [`${counts.size} parties`] : []),
    ...(some.some((item) => item.accusedWins && item.accused === null) ? ["a case that nobody wins"] : []),
  ];
}

test("one party has one name in every case", () => {
  const names = [...new Set(cases.flatMap(({ item }) => (item.accused === null ? [] : [item.accused])))].sort();
  assert.deepEqual(twiceNamed(names), []);
  assert.deepEqual(twiceNamed(["Party A", "Party A of the North", "Party B"]), ["Party A of the North"]);
  for (const name of names) assert.match(name, /^[A-Z][A-Za-z' -]+$/, `${name}: one party, and no remark`);
});

/** Names that begin with another: mostly one party, written in a short and in a long form. */
function twiceNamed(names: readonly string[]): readonly string[] {
  return names.filter((name) => names.some((other) => name !== other && name.startsWith(other)));
}

const BASES = [
  "organ",
  "governmental_authority",
  "placed_at_disposal",
  "instructions",
  "effective_control",
  "acknowledged_adopted",
];

test("a public incident says nothing of who did it: nobody is accused, named or shown to have acted", () => {
  const incidents = cases.filter(({ id }) => /^p\d/i.test(id));
  assert.ok(incidents.length > 0);
  for (const { id, item } of incidents) assert.deepEqual(blames(item), [], id);
  const one = present(incidents[0], "an incident").item;
  const state = new Intl.DisplayNames(["en"], { type: "region" }).of("BE");
  const planted = { ...one, title: { ...one.title, en: `What a unit of ${state} did` }, accused: "Party A" };
  assert.deepEqual(blames(planted), ["accuses Party A", `names a State ("${state}"); use an invented party`]);
  assert.deepEqual(blames({ ...one, shown: { organ: { at: "clear", kinds: [], sources: ["a"] } } }), ["shows organ"]);
});

function blames({ accused, title, why, shown }: LawCase): readonly string[] {
  const text = [title.en, why ?? ""].join("\n");
  return [
    ...(accused === null ? [] : [`accuses ${accused}`]),
    ...statesIn("an-incident.yaml", text).map(({ say }) => say),
    ...BASES.filter((base) => shown[base] !== undefined).map((base) => `shows ${base}`),
  ];
}

test("every reported judgment cites its source, and says why the answer is what it is", () => {
  for (const [id, { cite, why, confidence, title }] of Object.entries(judged.cases)) {
    assert.equal(confidence, "J", id);
    assert.ok((why ?? "").length > 0 && title.zh.length > 0, id);
    for (const place of cite) assert.ok(Object.hasOwn(judged.sources, place.split("/")[0] ?? ""), `${id}: ${place}`);
  }
});

test("our rules, fed with what a court found, come to what it decided", () => {
  const book = createLawBook(packs);
  assert.ok(book.ok, book.ok ? "" : JSON.stringify(book.fault));
  for (const [id, item] of Object.entries(judged.cases)) assert.deepEqual(runCase(book.value, item, TODAY), [], id);
});

test("no case hangs on who is accused", () => {
  const book = createLawBook(packs);
  assert.ok(book.ok);
  for (const [id, item] of Object.entries(judged.cases)) {
    const other = { ...item, accused: "Party A", accusedWins: false };
    assert.deepEqual(runCase(book.value, other, TODAY), runCase(book.value, item, TODAY), id);
  }
});
