import { join } from "node:path";
import { test } from "node:test";
import { decisionHtml, decisionMarkdown, decisionOf } from "../../src/decision/index.ts";
import { assess, nextEvidence } from "../../src/law/index.ts";
import type { Facts, Finding, RemedyPlan, ToldOption } from "../../src/model/index.ts";
import { assertGolden } from "../support/golden.ts";
import { shippedBook } from "./world.ts";

const GOLDEN = join(import.meta.dirname, "golden");
const INCIDENT = "2020-03-04";
const TODAY = "2026-03-04";
const MAIN = ["sovereignty", "use_of_force"];

const finding = (prop: string, of: Partial<Finding>): Finding => ({
  prop,
  pro: null,
  con: null,
  kinds: [],
  sources: [],
  against: [],
  claims: [],
  ...of,
});
const FACTS: Facts = {
  findings: [
    finding("ci_function_loss", { pro: "clear", kinds: ["operator_log", "regulator_report"], sources: ["a", "b", "c"] }),
    finding("proximate", { pro: "clear", kinds: ["timeline", "operator_log"], sources: ["a", "b", "c"] }),
    finding("damage_objects", {
      pro: "reasonable",
      con: "reasonable",
      kinds: ["field_inspection"],
      sources: ["a"],
      against: ["d"],
    }),
    finding("harm_persons", { con: "clear", against: ["a", "b"] }),
  ],
  figures: [],
};

const OPTION: ToldOption = {
  option: "request_help",
  class: "cooperation",
  title: {
    en: "Ask for help",
    zh: "请求协助",
    fr: "Demander de l’aide",
    es: "Pedir ayuda",
    ru: "Просить помощи",
    ar: "طلب المساعدة",
  },
  open: true,
  gates: [],
  limits: [{ en: "It names nobody.", zh: "不点名任何一方。" }],
  warnings: [],
  reversible: true,
  band: 0,
  sunsetDays: 30,
  letters: [],
};
const PLAN: RemedyPlan = {
  asOf: TODAY,
  route: { standard: "clear", sources: ["a", "b"], claims: [] },
  actor: { standard: null, sources: [], claims: [], level: null, name: null },
  damage: { standard: "clear", sources: ["a", "b"], claims: [] },
  incidentBand: 2,
  options: [
    OPTION,
    {
      ...OPTION,
      option: "protest",
      class: "retorsion",
      title: { ...OPTION.title, en: "Protest", zh: "抗议", ar: "احتجاج" },
      open: false,
      gates: [
        {
          gate: "actor",
          id: "",
          open: false,
          asks: { en: "an actor shown at reasonable", zh: "以合理标准证明行为者" },
          has: { en: "nobody is shown", zh: "未证明任何人" },
          opener: { en: "ask for help to find the route", zh: "请求协助以查明路径" },
        },
      ],
    },
  ],
};

const { book, asked, kind, holder } = shippedBook();
const decision = decisionOf({
  head: {
    case: "case-0123456789ab",
    title: "Blackout at <b>the port</b>",
    victim: "Harbour Authority",
    respondent: "Party A",
    entry: 7,
    engine: "meridian-law/1",
    packs: 3,
    facts: "f".repeat(64),
    result: "e".repeat(64),
  },
  incident: assess(book, FACTS, { asOf: INCIDENT }),
  today: assess(book, FACTS, { asOf: TODAY }),
  next: nextEvidence(book, FACTS, { asOf: INCIDENT, rules: MAIN }),
  plan: PLAN,
  asked,
  holder,
  kind,
  main: MAIN,
});

for (const language of ["en", "zh", "ar"] as const) {
  test(`the page of an invented case is the same in ${language} as it was`, () => {
    assertGolden(join(GOLDEN, `page.${language}.md`), decisionMarkdown(decision, language));
    assertGolden(join(GOLDEN, `page.${language}.html`), decisionHtml(decision, language));
  });
}
