import { tableOf } from "../../lib/index.ts";
import type { LawText, ReasonCode, Standard, Tree, Value, ValueWord } from "../../model/index.ts";
import { valueWord } from "../../model/index.ts";

/** A text in both languages that terminals tell in. */
function said(en: string, zh: string): LawText {
  return { en, zh };
}

/** Values by their word, as people say them. */
export const VALUE_TEXTS: Readonly<Record<ValueWord, LawText>> = {
  met: said("met", "成立"),
  not_met: said("not met", "不成立"),
  "undetermined:facts": said("undetermined (facts)", "未定（事实）"),
  "undetermined:law": said("undetermined (law)", "未定（法律）"),
  "undetermined:both": said("undetermined (facts and law)", "未定（事实与法律）"),
};

/** A value as people say it, with what keeps it open. */
export function valueText(value: Value): LawText {
  return VALUE_TEXTS[valueWord(value)];
}

/** Why a node has its value, in words. */
export const REASON_TEXTS: Readonly<Record<ReasonCode, LawText>> = {
  shown: said("shown", "已证明"),
  refuted: said("the opposite is shown", "相反事实已证明"),
  missing: said("nothing shown either way", "正反均无证据"),
  "below-standard": said("below its standard", "未达证明标准"),
  "wrong-kind": said("evidence of another kind", "证据种类不符"),
  "few-sources": said("too few independent sources", "独立来源不足"),
  conflict: said("both sides are shown", "正反均已证明"),
  presumed: said("presumed: nobody raised it", "推定：无人提出"),
  "no-figure": said("no figure", "无数值"),
  straddles: said("the range lies on both sides", "数值区间跨越门槛"),
  "no-threshold": said("no threshold on that day", "该日无门槛"),
  silent: said("silent", "沉默"),
  "not-yet-stated": said("nothing said by that day", "至该日未表态"),
  contested: said("the holder leaves it open", "该方未作定论"),
  position: said("as this holder states", "按该方表述"),
  unverified: said("a source that nobody has read", "来源尚无人核读"),
  "not-in-force": said("not in force on that day", "该日未施行"),
  "positions-differ": said("positions differ", "各方立场不一"),
};

/** Kinds of nodes in words. */
export const NODE_TEXTS: Readonly<Record<Tree["node"], LawText>> = {
  rule: said("rule", "规则"),
  defeater: said("unless", "除非"),
  element: said("element", "要素"),
  law: said("point of law", "法律问题"),
  all: said("all of", "全部"),
  any: said("any of", "任一"),
  atLeast: said("at least", "至少"),
  not: said("not", "非"),
  positions: said("positions on", "各方立场："),
};

/** Standards in words, as remedies have them. */
export const STANDARD_TEXTS: Readonly<Record<Standard, LawText>> = {
  scintilla: said("any indication", "任何线索"),
  reasonable: said("reasonable grounds", "合理依据"),
  preponderance: said("more likely than not", "优势证据"),
  clear: said("clear and convincing", "明确且令人信服"),
  conclusive: said("conclusive", "完全确凿"),
};

/** Lawful ways to evidence, in words. */
export const ROUTE_TEXTS: ReadonlyMap<string, LawText> = tableOf({
  "own-logs": said("own records", "自有记录"),
  "open-record": said("public records", "公开记录"),
  "cooperation-request": said("a request for cooperation", "合作请求"),
  "points-of-contact": said("points of contact", "联络点"),
  "mutual-legal-assistance": said("mutual legal assistance", "司法协助"),
  "court-order": said("a court order", "法院命令"),
  reply: said("a reply", "对方答复"),
});

/** What terminals say around an assessment. */
export const TOLD = {
  advice: said(
    "Not legal advice. What is not shown is undetermined, and never a no. Silence of a position is no consent.",
    "不构成法律意见。未证明者为未定，绝非否定。一方沉默不等于同意。",
  ),
  alleged: said("Offences are alleged until a court decides.", "罪行在法院裁判之前仅为指称。"),
  about: said("about", "对象"),
  whoever: said("whoever it was", "不限何人"),
  facts: said("facts", "事实"),
  propositions: said("propositions", "命题"),
  figures: said("figures", "数值"),
  law: said("law", "法律"),
  packs: said("packs", "个规则包"),
  closed: said("closed", "结案口径"),
  closedAs: said("what is not shown is lost to who bears the burden", "未证明者由负举证责任者承担不利后果"),
  leftOut: said("left out", "未计入"),
  ofOthers: said(
    "readings about a party that was not asked about: --respondent ENTITY",
    "项涉及未被询问的一方：--respondent ENTITY",
  ),
  notRerun: said("as they were said: none was asked again of the sealed records", "按所述采用：未就封存记录重新查询"),
  incidentDay: said("the day of the incident", "事件发生日"),
  differs: said("What differs between the two days", "两个日期之间的差异"),
  lawOf: said("the law of", "适用法律日期"),
  and: said("and", "及"),
  result: said("result", "结果"),
  stated: said("stated in entry", "已记入账本条目"),
  idle: said("Undetermined, because nothing is shown either way, on rules", "因正反均无证据而未定的规则数"),
  notInForce: said("Not in force on that day, rules", "该日未施行的规则数"),
  read: said(
    "No claim of this case is read as a proposition yet. `meridian assess read CASE --claim CLAIM --prop ID --shows ANSWER` says what one shows; `meridian packs list --ids` has the ids. `--rule RULE --next` says what a rule asks for.",
    "本案尚无主张被读作命题。`meridian assess read CASE --claim CLAIM --prop ID --shows ANSWER` 说明某一主张证明什么；编号见 `meridian packs list --ids`。`--rule RULE --next` 说明某条规则所需证据。",
  ),
  shown: said("shown", "已证明"),
  refuted: said("refuted", "已否定"),
  open: said("open", "未定"),
  every: said("under every position", "各方立场下均为"),
  silentOn: said("silent, on how many points of law", "未表态的法律问题数"),
  holders: said("positions", "立场"),
  next: said("What would settle most, by lawful means", "以合法途径，何种证据最能定论"),
  ifShown: said("if shown", "如证明"),
  ifRefuted: said("if refuted", "如否定"),
  from: said("from", "来自"),
  believed: said("if unverified sources are right", "如未核实的来源属实"),
  lost: said("not established: lost to who bears the burden", "未能确立：由负举证责任者承担不利后果"),
  asks: said("asks", "要求"),
  has: said("has", "现有"),
  counts: said("which counts as", "计为"),
  against: said("against it", "相反证据"),
  nothing: said("nothing", "无"),
  sources: said("independent sources, asked", "个独立来源，要求"),
  none: said("none of", "缺下列任一"),
  measured: said("measured", "测得"),
} as const;
