import { no, type Shape, type Shaped, shape } from "../../lib/index.ts";
import { timeShape } from "../scalars.ts";
import { nounIdShape } from "./scalars.ts";

export const CLAIM_KINDS = [
  "occurred",
  "route",
  "tool",
  "actor",
  "cause",
  "outcome",
  "damage",
  "potential",
  "count",
  "pattern",
] as const;

/** The ladder of attribution (Rid and Buchanan 2015, the Q model): a claim on one level says nothing of the next. */
export const CLAIM_LEVELS = ["machine", "cluster", "organisation", "state"] as const;

/** The answer that is always open, and the prefix of those that say somebody passes for another. */
export const OTHER = "other";
export const IMITATION = "imitation of ";

const claimForm = shape.record({
  noun: shape.word("claim"),
  kind: shape.word(...CLAIM_KINDS),
  /** Of an actor claim; else null. */
  level: shape.nullable(shape.word(...CLAIM_LEVELS)),
  subject: shape.nullable(nounIdShape),
  ask: shape.text(2000),
  /** Every answer there can be, mutually exclusive; `other` among them, and for an actor A `imitation of A`. */
  answers: shape.list(shape.record({ answer: shape.text(400), entity: shape.nullable(nounIdShape) }), 200),
  /** One for each answer, summing to 1; null to start from none, which is what reports show. */
  prior: shape.nullable(shape.list(shape.number(0, 1), 200)),
  supersedes: shape.nullable(nounIdShape),
});

/** A question with exhaustive answers. What is answered follows from the links that bear on it. */
export const claimShape: Shape<Shaped<typeof claimForm>> = (json, path) => {
  const read = claimForm(json, path);
  if (!read.ok) return read;
  const { kind, level, answers, prior } = read.value;
  const refuse = (name: string, expected: string) => no({ kind: "bad-shape" as const, path: `${path}.${name}`, expected });
  const names = new Set(answers.map(({ answer }) => answer));
  if (names.size !== answers.length || names.size < 2) return refuse("answers", "two or more, each once");
  if (!names.has(OTHER)) return refuse("answers", `the answer "${OTHER}"`);
  if ((kind === "actor") !== (level !== null)) return refuse("level", "a level for an actor claim, else null");
  const bare = kind === "actor" ? answers.find(({ answer }) => isNamed(answer) && !names.has(IMITATION + answer)) : undefined;
  if (bare !== undefined) return refuse("answers", `the answer "${IMITATION}${bare.answer}"`);
  if (prior !== null && (prior.length !== answers.length || Math.abs(prior.reduce((sum, part) => sum + part, 0) - 1) > 1e-9))
    return refuse("prior", "one for each answer, summing to 1");
  return read;
};

function isNamed(answer: string): boolean {
  return answer !== OTHER && !answer.startsWith(IMITATION);
}

export const STANCES = ["assess", "review", "dissent", "withdraw"] as const;

/** One party's word on a noun. To withdraw is a judgement too: nothing is deleted. */
export const judgementShape = shape.record({
  noun: shape.word("judgement"),
  on: nounIdShape,
  stance: shape.word(...STANCES),
  /** The answer that is assessed or contested; null for a word on the noun as a whole. */
  answer: shape.nullable(shape.text(400)),
  why: shape.text(4000),
  by: shape.text(400),
  at: timeShape,
});
