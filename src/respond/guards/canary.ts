/** What the canary says when a critical flow is lost. */
export type Loss = {
  /** The flows that worked and no longer do. */
  readonly flows: readonly string[];
  /** The actions done since each of them last worked, the newest first: to be rolled back. */
  readonly rollBack: readonly string[];
  readonly reason: string;
};

/** Watches critical flows against actions: pure, told of both. Times are monotonic milliseconds. */
export type Canary = {
  /** An action is held from now on. */
  applied(action: string, monotonicMs: number): void;
  /** A round of probes that began at `startedMs`: which flows worked. A loss, when actions since the last good round are to blame. */
  probed(results: ReadonlyMap<string, boolean>, startedMs: number): Loss | undefined;
  /** True while a flow that worked has failed, and not often enough to say so: look again soon. */
  isDoubtful(): boolean;
  /** Why automatic action is paused; null when it is not. */
  why(): string | null;
  /** Lets automatic action go on. A flow that fails still is taken as failing by itself from then on. */
  resume(): void;
};

/** A flow fails only when so many rounds in a row say so: one lost packet rolls nothing back. */
const CONFIRMATIONS = 2;
const ACTIONS_MAX = 200_000;

type FlowState = { readonly goodAtMs: number; readonly fails: number };

/**
 * A canary of no flow yet: each that a round names is watched from its first success on. A flow that never worked, or that failed before
 * anything was done, triggers nothing. What was done before a round that worked is innocent of what that flow does later.
 */
export function createCanary(confirmations: number = CONFIRMATIONS): Canary {
  const flows = new Map<string, FlowState>();
  let actions: { readonly action: string; readonly atMs: number }[] = [];
  let paused: string | null = null;

  const since = (atMs: number) => actions.filter((one) => one.atMs >= atMs).map(({ action }) => action);
  const judge = (flow: string, isWorking: boolean, startedMs: number): readonly string[] => {
    const state = flows.get(flow);
    if (isWorking) flows.set(flow, { goodAtMs: startedMs, fails: 0 });
    if (isWorking || state === undefined) return [];
    const fails = state.fails + 1;
    if (fails < confirmations) {
      flows.set(flow, { ...state, fails });
      return [];
    }
    flows.delete(flow);
    return since(state.goodAtMs);
  };

  return {
    applied: (action, monotonicMs) => {
      actions.push({ action, atMs: monotonicMs });
      if (actions.length > ACTIONS_MAX) actions.shift();
    },
    probed: (results, startedMs) => {
      const lost = [...results].map(([flow, isWorking]) => ({ flow, blamed: judge(flow, isWorking, startedMs) }));
      const hit = lost.filter(({ blamed }) => blamed.length > 0);
      const rollBack = [...new Set(hit.flatMap(({ blamed }) => blamed))].reverse();
      actions = forget(actions, flows);
      if (hit.length === 0) return undefined;
      const names = hit.map(({ flow }) => flow);
      const gone = new Set(rollBack);
      actions = actions.filter(({ action }) => !gone.has(action));
      paused = `${names.join(", ")} worked before ${rollBack.length} actions and failed after them; they were rolled back`;
      return { flows: names, rollBack, reason: paused };
    },
    isDoubtful: () => [...flows.values()].some(({ fails }) => fails > 0),
    why: () => paused,
    resume: () => {
      paused = null;
    },
  };
}

/** Actions older than the last success of every flow can no longer be blamed. */
function forget<One extends { readonly atMs: number }>(actions: One[], flows: ReadonlyMap<string, FlowState>): One[] {
  const oldest = Math.min(...[...flows.values()].map(({ goodAtMs }) => goodAtMs));
  return actions.length === 0 || (actions[0]?.atMs ?? 0) >= oldest ? actions : actions.filter(({ atMs }) => atMs >= oldest);
}
