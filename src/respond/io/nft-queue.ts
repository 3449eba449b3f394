import type { Place } from "../nft/index.ts";

/** What became of one change: done (null), or why not. `unreachable`: nobody could be asked. */
export type Settled = null | { readonly reason: string; readonly unreachable: boolean };

/** One change that waits: until when it is held by the steady clock, or taken away (null). */
export type Wanted = { readonly place: Place; readonly key: string; readonly steadyEndMs: number | null };

/** The most changes of one line: 3 ms of the kernel's and nft's time, which is how long an urgent order may wait behind a bulk. */
const LINE_CHANGES_MAX = 1_000;
/** A call with more orders than this is a bulk and waits behind those with fewer. */
const URGENT_ORDERS_MAX = 64;

/** One call: its results come together, so that a bulk costs one promise. */
type Call = { readonly settled: Settled[]; left: number; readonly resolve: (settled: readonly Settled[]) => void };
type Waiting = { readonly wanted: Wanted; readonly call: Call; readonly at: number };

export type NftQueue = {
  readonly submit: (wanted: readonly Wanted[]) => Promise<readonly Settled[]>;
  /** Runs `job` while no line is under way, before all that waits. */
  between<Value>(job: () => Promise<Value>): Promise<Value>;
};

/**
 * Two lanes before one writer. What comes while a line is under way goes into the next; what comes when none is goes at the end of the
 * turn of the event loop. Two changes of one element stay in their order. `carryOut` settles each, in order, and never rejects.
 */
export function createNftQueue(carryOut: (wanted: readonly Wanted[]) => Promise<readonly Settled[]>): NftQueue {
  const urgent = createLane();
  const bulk = createLane();
  const jobs: (() => Promise<void>)[] = [];
  let running = false;

  const run = async () => {
    for (;;) {
      const job = jobs.shift();
      if (job !== undefined) {
        await job();
        continue;
      }
      const line = (urgent.isEmpty() ? bulk : urgent).takeLine();
      if (line.length === 0) break;
      const settled = await carryOut(line.map(({ wanted }) => wanted));
      for (const [index, { call, at }] of line.entries()) {
        call.settled[at] = settled[index] ?? null;
        if (--call.left === 0) call.resolve(call.settled);
      }
    }
    running = false;
  };
  const wake = () => {
    if (running) return;
    running = true;
    setImmediate(() => void run());
  };
  return {
    submit: (wanted) =>
      new Promise((resolve) => {
        if (wanted.length === 0) return resolve([]);
        const call: Call = { settled: new Array<Settled>(wanted.length).fill(null), left: wanted.length, resolve };
        const isBulk = wanted.length > URGENT_ORDERS_MAX;
        for (const [at, one] of wanted.entries()) (isBulk || bulk.has(one.key) ? bulk : urgent).push({ wanted: one, call, at });
        wake();
      }),
    between: (job) =>
      new Promise((resolve, reject) => {
        jobs.push(() => job().then(resolve, reject));
        wake();
      }),
  };
}

type Lane = {
  isEmpty(): boolean;
  /** Whether a change of that element waits in it, which a later one must not overtake. */
  has(key: string): boolean;
  push(one: Waiting): void;
  /** The first changes that fit one line, each element once. */
  takeLine(): Waiting[];
};

/** First in, first out. Lines are taken from the front without moving what is behind. */
function createLane(): Lane {
  let waiting: Waiting[] = [];
  let front = 0;
  const keys = new Set<string>();
  /** How many more wait for an element, where there is more than one. */
  const more = new Map<string, number>();
  const leave = (key: string) => {
    const count = more.get(key);
    if (count === undefined) keys.delete(key);
    else if (count === 1) more.delete(key);
    else more.set(key, count - 1);
  };
  return {
    isEmpty: () => front === waiting.length,
    has: (key) => keys.has(key),
    push(one) {
      const { key } = one.wanted;
      if (keys.has(key)) more.set(key, (more.get(key) ?? 0) + 1);
      else keys.add(key);
      waiting.push(one);
    },
    takeLine() {
      const first = front;
      const inLine = new Set<string>();
      for (; front < waiting.length && inLine.size < LINE_CHANGES_MAX; front++) {
        const key = waiting[front]?.wanted.key ?? "";
        if (inLine.has(key)) break;
        inLine.add(key);
      }
      const line = waiting.slice(first, front);
      for (const { wanted } of line) leave(wanted.key);
      if (front === waiting.length) [waiting, front] = [[], 0];
      return line;
    },
  };
}
