import type { AssessmentPredicate, ValueWord } from "../../model/index.ts";
import type { BookedCase } from "../case/book.ts";

const WORDS: Readonly<Record<ValueWord, string>> = {
  met: "met",
  not_met: "not met",
  "undetermined:facts": "undetermined (facts)",
  "undetermined:law": "undetermined (law)",
  "undetermined:both": "undetermined (facts and law)",
};

/**
 * What the latest stated assessment of a case says, for its report. It was made of the whole case, so that readers who may not see all of that are told
 * only that there is one.
 */
export function lawSentences({ assessments }: BookedCase, leftOut: number): readonly string[] {
  const latest = assessments.at(-1);
  if (latest === undefined) return [];
  const { index, predicate } = latest;
  if (leftOut > 0)
    return [
      "An assessment of the law is stated, and left out here: it rests on the whole case, parts of which are above these readers.",
    ];
  return [
    `Assessed by ${predicate.by} at ${predicate.at}, ledger entry ${index}, by ${predicate.engine} and ${predicate.packs.length} packs, on the facts ${predicate.facts.slice(0, 16)}. Whoever has the case derives it again with \`meridian assess verify\`.`,
    ...predicate.days.flatMap(daySentences),
    "What comes out under a position is worked out here from what its holder published. No holder said it of this case, and one that is silent consents to nothing.",
    "What is not shown is undetermined, and never not met. An assessment binds nobody, and is not legal advice.",
  ];
}

function daySentences({ asOf, answers, result }: AssessmentPredicate["days"][number]): readonly string[] {
  const decided = answers.filter(({ headline }) => headline === "met" || headline === "not_met");
  const contested = answers.filter(({ headline }) => headline === "undetermined:law");
  const open = answers.length - decided.length - contested.length;
  const positions = (answer: (typeof answers)[number]) => {
    const groups = Map.groupBy(Object.entries(answer.byPosition), ([, word]) => word);
    const told = [...groups].map(
      ([word, list]) =>
        `${WORDS[word]} under the positions of ${list
          .map(([holder]) => holder)
          .sort()
          .join(", ")}`,
    );
    return told.length === 0 ? "" : ` (${told.sort().join("; ")})`;
  };
  return [
    `By the law of ${asOf} (result ${result.slice(0, 16)}):`,
    ...decided.map(({ rule, headline }) => `${rule} is ${headline === "met" ? "met" : "not met"}.`),
    ...contested.map(
      (answer) => `${answer.rule} is undetermined because the law is contested or no source of it was read${positions(answer)}.`,
    ),
    `${open} further rules are undetermined on what is shown.`,
  ];
}
