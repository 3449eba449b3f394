import type { Range } from "../../model/index.ts";
import type { ToolFinding } from "./finding.ts";
import type { ToolRef, Way } from "./trait.ts";

/** What a tool's findings come to. Of each way only the heaviest counts: traits of one way come from one use and are not independent. */
export type ToolSum = {
  readonly tool: ToolRef;
  readonly ways: readonly Way[];
  /** log10 LR against `other`, of whichever build. */
  readonly bans: Range;
  /** Other tools that every one of its findings fits as well. */
  readonly alike: readonly string[];
};

/** Heaviest first; equal ones by id. */
export function sumTools(findings: readonly ToolFinding[]): readonly ToolSum[] {
  const sums = [...Map.groupBy(findings, ({ tool }) => tool.id).values()].map(sumOne);
  return sums.sort((a, b) => b.bans.best - a.bans.best || (a.tool.id < b.tool.id ? -1 : 1));
}

function sumOne(findings: readonly ToolFinding[]): ToolSum {
  const byWay = [...Map.groupBy(findings, ({ way }) => way)].sort(([a], [b]) => (a < b ? -1 : 1));
  const heaviest = byWay.map(([, same]) => same.map(heavier).reduce((most, one) => (isHeavier(one, most) ? one : most)));
  const tool = (findings[0] as ToolFinding).tool;
  const others = findings.map(({ shared }) => new Set(shared.names.filter((name) => name !== tool.name)));
  return {
    tool,
    ways: byWay.map(([way]) => way),
    bans: heaviest.reduce((sum, one) => ({ lo: sum.lo + one.lo, best: sum.best + one.best, hi: sum.hi + one.hi })),
    alike: [...(others[0] ?? [])].filter((name) => others.every((names) => names.has(name))).sort(),
  };
}

function heavier({ weights: { build, anotherBuild } }: ToolFinding): Range {
  const { lo, best, hi } = isHeavier(anotherBuild, build) ? anotherBuild : build;
  return { lo, best, hi };
}

function isHeavier(one: Range, other: Range): boolean {
  return one.best > other.best || (one.best === other.best && one.lo > other.lo);
}
