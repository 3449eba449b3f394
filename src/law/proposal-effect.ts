import { type Checked, no, yes } from "../lib/index.ts";
import { type ValueWord, valueWord } from "../model/index.ts";
import { assess } from "./assess.ts";
import { citedRules, createLawBook, type LawBook } from "./book.ts";
import { factsOfCase } from "./cases/run-case.ts";
import type { CasesPack, RulesPack } from "./pack/pack.ts";
import type { PackFault } from "./pack/read-yaml.ts";
import { checkReferences } from "./pack/references.ts";

/** A case in which a draft comes to something else. `before` is null where no rule stood in its place. */
export type ProposalChange = {
  readonly case: string;
  readonly rule: string;
  readonly before: ValueWord | null;
  readonly after: ValueWord;
};

/** `today` (ISO date) stands in for a case without a day; `against` is the rule that new rules of the draft are held against. */
export type ProposalOptions = { readonly today: string; readonly against?: string | null };

/** Which cases' answers would change under a draft. Its rules and elements take the place of those of the same id; the book itself stays. */
export function proposalEffect(
  book: LawBook,
  proposal: RulesPack,
  cases: readonly CasesPack[],
  { today, against = null }: ProposalOptions,
): Checked<readonly ProposalChange[], PackFault> {
  const drafted = overlay(book, proposal);
  if (!drafted.ok) return drafted;
  const changes = cases.flatMap((pack) =>
    Object.entries(pack.cases).flatMap(([id, lawCase]) => {
      const facts = factsOfCase(lawCase);
      const asOf = lawCase.asOf ?? today;
      const words = (of: LawBook) =>
        new Map(assess(of, facts, { asOf }).answers.map(({ rule, believed }) => [rule, valueWord(believed)]));
      const before = words(book);
      return [...words(drafted.value)].flatMap(([rule, after]): ProposalChange[] => {
        const held = before.get(rule) ?? (against === null ? null : (before.get(against) ?? null));
        return held === after ? [] : [{ case: id, rule, before: held, after }];
      });
    }),
  );
  return yes(changes);
}

function overlay(book: LawBook, proposal: RulesPack): Checked<LawBook, PackFault> {
  const alone = createLawBook([{ ...proposal, rules: {} }]);
  if (!alone.ok) return alone;
  const elements = new Map([...book.elements, ...alone.value.elements]);
  const lawKeys = new Set([...book.lawKeys, ...alone.value.lawKeys]);
  const rules = new Map([...book.rules, ...citedRules(proposal)]);
  const drafted = { ...book, elements, lawKeys, rules };
  const fault = checkReferences(drafted);
  return fault === null ? yes(drafted) : no(fault);
}
