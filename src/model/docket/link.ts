import { no, type Shape, type Shaped, shape } from "../../lib/index.ts";
import { nounIdShape, rangeShape } from "./scalars.ts";

export const LINK_TYPES = ["derives", "bears-on", "causes", "measures", "about"] as const;

/** How much an item tells one answer from another: log10 of P(item | for) ÷ P(item | against), in bans. */
const weightShape = shape.record({
  for: shape.text(400),
  against: shape.text(400),
  log10LR: rangeShape,
  /** Counted in a table that `reference` names, or judged by a person. */
  basis: shape.word("measured", "judged"),
  reference: shape.nullable(shape.text(1000)),
});

const bearingShape = shape.record({
  weights: shape.list(weightShape, 400),
  /** Admiralty Code: reliability of the source, credibility of the information. */
  reliability: shape.word("A", "B", "C", "D", "E", "F"),
  credibility: shape.number(1, 6),
  /** How easily somebody else could have planted it, from 0 (not at all) to 1. */
  forgeability: shape.number(0, 1),
});

const causingShape = shape.record({
  /** How the causes of one group make the effect together; groups are alternatives of each other when `any`. */
  gate: shape.word("all", "any"),
  group: shape.text(100),
  /** Why-Because Analysis (Ladkin): would the effect have failed to come without it; do the causes listed suffice? null: not tested. */
  whyBecause: shape.nullable(shape.record({ butFor: shape.flag, complete: shape.flag, why: shape.text(4000) })),
});

const linkForm = shape.record({
  noun: shape.word("link"),
  type: shape.word(...LINK_TYPES),
  from: nounIdShape,
  to: nounIdShape,
  /** Of `bears-on` only, else null. */
  bearing: shape.nullable(bearingShape),
  /** Of `causes` only, else null. */
  causing: shape.nullable(causingShape),
  why: shape.text(4000),
});

/** The only edge. */
export const linkShape: Shape<Shaped<typeof linkForm>> = (json, path) => {
  const read = linkForm(json, path);
  if (!read.ok) return read;
  const { type, bearing, causing } = read.value;
  const refuse = (name: string, expected: string) => no({ kind: "bad-shape" as const, path: `${path}.${name}`, expected });
  if ((type === "bears-on") !== (bearing !== null)) return refuse("bearing", "a bearing for bears-on, else null");
  if ((type === "causes") !== (causing !== null)) return refuse("causing", "a gate for causes, else null");
  if (bearing !== null && !Number.isInteger(bearing.credibility)) return refuse("bearing.credibility", "a whole number");
  return read;
};
