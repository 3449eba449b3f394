import type { Target } from "../../src/model/index.ts";
import type { Actuator, Held, Order, Outcome } from "../../src/respond/index.ts";
import { batchLine, placeOf } from "../../src/respond/nft/index.ts";
import { formatTarget } from "../../src/respond/target.ts";

/** How the next orders go wrong. `refuse`: nft says no. `lost`: it is done, and nobody hears. `half`: the first half is done, then nft is gone. */
export type Mishap = "refuse" | "lost" | "half" | "unreachable" | "silent-drop";

type Element = { readonly set: string; readonly element: string; readonly endsMs: number | null };

/**
 * A kernel that knows what it holds only from the nft text that reaches it, read here by patterns of our own; names (accounts, processes)
 * are held as such. `monotonic` is its clock, which no step of the wall clock moves.
 */
export class Kernel {
  readonly mishaps: Mishap[] = [];
  elements: Element[] = [];
  names = new Map<string, { readonly target: Target; readonly measure: Order["measure"]; readonly endsMs: number | null }>();
  /** Called whenever it may hold something else. */
  onChange: () => void = () => undefined;
  generation = 0;
  /** Calls to a real system that are on their way. */
  busy = 0;
  applied = 0;
  readonly #monotonic: () => number;

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  /** One line of nft text: a transaction. */
  run(line: string): void {
    const now = this.#monotonic();
    for (const [, verb, set = "", list = ""] of line.matchAll(/(add|delete) element inet meridian (\S+) \{ ([^}]*) \}/g)) {
      for (const item of list.split(", ")) {
        const [element = ""] = item.split(" ");
        const timeout = / timeout (\d+)ms/.exec(item)?.[1];
        this.elements = this.elements.filter((one) => one.set !== set || one.element !== element);
        if (verb === "add") this.elements.push({ set, element, endsMs: timeout === undefined ? null : now + Number(timeout) });
      }
    }
    this.generation++;
    this.onChange();
  }

  /** What it holds now, as `base/bits` texts. */
  held(): readonly string[] {
    const now = this.#monotonic();
    return this.elements
      .filter(({ endsMs }) => endsMs === null || endsMs > now)
      .map(({ set, element }) => `${element}/${/^b[46]_(\d+)$/.exec(set)?.[1] ?? (element.includes(":") ? "128" : "32")}`);
  }

  /** Loses everything, as in a reboot. */
  flush(): void {
    this.elements = [];
    this.names.clear();
    this.generation++;
  }
}

/** The kernel behind the door of an actuator. The wall clock only turns ends into timeouts. */
export function kernelActuator(kernel: Kernel, wall: () => number, monotonic: () => number): Actuator {
  const done = ({ target }: Pick<Held, "target">): Outcome => ({ target, state: "done", guard: null, reason: null });
  const put = (orders: readonly Order[]) => {
    for (const { measure, target, expiresAtMs } of orders) {
      if (measure === "notify") continue;
      const timeoutMs = expiresAtMs === null ? null : Math.max(1, expiresAtMs - wall());
      const place = placeOf(measure, target, "harbour-1");
      if (typeof place !== "string" && place.block !== null) {
        kernel.run(lineOf(place, timeoutMs ?? 1));
        continue;
      }
      const endsMs = timeoutMs === null ? null : monotonic() + timeoutMs;
      kernel.names.set(`${measure} ${formatTarget(target)}`, { target, measure, endsMs });
      kernel.generation++;
      kernel.onChange();
    }
  };
  return {
    name: "nft",
    measures: ["block", "quarantine", "lock-account", "end-session", "stop-process", "notify"],
    apply: async (orders) => {
      kernel.applied += orders.length;
      const mishap = kernel.mishaps.shift();
      if (mishap === "unreachable") throw new Error("the enforcer cannot be reached");
      if (mishap === "refuse")
        return orders.map(({ target }) => ({ target, state: "failed", guard: null, reason: "nft: could not process rule" }));
      if (mishap === "silent-drop") return orders.map(done);
      if (mishap === "half") put(orders.slice(0, Math.ceil(orders.length / 2)));
      else put(orders);
      if (mishap === "half" || mishap === "lost") throw new Error("nft ended before it answered");
      return orders.map(done);
    },
    rehearse: async (orders) => orders.map(done),
    undo: async (orders) => {
      for (const { measure, target } of orders) {
        kernel.names.delete(`${measure} ${formatTarget(target)}`);
        const place = placeOf(measure, target, "harbour-1");
        if (typeof place !== "string") {
          kernel.run(lineOf(place, null));
        }
      }
      return orders.map(done);
    },
    list: async () => listed(kernel, wall, monotonic),
    generation: async () => String(kernel.generation),
  };
}

function lineOf(place: object, timeoutMs: number | null): string {
  const setting = { table: "meridian", prefixes: [], management: [], extending: "replace" };
  return batchLine([{ ...place, timeoutMs } as never], setting as never);
}

function listed(kernel: Kernel, wall: () => number, monotonic: () => number): Held[] {
  const end = (endsMs: number | null) => (endsMs === null ? null : wall() + endsMs - monotonic());
  const blocks = kernel.elements
    .filter(({ endsMs }) => endsMs === null || endsMs > monotonic())
    .map(({ set, element, endsMs }): Held => {
      const bits = /^b[46]_(\d+)$/.exec(set)?.[1];
      const target: Target =
        bits === undefined ? { kind: "address", value: element } : { kind: "prefix", value: `${element}/${bits}` };
      return { measure: "block", target, expiresAtMs: end(endsMs), dropped: { packets: 0, bytes: 0 } };
    });
  const lasting = [...kernel.names.values()].filter(({ endsMs }) => endsMs !== null && endsMs > monotonic());
  return [
    ...blocks,
    ...lasting.map(({ target, measure, endsMs }) => ({ target, measure, expiresAtMs: end(endsMs), dropped: null })),
  ];
}
