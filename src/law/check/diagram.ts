import type { Defeater, Node, Rule } from "../pack/rule.ts";

/** How many nodes one rule's diagram may have: beyond it the rule is told to be too large to check. */
const NODES_MAX = 200_000;
type Way = Pick<Rule | Defeater, "when" | "unless">;
type Branch = { readonly leaf: string; readonly low: number; readonly high: number };

/** What a rule can come to when each of its leaves may be true or false: a reduced ordered binary decision diagram (Bryant 1986). */
export type Decided = { readonly always: boolean | null; readonly matters: ReadonlySet<string> };

/** Decides a rule with the rules that it leans on; null when its diagram grows too large. Leaves are named `el:ID` and `law:KEY`. */
export function decide(rule: Way, rules: (id: string) => Way | undefined): Decided | null {
  const diagram = new Diagram(rules);
  const root = diagram.way(rule);
  if (root === null) return null;
  return { always: root < 2 ? root === 1 : null, matters: diagram.support(root) };
}

class Diagram {
  readonly #branches: (Branch | null)[] = [null, null];
  readonly #unique = new Map<string, number>();
  readonly #rank = new Map<string, number>();
  readonly #known = new Map<string, number>();
  /** Rules by id: null while one is worked out, so that a circle ends, and when it grew too large. */
  readonly #ways = new Map<string, number | null>();
  readonly #rules: (id: string) => Way | undefined;

  constructor(rules: (id: string) => Way | undefined) {
    this.#rules = rules;
  }

  way({ when, unless }: Way): number | null {
    const parts = [this.#node(when), ...Object.values(unless).map((defeater) => this.#not(this.way(defeater)))];
    return parts.reduce<number | null>((all, part) => this.#choose(all, part, 0), 1);
  }

  support(root: number): ReadonlySet<string> {
    const [seen, leaves] = [new Set<number>(), new Set<string>()];
    const visit = (at: number): void => {
      const branch = this.#branches[at];
      if (branch === null || branch === undefined || seen.has(at)) return;
      seen.add(at);
      leaves.add(branch.leaf);
      visit(branch.low);
      visit(branch.high);
    };
    visit(root);
    return leaves;
  }

  #node(node: Node): number | null {
    if ("el" in node) return this.#leaf(`el:${node.el}`);
    if ("law" in node) return this.#leaf(`law:${node.law}`);
    if ("ref" in node) return this.#ref(node.ref);
    if ("not" in node) return this.#not(this.#node(node.not));
    if ("all" in node) return node.all.reduce<number | null>((all, part) => this.#choose(all, this.#node(part), 0), 1);
    if ("any" in node) return node.any.reduce<number | null>((any, part) => this.#choose(any, 1, this.#node(part)), 0);
    return this.#atLeast(
      node.atLeast.k,
      node.atLeast.of.map((part) => this.#node(part)),
    );
  }

  #ref(id: string): number | null {
    const known = this.#ways.get(id);
    if (known !== undefined) return known;
    this.#ways.set(id, null);
    const rule = this.#rules(id);
    const way = rule === undefined ? null : this.way(rule);
    this.#ways.set(id, way);
    return way;
  }

  /** Counts up: `rows[j]` is "at least j of those so far". */
  #atLeast(k: number, parts: readonly (number | null)[]): number | null {
    if (k > parts.length) return 0;
    let rows: (number | null)[] = [1, ...Array<number>(k).fill(0)];
    for (const part of parts) rows = rows.map((row, j) => (j === 0 ? 1 : this.#choose(part, rows[j - 1] ?? null, row)));
    return rows[k] ?? null;
  }

  #not(node: number | null): number | null {
    return this.#choose(node, 0, 1);
  }

  #leaf(name: string): number | null {
    if (!this.#rank.has(name)) this.#rank.set(name, this.#rank.size);
    return this.#make(name, 0, 1);
  }

  /** If `test` then `high` else `low`. */
  #choose(test: number | null, high: number | null, low: number | null): number | null {
    if (test === null || high === null || low === null) return null;
    if (test < 2 || high === low) return test === 0 ? low : high;
    const key = `${test} ${high} ${low}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const leaf = [test, high, low]
      .flatMap((at) => this.#branches[at]?.leaf ?? [])
      .reduce((a, b) => (this.#at(a) <= this.#at(b) ? a : b));
    const when = (is: boolean) =>
      this.#choose(this.#given(test, leaf, is), this.#given(high, leaf, is), this.#given(low, leaf, is));
    const made = this.#make(leaf, when(false), when(true));
    if (made !== null) this.#known.set(key, made);
    return made;
  }

  #at(leaf: string): number {
    return this.#rank.get(leaf) ?? 0;
  }

  #given(node: number, leaf: string, is: boolean): number {
    const branch = this.#branches[node];
    if (branch?.leaf !== leaf) return node;
    return is ? branch.high : branch.low;
  }

  #make(leaf: string, low: number | null, high: number | null): number | null {
    if (low === null || high === null || low === high) return low === high ? low : null;
    const key = `${leaf} ${low} ${high}`;
    const known = this.#unique.get(key);
    if (known !== undefined) return known;
    if (this.#branches.length >= NODES_MAX) return null;
    this.#unique.set(key, this.#branches.length);
    return this.#branches.push({ leaf, low, high }) - 1;
  }
}
