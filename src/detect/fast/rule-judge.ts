import type { FieldValue, LineRoute, LineView } from "../../model/index.ts";
import { type Atom, holds } from "../sigma/atom.ts";
import type { CompiledRule } from "../sigma/compile.ts";
import type { Expression } from "../sigma/expression.ts";
import { Facts } from "../sigma/facts.ts";
import { AutomatonTable } from "./automaton-table.ts";
import { type Column, eventOf, type TruthsRoom } from "./column.ts";
import { type AutomatonRoom, automatonRoom, ColumnAutomaton } from "./column-automaton.ts";
import { createInterest } from "./interest.ts";
import { HAND_OVER, type Judge, type Pair, type Token } from "./judge.ts";
import { keywordWitness } from "./keywords.ts";
import { makeLiteralTable } from "./literal-table.ts";
import type { ScannerModule } from "./module.ts";
import { isOpen, JudgePartition } from "./partition.ts";
import { type PooledRule, RulePool } from "./rule-pool.ts";
import { FALSE, simplify, TRUE, UNKNOWN } from "./three-valued.ts";
import { tokenValue } from "./token-value.ts";

export type RuleJudgeOptions = {
  /** The local zone of the time modifiers, minutes east of UTC. */
  readonly utcOffsetMinutes: number;
  /** The scanner's module: tokens stand in its memory, and its tables are put there. */
  readonly module: ScannerModule;
};

/** Partitions kept; a line of one more is read in full. */
const PARTITIONS_MAX = 4_096;
/** For what is true of values, in all partitions; values beyond them are read in full. */
const TRUTHS_BYTES_MAX = 201_326_592;

/** Makes the judge of rules for lines of one format. Rules that wait for placeholders are left out. */
export function createRuleJudge(rules: readonly CompiledRule[], view: LineView, options: RuleJudgeOptions): Judge {
  return new RuleJudge(
    rules.filter(({ waiting }) => waiting.length === 0),
    view,
    options,
  );
}

type Placed = {
  readonly partition: JudgePartition;
  /** The numbers in the pool of the partition's rules. */
  readonly rules: readonly number[];
  readonly anywhere: number;
  readonly automata: (ColumnAutomaton | null)[];
};
/** The rules of a kind of line before the values that the routing knows are put in. */
type Group = {
  readonly rules: readonly PooledRule[];
  readonly known: ReadonlySet<string>;
  readonly atoms: readonly Atom[];
  readonly places: Map<string, number>;
};

class RuleJudge implements Judge {
  readonly routing: readonly string[];
  readonly requires: Judge["requires"];
  readonly dotted: boolean;
  readonly asks: Judge["asks"];
  readonly #pool: RulePool;
  readonly #view: LineView;
  readonly #options: RuleJudgeOptions;
  readonly #groups = new Map<string, Group>();
  readonly #placed: Placed[] = [];
  readonly #witnesses = new Map<Expression, readonly Atom[] | null>();
  readonly #truthsRoom: TruthsRoom = { bytesLeft: TRUTHS_BYTES_MAX };
  #room: AutomatonRoom | undefined;

  constructor(rules: readonly CompiledRule[], view: LineView, options: RuleJudgeOptions) {
    this.#pool = new RulePool(rules);
    this.#view = view;
    this.#options = options;
    this.routing = view.routing;
    this.requires = view.requires;
    this.dotted = view.dotted;
    this.asks = createInterest(rules, view);
  }

  route(tokens: readonly (Token | undefined)[]): number {
    const values: unknown[] = [];
    for (const token of tokens) {
      const value = token === undefined ? undefined : this.#read(token);
      if (token !== undefined && value === undefined) return HAND_OVER;
      values.push(value);
    }
    const route = this.#view.route(values);
    return route === undefined ? HAND_OVER : this.#placeOf(route);
  }

  columns(partition: number): readonly string[] {
    return this.#at(partition).partition.columns.map(({ path }) => path);
  }

  pairs(partition: number): readonly Pair[] {
    return this.#at(partition).partition.pairs;
  }

  anywhere(partition: number): number {
    return this.#at(partition).anywhere;
  }

