import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { assess, createLawBook, type LawBook, runCase } from "../../src/law/index.ts";
import { type Facts, type Finding, valueWord } from "../../src/model/index.ts";
import { statesIn } from "../tidy/state-names.ts";
import {
  allLeaves,
  DUTIES,
  domesticKind,
  elementsOf,
  type Held,
  LAW_PACKS,
  lawPacks,
  leaves,
  PARTS,
  partsOf,
  type Rule,
  rulesOf,
} from "./support/domestic.ts";
import { everythingRefuted, everythingShown } from "./support/everything-shown.ts";

const TODAY = "2026-11-23";
const packs = lawPacks();
const domesticFiles = [...packs.keys()].filter((file) => file.startsWith("domestic/"));
const domestic = rulesOf(packs).filter(({ item }) => item.kind === "domestic");
const offences = domestic.filter(({ id }) => domesticKind(id) === "offence");
const elements = new Map(elementsOf(packs).map((held) => [held.id, held.item]));

test("every domestic rule says whose law it is, in its id too, and stands in the folder of domestic law", () => {
  for (const { id, file, item } of domestic) {
    const code = item.jurisdiction?.toLowerCase();
    assert.ok(code !== undefined, `${id} names its jurisdiction`);
    assert.match(id, new RegExp(`^(sanction_|report_|bar_)?${code}_`), `${id} carries its code`);
    assert.ok(file.startsWith("domestic/"), `${id} stands in packs/law/domestic`);
  }
  assert.deepEqual(
    rulesOf(packs).filter(({ file, item }) => file.startsWith("domestic/") && item.kind !== "domestic"),
    [],
  );
});

test("every offence has its connecting link and fills the seven slots, or says that one is not asked", () => {
  assert.ok(offences.length >= 45, `${offences.length} offences`);
  for (const rule of offences) assert.deepEqual(slotFaults(rule), [], rule.id);
});

test("an offence without a slot, without its link or with an unlabelled part is found", () => {
  const [offence] = offences;
  assert.ok(offence !== undefined && "all" in offence.item.when);
  const [link, ...slots] = offence.item.when.all;
  const planted = (all: readonly unknown[]) => ({
    ...offence,
    item: { ...offence.item, when: { all, label: "" } } as unknown as Rule,
  });
  assert.equal(slotFaults(planted(slots)).length > 0, true);
  assert.equal(slotFaults(planted([...slots, link])).length > 0, true);
  assert.equal(slotFaults(planted([{ all: [{ el: "off_intent" }], label: "connecting link" }, ...slots])).length > 0, true);
  assert.equal(slotFaults(planted([link, { all: [], label: "unauthorised" }, ...slots.slice(1)])).length > 0, true);
});

function slotFaults({ item }: Held<Rule>): readonly string[] {
  const parts = partsOf(item) ?? [];
  const names = parts.map(({ label }) => label.replace(/: none asked$/, ""));
  const order = names.join() === PARTS.join() ? [] : [`parts are ${names.join(", ")}`];
  const empty = parts.flatMap(({ label, node }) => {
    const asks = [...leaves(node, "el"), ...leaves(node, "ref")].length > 0;
    return asks === label.endsWith(": none asked") ? [`${label} ${asks ? "asks" : "asks nothing"}`] : [];
  });
  const links = parts[0] === undefined ? [] : leaves(parts[0].node, "el");
  const link = links.length === 1 && links[0]?.startsWith("link_") ? [] : [`the link is ${links.join()}`];
  return [...order, ...empty, ...link];
}

test("no rule of international law, and no norm, leans on domestic law", () => {
  assert.deepEqual(intruders(rulesOf(packs)), []);
  const planted = { ...domestic[0], id: "planted", item: { kind: "law", when: { any: [{ ref: "cn_cl_286_1" }] }, unless: {} } };
  assert.deepEqual(intruders([...rulesOf(packs), planted as unknown as Held<Rule>]), ["planted -> cn_cl_286_1"]);
});

function intruders(rules: readonly Held<Rule>[]): readonly string[] {
  const ids = new Set(domestic.map(({ id }) => id));
  const asked = new Set(elementsOf(new Map([...packs].filter(([file]) => file.startsWith("domestic/")))).map(({ id }) => id));
  return rules
    .filter(({ item }) => item.kind === "law" || item.kind === "norm")
    .flatMap(({ id, item }) => [
      ...allLeaves(item, "ref").flatMap((ref) => (ids.has(ref) ? [`${id} -> ${ref}`] : [])),
      ...allLeaves(item, "el").flatMap((el) => (asked.has(el) ? [`${id} -> ${el}`] : [])),
    ]);
}

test("texts of domestic rules name no State: they say the domestic statute", () => {
  for (const file of domesticFiles)
    assert.deepEqual(statesIn(`packs/law/${file}`, readFileSync(join(LAW_PACKS, file), "utf8")), []);
});

test("the ids that the remedy room refers to stand", () => {
  const ids = ["sanction_cn_afsl", "sanction_cn_csl_75", "sanction_eu_2019_797", "sanction_gb_cyber_2020", "sanction_us_eo13694"];
  const there = domestic.filter(({ id }) => domesticKind(id) === "sanction").map(({ id }) => id);
  assert.deepEqual(
    ids.filter((id) => !there.includes(id)),
    [],
  );
  const reach = domestic.find(({ id }) => id === "sanction_cn_afsl_5");
  assert.equal(reach?.item.recordOnly, true, "the reach over relatives is printed and opens nothing");
});

