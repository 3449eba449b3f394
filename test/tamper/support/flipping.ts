import assert from "node:assert/strict";
import { flipBit } from "../../support/merkle-tree.ts";
import { progress } from "../../support/progress.ts";
import { type Random, seededRandom } from "../../support/random.ts";

/** Full counts, for minutes. */
export const SOAK = process.env["MERIDIAN_SOAK"] === "1";
/** Named by every test that draws, so that a failure repeats. */
export const SEED = Number(process.env["MERIDIAN_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/** Bits of a file that no promise covers, from byte `from` up to `to`, exclusive: a flip there may pass when `covers` agrees. */
export type Uncovered = {
  readonly what: string;
  readonly why: string;
  readonly from: number;
  readonly to: number;
  readonly covers?: (changed: Uint8Array) => boolean | Promise<boolean>;
};

/** A file and its check: true when the check believes these bytes. */
export type FlipTarget = {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly accepts: (bytes: Uint8Array) => boolean | Promise<boolean>;
  readonly uncovered?: readonly Uncovered[];
};

/** The original is accepted: without that, to detect everything would be easy. */
export async function assertOriginalsAccepted(targets: readonly FlipTarget[]): Promise<void> {
  for (const { name, bytes, accepts } of targets) assert.equal(await accepts(bytes), true, `${name} as it is`);
}

/**
 * Turns `count` random bits, the targets by turns, and asserts that each is detected, but in what is named as uncovered. Gives how many were
 * turned, and how many of them passed for a named reason.
 */
export async function assertFlipsDetected(
  targets: readonly FlipTarget[],
  count: number,
  seed: number,
): Promise<{ readonly flips: number; readonly passed: number }> {
  const random = seededRandom(seed);
  let passed = 0;
  for (let flip = 0; flip < count; flip++) {
    if (await flipPasses(targets[flip % targets.length] as FlipTarget, random)) passed++;
    progress(() => `${flip + 1} of ${count} bits turned`);
  }
  return { flips: count, passed };
}

async function flipPasses(target: FlipTarget, random: Random): Promise<boolean> {
  const bit = Math.floor(random() * target.bytes.length * 8);
  const changed = flipBit(target.bytes, bit);
  if (!(await target.accepts(changed))) return false;
  const at = Math.floor(bit / 8);
  const named = target.uncovered?.find(({ from, to }) => at >= from && at < to);
  const isMeant = named !== undefined && (await (named.covers?.(changed) ?? true));
  assert.ok(isMeant, `bit ${bit % 8} of byte ${at} of ${changed.length} in ${target.name} was turned and believed`);
  return true;
}

/** Every stretch named as uncovered has a bit whose flip passes: the table claims no more than is so. */
export async function assertUncoveredPass(targets: readonly FlipTarget[]): Promise<void> {
  for (const { name, bytes, accepts, uncovered = [] } of targets) {
    for (const { what, from, to } of uncovered)
      assert.ok(await somePasses({ bytes, accepts }, from * 8, to * 8), `${name}: ${what}`);
  }
}

async function somePasses({ bytes, accepts }: Pick<FlipTarget, "bytes" | "accepts">, from: number, to: number): Promise<boolean> {
  for (let bit = from; bit < to; bit++) if (await accepts(flipBit(bytes, bit))) return true;
  return false;
}

/** The place of a part within a file. */
export function placeOf(bytes: Uint8Array, part: Uint8Array | string): { readonly from: number; readonly to: number } {
  const needle = Buffer.from(part as Uint8Array);
  const from = Buffer.from(bytes).indexOf(needle);
  assert.notEqual(from, -1, "the part stands in the file");
  return { from, to: from + needle.length };
}
