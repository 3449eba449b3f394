import type { Gate, LawText, RemedyPlan, ToldOption, Truth } from "../model/index.ts";
import type { Catalogue, Option } from "./catalogue/option.ts";
import { evidenceGates } from "./gates/evidence.ts";
import { procedureGates } from "./gates/procedure.ts";
import { scaleGate, sunsetGate, touchGates } from "./gates/proportion.ts";
import { ruleGate, ruleTruth } from "./gates/rule-gate.ts";
import { said } from "./gates/words.ts";
import type { RemedyInput } from "./input.ts";
import { type CatalogueFault, catalogueFault } from "./read-yaml.ts";
import { alwaysSaid, limitText, warningText } from "./told.ts";

/** What an option is called when it would breach something owed, and so may be a countermeasure only. */
const AS_COUNTERMEASURE = ".as_countermeasure";
/** A countermeasure that an option turns into lasts no longer than this. */
const COUNTERMEASURE_DAYS_MAX = 90;

/** Two catalogues that have an option of one id; null when none do. */
export function catalogueClash(catalogues: readonly Catalogue[]): CatalogueFault | null {
  const seen = new Set<string>();
  for (const { catalogue, options } of catalogues)
    for (const id of Object.keys(options)) {
      if (seen.has(id)) return catalogueFault(`${catalogue}: ${id}`, "an id that no other catalogue has");
      seen.add(id);
    }
  return null;
}

/**
 * Every lawful answer that the catalogues know, open or shut, with what each gate asks, what there is, and what would open it. Fails closed: whatever
 * is missing, undetermined, presumed, or of another day shuts. Pure. docs/remedy.md.
 */
export function remedyOf(catalogues: readonly Catalogue[], input: RemedyInput): RemedyPlan {
  const { asOf, route, actor, damage, incidentBand } = input;
  const options = catalogues.flatMap((catalogue) =>
    Object.entries(catalogue.options).flatMap(([id, option]) => toldOptions(catalogue, id, option, input)),
  );
  return { asOf, route, actor, damage, incidentBand, options };
}

function toldOptions(catalogue: Catalogue, id: string, option: Option, input: RemedyInput): readonly ToldOption[] {
  if (option.owed === null) return [told(catalogue, { id, option, owes: [] }, input)];
  const breaches = ruleTruth(option.owed, input);
  const plain = told(catalogue, { id, option, owes: [owedGate(option.owed, breaches, "retorsion", input)] }, input);
  if (breaches === "not_met") return [plain];
  const form = { id: `${id}${AS_COUNTERMEASURE}`, option: asCountermeasure(option) };
  return [plain, told(catalogue, { ...form, owes: [owedGate(option.owed, breaches, "countermeasure", input)] }, input)];
}

type Form = { readonly id: string; readonly option: Option; readonly owes: readonly Gate[] };

function told(catalogue: Catalogue, { id, option, owes }: Form, input: RemedyInput): ToldOption {
  const gates = [
    ...evidenceGates(option, input),
    ...owes,
    ...option.requires.map((rule) => ruleGate(rule, input)),
    scaleGate(option, input),
    ...touchGates(id, option, input),
    ...procedureGates(id, option, input),
    sunsetGate(option, input),
  ];
  return {
    option: id,
    class: option.class,
    title: titleOf(id, option),
    open: gates.every(({ open }) => open),
    gates,
    limits: [...option.limits.map(limitText), ...alwaysSaid(option)],
    warnings: option.warnings.map((warning) => warningText(catalogue, warning, (rule) => ruleTruth(rule, input))),
    reversible: option.effects.reversible,
    band: option.effects.maxBand,
    sunsetDays: option.effects.sunsetDays,
    letters: option.letters,
  };
}

function titleOf(id: string, { title }: Option): LawText {
  if (!id.endsWith(AS_COUNTERMEASURE)) return title;
  return {
    en: `${title.en} (as a countermeasure)`,
    zh: `${title.zh}（作为反措施）`,
    fr: `${title.fr} (à titre de contre-mesure)`,
    es: `${title.es} (como contramedida)`,
    ru: `${title.ru} (как контрмера)`,
    ar: `${title.ar} (كتدبير مضاد)`,
  };
}

/** Does it breach an obligation owed? No: it is free. Yes: only as a countermeasure. Not known: both are shown, both shut, and counsel decides. */
function owedGate(rule: string, breaches: Truth, as: "retorsion" | "countermeasure", input: RemedyInput): Gate {
  const gate = ruleGate(rule, input);
  const wanted = as === "retorsion" ? "not_met" : "met";
  const asks =
    as === "retorsion"
      ? said("It breaches no obligation that is owed", "该措施不违反所负义务")
      : said(
          "It breaches an obligation that is owed, and so needs the countermeasure gate",
          "该措施违反所负义务，须符合反措施条件",
        );
  if (breaches === wanted)
    return { ...gate, open: true, asks, has: said(`Shown: ${gate.asks.en}`, `已查明：${gate.asks.zh}`), opener: null };
  const has =
    breaches === "undetermined"
      ? said(`${gate.has.en}. Stop: counsel decides which it is`, `${gate.has.zh}。应停止并交由法律顾问判断`)
      : said("It breaches an obligation that is owed", "该措施违反所负义务");
  const opener =
    breaches === "undetermined"
      ? said("Counsel's finding on what is owed, with the treaty text", "法律顾问就所负义务作出认定，并附条约文本")
      : null;
  return { ...gate, open: false, asks, has, opener };
}

/** The same measure under the countermeasure gate: a State, two sources, clear throughout, two reviews, and no longer than 90 days. */
function asCountermeasure(option: Option): Option {
  const { gates, requires, needs, effects } = option;
  return {
    ...option,
    class: "countermeasure",
    gates: {
      route: { standard: "clear", sources: gates.route?.sources ?? 1 },
      actor: { standard: "clear", levels: ["state"], sources: Math.max(2, gates.actor?.sources ?? 1) },
      damage: { standard: "clear", sources: gates.damage?.sources ?? 1 },
    },
    requires: [...new Set(["countermeasure", "humanitarian_exemptions", ...requires.filter((rule) => rule !== "own_conduct")])],
    needs: { ...needs, review: Math.max(2, needs.review) },
    effects: { ...effects, sunsetDays: Math.min(COUNTERMEASURE_DAYS_MAX, effects.sunsetDays) },
  };
}
