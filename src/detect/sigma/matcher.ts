import { type Event, type LogSource, logsourceMatches, type Reason, type RuleRef } from "../../model/index.ts";
import type { DetectionRule } from "./ast.ts";
import { type Atom, holds } from "./atom.ts";
import { RulesByLogsource, type SourcedRules } from "./by-logsource.ts";
import type { CompiledRule } from "./compile.ts";
import { Explainer, type Expression, evaluate } from "./expression.ts";
import { Facts } from "./facts.ts";
import { Partition } from "./partition.ts";
import { type Clue, witness } from "./witness.ts";

/** A rule that an event fits, and why. */
export type Hit = { readonly rule: DetectionRule; readonly why: readonly Reason[] };

/** Everything that the rest of the program knows of matching. */
export type Matcher = {
  /**
   * The rules that `event` fits, in the order in which they were given. `among`: it is known that no others can, by their numbers, ascending,
   * among the rules that wait for no placeholder.
   */
  match(event: Event, among?: readonly number[]): readonly Hit[];
  /** The rules that events of this log source are tried on. */
  rulesFor(logsource: LogSource): readonly DetectionRule[];
};

/** Distinct log sources remembered; they come from our own readers, so there are few. */
const PARTITIONS_MAX = 1_024;
const NO_HITS: readonly Hit[] = [];

/**
 * Told of a rule that broke on an event, which is a defect of ours: it counts as one that does not fit. Whoever finds an event that breaks a rule
 * must not be able to silence the others by it.
 */
export type OnDefect = (rule: RuleRef, event: Event, error: unknown) => void;

/**
 * Makes a matcher. Rules that wait for placeholders are left out. `utcOffsetMinutes` is the local zone of the time modifiers, east of UTC. Without
 * `onDefect`, what breaks is thrown.
 */
export function createMatcher(rules: readonly CompiledRule[], utcOffsetMinutes: number, onDefect?: OnDefect): Matcher {
  return new IndexedMatcher(
    rules.filter(({ waiting }) => waiting.length === 0),
    utcOffsetMinutes,
    onDefect,
  );
}

/** An atom with its answer for the event that asked it last. */
class AskedAtom implements Atom {
  readonly field: Atom["field"];
  readonly test: Atom["test"];
  readonly #atom: Atom;
  event = 0;
  answer = false;

  constructor(atom: Atom) {
    this.field = atom.field;
    this.test = atom.test;
    this.#atom = atom;
  }

  get key(): string {
    return this.#atom.key;
  }
}

class IndexedMatcher implements Matcher {
  readonly #rules: readonly CompiledRule[];
  readonly #utcOffsetMinutes: number;
  readonly #onDefect: OnDefect | undefined;
  /** Made when a log source is first asked about. */
  #byLogsource: RulesByLogsource | undefined;
  readonly #partitions = new Map<string, Partition>();
  /** The same by their rules: whoever writes a log may make up log sources that no rule tells apart. */
  readonly #partitionsByRules = new Map<string, Partition>();
  /** By rule, with shared atoms; made when an event may first fit the rule: most rules never get so far. */
  readonly #expressions: (Expression | undefined)[];
  readonly #asked = new Map<string, AskedAtom>();
  readonly #explainers: (Explainer | undefined)[] = [];
  /** The number of the event at hand. */
  #event = 0;
  #facts: Facts | undefined;
  /** Where the last event was routed, and its log source: the next is mostly of the same. */
  #last: { readonly logsource: LogSource; readonly partition: Partition } | undefined;
  /** Asks each question once an event, whatever the number of rules that share it. The leaves of prepared trees hold nothing else. */
  readonly #truth = (atom: Atom): boolean => {
    const asked = atom as AskedAtom;
    if (asked.event !== this.#event) {
      asked.answer = holds(asked, this.#facts as Facts);
      asked.event = this.#event; // last: what broke has no answer
    }
    return asked.answer;
  };

  constructor(rules: readonly CompiledRule[], utcOffsetMinutes: number, onDefect: OnDefect | undefined) {
    this.#rules = rules;
    this.#utcOffsetMinutes = utcOffsetMinutes;
    this.#onDefect = onDefect;
    this.#expressions = new Array<Expression | undefined>(rules.length);
  }

