import { present } from "../lib/index.ts";
import { type Answer, type Assessed, type Facts, type Tree, type Value, valueWord } from "../model/index.ts";
import type { LawBook, Position } from "./book.ts";
import { contestedRules } from "./evaluate/contested.ts";
import { createEvaluator, shareFacts, suppose } from "./evaluate/evaluate.ts";
import { agreed } from "./evaluate/kleene.ts";

/** What to assess: the law of which day, under which holders' positions (all when null), which rules (all when null), and whether what is not shown counts as lost. */
export type AssessOptions = {
  readonly asOf: string;
  readonly positions?: readonly string[] | null;
  readonly rules?: readonly string[] | null;
  readonly closed?: boolean;
};

/** Every rule's answer under every position, on one day. Pure: the same book and facts give the same answers anywhere. */
export function assess(book: LawBook, facts: Facts, options: AssessOptions): Omit<Assessed, "next"> {
  return assessSupposing({ book, facts, contested: contestedRules(book) }, options, new Map());
}

/** A book with facts, and which of its rules positions have a say in. */
export type Recorded = { readonly book: LawBook; readonly facts: Facts; readonly contested: ReadonlySet<string> };

/** The same as if some elements had these values, whatever the record shows of them. */
export function assessSupposing(
  { book, facts, contested }: Recorded,
  options: AssessOptions,
  values: ReadonlyMap<string, Value>,
): Omit<Assessed, "next"> {
  const shared = shareFacts(book, facts, options.asOf, contested);
  for (const [element, value] of values) suppose(shared, element, value);
  const holders = [...book.positions.keys()].filter((holder) => options.positions?.includes(holder) ?? true).sort();
  const eyes = holders.map((holder) => ({ holder, look: createEvaluator(shared, statedBy(book, holder, options.asOf)) }));
  const nobody = createEvaluator(shared, null);
  const answers = (options.rules ?? [...book.rules.keys()].sort()).map((id): Answer => {
    const trees = contested.has(id) ? eyes.map(({ holder, look }) => ({ holder, tree: look(id) })) : [];
    const tree = trees.length === 0 ? nobody(id) : positionsTree(id, trees);
    const { item, sources } = present(book.rules.get(id), `a rule ${id}`);
    const isLost = (options.closed ?? false) && tree.value.truth === "undetermined" && !tree.value.law;
    return {
      rule: id,
      kind: item.kind,
      question: item.question,
      headline: tree.sure,
      closure: isLost ? "not_established" : null,
      believed: tree.value,
      byPosition: trees.map(({ holder, tree: { value, sure } }) => ({ position: holder, value, sure })),
      tree,
      gives: item.gives[tree.sure.truth],
      sources,
    };
  });
  return { asOf: options.asOf, facts, answers };
}

/** What a holder had said by a day: its latest statement that is not later. */
function statedBy(book: LawBook, holder: string, on: string): Position | null {
  return book.positions.get(holder)?.findLast(({ pack: { date } }) => date <= on) ?? null;
}

/** One tree for each way in which the positions see it, and what they agree on above. */
function positionsTree(id: string, trees: readonly { readonly holder: string; readonly tree: Tree }[]): Tree {
  const groups: { readonly tree: Tree; readonly holders: string[] }[] = [];
  for (const { holder, tree } of trees) {
    const group = groups.find((one) => isAlike(one.tree, tree));
    if (group === undefined) groups.push({ tree, holders: [holder] });
    else group.holders.push(holder);
  }
  const value = agreed(trees.map(({ tree }) => tree.value));
  const sure = agreed(trees.map(({ tree }) => tree.sure));
  const differ = new Set(trees.map(({ tree }) => tree.sure.truth)).size > 1;
  const children = groups.map(({ tree, holders }) => ({ ...tree, positions: holders }));
  return {
    node: "positions",
    id,
    label: "",
    value,
    sure,
    reasons: differ ? ["positions-differ"] : [],
    shown: null,
    positions: [],
    children,
  };
}

/** True for trees of one rule that come to the same in the same way, so that positions that see a rule alike are told once. */
function isAlike(a: Tree, b: Tree): boolean {
  // What no position has a say in is one tree for all of them.
  if (a === b) return true;
  return (
    valueWord(a.value) === valueWord(b.value) &&
    valueWord(a.sure) === valueWord(b.sure) &&
    a.reasons.join() === b.reasons.join() &&
    a.children.length === b.children.length &&
    a.children.every((child, at) => isAlike(child, b.children[at] ?? child))
  );
}
