import type { Range } from "../../model/index.ts";
import type { Item } from "./ask.ts";
import { capWeight, mixed } from "./caps.ts";
import { type Frame, rangeAt, setRange, type Vector, zeros } from "./frame.ts";
import { difference, negate, powerOfTen, rising } from "./range.ts";
import type { WeighSettings } from "./settings.ts";
import { type Knot, knotsOf, type Step } from "./tree.ts";

/**
 * Where one item puts each answer, in bans after the caps: `other` at 0 when a weight names it, else the middle of those named.
 * - an answer tied to others by weights lies where these put it;
 * - an answer that no weight names is not told apart from any that is: by best estimate it lies at 0, by range as high and as
 *   low as a named one lies for certain. So silence never puts it below anybody beyond doubt;
 * - `imitation of A` that no weight names follows from A by forgeability, see placeImitators.
 */
export function placeItem(item: Item, frame: Frame, settings: WeighSettings): Vector {
  const vector = zeros(frame.columns);
  const steps = stepsOf(item, frame, settings);
  const named = plainStar(steps, frame) ?? placedKnots(steps, frame.other);
  const silent = certainReach(named.values());
  for (let answer = 0; answer < frame.answers.length; answer += 1) setRange(vector, answer, named.get(answer) ?? silent);
  placeImitators(vector, named, { item, frame, settings });
  return vector;
}

function stepsOf(item: Item, frame: Frame, settings: WeighSettings): Step[] {
  const steps: Step[] = [];
  for (const weight of item.weights) {
    const [from, to] = [frame.column.get(weight.for), frame.column.get(weight.against)];
    if (from === undefined || to === undefined || from === to) continue;
    steps.push({ from, to, by: capWeight(weight.log10LR, item, settings).capped });
  }
  return steps;
}

/** The usual case, each answer weighed once against `other`: no graph is needed. */
function plainStar(steps: readonly Step[], frame: Frame): Knot | undefined {
  const knot: Knot = new Map();
  for (const { from, to, by } of steps) {
    const answer = to === frame.other ? from : to;
    if ((to !== frame.other && from !== frame.other) || knot.has(answer)) return undefined;
    knot.set(answer, answer === from ? by : negate(by));
  }
  return steps.length === 0 ? knot : knot.set(frame.other, { lo: 0, best: 0, hi: 0 });
}

/** Knots that no weight joins may lie anywhere inside what all of them span. */
function placedKnots(steps: readonly Step[], ground: number): Knot {
  const knots = knotsOf(steps, ground);
  const [lo, hi] = hullOf(knots.flatMap((knot) => [...knot.values()]));
  const placed: Knot = new Map();
  for (const knot of knots) {
    const [low, high] = hullOf(knot.values());
    for (const [answer, range] of knot)
      placed.set(answer, { lo: range.lo + Math.min(0, lo - low), best: range.best, hi: range.hi + Math.max(0, hi - high) });
  }
  return placed;
}

function hullOf(ranges: Iterable<Range>): [number, number] {
  let [lo, hi] = [0, 0];
  for (const range of ranges) {
    lo = Math.min(lo, range.lo);
    hi = Math.max(hi, range.hi);
  }
  return [lo, hi];
}

function certainReach(ranges: Iterable<Range>): Range {
  let [lo, hi] = [0, 0];
  for (const range of ranges) {
    lo = Math.min(lo, range.hi);
    hi = Math.max(hi, range.lo);
  }
  return { lo, best: 0, hi };
}

/**
 * P(E | imitation of A) = phi·P(E | A) + (1−phi)·P(E | other): planted, or there by chance. What is easy to plant supports A and
 * its imitation alike; and from `easilyPlanted` on the range reaches to "all of it was planted", because one who can plant one
 * such item can plant the next, so that many of them never exclude an imitation.
 */
function placeImitators(vector: Vector, named: Knot, at: { item: Item; frame: Frame; settings: WeighSettings }): void {
  const { item, frame, settings } = at;
  const easy = item.forgeability >= settings.easilyPlanted;
  for (const [index, { actor, imitator }] of frame.disguises.entries()) {
    const real = rangeAt(vector, actor);
    if (named.has(imitator)) {
      setRange(vector, frame.answers.length + index, difference(real, rangeAt(vector, imitator)));
      continue;
    }
    const apart = rising(real, (bans) => aboveImitator(bans, item.forgeability));
    const follows = rising(real, (bans) => bans - aboveImitator(bans, item.forgeability));
    setRange(vector, frame.answers.length + index, easy ? hull(apart, 0) : apart);
    setRange(
      vector,
      imitator,
      easy ? { lo: Math.min(follows.lo, real.lo), best: follows.best, hi: Math.max(follows.hi, real.hi) } : follows,
    );
  }
}

/** log10 of LR ÷ (phi·LR + 1−phi): how far A lies above who plants with chance phi. Below 1/phi for any LR. */
function aboveImitator(bans: number, phi: number): number {
  if (bans === 0 || phi >= 1) return 0;
  return bans > 0 ? mixed(bans, phi) : bans - Math.log10(phi * powerOfTen(bans) + 1 - phi);
}

function hull(range: Range, value: number): Range {
  return { lo: Math.min(range.lo, value), best: range.best, hi: Math.max(range.hi, value) };
}
