import assert from "node:assert/strict";
import { test } from "node:test";
import { assess, createLawBook, type LawPack, type RulesPack } from "../../src/law/index.ts";
import type { Answer, Facts, Tree } from "../../src/model/index.ts";
import { lawPacks } from "./support/domestic.ts";

const EMPTY: Facts = { findings: [], figures: [] };
const PACKS = [...lawPacks().values()];
/** Before and after laws, positions and thresholds that the packs date. */
const DAYS = ["2011-08-31", "2019-06-01", "2026-11-23"];
/** On the last of them: a statute that was replaced, and rules on points of law that some holder answers with no. */
const TODAY = ["ci_prohibition: position", "due_diligence: position", "sanction_cn_csl_75: not-in-force"];

/** What alone may decide without facts, the reason that a tree tells for it, and the packs without it. */
const CAUSES: readonly (readonly [reason: string, without: (packs: readonly LawPack[]) => readonly LawPack[]])[] = [
  ["not-in-force", (packs) => packs.map((pack) => changed(pack, { from: null, to: null }, {}))],
  ["presumed", (packs) => packs.map((pack) => changed(pack, {}, { presume: null }))],
  ["position", (packs) => packs.filter(({ kind }) => kind !== "position")],
];

type Rule = RulesPack["rules"][string];
type Element = RulesPack["elements"][string];

function changed(pack: LawPack, rule: Partial<Rule>, element: Partial<Element>): LawPack {
  if (pack.kind !== "rules" && pack.kind !== "proposal") return pack;
  const rules = Object.entries(pack.rules).map(([id, item]): [string, Rule] => [id, { ...item, ...rule }]);
  const elements = Object.entries(pack.elements).map(([id, item]): [string, Element] => [id, { ...item, ...element }]);
  return { ...pack, rules: Object.fromEntries(rules), elements: Object.fromEntries(elements) };
}

function answersOf(packs: readonly LawPack[], asOf: string): readonly Answer[] {
  const book = createLawBook(packs);
  assert.ok(book.ok, book.ok ? "" : JSON.stringify(book.fault));
  return assess(book.value, EMPTY, { asOf }).answers;
}

function isDecided({ believed, byPosition }: Answer): boolean {
  return [believed, ...byPosition.map(({ value }) => value)].some(({ truth }) => truth !== "undetermined");
}

function reasonsIn({ reasons, children }: Tree): readonly string[] {
  return [...reasons, ...children.flatMap(reasonsIn)];
}

for (const day of DAYS)
  test(`on ${day} an empty record leaves every rule open, but for those that a law's days, a presumption or a position decides`, (t) => {
    const exceptions = answersOf(PACKS, day).filter(isDecided);
    const open = new Map(
      CAUSES.map(([reason, without]) => [
        reason,
        new Set(answersOf(without(PACKS), day).flatMap((one) => (isDecided(one) ? [] : [one.rule]))),
      ]),
    );
    const found = exceptions.map((answer) => {
      // The cause is one without which the rule is open; where each of two would do, nothing but both keeps it decided.
      const causes = CAUSES.filter(([reason]) => open.get(reason)?.has(answer.rule) ?? false).map(([reason]) => reason);
      const told = reasonsIn(answer.tree);
      assert.ok(causes.length > 0, `${answer.rule} is decided, and by none of these alone`);
      for (const cause of causes) assert.ok(told.includes(cause), `${answer.rule}: its tree does not say ${cause}`);
      return `${answer.rule}: ${causes.join(", ")}`;
    });
    t.diagnostic(found.join("; "));
    if (day === DAYS.at(-1)) assert.deepEqual(found, TODAY);
    else assert.ok(found.length > 0, "some statutes were not in force then");
  });

test("without days, presumptions and positions an empty record decides nothing at all, and nothing is called shown or refuted", () => {
  const bare = CAUSES.reduce<readonly LawPack[]>((packs, [, without]) => without(packs), PACKS);
  for (const day of DAYS)
    assert.deepEqual(
      answersOf(bare, day)
        .filter(isDecided)
        .map(({ rule }) => rule),
      [],
    );
  for (const { rule, tree } of answersOf(PACKS, "2026-11-23"))
    assert.ok(!reasonsIn(tree).some((reason) => reason === "shown" || reason === "refuted"), rule);
});
