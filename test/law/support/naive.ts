import type { LawPack, PositionPack, RulesPack } from "../../../src/law/index.ts";
import { type Facts, type Figure, type Finding, STANDARDS, type Standard, type Value } from "../../../src/model/index.ts";

type Rule = RulesPack["rules"][string];
type Element = RulesPack["elements"][string];
type Node = Rule["when"];
type Measure = NonNullable<Element["measure"]>;
/** 0: not met, 1: open, 2: met; Kleene's connectives are then min, max and 2 - x. */
type Mark = { readonly at: 0 | 1 | 2; readonly facts: boolean; readonly law: boolean };
/** Evaluates for one holder of positions; `sure`: what nobody has read decides nothing. */
type Asked = { readonly holder: string | null; readonly sure: boolean };

const MET: Mark = { at: 2, facts: false, law: false };
const NOT_MET: Mark = { at: 0, facts: false, law: false };
const FACTS: Mark = { at: 1, facts: true, law: false };
const LAW: Mark = { at: 1, facts: false, law: true };
const TRUTH = ["not_met", "undetermined", "met"] as const;

/** The law of packs, evaluated in the plainest way there is: straight from the packs, each rule anew wherever it is leaned on. A second opinion and a yardstick. */
export class Naive {
  readonly #packs: readonly LawPack[];
  readonly #facts: Facts;
  readonly #on: string;

