import { tableOf } from "../../lib/index.ts";

/** Deeds that no text of a catalogue may name, in each of its languages. The vocabulary has no such measure; this keeps one from hiding in a title. */
const DEEDS: readonly RegExp[] = [
  /hack|intru|break.?in|penetrat|exploit|implant|malware|ransom|virus|worm|wiper|trojan|back.?door|botnet|payload|zero.?day|ddos/,
  /denial.?of.?service|disrupt|sabotag|degrade|destroy|cripple|disabl|shut.?down|switch.?off|black.?out|take.?down|knock|jam(?![a-z])|deface|wipe/,
  /attack|strike|retaliat|reprisal|reveng|offensive|use.?of.?force|by.?force|forcibl|(?<![a-z])armed|military|weapon|bomb|kinetic|neutrali[sz]|infiltrat|inoperab|(?<![a-z])brick(?![a-z])|turn.?off|offline|blockade|assassin|kill/,
  /self.?defen[cs]e|punish|poison|spy|eavesdrop|wiretap|covert|clandestin|secretly/,
  /pirat|intrusion|implanter|logiciel.?malveillant|cyberattaque|attaque|sabot|saboter|repr[eé]saille|l[eé]gitime.?d[eé]fense|par.?la.?force/,
  /ataque|atacar|sabote|represalia|intrusi[oó]n|leg[ií]tima.?defensa|por.?la.?fuerza|interrumpir/,
  /взлом|вторжен|имплант|вредоносн|атак|саботаж|диверс|репрессал|самооборон|вооруж|силой/,
  /اختراق|هجوم|تخريب|تعطيل|زرع|انتقام|دفاع.?عن.?النفس|بالقوة|برمجيات.?خبيثة/,
  /入侵|侵入|植入|攻击|反击|破坏|瘫痪|木马|病毒|后门|勒索|武力|武装|军事|报复|自卫|窃听|断网|断电|封锁|打击|渗透/,
];

/** Whom and what no measure may reach: titles and ids may not name them at all, other texts only as what a limit forbids. */
const SPARED: readonly RegExp[] = [
  /relative|spouse|wife|husband|child|famil|parent|national(?:s|ity)|citizens|ethnic|religio|population|civilian/,
  /medic|drug|pharma|hospital|health|food|grain|water|aviation|airline|aircraft|flight|cert(?![a-z])|csirt|response.?team|emergency|humanitarian/,
  /亲属|配偶|子女|家人|家属|国籍|公民|民族|宗教|平民|药|医|医院|粮|食品|饮用水|供水|航空|飞行|应急|人道/,
];

/** Marks that are not seen, and the stroke that makes an Arabic word longer. */
const MARKS = /[\p{Cf}\p{Mn}\p{Cc}\u0640]/gu;
/** What stands between two letters of a script that has no spaces. */
const BETWEEN = /(?<=\p{Script=Han})[^\p{L}\p{N}]+(?=\p{Script=Han})/gu;
/** Letters that stand alone, one after another: a word spelled out. */
const SPELLED = /(?<![\p{L}\p{N}])(?:[\p{L}\p{N}][\s._*+|/-]+){2,}[\p{L}\p{N}](?![\p{L}\p{N}])/gu;
const LEET: ReadonlyMap<string, string> = tableOf({
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
});

/** Text without what hides it: width and look, marks that are not seen, spelled-out words. Underscores of ids are spaces. */
function bare(text: string): string {
  const plain = text.normalize("NFKC").toLowerCase().replace(MARKS, "").replaceAll("_", " ");
  return plain.replace(SPELLED, (word) => word.replace(/[^\p{L}\p{N}]/gu, "")).replace(BETWEEN, "");
}

/** Without accents, which are no other letters to whoever reads. */
function unaccented(text: string): string {
  return text.normalize("NFKD").replace(MARKS, "");
}

function unleeted(text: string): string {
  return text.replace(/[013457@$]/g, (digit) => LEET.get(digit) ?? digit);
}

function found(text: string, patterns: readonly RegExp[]): string | null {
  const forms = [bare(text), unleeted(bare(text)), unleeted(bare(unaccented(text)))];
  for (const form of forms)
    for (const pattern of patterns) {
      const match = pattern.exec(form);
      if (match !== null) return match[0];
    }
  return null;
}

/** The deed that a text names and no lawful answer has; null when it names none. Input is untrusted. */
export function deedIn(text: string): string | null {
  return found(text, DEEDS);
}

/** Who or what must be spared, as a text names it; null when it names none. */
export function sparedIn(text: string): string | null {
  return found(text, SPARED);
}

/** Scripts that a text of each language is written in: a letter of another script may only be there to look like one of these. */
const SCRIPTS: ReadonlyMap<string, RegExp> = tableOf({
  en: /^[\p{Script=Latin}\P{L}]*$/u,
  fr: /^[\p{Script=Latin}\P{L}]*$/u,
  es: /^[\p{Script=Latin}\P{L}]*$/u,
  zh: /^[\p{Script=Han}\p{Script=Latin}\P{L}]*$/u,
  ru: /^[\p{Script=Cyrillic}\P{L}]*$/u,
  ar: /^[\p{Script=Arabic}\P{L}]*$/u,
});

/** True when every letter is of a script in which the language is written. */
export function isInScript(language: string, text: string): boolean {
  return SCRIPTS.get(language)?.test(text.normalize("NFKC")) ?? false;
}
