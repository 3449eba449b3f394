export { type AssessOptions, assess } from "./assess.ts";
export { createLawBook, type LawBook, type Position } from "./book.ts";
export { factsOfCase, type Mismatch, runCase } from "./cases/run-case.ts";
export type { CasesPack, LawCase, LawPack, PositionPack, RulesPack } from "./pack/pack.ts";
export { readLawPack } from "./pack/read-pack.ts";
export type { PackFault } from "./pack/read-yaml.ts";
