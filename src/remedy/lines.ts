import type { EvidenceGate, Gate, LawText, RemedyPlan, ToldOption } from "../model/index.ts";
import { differentNames } from "./gates/names.ts";
import { levelWords, said, standardWords } from "./gates/words.ts";
import { printable, wrap } from "./wrap.ts";

/** The languages of a plan: `en` and `zh` whole, the others for the names of options and the headings. */
export type PlanLanguage = keyof LawText;

const HEADINGS = {
  title: {
    en: "Lawful answers as of",
    zh: "合法应对措施，截至",
    fr: "Réponses licites au",
    es: "Respuestas lícitas al",
    ru: "Правомерные ответы на",
    ar: "الردود المشروعة في",
  },
  advice: {
    en: "Not legal advice",
    zh: "不构成法律意见",
    fr: "Ne constitue pas un avis juridique",
    es: "No es asesoramiento jurídico",
    ru: "Не является юридической консультацией",
    ar: "ليس استشارة قانونية",
  },
  open: { en: "Open", zh: "可用", fr: "Ouvertes", es: "Abiertas", ru: "Открыты", ar: "متاحة" },
  shut: { en: "Shut", zh: "不可用", fr: "Fermées", es: "Cerradas", ru: "Закрыты", ar: "مغلقة" },
  none: { en: "none", zh: "无", fr: "aucune", es: "ninguna", ru: "нет", ar: "لا شيء" },
} as const;

const PARTS = {
  route: { en: "Route", zh: "途径", fr: "Voie", es: "Vía", ru: "Путь", ar: "المسار" },
  actor: { en: "Actor", zh: "行为体", fr: "Acteur", es: "Actor", ru: "Субъект", ar: "الفاعل" },
  damage: { en: "Damage", zh: "损害", fr: "Dommage", es: "Daño", ru: "Ущерб", ar: "الضرر" },
  band: {
    en: "Band of the incident",
    zh: "事件级别",
    fr: "Niveau de l’incident",
    es: "Nivel del incidente",
    ru: "Уровень инцидента",
    ar: "مستوى الحادث",
  },
  has: { en: "there is", zh: "现状", fr: "constaté", es: "consta", ru: "имеется", ar: "الموجود" },
  opens: { en: "opened by", zh: "如何满足", fr: "s’ouvre par", es: "se abre con", ru: "открывает", ar: "يفتحه" },
  gates: {
    en: "What keeps them shut, and what would open each",
    zh: "不可用的原因及如何满足",
    fr: "Ce qui les ferme, et ce qui les ouvrirait",
    es: "Qué las cierra y qué las abriría",
    ru: "Что их закрывает и что открыло бы",
    ar: "ما يغلقها وما يفتحها",
  },
  unmeasured: { en: "not measured", zh: "未测量", fr: "non mesuré", es: "no medido", ru: "не измерен", ar: "غير مقيس" },
  warning: { en: "Warning", zh: "提示", fr: "Avertissement", es: "Advertencia", ru: "Предупреждение", ar: "تنبيه" },
  letters: {
    en: "Letters drafted, never sent",
    zh: "仅拟稿、不发送的函件",
    fr: "Lettres rédigées, jamais envoyées",
    es: "Cartas redactadas, nunca enviadas",
    ru: "Письма составляются, но не отправляются",
    ar: "رسائل تُصاغ ولا تُرسل",
  },
  ends: said("Ends by itself after", "自动失效期限"),
  days: said("days; each day asks: still justified?", "日；每日自问：是否仍属正当？"),
  never: said(
    "Never offered, whatever the record shows: force, intrusion, disruption, implants, hacking back; anything that harms civilians.",
    "无论记录如何，绝不提供：武力、侵入、破坏、植入、反向入侵，以及任何伤害平民的措施。",
  ),
} as const;

/** A plan as lines for a terminal, at most 100 columns each: what is open with its limits, what is shut with what would open it. `brief` tells each shut gate once, by number. */
export function remedyLines(plan: RemedyPlan, language: PlanLanguage, shutAs: "whole" | "brief" = "whole"): readonly string[] {
  const tell = teller(language);
  const open = plan.options.filter((option) => option.open);
  const shut = plan.options.filter((option) => !option.open);
  const warnings = warningsOf(open);
  return [
    ...wrap(`${HEADINGS.title[language]} ${plan.asOf}. ${HEADINGS.advice[language]}.`, 0),
    ...evidenceLines(plan, tell),
    "",
    `${HEADINGS.open[language]} (${open.length})`,
    ...(open.length === 0 ? [`  ${HEADINGS.none[language]}`] : open.flatMap((option) => openLines(option, warnings, tell))),
    "",
    `${HEADINGS.shut[language]} (${shut.length})`,
    ...(shut.length === 0
      ? [`  ${HEADINGS.none[language]}`]
      : shutAs === "brief"
        ? briefLines(shut, tell)
        : shut.flatMap((option) => shutLines(option, tell))),
    "",
    ...warnings.flatMap((warning, at) => wrap(`${tell(PARTS.warning)} ${at + 1}: ${tell(warning)}`, 0)),
    ...wrap(tell(PARTS.never), 0),
  ];
}

