import { tableOf } from "../../../lib/index.ts";
import { refuse } from "../refusal.ts";
import type { YamlTree } from "../yaml-tree.ts";

/** Seconds of a unit; months and years by their mean in the Gregorian calendar, as pySigma and rsigma take them. `m` is a minute. */
export const UNIT_SECONDS: ReadonlyMap<string, number> = tableOf({
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
  M: 2_629_746,
  y: 31_556_952,
});
const TIMESPAN_SECONDS_MAX = 100 * 31_556_952;

/** Reads a timespan such as `90m`, in milliseconds. */
export function readTimespan(node: YamlTree, key: string): number {
  const parts = /^([1-9][0-9]{0,9})([smhdwMy])$/.exec(node.kind === "scalar" ? node.source : "");
  if (parts === null) return refuse(`bad ${key}`, "expected a number and one of s, m, h, d, w, M (month), y", node.place);
  const seconds = Number(parts[1]) * (UNIT_SECONDS.get(parts[2] as string) as number);
  return seconds <= TIMESPAN_SECONDS_MAX ? seconds * 1_000 : refuse(`bad ${key}`, "more than 100 years", node.place);
}
