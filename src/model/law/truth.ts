/** An answer of law. What is not shown is undetermined, never "not met": that takes proof of the opposite. */
export const TRUTHS = ["met", "not_met", "undetermined"] as const;
export type Truth = (typeof TRUTHS)[number];

/** An answer with what keeps it open: facts that are not proved, law that is contested, or both. Both false unless undetermined. */
export type Value = { readonly truth: Truth; readonly facts: boolean; readonly law: boolean };

/** The five values there are, as one word: for tables, vectors and statements. */
export const VALUE_WORDS = ["met", "not_met", "undetermined:facts", "undetermined:law", "undetermined:both"] as const;
export type ValueWord = (typeof VALUE_WORDS)[number];

/** A value as its word. */
export function valueWord({ truth, facts, law }: Value): ValueWord {
  if (truth !== "undetermined") return truth;
  if (facts && law) return "undetermined:both";
  return law ? "undetermined:law" : "undetermined:facts";
}
