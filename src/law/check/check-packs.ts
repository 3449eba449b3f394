import type { KindsPack, LawPack, PositionPack, RulesPack } from "../pack/pack.ts";
import { leavesOf } from "../pack/references.ts";
import type { Defeater, Element, Node, Rule } from "../pack/rule.ts";
import { decide } from "./diagram.ts";
import type { PackFinding } from "./finding.ts";
import { stateIn } from "./state-names.ts";

const QUOTE_WORDS_MAX = 25;
type Said = Pick<PackFinding, "at" | "level" | "what">;
type All = {
  readonly packs: readonly LawPack[];
  readonly rules: ReadonlyMap<string, Rule>;
  readonly elements: ReadonlyMap<string, Element>;
  readonly kinds: ReadonlySet<string>;
  readonly keys: ReadonlySet<string>;
  readonly used: ReadonlySet<string>;
  readonly answered: ReadonlySet<string>;
  readonly tested: ReadonlySet<string>;
  readonly twins: ReadonlyMap<string, readonly string[]>;
};
const error = (at: string, what: string): Said => ({ at, level: "error", what });
const warning = (at: string, what: string): Said => ({ at, level: "warning", what });

/** Faults that can be seen without facts, pack by pack in the order given. Give it every pack at once: they share ids. */
export function checkPacks(packs: readonly LawPack[]): readonly PackFinding[] {
  const all = gather(packs);
  return packs.flatMap((pack) => checkPack(pack, all).map((said) => ({ pack: pack.pack, ...said })));
}

function gather(packs: readonly LawPack[]): All {
  const ruled = packs.filter((pack): pack is RulesPack => pack.kind === "rules" || pack.kind === "proposal");
  const positions = packs.filter((pack): pack is PositionPack => pack.kind === "position");
  const kinds = packs.filter((pack): pack is KindsPack => pack.kind === "evidence-kinds");
  const rules = new Map(ruled.flatMap((pack) => Object.entries(pack.rules)));
  const twins = new Map<string, string[]>();
  for (const [id, rule] of rules) twins.set(textOf(rule), [...(twins.get(textOf(rule)) ?? []), id]);
  return {
    packs,
    rules,
    elements: new Map(ruled.flatMap((pack) => Object.entries(pack.elements))),
    kinds: new Set(kinds.flatMap((pack) => Object.keys(pack.kinds))),
    keys: new Set(ruled.flatMap((pack) => Object.keys(pack.law))),
    used: new Set([...rules.values()].flatMap(leavesOf).flatMap((leaf) => ("el" in leaf ? [leaf.el] : []))),
    answered: new Set(positions.flatMap(({ law }) => Object.keys(law).filter((key) => law[key]?.value !== "silent"))),
    tested: new Set(
      packs
        .flatMap((pack) => (pack.kind === "cases" ? Object.values(pack.cases) : []))
        .flatMap(({ expect }) => Object.keys(expect)),
    ),
    twins,
  };
}

const textOf = ({ jurisdiction, when, unless }: Rule) => JSON.stringify([jurisdiction, when, unless]);

function checkPack(pack: LawPack, all: All): readonly Said[] {
  if (pack.kind === "evidence-kinds") return [];
  if (pack.kind === "cases") return placed("cases", pack.cases, (id, { cite }) => cited(pack, id, cite));
  if (pack.kind === "position") return checkPosition(pack, all);
  const unanswered = "no position answers this point of law: write an answer, or drop it";
  return [
    ...placed("law", pack.law, (id, { ask, cite }) => [
      ...cited(pack, id, cite),
      ...named(id, [ask]),
      ...(all.answered.has(id) ? [] : [warning(id, unanswered)]),
    ]),
    ...placed("elements", pack.elements, (id, element) => [...cited(pack, id, element.cite), ...checkElement(id, element, all)]),
    ...placed("rules", pack.rules, (id, rule) => [...sources(pack, id, rule), ...checkRule(id, rule, all)]),
  ];
}

/** What a check says of each item of a part of a pack, with the part in its place. */
function placed<Item>(
  part: string,
  items: Readonly<Record<string, Item>>,
  check: (id: string, item: Item) => readonly Said[],
): readonly Said[] {
  return Object.entries(items).flatMap(([id, item]) => check(id, item).map((said) => ({ ...said, at: `${part}.${said.at}` })));
}

function checkPosition(pack: PositionPack, { keys }: All): readonly Said[] {
  return placed("law", pack.law, (key, { cite, quote, value }) => [
    ...(keys.has(key) ? [] : [error(key, "no pack has this point of law: correct the key")]),
    ...(value === "silent" && cite.length === 0 ? [] : cited(pack, key, cite)),
    ...((quote ?? "").split(/\s+/).length > QUOTE_WORDS_MAX ? [error(key, `quote at most ${QUOTE_WORDS_MAX} words`)] : []),
  ]);
}

