import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { assess, createLawBook } from "../../src/law/index.ts";
import { type Answer, type Facts, type Finding, STANDARDS, type Tree, type Value } from "../../src/model/index.ts";
import { BARS, input, openOptions } from "../remedy/world.ts";
import { lawPacks } from "./support/domestic.ts";

const SEED = Number(process.env["MERIDIAN_SEED"] ?? 20_261_123);
const RUNS = process.env["MERIDIAN_SOAK"] === "1" ? 2000 : 25;
const ASOF = "2026-11-23";
const PACKS = [...lawPacks().values()];
const joined = createLawBook(PACKS);
assert.ok(joined.ok);
const BOOK = joined.value;
console.log(`seed ${SEED}, ${RUNS} runs`);
const check = <T>(property: fc.IProperty<T>) => fc.assert(property, { seed: SEED, numRuns: RUNS });

const PROPS = [
  ...new Set([...BOOK.elements.values()].filter(({ item }) => item.measure === null).map(({ id, item }) => item.prop ?? id)),
].sort();
const KINDS = [...BOOK.kinds.keys()];
const standard = fc.option(fc.constantFrom(...STANDARDS));
const finding = (prop: string): fc.Arbitrary<Finding> =>
  fc.record({
    prop: fc.constant(prop),
    pro: standard,
    con: standard,
    kinds: fc.constantFrom(KINDS, KINDS.slice(0, 10), []),
    sources: fc.subarray(["a", "b", "c"]),
    against: fc.constant(["z"]),
    claims: fc.constant([]),
  });
const facts: fc.Arbitrary<Facts> = fc
  .subarray(PROPS)
  .chain((props) => fc.tuple(...props.map(finding)))
  .map((findings) => ({ findings, figures: [] }));
/** Records on which most is decided: what bars or excuses refuted, all else shown. */
const strong: fc.Arbitrary<readonly Finding[]> = fc.constant(
  PROPS.map((prop): Finding => {
    const [pro, con] = BARS.has(prop) ? [null, "conclusive" as const] : ["conclusive" as const, null];
    return { prop, pro, con, kinds: KINDS, sources: ["a", "b", "c"], against: ["z"], claims: [] };
  }),
);
const answersOf = (given: Facts) => assess(BOOK, given, { asOf: ASOF }).answers;

/** Every element's value by id, wherever it stands. */
function elementsOf(answers: readonly Answer[]): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  const visit = ({ node, id, value, children }: Tree): void => {
    if (node === "element") found.set(id, value);
    children.forEach(visit);
  };
  for (const { tree } of answers) visit(tree);
  return found;
}

test("ten copies of one source count as one", () => {
  check(
    fc.property(facts, ({ findings, figures }) => {
      const copied = findings.map((one) => ({
        ...one,
        sources: one.sources.flatMap((source) => Array<string>(10).fill(source)),
      }));
      assert.deepEqual(answersOf({ findings: copied, figures }).map(truths), answersOf({ findings, figures }).map(truths));
    }),
  );
});

test("taking away what speaks for an element never makes it met; nor does more corroboration make it less", () => {
  check(
    fc.property(facts, ({ findings, figures }) => {
      const full = elementsOf(answersOf({ findings, figures }));
      const less = elementsOf(
        answersOf({ findings: findings.map((one) => ({ ...one, pro: null, sources: [], kinds: [] })), figures }),
      );
      const more = elementsOf(
        answersOf({ findings: findings.map((one) => ({ ...one, sources: [...one.sources, "new"] })), figures }),
      );
      for (const [id, value] of full) {
        if (value.truth !== "met") assert.notEqual(less.get(id)?.truth, "met", id);
        if (value.truth === "met") assert.equal(more.get(id)?.truth, "met", id);
      }
    }),
  );
});

test("an explanation agrees with its answer: every node's value follows from its children", () => {
  check(
    fc.property(facts, (given) => {
      for (const { tree, believed } of answersOf(given)) {
        assert.deepEqual(tree.value, believed);
        follows(tree);
      }
    }),
  );
});

// Whole findings, and no defence: of a conflict one side may be what kept an answer shut, and a defence that nobody raised is presumed away.
test("taking findings away never opens a lawful answer, whatever the record; nor does taking away sources of what is proved one way", () => {
  const defences = new Set(
    [...BOOK.elements.values()].flatMap(({ id, item }) => (item.presume === null ? [] : [item.prop ?? id])),
  );
  const open = (findings: readonly Finding[]) => {
    const assessed = { ...assess(BOOK, { findings, figures: [] }, { asOf: ASOF }), next: [] };
    return openOptions({ ...input("state"), assessed });
  };
  const rich = fc.tuple(strong, facts, fc.infiniteStream(fc.nat(9)));
  const opened = new Set<string>();
  check(
    fc.property(rich, ([base, noise, draws]) => {
      const odd = new Map(noise.findings.map((finding) => [finding.prop, finding]));
      const all = base.map((finding) => (draws.next().value === 0 ? (odd.get(finding.prop) ?? finding) : finding));
      const less = all.flatMap((finding): Finding[] => {
        const draw = draws.next().value;
        if (defences.has(finding.prop) || draw > 1) return [finding];
        return draw === 0 ? [] : [finding.con === null ? { ...finding, sources: finding.sources.slice(1) } : finding];
      });
      const before = new Set(open(all));
      for (const option of before) opened.add(option);
      for (const option of open(less)) assert.ok(before.has(option), `${option} was opened by taking evidence away`);
    }),
  );
  // A test of options that never open would hold anything.
  assert.ok(opened.size > 20, [...opened].join());
});

function truths({ rule, headline, believed, byPosition }: Answer) {
  return { rule, headline, believed, byPosition };
}

/** Recomputes truth by numbers (0 not met, 1 open, 2 met), on purpose another way than the evaluator does. */
function follows({ node, id, value, reasons, children }: Tree): void {
  children.forEach(follows);
  const [mine, own] = [rank(value), children.map((child) => rank(child.value))];
  const [first = 2, ...ways] = own;
  if (node === "all") assert.equal(mine, Math.min(2, ...own));
  if (node === "any") assert.equal(mine, Math.max(0, ...own));
  if (node === "not") assert.equal(mine, 2 - first);
  if (node === "atLeast") assert.equal(mine, [...own].sort((a, b) => b - a)[Number(id) - 1] ?? 0);
  if ((node === "rule" || node === "defeater") && !reasons.includes("not-in-force"))
    assert.equal(mine, Math.min(first, ...ways.map((way) => 2 - way)));
  if (node === "positions") assert.equal(mine, new Set(own).size === 1 ? first : 1);
}

function rank({ truth }: Value): number {
  return { not_met: 0, undetermined: 1, met: 2 }[truth];
}
