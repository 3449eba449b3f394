import { no, type Shape, type Shaped, shape, tableOf } from "../../lib/index.ts";
import { STANDARDS } from "../../model/index.ts";
import { NODE_DEPTH_MAX } from "../limits.ts";
import { byId, citesShape, dayShape, idShape, idsShape, lawTextShape } from "./scalars.ts";

/** What a rule is made of: elements, other rules, law keys that positions answer, and Kleene's connectives over them. */
export type Node =
  | { readonly el: string }
  | { readonly ref: string }
  | { readonly law: string }
  | { readonly all: readonly Node[]; readonly label: string }
  | { readonly any: readonly Node[]; readonly label: string }
  | { readonly atLeast: { readonly k: number; readonly of: readonly Node[] }; readonly label: string }
  | { readonly not: Node };

const label = shape.optional(shape.text(200), "");
const nodes = (depth: number): Shape<readonly Node[]> => shape.list(nodeShape(depth + 1), 200);

const FORMS: ReadonlyMap<string, (depth: number) => Shape<unknown>> = tableOf({
  el: () => shape.record({ el: idShape }),
  ref: () => shape.record({ ref: idShape }),
  law: () => shape.record({ law: idShape }),
  all: (depth) => shape.record({ all: nodes(depth), label }),
  any: (depth) => shape.record({ any: nodes(depth), label }),
  atLeast: (depth) => shape.record({ atLeast: shape.record({ k: shape.count, of: nodes(depth) }), label }),
  not: (depth) => shape.record({ not: nodeShape(depth + 1) }),
});

function nodeShape(depth: number): Shape<Node> {
  return (json, path) => {
    const refuse = (expected: string) => no({ kind: "bad-shape" as const, path, expected });
    if (depth > NODE_DEPTH_MAX) return refuse(`nesting of at most ${NODE_DEPTH_MAX}`);
    if (typeof json !== "object" || json === null || Array.isArray(json)) return refuse("el, ref, law, all, any, atLeast or not");
    const form = Object.keys(json).find((name) => name !== "label") ?? "";
    const read = FORMS.get(form);
    return read === undefined
      ? refuse(`one of ${[...FORMS.keys()].join(", ")}`)
      : (read(depth)(json, path) as ReturnType<Shape<Node>>);
  };
}

/** A named way out of a rule: itself with ways out, so that an exception to an exception stays a node that can be seen. */
export type Defeater = {
  readonly cite: readonly string[];
  readonly label: string;
  readonly when: Node;
  readonly unless: Readonly<Record<string, Defeater>>;
};

function defeatersShape(depth: number): Shape<Readonly<Record<string, Defeater>>> {
  return (json, path) => {
    if (depth > NODE_DEPTH_MAX) return no({ kind: "bad-shape", path, expected: `nesting of at most ${NODE_DEPTH_MAX}` });
    return byId(
      shape.record({
        cite: citesShape,
        label,
        when: nodeShape(0),
        unless: shape.optional(defeatersShape(depth + 1), {}),
      }),
    )(json, path);
  };
}

/** A threshold with the days from which each of its values holds. */
const boundShape = shape.list(shape.record({ from: shape.nullable(dayShape), value: shape.number(-1e15, 1e15) }), 50);

/** A figure held against a threshold: `atLeast` includes the threshold itself, `above` does not; `figure` compares with another figure instead. */
const measureFormShape = shape.record({
  figure: idShape,
  unit: shape.text(20),
  is: shape.word("atLeast", "above", "atMost", "below"),
  than: shape.optional(boundShape, []),
  thanFigure: shape.optional(shape.nullable(idShape), null),
});

const EMPTY: readonly (readonly string[])[] = [];

/** One plain question, with the proof that it asks for. */
export const elementShape = shape.record({
  ask: lawTextShape,
  /** The proposition that a finding answers; null: the element's own id. */
  prop: shape.optional(shape.nullable(idShape), null),
  standard: shape.word(...STANDARDS),
  refuteAt: shape.optional(shape.word(...STANDARDS), "preponderance"),
  /** Kinds of evidence: of each list at least one. */
  evidence: shape.optional(shape.list(idsShape, 20), EMPTY),
  minSources: shape.optional(shape.count, 1),
  burden: shape.optional(shape.word("claimant", "respondent"), "claimant"),
  /** Of a defence that nobody raised. */
  presume: shape.optional(shape.nullable(shape.word("not_met")), null),
  measure: shape.optional(shape.nullable(measureFormShape), null),
  cite: citesShape,
  /** What a careful opponent would ask. */
  critical: shape.optional(shape.list(lawTextShape, 20), []),
});
export type Element = Shaped<typeof elementShape>;

/** A question of law with its answer's form. */
export const ruleShape = shape.record({
  kind: shape.word("law", "norm", "domestic", "policy"),
  question: lawTextShape,
  cite: citesShape,
  /** Recorded and never a ground to act. */
  recordOnly: shape.optional(shape.flag, false),
  /** Of a domestic rule: whose law, ISO 3166-1 alpha-2 or EU. */
  jurisdiction: shape.optional(shape.nullable(shape.pattern(/^[A-Z]{2}$/, "two capital letters")), null),
  from: shape.optional(shape.nullable(dayShape), null),
  to: shape.optional(shape.nullable(dayShape), null),
  when: nodeShape(0),
  unless: shape.optional(defeatersShape(0), {}),
  gives: shape.record({ met: lawTextShape, not_met: lawTextShape, undetermined: lawTextShape }),
});
export type Rule = Shaped<typeof ruleShape>;

/** A point of law that positions answer. */
const lawKeyShape = shape.record({ ask: lawTextShape, cite: citesShape });

export const rulesShape = byId(ruleShape);
export const elementsShape = byId(elementShape);
export const lawKeysShape = byId(lawKeyShape);
