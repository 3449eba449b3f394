import type { CorrelationRule } from "../ast.ts";
import { citedOf } from "./cited.ts";
import type { Entry } from "./entry.ts";
import { type Alternative, alternativesOf, wholeChain } from "./expression.ts";
import type { Group } from "./group.ts";
import { type LabelTally, type TallyMaker, tallyMaker } from "./tally.ts";
import { Cursor, windowStartMs } from "./window.ts";

/** Decides which windows of a correlation's groups hold. */
export class Judge {
  readonly rule: CorrelationRule;
  readonly #newTally: TallyMaker;
  readonly #alternatives: readonly Alternative[];

  constructor(rule: CorrelationRule) {
    this.rule = rule;
    this.#newTally = tallyMaker(rule);
    const { expression, rules } = rule;
    this.#alternatives = expression === null ? wholeChain(rules) : (alternativesOf(expression, rules) ?? []);
  }

  /** Moves a group's window so that it ends before a place, where something is about to be put in. */
  prepare(group: Group, place: number): void {
    const { timeline } = group;
    group.cursor ??= new Cursor(this.#newTally());
    if (group.cursor.high < place - 1 || group.cursor.high >= place) {
      const before = place > timeline.start ? timeline.at(place - 1) : undefined;
      group.cursor.moveTo(
        timeline,
        place - 1,
        before === undefined ? Number.POSITIVE_INFINITY : windowStartMs(this.rule, before),
      );
    }
  }

  /** Moves a group's window so that it ends at a place. */
  lookAt({ cursor, timeline }: Group, place: number): void {
    cursor?.moveTo(timeline, place, windowStartMs(this.rule, timeline.at(place)));
  }

  /** The entries to cite when the window that ends at a place holds, in order of time. */
  holdsAt(group: Group, place: number): readonly Entry[] | undefined {
    const { cursor, timeline } = group;
    if (cursor === undefined) return undefined;
    if (this.rule.type === "temporal_ordered") return this.#chainAt(group, timeline.at(place));
    if (!cursor.tally.holds()) return undefined;
    return citedOf(this.rule, [...timeline.between(cursor.low, cursor.high + 1)]);
  }

  #chainAt({ cursor, timeline, steps }: Group, last: Entry): readonly Entry[] | undefined {
    const tally = cursor?.tally as LabelTally;
    for (const way of this.#alternatives) {
      const chain = steps?.chain(way, last, windowStartMs(this.rule, last));
      if (chain === undefined || way.no.some((step) => tally.has(step))) continue;
      if (this.rule.window !== "session") return chain;
      const first = chain[0] as Entry;
      return [...timeline.between(timeline.placeFrom(first.atMs), (cursor?.high ?? 0) + 1)];
    }
    return undefined;
  }
}