  match(event: Event, among?: readonly number[]): readonly Hit[] {
    const candidates = among === undefined ? this.#partition(event.logsource).candidates(event) : this.#routed(event, among);
    if (candidates.length === 0) return NO_HITS;
    this.#facts = new Facts(event, this.#utcOffsetMinutes);
    this.#event++;
    const hits: Hit[] = [];
    for (const number of candidates) {
      const { rule } = this.#rules[number] as CompiledRule;
      try {
        const expression = this.#expressions[number] ?? this.#prepared(number);
        // Of rules that were named nearly all fit: then the reasons alone tell.
        if (among === undefined && !evaluate(expression, this.#truth)) continue;
        const why = this.#why(number, expression);
        if (why !== undefined) hits.push({ rule, why });
      } catch (error) {
        if (this.#onDefect === undefined) throw error;
        this.#onDefect(rule.ref, event, error);
      }
    }
    this.#facts = undefined;
    return hits;
  }

  #routed(event: Event, among: readonly number[]): readonly number[] {
    return among.filter((number) => logsourceMatches((this.#rules[number] as CompiledRule).rule.logsource, event.logsource));
  }

  rulesFor(logsource: LogSource): readonly DetectionRule[] {
    return this.#partition(logsource).rules.map((number) => (this.#rules[number] as CompiledRule).rule);
  }

  #why(number: number, expression: Expression): readonly Reason[] | undefined {
    this.#explainers[number] ??= new Explainer(expression);
    return this.#explainers[number].explain(this.#truth);
  }

  #prepared(number: number): Expression {
    const made = shareAtoms((this.#rules[number] as CompiledRule).expression, (atom) => this.#askedOf(atom));
    this.#expressions[number] = made;
    return made;
  }

  /** The one question for what this atom asks. */
  #askedOf(atom: Atom): AskedAtom {
    const { key } = atom;
    let asked = this.#asked.get(key);
    if (asked === undefined) {
      asked = new AskedAtom(atom);
      this.#asked.set(key, asked);
    }
    return asked;
  }

  #partition(logsource: LogSource): Partition {
    const last = this.#last;
    if (last !== undefined && isSame(last.logsource, logsource)) return last.partition;
    const partition = this.#partitionOf(logsource);
    this.#last = { logsource, partition };
    return partition;
  }

  #partitionOf(logsource: LogSource): Partition {
    const key = `${logsource.product}\n${logsource.category}\n${logsource.service}`; // no reader puts a line feed into one
    let partition = this.#partitions.get(key);
    if (partition === undefined) {
      this.#byLogsource ??= new RulesByLogsource(this.#rules);
      partition = this.#partitionFor(this.#byLogsource.for(logsource));
      if (this.#partitions.size >= PARTITIONS_MAX) this.#partitions.clear();
      this.#partitions.set(key, partition);
    }
    return partition;
  }

  #partitionFor(sourced: readonly SourcedRules[]): Partition {
    const key = sourced.map(({ number }) => number).join();
    let partition = this.#partitionsByRules.get(key);
    if (partition === undefined) {
      const routed = sourced.flatMap(({ rules }) => rules).sort((left, right) => left - right);
      partition = new Partition(routed, (number) => cluesOf(this.#rules[number] as CompiledRule));
      if (this.#partitionsByRules.size >= PARTITIONS_MAX) this.#partitionsByRules.clear();
      this.#partitionsByRules.set(key, partition);
    }
    return partition;
  }
}

function isSame(left: LogSource, right: LogSource): boolean {
  return left.product === right.product && left.category === right.category && left.service === right.service;
}

/** From where the rule keeps them, if it does, so that its expression need not be there yet. */
function cluesOf(rule: CompiledRule): readonly Clue[] | undefined {
  return rule.clues === undefined ? witness(rule.expression) : rule.clues();
}

/** The same tree with one atom object for each key, so that equal questions of different rules are asked once. */
function shareAtoms(expression: Expression, share: (atom: Atom) => Atom): Expression {
  switch (expression.op) {
    case "leaf":
      return { ...expression, atom: share(expression.atom) };
    case "not":
      return { op: "not", part: shareAtoms(expression.part, share) };
    default:
      return { ...expression, parts: expression.parts.map((part) => shareAtoms(part, share)) };
  }
}
