import { keyOf, type Place } from "../nft/index.ts";

/** What became of one change: done (null), or why not. `unreachable`: nobody could be asked. */
export type Settled = null | { readonly reason: string; readonly unreachable: boolean };

/** One change that waits: until when it is held by the steady clock, or taken away (null). */
export type Wanted = { readonly place: Place; readonly steadyEndMs: number | null };

/** The most changes of one line: 4 ms of the kernel's time, which is how long an urgent order may wait behind a bulk. */
const LINE_CHANGES_MAX = 250;
/** A call with more orders than this is a bulk and waits behind those with fewer. */
const URGENT_ORDERS_MAX = 64;

type Waiting = { readonly wanted: Wanted; readonly key: string; readonly settle: (settled: Settled) => void };

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
  const urgent: Waiting[] = [];
  const bulk = createBulkLane();
  const jobs: (() => Promise<void>)[] = [];
  let running = false;

  const next = (): Waiting[] => takeLine(urgent.length > 0 ? urgent : bulk.waiting, bulk);
  const run = async () => {
    for (;;) {
      const job = jobs.shift();
      if (job !== undefined) {
        await job();
        continue;
      }
      const line = next();
      if (line.length === 0) break;
      const settled = await carryOut(line.map(({ wanted }) => wanted));
      for (const [index, { settle }] of line.entries()) settle(settled[index] ?? null);
    }
    running = false;
  };
  const wake = () => {
    if (running) return;
    running = true;
    setImmediate(() => void run());
  };
  return {
    submit(wanted) {
      const results = wanted.map(
        (one) =>
          new Promise<Settled>((settle) => {
            const waiting = { wanted: one, key: keyOf(one.place), settle };
            if (wanted.length > URGENT_ORDERS_MAX || bulk.has(waiting.key)) bulk.push(waiting);
            else urgent.push(waiting);
          }),
      );
      wake();
      return Promise.all(results);
    },
    between: (job) =>
      new Promise((resolve, reject) => {
        jobs.push(() => job().then(resolve, reject));
        wake();
      }),
  };
}

type BulkLane = { readonly waiting: Waiting[]; has(key: string): boolean; push(one: Waiting): void; left(key: string): void };

/** Knows which elements wait in it, so that a later order about one of them does not overtake. */
function createBulkLane(): BulkLane {
  const waiting: Waiting[] = [];
  const counts = new Map<string, number>();
  return {
    waiting,
    has: (key) => counts.has(key),
    push(one) {
      waiting.push(one);
      counts.set(one.key, (counts.get(one.key) ?? 0) + 1);
    },
    left(key) {
      const count = (counts.get(key) ?? 1) - 1;
      if (count === 0) counts.delete(key);
      else counts.set(key, count);
    },
  };
}

/** The first changes of a lane that fit one line, each element once. */
function takeLine(lane: Waiting[], bulk: BulkLane): Waiting[] {
  const keys = new Set<string>();
  let length = 0;
  while (length < lane.length && length < LINE_CHANGES_MAX && !keys.has(lane[length]?.key ?? ""))
    keys.add(lane[length++]?.key ?? "");
  const line = lane.splice(0, length);
  if (lane === bulk.waiting) for (const { key } of line) bulk.left(key);
  return line;
}
