import type { Clock, Json } from "../../lib/index.ts";
import type { Actuator, Held, Order, Outcome } from "../actuator.ts";
import type { Reachability } from "../guards/names.ts";
import type { Protection } from "../guards/protection.ts";
import { type Answers, type EnforcerLine, openLine, unreachable } from "./enforcer-line.ts";

/** Orders in one request of ours: the enforcer is busy with reading it for a few milliseconds at most. */
const ORDERS_AT_ONCE = 500;
/** Requests of one call that are under way: enough that the enforcer never waits, few enough that our own loop stays free. */
const REQUESTS_AT_ONCE = 6;

export type EnforcerClientOptions = {
  readonly clock: Clock;
  /** The longest wait for an answer; then the connection is given up. */
  readonly timeoutMs: number;
};

/** An order, and what is known of its source; "unstated" when nothing is said. */
export type ClientOrder = Order & { readonly reachability?: Reachability };

/** An actuator that is an enforcer behind a Unix socket. */
export type EnforcerClient = Omit<Actuator, "apply" | "rehearse"> & {
  apply(orders: readonly ClientOrder[]): Promise<readonly Outcome[]>;
  rehearse(orders: readonly ClientOrder[]): Promise<readonly Outcome[]>;
  /** What the enforcer protects, as it found it. */
  protection(): Promise<Protection>;
  close(): Promise<void>;
};

/**
 * Connects to the enforcer at `path`, and anew at the next call after a loss. A call that was under way at a loss throws
 * ENFORCER_UNREACHABLE, and may or may not have been done: list() tells.
 */
export async function connectEnforcer(path: string, { clock, timeoutMs }: EnforcerClientOptions): Promise<EnforcerClient> {
  const { now, close } = keptLine(path, timeoutMs);
  const { hello } = await now();
  const act = async <One extends Pick<Order, "target">>(op: Op, orders: readonly One[], wire: (order: One) => Json) => {
    const line = await now();
    return inChunks(orders, async (some) => outcomesOf(path, await line.ask({ op, orders: some.map(wire) }), some));
  };
  return {
    name: `enforcer(${hello.actuators.join("+")})`,
    measures: hello.measures,
    apply: (orders) => timely(orders, clock(), (live) => act("apply", live, onTheWire)),
    rehearse: (orders) => timely(orders, clock(), (live) => act("rehearse", live, onTheWire)),
    undo: (orders) => act("undo", orders, ({ measure, target }) => ({ measure, target })),
    list: async () => heldOf(path, await (await now()).ask({ op: "list" })),
    generation: async () => only(path, await (await now()).ask({ op: "generation" }), "generation"),
    protection: async () => only(path, await (await now()).ask({ op: "protection" }), "protection"),
    close,
  };
}

/** One line, opened when it is needed; calls at the same time share it. */
function keptLine(
  path: string,
  timeoutMs: number,
): {
  readonly now: () => Promise<EnforcerLine>;
  readonly close: () => Promise<void>;
} {
  let opening: Promise<EnforcerLine> | undefined;
  let line: EnforcerLine | undefined;
  let closed = false;
  const open = async () => {
    try {
      line = await openLine(path, timeoutMs);
      if (closed) line.end();
      return line;
    } finally {
      opening = undefined;
    }
  };
  return {
    now: async () => {
      if (closed) throw unreachable(path, "the client was closed");
      if (line !== undefined && !line.isLost()) return line;
      opening ??= open();
      return opening;
    },
    close: async () => {
      closed = true;
      line?.end();
      await opening?.catch(() => undefined); // whoever asked for the line hears of it
    },
  };
}

const onTheWire = ({ measure, target, expiresAtMs, reachability }: ClientOrder): Json => ({
  measure,
  target,
  expiresAtMs,
  reachability: reachability ?? "unstated",
});

type Op = "apply" | "rehearse" | "undo";

/** Chunks begin in their order, a few at the same time; results are in the order of the items. */
async function inChunks<One>(
  all: readonly One[],
  work: (some: readonly One[]) => Promise<readonly Outcome[]>,
): Promise<readonly Outcome[]> {
  const results: (readonly Outcome[])[] = [];
  let next = 0;
  const run = async () => {
    while (next * ORDERS_AT_ONCE < all.length) {
      const place = next++;
      results[place] = await work(all.slice(place * ORDERS_AT_ONCE, (place + 1) * ORDERS_AT_ONCE));
    }
  };
  await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, run));
  return results.flat();
}

/** What ended before it could be sent, after a long wait for a connection, is not sent. */
async function timely(
  orders: readonly ClientOrder[],
  nowMs: number,
  act: (live: readonly ClientOrder[]) => Promise<readonly Outcome[]>,
): Promise<readonly Outcome[]> {
  const isLive = ({ expiresAtMs }: Order) => expiresAtMs === null || expiresAtMs > nowMs;
  if (orders.every(isLive)) return act(orders);
  const done = await act(orders.filter(isLive));
  let next = 0;
  return orders.map((order) => {
    const over: Outcome = { target: order.target, state: "failed", guard: null, reason: "it ended before it was sent" };
    return isLive(order) ? (done[next++] ?? over) : over;
  });
}

function outcomesOf(path: string, answers: Answers, orders: readonly Pick<Order, "target">[]): readonly Outcome[] {
  const outcomes = only(path, answers, "outcomes");
  return orders.map(({ target }, place) => {
    const outcome = outcomes[place];
    if (outcome === undefined || outcomes.length !== orders.length) {
      throw unreachable(path, `it gave ${outcomes.length} outcomes for ${orders.length} orders`);
    }
    return { target, ...outcome };
  });
}

function heldOf(path: string, answers: Answers): readonly Held[] {
  return answers.flatMap((answer) => {
    if (!("part" in answer)) throw unreachable(path, "it answered a list with something else");
    return answer.part;
  });
}

type Field = "generation" | "protection" | "outcomes";
type Answer = Answers[number];

function only<Name extends Field>(path: string, [answer]: Answers, name: Name): Extract<Answer, Record<Name, unknown>>[Name] {
  if (answer === undefined || !(name in answer)) throw unreachable(path, `it did not answer with ${name}`);
  return (answer as Extract<Answer, Record<Name, unknown>>)[name];
}
