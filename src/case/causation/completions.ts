import type { CausalModel } from "./model.ts";

/** Nodes of a cone squared times worlds, at most: what but-for costs. */
const WORK_MAX = 20_000_000;

export type Completions = {
  /** Unknown nodes of the cone. */
  readonly unknown: readonly string[];
  /** The unknown ones that occurred, a set for each way; the last is one with the most. */
  readonly ways: readonly ReadonlySet<string>[];
  /** Are these all? */
  readonly whole: boolean;
};

/** Every way to fill in what is unknown in a cone, or, where they are too many, none and all of it. */
export function completionsOf(model: CausalModel, cone: readonly string[], max: number): Completions {
  const unknown = cone.filter((id) => isUnknown(model, id));
  const most = Math.max(1, Math.min(max, Math.floor(WORK_MAX / (cone.length * cone.length))));
  const whole = unknown.length < 31 && 2 ** unknown.length <= most;
  const all = whole ? subsets(unknown) : [new Set<string>(), new Set(unknown)];
  const ways = all.filter((chosen) => keepsEither(model, new Set(cone), chosen));
  if (ways.length > 0) return { unknown, ways: [...ways].sort((left, right) => left.size - right.size), whole };
  return { unknown, ways: [new Set(oneOfEach(model, unknown))], whole: false };
}

function subsets(ids: readonly string[]): readonly ReadonlySet<string>[] {
  return Array.from({ length: 2 ** ids.length }, (_, mask) => new Set(ids.filter((_id, bit) => (mask & (1 << bit)) !== 0)));
}

/** Of a pair of which one occurred: exactly one, as far as both are in the cone. */
function keepsEither(model: CausalModel, cone: ReadonlySet<string>, chosen: ReadonlySet<string>): boolean {
  const is = (id: string) => chosen.has(id) || model.nodes.get(id)?.state === "occurred";
  return model.either.every(([one, other]) => !cone.has(one) || !cone.has(other) || is(one) !== is(other));
}

function oneOfEach(model: CausalModel, unknown: readonly string[]): readonly string[] {
  const dropped = new Set(model.either.map(([, other]) => other));
  return unknown.filter((id) => !dropped.has(id));
}

function isUnknown({ nodes }: CausalModel, id: string): boolean {
  const node = nodes.get(id);
  return node?.state === "unknown" && !node.step;
}
