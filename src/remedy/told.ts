import type { LawText, Truth } from "../model/index.ts";
import type { Catalogue, Option } from "./catalogue/option.ts";
import { said } from "./gates/words.ts";

/** A limit as it is always printed: what it must spare, or what it is held to. */
export function limitText({ kind, text }: Option["limits"][number]): LawText {
  return kind === "never" ? said(`Never: ${text.en}`, `不得：${text.zh}`) : said(`Limit: ${text.en}`, `须：${text.zh}`);
}

const RIGHT_WORDS: Readonly<Record<Option["effects"]["rights"][number], LawText>> = {
  privacy: said("privacy", "隐私"),
  property: said("property", "财产"),
  movement: said("freedom of movement", "迁徙自由"),
  fair_trial: said("a fair trial", "公正审判"),
  reputation: said("reputation", "名誉"),
  expression: said("expression", "表达自由"),
  consular: said("consular relations", "领事关系"),
};

/** Limits that follow from what an option is. */
export function alwaysSaid({ effects }: Pick<Option, "effects">): readonly LawText[] {
  const rights = effects.rights.map((right) => RIGHT_WORDS[right]);
  const [en, zh] = [rights.map((word) => word.en).join(", "), rights.map((word) => word.zh).join("、")];
  return [
    ...(rights.length === 0 ? [] : [said(`Limit: weighed against ${en}`, `须：权衡其对${zh}的影响`)]),
    ...(effects.reversible ? [] : [said("Limit: knowing that it cannot be taken back", "须：明知其不可撤回")]),
  ];
}

const READ_WORDS: Readonly<Record<Catalogue["sources"][string]["read"], LawText>> = {
  quoted: said("text quoted", "已引原文"),
  read: said("text read", "已读原文"),
  secondary: said("a copy or summary was read", "仅读副本或摘要"),
  unverified: said("not verified", "未核实"),
};

const APPLIES_WORDS: Readonly<Record<Truth, LawText>> = {
  met: said("In this case: it applies", "本案：适用"),
  not_met: said("In this case: shown not to apply", "本案：已查明不适用"),
  undetermined: said("In this case: not known", "本案：未定"),
};

/** A warning with the law that it comes from, how that was read, and whether its rule applies here. It is told in every case: a rule is not the law. */
export function warningText({ warnings, sources }: Catalogue, id: string, truthOf: (rule: string) => Truth): LawText {
  const warning = warnings[id];
  if (warning === undefined) return said(id, id);
  const [key = "", ...place] = warning.cite.split("/");
  const source = sources[key];
  const read = READ_WORDS[source?.read ?? "unverified"];
  const title = [source?.title ?? key, place.join("/")].filter((part) => part !== "").join(", ");
  const applies = warning.rule === null ? said("", "") : APPLIES_WORDS[truthOf(warning.rule)];
  return said(
    `${warning.text.en} (${title}; ${read.en})${applies.en === "" ? "" : ` ${applies.en}.`}`,
    `${warning.text.zh}（${title}；${read.zh}）${applies.zh === "" ? "" : `${applies.zh}。`}`,
  );
}
