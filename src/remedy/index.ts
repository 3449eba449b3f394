export { neverOffered } from "./catalogue/never-offered.ts";
export type { Catalogue } from "./catalogue/option.ts";
export { readCatalogue } from "./catalogue/read-catalogue.ts";
export { LETTERS, type LetterKind } from "./catalogue/vocabulary.ts";
export type { Drawn, NoticeGiven, RemedyInput, ReplyWindow, ReviewWord } from "./input.ts";
export { draftLetter } from "./letters/draft-letter.ts";
export type { LetterInput, LetterLanguage } from "./letters/letter-input.ts";
export { type PlanLanguage, remedyLines } from "./lines.ts";
export {
  type FoldedMeasures,
  foldMeasures,
  type HeldMeasure,
  type MeasureState,
  type NamedMeasure,
} from "./measures/fold-measures.ts";
export type { CatalogueFault } from "./read-yaml.ts";
export { catalogueClash, remedyOf } from "./remedy-of.ts";
export { columnsOf, wrap } from "./wrap.ts";
