import type { ReasonCode, Standard, ValueWord } from "../../model/index.ts";

export const LANGUAGES = ["en", "zh", "fr", "es", "ru", "ar"] as const;
export type Language = (typeof LANGUAGES)[number];

/** What every language has: headings, values and standards. */
export type Headings = {
  readonly decision: string;
  readonly question: string;
  readonly answer: string;
  readonly counter: string;
  readonly shown: string;
  readonly refuted: string;
  readonly open: string;
  readonly positions: string;
  readonly change: string;
  readonly days: string;
  readonly options: string;
  readonly optionsOpen: string;
  readonly optionsShut: string;
  readonly limits: string;
  readonly basis: string;
  readonly signature: string;
  readonly notAdvice: string;
  readonly values: Readonly<Record<ValueWord, string>>;
  readonly standards: Readonly<Record<Standard, string>>;
};

/** What en and zh have besides. Words in braces are filled in. */
export type Sentences = {
  readonly caseLine: string;
  readonly whoever: string;
  readonly nothingStated: string;
  readonly statedAt: string;
  readonly none: string;
  readonly more: string;
  readonly proved: string;
  readonly against: string;
  readonly missingKinds: string;
  readonly fewSources: string;
  readonly measured: string;
  readonly law: string;
  readonly counterRefuted: string;
  readonly counterAgainst: string;
  readonly counterPosition: string;
  readonly counterCritical: string;
  readonly counterOpen: string;
  readonly counterShown: string;
  readonly counterNone: string;
  readonly silent: string;
  readonly believed: string;
  readonly closure: string;
  readonly presumed: string;
  readonly positionsLine: string;
  readonly ifShown: string;
  readonly routes: string;
  readonly noneSettles: string;
  readonly thenToday: string;
  readonly sameDays: string;
  readonly sunset: string;
  readonly waitsFor: string;
  readonly counts: string;
  readonly never: string;
  readonly packs: string;
  readonly reviewer: string;
  readonly reasonLine: string;
  readonly idle: string;
  readonly collisions: string;
  /** Lawful ways to evidence, by the word of the pack. */
  readonly ways: Readonly<Record<string, string>>;
  readonly formTitle: string;
  readonly formHelp: string;
  readonly formAsked: string;
  readonly formKinds: string;
  readonly yes: string;
  readonly no: string;
  /** What a form's fields are called. */
  readonly fields: Readonly<Record<string, string>>;
  readonly picture: string;
  readonly reasons: Readonly<Record<ReasonCode, string>>;
  readonly leaf: { readonly met: string; readonly not_met: string; readonly undetermined: string };
};

/** A language as a page speaks it: `notice` says what of the page is not in it. */
export type Words = {
  readonly language: Language;
  readonly direction: "ltr" | "rtl";
  readonly notice: string | null;
  readonly headings: Headings;
  readonly sentences: Sentences;
  /** Values and standards inside sentences: in the sentences' language. */
  readonly inside: Pick<Headings, "values" | "standards">;
  /** The language of the sentences. */
  readonly spoken: "en" | "zh";
};

/** Fills the words in braces. A value that is missing is a fault of the template, and stays visible. */
export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replaceAll(/\{([a-z]+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}
