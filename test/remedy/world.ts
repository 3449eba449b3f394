import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { assess, createLawBook, type LawBook, readLawPack } from "../../src/law/index.ts";
import type { Facts, Finding, Standard } from "../../src/model/index.ts";
import { type Catalogue, type RemedyInput, readCatalogue, remedyOf } from "../../src/remedy/index.ts";

export const ROOT = join(import.meta.dirname, "../..");
export const DAY = "2026-11-23";
const SELF = "Harbour Authority";
export const ACTOR = "Party A";

/** The text of a file of the project. */
export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

export const CATALOGUE_TEXT: string = textOf("packs/remedy/lawful.yaml");

/** A catalogue that must load. */
function catalogueOf(text: string): Catalogue {
  const read = readCatalogue(text);
  assert.ok(read.ok, read.ok ? "" : `${read.fault.at}: expected ${read.fault.expected}`);
  return read.value;
}

export const CATALOGUE: Catalogue = catalogueOf(CATALOGUE_TEXT);

/** Of the packs that are shipped: bars of answers, and ways out of countermeasures and of necessity. */
export const BARS: ReadonlySet<string> = new Set(
  `only_by_association obligation_breached_by_measure breach_by_entry_restriction breach_by_asset_freeze breach_by_suspended_cooperation
breach_by_expulsion breach_by_trade_limit touches_protected_obligations before_binding_tribunal tribunal_procedure_frustrated
breaches_duty_to_third impairs_essential_interest necessity_excluded contributed_to_peril`.split(/\s+/),
);

const FOREIGN = ["attribution", "wrongful_act", "countermeasure", "necessity"];
const BAR_RULES = ["bar_cn_dsl_36", "bar_eu_gdpr_48", "bar_cn_afsl_12", "bar_eu_2271_96"];
const SANCTIONS = ["cn_csl_75", "cn_csl_2025", "cn_afsl", "eu_2019_797", "us_eo13694", "gb_cyber_2020"].map(
  (id) => `sanction_${id}`,
);
const TEXT = "{ en: Q, zh: 问 }";

/** Stands in for the packs of others: each of their rules is one element, so that these tests ask about gates alone. */
const STAND_IN = `
kind: rules
pack: stand-in
version: "1"
title: ${TEXT}
sources: { S: { title: A text, read: read } }
elements:
${[...FOREIGN, ...BAR_RULES, ...SANCTIONS].map((id) => `  ${id}_shown: { ask: ${TEXT}, standard: clear, cite: [S] }`).join("\n")}
  consent: { ask: ${TEXT}, standard: clear, burden: respondent, presume: not_met, cite: [S] }
rules:
${[...FOREIGN, ...BAR_RULES, ...SANCTIONS]
  .map(
    (id) =>
      `  ${id}: { kind: law, question: ${TEXT}, cite: [S], when: { el: ${id}_shown }, gives: { met: ${TEXT}, not_met: ${TEXT}, undetermined: ${TEXT} }${
        id === "wrongful_act" ? ", unless: { consent: { cite: [S], when: { el: consent } } }" : ""
      } }`,
  )
  .join("\n")}
`;

/** Packs that must load, joined. */
export function bookOf(...texts: readonly string[]): LawBook {
  const packs = texts.map((text) => {
    const read = readLawPack(text);
    assert.ok(read.ok, read.ok ? "" : JSON.stringify(read.fault));
    return read.value;
  });
  const book = createLawBook(packs);
  assert.ok(book.ok, book.ok ? "" : JSON.stringify(book.fault));
  return book.value;
}

export const BOOK: LawBook = bookOf(textOf("packs/law/remedy-gates.yaml"), STAND_IN);

const ALL_KINDS =
  "legal_text treaty_text expert_report court_finding operator_log jurisdiction_record registry_extract technical_link damage_statement contract malware_analysis".split(
    " ",
  );

/** A finding for, against, or both. */
export function finding(prop: string, pro: Standard | null, con: Standard | null = null): Finding {
  return { prop, pro, con, kinds: ALL_KINDS, sources: ["lab", "operator"], against: con === null ? [] : ["court"], claims: [] };
}

const REFUTED = [
  "only_by_association",
  "consent",
  "obligation_breached_by_measure",
  ...["entry_restriction", "asset_freeze", "suspended_cooperation", "expulsion", "trade_limit"].map((id) => `breach_by_${id}`),
];
const PROPS = [...BOOK.elements].map(([id, { item }]) => item.prop ?? id);

/** Facts on which every rule that options wait for is met and no measure breaches anything. */
export const FULL: Facts = {
  findings: [...new Set(PROPS)].map((prop) => (REFUTED.includes(prop) ? finding(prop, null, "clear") : finding(prop, "clear"))),
  figures: [],
};

/** Facts with some findings in the place of others. */
export function facts(...changed: readonly Finding[]): Facts {
  const names = new Set(changed.map(({ prop }) => prop));
  return { findings: [...FULL.findings.filter(({ prop }) => !names.has(prop)), ...changed], figures: [] };
}

/** Facts without some propositions. */
export function without(...props: readonly string[]): Facts {
  return { findings: FULL.findings.filter(({ prop }) => !props.includes(prop)), figures: [] };
}

const strong = { standard: "clear" as const, sources: ["lab", "operator", "exchange"], claims: ["c"] };

/** An input on which every option whose actor is of the level is open. */
export function input(level: string, known: Facts = FULL): RemedyInput {
  const ids = Object.keys(CATALOGUE.options).flatMap((id) => [id, `${id}.as_countermeasure`]);
  return {
    asOf: DAY,
    assessed: { ...assess(BOOK, known, { asOf: DAY, positions: [] }), next: [] },
    route: strong,
    actor: { ...strong, level, name: ACTOR },
    damage: strong,
    incidentBand: 3,
    sectors: ["telecom"],
    self: SELF,
    drawn: ids.map((option) => ({
      option,
      against: ACTOR,
      sectors: ["telecom"],
      essential: [],
      civilians: false,
      why: "",
      by: "A. Counsel",
    })),
    notices: ids.map((option) => ({ option, to: ACTOR, on: "2026-10-01" })),
    reviews: ids.flatMap((option) =>
      ["Party B", "Party C"].map((party) => ({ option, party, verdict: "agrees" as const, on: "2026-11-01" })),
    ),
    replies: [
      {
        option: null,
        from: ACTOR,
        invitedOn: "2026-10-01",
        until: "2026-11-01",
        receivedOn: null,
        considered: "",
        waived: null,
      },
    ],
  };
}

/** Ids of the open options. */
export function openOptions(given: RemedyInput): readonly string[] {
  return remedyOf([CATALOGUE], given)
    .options.filter(({ open }) => open)
    .map(({ option }) => option);
}

/** The gates of one option that are shut, as `gate` or `gate:id`. */
export function shutGates(given: RemedyInput, option: string): readonly string[] {
  const told = remedyOf([CATALOGUE], given).options.find((each) => each.option === option);
  assert.ok(told !== undefined, `no option ${option}`);
  return told.gates.filter(({ open }) => !open).map(({ gate, id }) => (id === "" ? gate : `${gate}:${id}`));
}

/** Any text at all: every code point, lone surrogates among them, and much of what has a meaning somewhere. */
export const anyText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(fc.integer({ min: 0, max: 0x10_ff_ff }), fc.integer({ min: 0, max: 0x7f }), fc.constantFrom(0x0a, 0x202e, 0x5b)),
    {
      maxLength: 40,
    },
  )
  .map((points) => String.fromCodePoint(...points));