  table(partition: number, column: number): number {
    if (this.#columnAt(partition, column).atoms.length === 0)
      return AutomatonTable.constant(this.#columnAt(partition, column).numberOfTrue([]), this.#options.module);
    return this.#automaton(partition, column)?.table.address ?? 0;
  }

  value(partition: number, column: number, token: Token): number {
    const automaton = this.#automaton(partition, column);
    const number = automaton?.numberOf(token, () => this.#read(token));
    if (number !== undefined) return number;
    const value = this.#read(token);
    return value === undefined ? HAND_OVER : this.#columnAt(partition, column).numberOf(value);
  }

  verdict(partition: number, values: Int32Array): readonly number[] {
    const { partition: asked, rules } = this.#at(partition);
    const fired = asked.verdict(values).map((rule) => rules[rule] as number);
    return fired.sort((left, right) => left - right);
  }

  #columnAt(partition: number, column: number): Column {
    return this.#at(partition).partition.columns[column] as Column;
  }

  /** Made when it is first asked for; undefined where there is no room. */
  #automaton(partition: number, column: number): ColumnAutomaton | undefined {
    const { automata } = this.#at(partition);
    const known = automata[column];
    if (known !== undefined) return known === null ? undefined : known;
    this.#room ??= automatonRoom(this.#options.module);
    const made = ColumnAutomaton.make(this.#columnAt(partition, column), this.#room);
    automata[column] = made ?? null;
    return made;
  }

  #at(partition: number): Placed {
    return this.#placed[partition] as Placed;
  }

  #read({ at, length }: Token): FieldValue | undefined {
    return tokenValue(new Uint8Array(this.#options.module.memory.buffer, at, length));
  }

  #placeOf(route: LineRoute): number {
    const names = Object.keys(route.known);
    const key = JSON.stringify([route.kind, names, route.logsources]);
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= PARTITIONS_MAX) return HAND_OVER;
      group = this.#group(route, new Set(names));
      this.#groups.set(key, group);
    }
    const known = new Map(
      names.map((name) => [name, new Facts(eventOf(name, route.known[name]), this.#options.utcOffsetMinutes)]),
    );
    const truths = group.atoms.map((atom) => holds(atom, known.get(atom.field as string) as Facts));
    const truthKey = truths.map(Number).join("");
    let place = group.places.get(truthKey);
    if (place === undefined) {
      place = this.#placed.length < PARTITIONS_MAX ? this.#place(group, truths, route.kind) : HAND_OVER;
      group.places.set(truthKey, place);
    }
    return place;
  }

  #group(route: LineRoute, known: ReadonlySet<string>): Group {
    const rules = this.#pool.rulesFor(route.logsources);
    const atoms = new Set<Atom>();
    for (const rule of rules) {
      for (const atom of rule.atoms) if (atom.field !== null && known.has(atom.field) && !isOpen(atom)) atoms.add(atom);
    }
    return { rules, known, atoms: [...atoms], places: new Map() };
  }

  #place({ rules, known, atoms }: Group, truths: readonly boolean[], kind: string): number {
    const told = new Map(atoms.map((atom, index) => [atom, truths[index] === true ? TRUE : FALSE]));
    const open: Expression[] = [];
    const numbers: number[] = [];
    const literals = new Set<string>();
    for (const { number, expression, hasKeywords } of rules) {
      let left = simplify(expression, (atom) => told.get(atom) ?? UNKNOWN);
      if (hasKeywords && typeof left !== "boolean") {
        const { found, unfound } = keywordWitness(left, this.#view.makes);
        left = simplify(left, (atom) => (unfound.has(atom) ? FALSE : UNKNOWN));
        for (const literal of found) literals.add(literal);
      }
      if (left === true) return HAND_OVER; // it fires on every such line
      if (left === false) continue;
      open.push(left);
      numbers.push(number);
    }
    const anywhere = literals.size === 0 ? 0 : makeLiteralTable([...literals], this.#options.module);
    if (anywhere === undefined) return HAND_OVER;
    const { utcOffsetMinutes } = this.#options;
    const lines = { view: this.#view, kind, known, utcOffsetMinutes, room: this.#truthsRoom, witnesses: this.#witnesses };
    const partition = new JudgePartition(open, lines);
    // What no column can tell is told by nothing.
    if (partition.columns.length === 0 && partition.verdict(new Int32Array(0)).length > 0) return HAND_OVER;
    this.#placed.push({ partition, rules: numbers, anywhere, automata: [] });
    return this.#placed.length - 1;
  }
}
