import { type FieldValue, type LineRoute, type LineView, logsourceMatches } from "../../model/index.ts";
import { type Atom, holds } from "../sigma/atom.ts";
import type { CompiledRule } from "../sigma/compile.ts";
import type { Expression } from "../sigma/expression.ts";
import { Facts } from "../sigma/facts.ts";
import { eventOf } from "./column.ts";
import { createInterest } from "./interest.ts";
import { HAND_OVER, type Judge, type Token } from "./judge.ts";
import { keywordWitness } from "./keywords.ts";
import type { ScannerModule } from "./module.ts";
import { JudgePartition } from "./partition.ts";
import { atomsIn, FALSE, simplify, TRUE, UNKNOWN } from "./three-valued.ts";
import { tokenValue } from "./token-value.ts";

export type RuleJudgeOptions = {
  /** The local zone of the time modifiers, minutes east of UTC. */
  readonly utcOffsetMinutes: number;
  /** The scanner's module: tokens stand in its memory, and its tables are put there. */
  readonly module: ScannerModule;
};

/** Partitions kept; a line of one more is read in full. */
const PARTITIONS_MAX = 4_096;

/** Makes the judge of rules for lines of one format. Rules that wait for placeholders are left out. */
export function createRuleJudge(rules: readonly CompiledRule[], view: LineView, options: RuleJudgeOptions): Judge {
  return new RuleJudge(
    rules.filter(({ waiting }) => waiting.length === 0),
    view,
    options,
  );
}

type Placed = { readonly partition: JudgePartition; readonly anywhere: number };
/** The rules of a kind of line before the values that the routing knows are put in. */
type Group = { readonly rules: readonly Expression[]; readonly atoms: readonly Atom[]; readonly places: Map<string, number> };

class RuleJudge implements Judge {
  readonly routing: readonly string[];
  readonly requires: Judge["requires"];
  readonly dotted: boolean;
  readonly asks: Judge["asks"];
  readonly #rules: readonly CompiledRule[];
  readonly #view: LineView;
  readonly #options: RuleJudgeOptions;
  readonly #groups = new Map<string, Group>();
  readonly #placed: Placed[] = [];

  constructor(rules: readonly CompiledRule[], view: LineView, options: RuleJudgeOptions) {
    this.#rules = rules;
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

  anywhere(partition: number): number {
    return this.#at(partition).anywhere;
  }

  table(_partition: number, _column: number): number {
    return 0;
  }

  value(partition: number, column: number, token: Token): number {
    const value = this.#read(token);
    return value === undefined ? HAND_OVER : (this.#at(partition).partition.columns[column]?.numberOf(value) ?? HAND_OVER);
  }

  verdict(partition: number, values: Int32Array): boolean {
    return this.#at(partition).partition.verdict(values);
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
    const rules = this.#rules
      .filter(({ rule }) => route.logsources.some((logsource) => logsourceMatches(rule.logsource, logsource)))
      .map(({ expression }) => expression);
    const atoms = new Map<string, Atom>();
    for (const rule of rules) {
      for (const atom of atomsIn(rule)) {
        const told = atom.field !== null && known.has(atom.field) && atom.test.kind !== "time" && atom.test.kind !== "fieldref";
        if (told) atoms.set(atom.key, atom);
      }
    }
    return { rules, atoms: [...atoms.values()], places: new Map() };
  }

  #place({ rules, atoms }: Group, truths: readonly boolean[], kind: string): number {
    const told = new Map(atoms.map((atom, index) => [atom.key, truths[index] === true]));
    const open: Expression[] = [];
    const literals = new Set<string>();
    for (const rule of rules) {
      const routed = simplify(rule, ({ key }) => (told.has(key) ? (told.get(key) === true ? TRUE : FALSE) : UNKNOWN));
      const { found, unfound } = keywordWitness(routed, this.#view.makes);
      const left = typeof routed === "boolean" ? routed : simplify(routed, ({ key }) => (unfound.has(key) ? FALSE : UNKNOWN));
      for (const literal of found) literals.add(literal);
      if (left === true) return HAND_OVER; // it fires on every such line
      if (left !== false) open.push(left);
    }
    const anywhere = literals.size === 0 ? 0 : this.#options.module.literals([...literals]);
    if (anywhere === undefined) return HAND_OVER;
    const partition = new JudgePartition(open, this.#view, kind, this.#options.utcOffsetMinutes);
    this.#placed.push({ partition, anywhere });
    return this.#placed.length - 1;
  }
}