/** Each warning once: several options share most of them. */
function warningsOf(options: readonly ToldOption[]): readonly LawText[] {
  return [...new Map(options.flatMap(({ warnings }) => warnings).map((warning) => [warning.en, warning])).values()];
}

function warningNumbers(option: ToldOption, warnings: readonly LawText[], tell: Tell): readonly string[] {
  if (option.warnings.length === 0) return [];
  const numbers = option.warnings.map(({ en }) => warnings.findIndex((warning) => warning.en === en) + 1);
  return wrap(`${tell(PARTS.warning)}: ${numbers.join(", ")}`, 4);
}

type Tell = (text: LawText) => string;

/** A text in a language, or in `en` where it has none. */
function teller(language: PlanLanguage): Tell {
  return (text) => printable(text[language] ?? text.en);
}

function evidenceLines({ route, actor, damage, incidentBand }: RemedyPlan, tell: Tell): readonly string[] {
  const part = (name: LawText, { standard, sources }: EvidenceGate) =>
    `${tell(name)}: ${tell(standardWords(standard))} (${differentNames(sources).length})`;
  const who = actor.name === null ? "" : ` – ${printable(actor.name)}, ${tell(levelWords(actor.level))}`;
  return [
    ...wrap(part(PARTS.route, route), 2),
    ...wrap(`${part(PARTS.actor, actor)}${who}`, 2),
    ...wrap(part(PARTS.damage, damage), 2),
    ...wrap(`${tell(PARTS.band)}: ${incidentBand ?? tell(PARTS.unmeasured)}`, 2),
  ];
}

function titleLines({ title, option, class: kind }: ToldOption, tell: Tell): readonly string[] {
  return wrap(`${tell(title)} [${printable(option)}, ${kind}]`, 2);
}

function openLines(option: ToldOption, warnings: readonly LawText[], tell: Tell): readonly string[] {
  return [
    ...titleLines(option, tell),
    ...option.limits.flatMap((limit) => wrap(tell(limit), 4)),
    ...warningNumbers(option, warnings, tell),
    ...wrap(`${tell(PARTS.ends)} ${option.sunsetDays} ${tell(PARTS.days)}`, 4),
    ...(option.letters.length === 0 ? [] : wrap(`${tell(PARTS.letters)}: ${option.letters.join(", ")}`, 4)),
  ];
}

function shutLines(option: ToldOption, tell: Tell): readonly string[] {
  return [...titleLines(option, tell), ...option.gates.filter(({ open }) => !open).flatMap((gate) => gateLines(gate, tell))];
}

/** Shut options with the numbers of their gates, then each gate once: most options share most of them. */
function briefLines(options: readonly ToldOption[], tell: Tell): readonly string[] {
  const shutOf = (option: ToldOption) => option.gates.filter(({ open }) => !open);
  const gates = [...new Map(options.flatMap(shutOf).map((gate) => [gateKey(gate), gate])).values()];
  const numbers = new Map(gates.map((gate, at) => [gateKey(gate), at + 1]));
  const marks = (option: ToldOption) => shutOf(option).map((gate) => `${numbers.get(gateKey(gate))} ${gateName(gate)}`);
  return [
    ...options.flatMap((option) => [...titleLines(option, tell), ...wrap(`✗ ${marks(option).join(" · ")}`, 4)]),
    "",
    ...wrap(`${tell(PARTS.gates)} (${gates.length})`, 0),
    ...gates.flatMap((gate, at) => gateLines(gate, tell, { mark: String(at + 1), indent: 2 })),
  ];
}

function gateKey({ gate, id, asks, has, opener }: Gate): string {
  return JSON.stringify([gate, id, asks.en, has.en, opener?.en ?? null]);
}

function gateName({ gate, id }: Gate): string {
  return id === "" ? gate : `${gate} ${printable(id)}`;
}

function gateLines(gate: Gate, tell: Tell, { mark, indent } = { mark: "✗", indent: 4 }): readonly string[] {
  const { asks, has, opener } = gate;
  return [
    ...wrap(`${mark} ${gateName(gate)}: ${tell(asks)}`, indent),
    ...wrap(`${tell(PARTS.has)}: ${tell(has)}`, indent + 2),
    ...(opener === null ? [] : wrap(`${tell(PARTS.opens)}: ${tell(opener)}`, indent + 2)),
  ];
}
