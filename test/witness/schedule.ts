/** One step that is due: in which process, what it does, and whether its effect outlives the process. */
type Step = { readonly process: number; readonly isWrite: boolean; run(): Promise<void>; drop(): void };

/** What may happen next. A write may land although its process dies before it hears of it. */
type Choice = { readonly kind: "run" | "crash" | "land-and-crash"; readonly step: Step };

/** A world in which every effect waits for its turn. */
export type World = {
  /** `effect` as a step of `process`; its promise never settles in a process that has crashed. */
  step<Value>(process: number, effect: () => Promise<Value>, isWrite?: boolean): Promise<Value>;
};

/** What one scenario sets up: work that begins at once, and what is started anew after a crash. */
export type Scenario = {
  start(world: World): void;
  restart(world: World, crashed: number): void;
  /** Throws when the run was wrong. */
  judge(): void;
};

/** The answers taken so far at each fork of the road, and how many there were. */
type Road = { taken: number; readonly of: number }[];

/** Runs every order of steps with at most one crash. Gives how many there were; throws with the road when one is wrong. */
export async function everyOrder(scenario: () => Scenario, ordersMax: number): Promise<number> {
  const road: Road = [];
  for (let orders = 1; ; orders++) {
    if (orders > ordersMax) throw new RangeError(`more than ${ordersMax} orders`);
    const run = scenario();
    await walk(run, road);
    try {
      run.judge();
    } catch (error) {
      throw new Error(`in the order ${road.map(({ taken }) => taken).join(" ")}`, { cause: error });
    }
    while (road.length > 0 && isLast(road)) road.pop();
    const last = road.at(-1);
    if (last === undefined) return orders;
    last.taken++;
  }
}

function isLast(road: Road): boolean {
  const last = road.at(-1);
  return last !== undefined && last.taken === last.of - 1;
}

async function walk(run: Scenario, road: Road): Promise<void> {
  let due: Step[] = [];
  let hasCrashed = false;
  const world = worldOf((step) => due.push(step));
  run.start(world);
  for (let at = 0; ; at++) {
    await quiet();
    const choices = choicesOf(due, hasCrashed);
    if (choices.length === 0) return;
    const fork = road[at] ?? { taken: 0, of: choices.length };
    road[at] = fork;
    const { kind, step } = choices[fork.taken] as Choice;
    due = due.filter((other) => other !== step);
    if (kind !== "crash") void step.run();
    if (kind === "run") continue;
    hasCrashed = true;
    step.drop();
    due = due.filter((other) => other.process !== step.process);
    run.restart(world, step.process);
  }
}

function choicesOf(due: readonly Step[], hasCrashed: boolean): readonly Choice[] {
  const runs = due.map((step) => ({ kind: "run" as const, step }));
  if (hasCrashed) return runs;
  const crashes = due.map((step) => ({ kind: "crash" as const, step }));
  const landings = due.filter(({ isWrite }) => isWrite).map((step) => ({ kind: "land-and-crash" as const, step }));
  return [...runs, ...crashes, ...landings];
}

function worldOf(add: (step: Step) => void): World {
  return {
    step: (process, effect, isWrite = false) =>
      new Promise((resolve, reject) => {
        let isDropped = false;
        const run = async () => {
          try {
            const value = await effect();
            if (!isDropped) resolve(value);
          } catch (error) {
            reject(error);
          }
        };
        add({ process, isWrite, run, drop: () => (isDropped = true) });
      }),
  };
}

/** Until nothing moves without a step: all work between steps is promises that are kept at once. */
function quiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