test("with everything shown each offence stands; without its link it stays open; with the link refuted it falls", () => {
  const book = bookOf();
  for (const { id, item } of offences) {
    const link = linkOf(item);
    const on = item.to ?? TODAY;
    const full = everythingShown(book, id);
    assert.equal(believed(book, id, full, on), "met", id);
    const without = { ...full, findings: full.findings.filter(({ prop }) => prop !== link) };
    assert.equal(believed(book, id, without, on), "undetermined:facts", `${id} without ${link}`);
    const refuted = full.findings.map((one): Finding => (one.prop === link ? { ...one, pro: null, con: "preponderance" } : one));
    assert.equal(believed(book, id, { ...full, findings: refuted }, on), "not_met", `${id} with ${link} refuted`);
  }
});

test("each part that an offence asks for can bring it down", () => {
  const book = bookOf();
  for (const { id, item } of offences) {
    const full = everythingShown(book, id);
    for (const { label, node } of partsOf(item) ?? []) {
      if (label.endsWith(": none asked")) continue;
      const fallen = without(full, everythingRefuted(book, node));
      assert.equal(believed(book, id, fallen, item.to ?? TODAY), "not_met", `${id} with ${label} refuted`);
    }
  }
});

function without(full: Facts, refuted: Facts): Facts {
  const props = new Set(refuted.findings.map(({ prop }) => prop));
  const names = new Set(refuted.figures.map(({ name }) => name));
  return {
    findings: [...full.findings.filter(({ prop }) => !props.has(prop)), ...refuted.findings],
    figures: [...full.figures.filter(({ name }) => !names.has(name)), ...refuted.figures],
  };
}

test("an empty record leaves every domestic rule in force open", () => {
  const book = bookOf();
  const nothing = { findings: [], figures: [] };
  for (const { id, item } of domestic.filter((held) => held.item.to === null)) {
    const word = believed(book, id, nothing, TODAY);
    assert.ok(word.startsWith("undetermined"), `${id} is ${word} (${item.from})`);
  }
});

test("before its first day and after its last no domestic rule is met", () => {
  const book = bookOf();
  for (const { id, item } of domestic) {
    const days = [item.from === null ? null : dayBeside(item.from, -1), item.to === null ? null : dayBeside(item.to, 1)];
    for (const day of days)
      if (day !== null) assert.equal(believed(book, id, everythingShown(book, id), day), "not_met", `${id} on ${day}`);
  }
});

test("no headline rests on a text that nobody has read", () => {
  const book = bookOf();
  const unread = domestic.filter(({ id }) => book.rules.get(id)?.verified === false);
  assert.ok(unread.some(({ id }) => id === "xt_uncc_7") && unread.some(({ id }) => id === "sanction_cn_csl_2025"));
  for (const { id } of unread) {
    const { headline } = answer(book, id, everythingShown(book, id), TODAY);
    assert.equal(valueWord(headline), "undetermined:law", id);
  }
});

test("the hours of reporting duties are those of the clocks of the case room", () => {
  const limits = (duty: string, step: string): readonly { after: string; hours: number | null }[] =>
    parse(readFileSync(join(DUTIES, `${duty}.yaml`), "utf8")).steps.find(({ id }: { id: string }) => id === step).limits;
  const minutes = (id: string) => elements.get(id)?.measure?.than[0]?.value;
  assert.deepEqual(
    limits("nis2", "early-warning").map(({ hours }) => (hours ?? 0) * 60),
    [minutes("nis2_within_24h")],
  );
  assert.deepEqual(
    limits("nis2", "notification").map(({ hours }) => (hours ?? 0) * 60),
    [minutes("nis2_within_72h")],
  );
  assert.deepEqual(
    limits("dora", "initial-notification").map(({ hours }) => (hours ?? 0) * 60),
    [minutes("dora_4h_of_class"), minutes("dora_24h_of_aware")],
  );
});

test("five times the serious figure is the especially serious one, as the interpretation has it", () => {
  const graver = [...elements].filter(
    ([id, { measure }]) => /^cn_[136]_grave_|^cn_4_grave_(failed|data|gain|loss|served|users)/.test(id) && measure !== null,
  );
  assert.equal(graver.length, 21);
  for (const [id, { measure }] of graver) {
    const serious = elements.get(id.replace("_grave_", "_serious_"))?.measure;
    assert.deepEqual([measure?.figure, measure?.unit], [serious?.figure, serious?.unit], id);
    assert.equal(measure?.than[0]?.value, 5 * (serious?.than[0]?.value ?? 0), id);
  }
});

test("every boundary case of domestic law comes to what the statute says", () => {
  const book = bookOf();
  const cases = Object.entries(packs.get("cases/domestic-boundaries.yaml") ?? {}).find(([key]) => key === "cases")?.[1];
  assert.ok(typeof cases === "object" && cases !== null);
  const list = Object.entries(cases as Parameters<typeof runCase>[1][]);
  assert.ok(list.length >= 150, `${list.length} cases`);
  for (const [id, lawCase] of list) assert.deepEqual(runCase(book, lawCase, TODAY), [], id);
});

function bookOf(): LawBook {
  const book = createLawBook([...packs.values()]);
  assert.ok(book.ok, JSON.stringify(book));
  return book.value;
}

function linkOf(rule: Rule): string {
  const [link] = partsOf(rule) ?? [];
  return link === undefined ? "" : (leaves(link.node, "el")[0] ?? "");
}

function answer(book: LawBook, rule: string, facts: Facts, asOf: string) {
  return assess(book, facts, { asOf, rules: [rule] }).answers[0] ?? assert.fail(`no answer to ${rule}`);
}

function believed(book: LawBook, rule: string, facts: Facts, asOf: string): string {
  return valueWord(answer(book, rule, facts, asOf).believed);
}

function dayBeside(day: string, by: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);
}
