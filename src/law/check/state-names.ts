/** Adjectives, capitals and short names that the platform's table of regions has not. */
const MORE =
  "American British Chinese Russian Iranian Israeli Ukrainian Korean Japanese French German Dutch Estonian Indian Australian Brazilian Washington Moscow Beijing Tehran Pyongyang Kremlin Whitehall America Britain England PRC DPRK USA USSR".split(
    " ",
  );
/** Words and bodies that stand in the same table, or are ordinary words too. */
const NO_STATES = new Set(
  "Antarctica Chad Jersey Jordan Georgia Guinea Mali Niger Togo Monaco World Pseudo-Accents Pseudo-Bidi Outlying_Oceania European_Union Eurozone United_Nations 世界 欧盟 欧元区 联合国 南极洲 大洋洲边远群岛 伪口音 伪双向语言"
    .split(" ")
    .map((name) => name.replace("_", " ")),
);

/** Read when first asked for: the tables of the platform cost as much as a tenth of a start of the command line. */
let tables: { readonly english: readonly string[]; readonly chinese: readonly string[] } | undefined;
const BESIDE = /[\w-]/;

/** The first name of a State in a text, English or Chinese; null when there is none. */
export function stateIn({ en, zh }: { readonly en: string; readonly zh: string }): string | null {
  tables ??= { english: [...regions("en"), ...MORE], chinese: regions("zh-Hans") };
  return tables.english.find((name) => stands(en, name)) ?? tables.chinese.find((name) => zh.includes(name)) ?? null;
}

/** True when the name stands in the text as a word of its own. */
function stands(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
    if (!BESIDE.test(text[at - 1] ?? "") && !/\w/.test(text[at + name.length] ?? "")) return true;
  return false;
}

function regions(language: string): readonly string[] {
  const table = new Intl.DisplayNames([language], { type: "region", fallback: "none" });
  const letters = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at));
  const names = letters.flatMap((first) => letters.map((second) => table.of(first + second)));
  return [...new Set(names)]
    .filter((name): name is string => name !== undefined && name.length > 1 && !NO_STATES.has(name))
    .sort((a, b) => b.length - a.length);
}
