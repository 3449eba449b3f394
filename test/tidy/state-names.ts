import { type Breach, eachLine } from "./house-rules.ts";

/**
 * Adjectives and the names of peoples and capitals that stand for a State. The names of the States themselves come from the
 * platform's own table (CLDR). "Polish" is left out: at the start of a sentence it is a verb.
 */
const ADJECTIVES = `
Afghan Albanian Algerian American Angolan Argentine Argentinian Armenian Australian Austrian Azerbaijani Bahraini Bangladeshi Belarusian
Belgian Bolivian Bosnian Brazilian British Bulgarian Burmese Cambodian Cameroonian Canadian Chilean Chinese Colombian Congolese Croatian
Cuban Cypriot Czech Danish Dutch Ecuadorian Egyptian Emirati English Estonian Ethiopian Fijian Filipino Finnish French Georgian German
Ghanaian Greek Guatemalan Haitian Honduran Hungarian Icelandic Indian Indonesian Iranian Iraqi Irish Israeli Italian Ivorian Jamaican
Japanese Jordanian Kazakh Kenyan Korean Kosovar Kuwaiti Kyrgyz Laotian Latvian Lebanese Liberian Libyan Lithuanian Macedonian Malaysian
Maltese Mexican Moldovan Mongolian Montenegrin Moroccan Mozambican Namibian Nepali Nicaraguan Nigerian Norwegian Omani Pakistani
Palestinian Panamanian Paraguayan Peruvian Portuguese Qatari Romanian Russian Rwandan Salvadoran Samoan Saudi Scottish Senegalese Serbian
Singaporean Slovak Slovenian Somali Spanish Sudanese Swedish Swiss Syrian Taiwanese Tajik Tanzanian Thai Tibetan Tongan Tunisian Turkish
Turkmen Ugandan Ukrainian Uruguayan Uzbek Venezuelan Vietnamese Welsh Yemeni Zambian Zimbabwean`
  .trim()
  .split(/\s+/);

const OTHER_NAMES = [
  "USA",
  "U.S.",
  "UK",
  "U.K.",
  "PRC",
  "P.R.C.",
  "DPRK",
  "ROC",
  "UAE",
  "USSR",
  "America",
  "Britain",
  "England",
  "Scotland",
  "Wales",
];
const CAPITALS_THAT_SPEAK = ["Washington", "Moscow", "Beijing", "Tehran", "Pyongyang", "Kremlin", "Jerusalem", "Whitehall"];

/** Names of places that are words or given names too, or of no State at all. */
const NOT_A_STATE = new Set([
  "Antarctica",
  "Chad",
  "Jersey",
  "Jordan",
  "Georgia",
  "Guinea",
  "Mali",
  "Niger",
  "Togo",
  "Monaco",
  "World",
  "Pseudo-Accents",
  "Pseudo-Bidi",
  "Outlying Oceania",
  "European Union",
  "Eurozone",
  "United Nations",
]);

/** Lines of a page that may name a State: a law, a treaty, a court or a licence is cited by its own title. */
const CITED_IN_PAGE =
  /\b(Act|Regulations?|Directive|Convention|Treaty|Charter|Protocol|Court|Tribunal|Constitution|Code|Statute|Licen[cs]e|Copyright|Gazette|Commission)\b|©|\bv\.? [A-Z]/;
/** Elsewhere only with the year, so that no rule passes because it says "Protocol". */
const CITED_IN_CODE =
  /\b(Act|Regulations?|Directive|Convention|Treaty|Charter)\b.*\b(1[89]|20)\d\d\b|\b(Licen[cs]e|Copyright)\b|©/;

/** A language's adjective beside its letters is no State. */
const ABOUT_LETTERS = /\b(letters?|alphabets?|words in|case folding|translat\w+|locales?)\b/;

const LANGUAGES: ReadonlySet<string> = new Set(ADJECTIVES);
const NAMES: readonly string[] = [...regionNames(), ...ADJECTIVES, ...OTHER_NAMES, ...CAPITALS_THAT_SPEAK];
const PATTERN = new RegExp(`(?<![\\w.@/-])(?:${NAMES.map((name) => name.replaceAll(".", "\\.")).join("|")})(?![\\w@])`, "g");

function regionNames(): string[] {
  const table = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
  const letters = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at));
  const names = letters.flatMap((first) => letters.map((second) => table.of(first + second)));
  return [...new Set(names)]
    .filter((name): name is string => name !== undefined && !NOT_A_STATE.has(name))
    .sort((a, b) => b.length - a.length);
}

/** Packs of law cite judgments and say whose position one is, and so does a page that prints them; test/law/packs.test.ts holds their rules to naming none. The check has its own list. */
const SAY_WHOSE = ["packs/law/", "test/decision/golden/", "src/law/check/state-names.ts", "test/law/check-packs.test.ts"];

/** Mentions of a State in one file. Swapping the parties' names must never change a result, so none is written down. */
export function statesIn(path: string, text: string): Breach[] {
  if (SAY_WHOSE.some((start) => path.startsWith(start))) return [];
  const citation = path.endsWith(".md") ? CITED_IN_PAGE : CITED_IN_CODE;
  return eachLine(path, text, (line) => {
    if (citation.test(line)) return [];
    const isAboutLetters = ABOUT_LETTERS.test(line);
    const names = (line.match(PATTERN) ?? []).filter((name) => !(isAboutLetters && LANGUAGES.has(name)));
    return names.map((name) => `names a State ("${name}"); use an invented party`);
  });
}