function checkElement(id: string, element: Element, { kinds, used }: All): readonly Said[] {
  const { ask, critical, evidence, measure, burden, presume } = element;
  const unknown = [...new Set(evidence.flat())].filter((kind) => !kinds.has(kind));
  return [
    ...named(id, [ask, ...critical]),
    ...(used.has(id) ? [] : [error(id, "no rule uses this element: use it or drop it")]),
    ...(measure === null && evidence.length === 0 ? [error(id, "names no kinds of evidence: say which would show it")] : []),
    ...unknown.map((kind) => error(id, `no kind of evidence is called ${kind}: correct it, or add it to the kinds`)),
    ...(evidence.some((list) => list.length === 0)
      ? [error(id, "an empty list of kinds can never be met: fill it or drop it")]
      : []),
    ...(presume !== null && burden !== "respondent"
      ? [error(id, "only a defence is presumed: set burden to respondent, or drop presume")]
      : []),
  ];
}

function checkRule(id: string, rule: Rule, all: All): readonly Said[] {
  const labels = labelsOf(rule);
  const texts = [rule.question, rule.gives.met, rule.gives.not_met, rule.gives.undetermined];
  const twin = all.twins.get(textOf(rule))?.find((other) => other < id);
  const domestic = rule.kind === "domestic";
  return [
    ...named(id, [...texts, ...labels.map((label) => ({ en: label, zh: "" }))]),
    ...(domestic && rule.jurisdiction === null ? [error(id, "a domestic rule says whose law it is: set jurisdiction")] : []),
    ...(domestic && isOffence(id) && !labels.some((label) => label === "connecting link")
      ? [error(id, 'nothing ties it to its legal order: label the part that does "connecting link"')]
      : []),
    ...(twin === undefined ? [] : [warning(id, `asks the same as ${twin}: keep one and refer to it`)]),
    ...(all.tested.has(id) || isGrade(id) ? [] : [warning(id, "no case tests this rule: write one")]),
    ...checkLogic(id, rule, all),
  ];
}

/** By docs/offences.md §Names. Grades are tied to a legal order by their offences, and are tested with them. */
const isGrade = (id: string) => /^[a-z]{2}_grade_/.test(id);
const isOffence = (id: string) => !isGrade(id) && !/^(sanction|report|bar)_/.test(id);

function checkLogic(id: string, rule: Rule, { rules }: All): readonly Said[] {
  const decided = decide(rule, (ref) => rules.get(ref));
  if (decided === null)
    return [warning(id, "is too large, or leans on a rule that is not there: it was not checked for idle elements")];
  if (decided.always !== null) return [error(id, `is always ${decided.always ? "met" : "not met"}, whatever is shown`)];
  const own = new Set(
    leavesOf(rule).flatMap((leaf) => ("el" in leaf ? [`el:${leaf.el}`] : "law" in leaf ? [`law:${leaf.law}`] : [])),
  );
  return [...own]
    .filter((leaf) => !decided.matters.has(leaf))
    .map((leaf) =>
      error(id, `${leaf.slice(leaf.indexOf(":") + 1)} can never change its answer: take it out or correct the rule`),
    );
}

function sources(pack: RulesPack, id: string, { cite, unless }: Pick<Rule, "cite" | "unless">): readonly Said[] {
  const read = cite.map((key) => pack.sources[key.split("/")[0] ?? ""]?.read);
  return [
    ...cited(pack, id, cite),
    ...(cite.length > 0 && read.every((how) => how === "unverified")
      ? [warning(id, "nobody has read any of its sources: no headline rests on it until somebody does")]
      : []),
    ...Object.entries(unless).flatMap(([name, way]) => sources(pack, `${id}.unless.${name}`, way)),
  ];
}

function cited({ sources: known }: LawPack, id: string, cite: readonly string[]): readonly Said[] {
  if (cite.length === 0) return [error(id, "cites nothing: say where it comes from")];
  return cite
    .filter((key) => !Object.hasOwn(known, key.split("/")[0] ?? ""))
    .map((key) => error(id, `${key} leads to no source of this pack: add the source or correct the citation`));
}

function named(id: string, texts: readonly { readonly en: string; readonly zh: string }[]): readonly Said[] {
  const name = stateIn({ en: [id, ...texts.map(({ en }) => en)].join("\n"), zh: texts.map(({ zh }) => zh).join("\n") });
  return name === null ? [] : [error(id, `names a State (${name}): say it without a name`)];
}

function labelsOf({ when, unless }: Pick<Rule | Defeater, "when" | "unless">): readonly string[] {
  const own = Object.values(unless).flatMap((way) => [way.label, ...labelsOf(way)]);
  return [...nodeLabels(when), ...own].filter((label) => label !== "");
}

function nodeLabels(node: Node): readonly string[] {
  if ("not" in node) return nodeLabels(node.not);
  if ("all" in node) return [node.label, ...node.all.flatMap(nodeLabels)];
  if ("any" in node) return [node.label, ...node.any.flatMap(nodeLabels)];
  return "atLeast" in node ? [node.label, ...node.atLeast.of.flatMap(nodeLabels)] : [];
}
