import { EN_HEADINGS, EN_SENTENCES } from "./en.ts";
import { AR_HEADINGS, ES_HEADINGS, FR_HEADINGS, RU_HEADINGS } from "./others.ts";
import type { Headings, Language, Words } from "./words.ts";
import { ZH_HEADINGS, ZH_SENTENCES } from "./zh.ts";

const HEADINGS: Readonly<Record<Language, Headings>> = {
  en: EN_HEADINGS,
  zh: ZH_HEADINGS,
  fr: FR_HEADINGS,
  es: ES_HEADINGS,
  ru: RU_HEADINGS,
  ar: AR_HEADINGS,
};

/** Said in the language itself: what of the page is in it, and what is not. */
const NOTICES: Readonly<Partial<Record<Language, string>>> = {
  fr: "Les titres, les valeurs et les noms des réponses sont traduits ; le reste est en anglais.",
  es: "Los títulos, los valores y los nombres de las respuestas están traducidos; el resto está en inglés.",
  ru: "Переведены заголовки, значения и названия ответов; остальное — на английском языке.",
  ar: "تُرجمت العناوين والقيم وأسماء الردود؛ والباقي باللغة الإنجليزية.",
};

/** A language's words: en and zh are whole; the others have headings, values, standards and the names of answers. */
export function wordsOf(language: Language): Words {
  const spoken = language === "zh" ? "zh" : "en";
  return {
    language,
    direction: language === "ar" ? "rtl" : "ltr",
    notice: NOTICES[language] ?? null,
    headings: HEADINGS[language],
    sentences: spoken === "zh" ? ZH_SENTENCES : EN_SENTENCES,
    inside: spoken === "zh" ? ZH_HEADINGS : EN_HEADINGS,
    spoken,
  };
}
