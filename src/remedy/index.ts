export type { Catalogue } from "./catalogue/option.ts";
export { readCatalogue } from "./catalogue/read-catalogue.ts";
export type { Drawn, NoticeGiven, RemedyInput, ReplyWindow, ReviewWord } from "./input.ts";
export type { CatalogueFault } from "./read-yaml.ts";
export { AS_COUNTERMEASURE, catalogueClash, remedyOf } from "./remedy-of.ts";
