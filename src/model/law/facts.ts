import type { Range } from "../docket/scalars.ts";
import type { Standard } from "./standard.ts";

/** What the record shows of one proposition: how well it is proved, how well its opposite is, by which kinds of evidence and from which origins. */
export type Finding = {
  readonly prop: string;
  readonly pro: Standard | null;
  readonly con: Standard | null;
  /** Kinds of the evidence for it, such as `operator_log`: packs/law/evidence-kinds.yaml lists them. */
  readonly kinds: readonly string[];
  /** Independent origins of what speaks for it, each once: ten copies of one source are one. */
  readonly sources: readonly string[];
  /** And of what speaks against it. */
  readonly against: readonly string[];
  /** Names of the claims it was read from. */
  readonly claims: readonly string[];
};

/** A measured figure that a threshold is held against. Units as in docs/damage.md §Quantities. */
export type Figure = {
  readonly name: string;
  readonly unit: string;
  readonly value: Range;
  readonly standard: Standard;
  readonly sources: readonly string[];
  readonly claims: readonly string[];
};

/** All that an assessment may know of a case. At most one finding a proposition and one figure a name and unit. */
export type Facts = { readonly findings: readonly Finding[]; readonly figures: readonly Figure[] };
