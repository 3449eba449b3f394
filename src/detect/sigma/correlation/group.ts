import type { Entry, Subject } from "./entry.ts";
import { Steps } from "./steps.ts";
import { Timeline } from "./timeline.ts";
import type { Cursor } from "./window.ts";

const NEVER: readonly number[] = [];

/** The two newest entries of one value or rule. */
export type LastTwo = { last: Entry; before: Entry | undefined };

/** One group of a correlation that has counted more than one event, or fired. */
export class Group {
  readonly key: string;
  readonly timeline: Timeline;
  /** Made when the group is first looked at. */
  cursor: Cursor | undefined;
  /** Ends of windows that fired and may still keep others quiet, oldest first. */
  fired: readonly number[] = NEVER;
  /** By value or rule, where what lies between two of the same need not be kept. */
  last: Map<Subject, LastTwo> | undefined;
  /** For ordered chains. */
  steps: Steps | undefined;
  /** What was before the oldest entry: sessions go on from there. */
  before: { readonly atMs: number; readonly sessionMs: number } | undefined;
  /** Touched since it was last put at the end of the groups. */
  isTouched = false;
  /** Where it stands in the ranks, for removal in one step. */
  rank = -1;
  place = 0;
  /** About the bytes that it keeps. */
  weight: number;
  /** The time of the newest entry that was given up, or became too old. */
  gaveUpMs = Number.NEGATIVE_INFINITY;
  /** Entries, and bytes, as last counted in the ranks. */
  counted = 0;
  weighed = 0;

  constructor(key: string, first?: Entry) {
    this.key = key;
    this.timeline = new Timeline(first);
    this.weight = key.length + (first?.weight ?? 0);
  }

  insert(entry: Entry, place: number): void {
    this.timeline.insert(entry, place);
    this.weight += entry.weight;
  }

  /** Drops the oldest entry, and gives it. */
  shift(): Entry {
    this.cursor?.beforeShift(this.timeline);
    const entry = this.timeline.shift();
    this.before = entry;
    this.gaveUpMs = Math.max(this.gaveUpMs, entry.atMs);
    if (entry.isDead) return entry;
    this.weight -= entry.weight;
    this.steps?.drop(entry);
    const two = this.last?.get(entry.subject);
    if (two?.last === entry) this.last?.delete(entry.subject);
    else if (two?.before === entry) two.before = undefined;
    return entry;
  }

  /** Takes an entry out from among others, while the cursor stands at the newest. */
  bury(entry: Entry): void {
    this.cursor?.beforeBury(entry);
    this.timeline.bury(entry);
    this.weight -= entry.weight;
  }

  /** Closes gaps when there are many. */
  compact(): void {
    const by = this.timeline.compact();
    if (by !== undefined) this.cursor?.moved(by);
  }

  stepsOf(): Steps {
    this.steps ??= new Steps();
    return this.steps;
  }
}
