import type { CausalModel } from "./model.ts";
import { causesOf } from "./order.ts";
import { isComplete } from "./world.ts";

/** Nodes of a cone squared times ways, at most: what but-for costs. */
const WORK_MAX = 20_000_000;

/** One way to fill in what is unknown: what of it occurred, and what cannot matter then. */
export type Way = { readonly occurred: ReadonlySet<string>; readonly idle: ReadonlySet<string> };

export type Completions = {
  /** Unknown nodes of the cone. */
  readonly unknown: readonly string[];
  /** The last is one with the most that occurred. */
  readonly ways: readonly Way[];
  /** Do these stand for all? */
  readonly whole: boolean;
};

type Choice = ReadonlyMap<string, boolean>;

/**
 * Every way to fill in what is unknown as far as it matters for the outcome: going back from it, a fact is chosen when something that occurred
 * might have come of it. Where the ways are too many, only none and all of it.
 */
export function completionsOf(model: CausalModel, cone: readonly string[], max: number): Completions {
  const unknown = cone.filter((id) => isUnknown(model, id));
  const most = Math.max(1, Math.min(max, Math.floor(WORK_MAX / (cone.length * cone.length))));
  const found = choices(model, cone, most);
  const ways = (found ?? extremes(model, unknown)).map((choice) => ({
    occurred: new Set(unknown.filter((id) => choice.get(id) === true)),
    idle: new Set(unknown.filter((id) => !choice.has(id))),
  }));
  return { unknown, ways: ways.sort((left, right) => left.occurred.size - right.occurred.size), whole: found !== null };
}

/** All choices, or null when they are more than `most`. */
function choices(model: CausalModel, cone: readonly string[], most: number): readonly Choice[] | null {
  const done: Choice[] = [];
  const open: Choice[] = [new Map()];
  for (let choice = open.pop(); choice !== undefined; choice = open.pop()) {
    const next = nextToChoose(model, cone, choice);
    if (next === null) done.push(choice);
    else for (const value of [true, false]) open.push(...chosen(model, choice, next, value));
    if (done.length + open.length > most) return null;
  }
  return done;
}

/** The first unknown fact, going back from the outcome, on which something could hang; null when all such are chosen. */
function nextToChoose(model: CausalModel, cone: readonly string[], choice: Choice): string | null {
  const isOpen = (id: string) => isUnknown(model, id) && !choice.has(id);
  const happened = new Set<string>();
  for (const id of cone) if (happens(model, id, { choice, happened })) happened.add(id);
  const reached = new Set(cone.slice(-1));
  for (const id of [...cone].reverse()) {
    if (!reached.has(id)) continue;
    if (isOpen(id)) return id;
    const { asked, followed } = before(model, id, happened);
    const open = asked.find(isOpen);
    if (open !== undefined) return open;
    for (const cause of followed) reached.add(cause);
  }
  return null;
}

/** What a node hangs on: all that must be known to say whether it is explained, and what of that to go back from. */
function before(
  model: CausalModel,
  id: string,
  happened: ReadonlySet<string>,
): { readonly asked: readonly string[]; readonly followed: readonly string[] } {
  const node = model.nodes.get(id);
  const forestalled = node?.forestalledBy ?? [];
  if (!happened.has(id) && node?.step !== true && forestalled.length === 0) return { asked: [], followed: [] };
  const asked = [...causesOf(model.into, id), ...forestalled];
  const explained = (model.into.get(id) ?? []).some((gate) => isComplete(gate, happened));
  if (explained || forestalled.length > 0) return { asked, followed: asked };
  return { asked, followed: asked.filter((cause) => model.nodes.get(cause)?.step === true) };
}

function happens(
  model: CausalModel,
  id: string,
  { choice, happened }: { readonly choice: Choice; readonly happened: ReadonlySet<string> },
): boolean {
  const node = model.nodes.get(id);
  if (node?.step === true) return (model.into.get(id) ?? []).some((gate) => isComplete(gate, happened));
  return node?.state === "occurred" || choice.get(id) === true;
}

/** The choice with one more fact, and with what the pairs of which exactly one occurred say then; none when they say otherwise. */
function chosen(model: CausalModel, choice: Choice, id: string, value: boolean): readonly Choice[] {
  const next = new Map(choice).set(id, value);
  for (const pair of model.either) {
    if (!pair.includes(id)) continue;
    const partner = pair[0] === id ? pair[1] : pair[0];
    const known = isUnknown(model, partner) ? next.get(partner) : model.nodes.get(partner)?.state === "occurred";
    if (known === value) return [];
    if (known === undefined) next.set(partner, !value);
  }
  return [next];
}

function extremes(model: CausalModel, unknown: readonly string[]): readonly Choice[] {
  const seconds = new Set(model.either.map(([, second]) => second));
  return [new Map(), new Map(unknown.filter((id) => !seconds.has(id)).map((id) => [id, true]))];
}

function isUnknown({ nodes }: CausalModel, id: string): boolean {
  const node = nodes.get(id);
  return node?.state === "unknown" && !node.step;
}