  constructor(packs: readonly LawPack[], facts: Facts, on: string) {
    [this.#packs, this.#facts, this.#on] = [packs, facts, on];
  }

  /** A rule for one holder, or for nobody's position when null. */
  rule(id: string, asked: Asked): Value {
    const { at, facts, law } = this.#rule(id, asked);
    return { truth: TRUTH[at], facts, law };
  }

  /** What all holders agree on. */
  headline(id: string, holders: readonly string[], sure: boolean): Value {
    const all = (holders.length === 0 ? [null] : holders).map((holder) => this.rule(id, { holder, sure }));
    const same = new Set(all.map(({ truth }) => truth)).size === 1;
    const facts = all.some((value) => value.facts);
    return { truth: same ? (all[0]?.truth ?? "undetermined") : "undetermined", facts, law: !same || all.some(({ law }) => law) };
  }

  #rule(id: string, asked: Asked): Mark {
    const [pack, rule] = this.#find((one) => one.rules, id);
    const isOver = (rule.from !== null && this.#on < rule.from) || (rule.to !== null && this.#on > rule.to);
    return read(pack, rule.cite, asked, isOver ? NOT_MET : this.#defeasible(pack, rule, asked));
  }

  #defeasible(pack: RulesPack, { when, unless }: Pick<Rule, "when" | "unless">, asked: Asked): Mark {
    const ways = Object.values(unless).map((way) => read(pack, way.cite, asked, this.#defeasible(pack, way, asked)));
    return least([this.#node(when, asked), ...ways.map(opposite)]);
  }

  #node(node: Node, asked: Asked): Mark {
    if ("el" in node) return this.#element(node.el, asked);
    if ("ref" in node) return this.#rule(node.ref, asked);
    if ("law" in node) return this.#law(node.law, asked);
    if ("not" in node) return opposite(this.#node(node.not, asked));
    if ("all" in node) return least(node.all.map((part) => this.#node(part, asked)));
    if ("any" in node) return opposite(least(node.any.map((part) => opposite(this.#node(part, asked)))));
    const marks = node.atLeast.of.map((part) => this.#node(part, asked));
    return rank(marks, node.atLeast.k);
  }

  #law(key: string, { holder, sure }: Asked): Mark {
    const stated = this.#packs
      .filter((pack): pack is PositionPack => pack.kind === "position" && pack.holder === holder && pack.date <= this.#on)
      .sort((a, b) => (a.date < b.date ? -1 : 1))
      .at(-1);
    const said = stated?.law[key];
    if (stated === undefined || said === undefined || said.value === "silent" || said.value === "undetermined") return LAW;
    return read(stated, said.cite, { holder, sure }, said.value === "met" ? MET : NOT_MET);
  }

  #element(id: string, asked: Asked): Mark {
    const [pack, element] = this.#find((one) => one.elements, id);
    const value = element.measure === null ? this.#question(id, element) : this.#measure(element, element.measure);
    return read(pack, element.cite, asked, value);
  }

  #question(id: string, element: Element): Mark {
    const found = this.#facts.findings.find(({ prop }) => prop === (element.prop ?? id));
    if ((found?.pro ?? null) === null && (found?.con ?? null) === null) return element.presume === null ? FACTS : NOT_MET;
    const [isFor, against] = [found !== undefined && proves(found, element), rung(found?.con ?? null) >= rung(element.refuteAt)];
    if (isFor === against) return FACTS;
    return isFor ? MET : NOT_MET;
  }

  #measure(element: Element, { figure, unit, is, than, thanFigure }: Measure): Mark {
    const of = (name: string | null) => this.#facts.figures.find((one) => one.name === name && one.unit === unit);
    const dated = than.filter(({ from }) => from === null || from <= this.#on);
    const last = dated.sort((a, b) => ((a.from ?? "") < (b.from ?? "") ? -1 : 1)).at(-1);
    if (thanFigure === null && last === undefined) return LAW;
    const [own, other] = [of(figure), thanFigure === null ? fixed(last?.value ?? 0) : of(thanFigure)];
    if (own === undefined || other === undefined) return FACTS;
    const bounds = [other.value.lo, other.value.hi];
    const answers = [own.value.lo, own.value.hi].flatMap((value) => bounds.map((bound) => holds(is, value, bound)));
    const standard = Math.min(rung(own.standard), rung(other.standard));
    const enough = new Set(own.sources).size >= element.minSources;
    if (answers.every((yes) => yes)) return enough && standard >= rung(element.standard) ? MET : FACTS;
    return answers.some((yes) => yes) || standard < rung(element.refuteAt) ? FACTS : NOT_MET;
  }

  #find<Item>(of: (pack: RulesPack) => Readonly<Record<string, Item>>, id: string): readonly [RulesPack, Item] {
    for (const pack of this.#packs) {
      const item = pack.kind === "rules" || pack.kind === "proposal" ? of(pack)[id] : undefined;
      if (item !== undefined) return [pack as RulesPack, item];
    }
    throw new Error(`no ${id}`);
  }
}

/** What a law says: as sure as anything. */
function fixed(value: number): Pick<Figure, "value" | "standard"> {
  return { value: { lo: value, best: value, hi: value }, standard: "conclusive" };
}

function proves({ pro, kinds, sources }: Finding, element: Element): boolean {
  const fitting = element.evidence.every((list) => list.some((kind) => kinds.includes(kind)));
  const counted = fitting ? rung(pro) : Math.min(rung(pro), rung("reasonable"));
  return new Set(sources).size >= element.minSources && counted >= rung(element.standard);
}

function rung(standard: Standard | null): number {
  return standard === null ? -1 : STANDARDS.indexOf(standard);
}

function holds(is: Measure["is"], value: number, bound: number): boolean {
  return { atLeast: value >= bound, above: value > bound, atMost: value <= bound, below: value < bound }[is];
}

/** What nobody has read stays open for the law where only sure answers count. */
function read({ sources }: LawPack, cite: readonly string[], { sure }: Asked, mark: Mark): Mark {
  const verified = cite.some((place) => (sources[place.split("/")[0] ?? ""]?.read ?? "unverified") !== "unverified");
  return !sure || verified ? mark : { at: 1, facts: mark.facts, law: true };
}

function opposite({ at, ...why }: Mark): Mark {
  return { at: (2 - at) as Mark["at"], ...why };
}

function least(marks: readonly Mark[]): Mark {
  return rank(marks, marks.length);
}

/** The `k`-th highest: met when k are, not met when k cannot be. None of none is met. */
function rank(marks: readonly Mark[], k: number): Mark {
  const at = k === 0 ? 2 : (marks.map((mark) => mark.at).sort((a, b) => b - a)[k - 1] ?? 0);
  if (at !== 1) return at === 2 ? MET : NOT_MET;
  const open = marks.filter((mark) => mark.at === 1);
  return { at, facts: open.some(({ facts }) => facts), law: open.some(({ law }) => law) };
}
