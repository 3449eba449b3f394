import { formatNetwork, type Network } from "../lib/index.ts";
import type { ActionStep, Measure, Target } from "../model/index.ts";
import type { BookStep } from "./book-lives.ts";
import { formatTarget, networkOf } from "./target.ts";

/** Something that was done to a target, rehearsed on it, or waits to be done. */
export type PastStep = {
  readonly action: string;
  readonly target: Target;
  readonly measure: Measure;
  readonly step: "applied" | "rehearsed" | "awaiting";
  readonly atMs: number;
  readonly untilMs: number | null;
};

/** Targets, and actions of one target, that are remembered; the ones least lately acted on are forgotten. */
const TARGETS_MAX = 200_000;
const PER_TARGET_MAX = 16;
const BEGINS: ReadonlySet<ActionStep> = new Set(["applied", "rehearsed", "awaiting"]);

/** Addresses are found again by the network of this many bits around them. */
const BUCKET_BITS: Readonly<Record<number, number>> = { 4: 16, 16: 48 };

/** Remembers by target what was done: what an escalation ladder climbs by. */
export class History {
  readonly #byTarget = new Map<string, PastStep[]>();
  readonly #addresses = new Map<string, Set<string>>();
  /** Lengths of the prefixes that were acted on, by bytes of the address. */
  readonly #lengths: Readonly<Record<number, Set<number>>> = { 4: new Set(), 16: new Set() };

  /** Takes a statement. */
  add(taken: BookStep): void {
    const { step, action, atMs, measure, expiresAtMs: untilMs, targets } = taken;
    if (!BEGINS.has(step)) {
      for (const target of targets) this.#end(taken, this.#byTarget.get(formatTarget(target)) ?? []);
      return;
    }
    for (const target of targets) {
      this.#remember({ action, target, measure, step: step as PastStep["step"], atMs, untilMs });
    }
  }

  /** What an action's end or a later end does to what is remembered of it. */
  #end({ action, step, atMs, expiresAtMs }: BookStep, known: PastStep[]): void {
    const index = known.findLastIndex((past) => past.action === action);
    const past = known[index];
    if (past === undefined) return;
    if (step === "extended") known[index] = { ...past, untilMs: expiresAtMs };
    else if (step === "undone" || step === "rolled-back") known[index] = { ...past, untilMs: atMs };
    if (past.step === "awaiting" && step !== "extended") known.splice(index, 1);
  }

  #remember(past: PastStep): void {
    const name = formatTarget(past.target);
    const known = this.#byTarget.get(name) ?? [];
    const awaiting = known.findIndex(({ action, step }) => action === past.action && step === "awaiting");
    if (awaiting >= 0) known.splice(awaiting, 1);
    known.push(past);
    if (known.length > PER_TARGET_MAX) known.shift();
    this.#byTarget.delete(name);
    this.#byTarget.set(name, known);
    this.#index(past.target);
    if (this.#byTarget.size <= TARGETS_MAX) return;
    const [oldest = ""] = this.#byTarget.keys();
    this.#byTarget.delete(oldest);
    this.#addresses.get(bucketName(oldest))?.delete(oldest.slice("address:".length));
  }

  #index(target: Target): void {
    const network = networkOf(target);
    if (network === undefined) return;
    if (target.kind === "prefix") this.#lengths[network.base.length]?.add(network.bits);
    else bucketIn(this.#addresses, bucketOf(network)).add(target.value);
  }

  /** What was done to exactly this target and, for an address or prefix, to networks around it. */
  of(target: Target): readonly PastStep[] {
    const own = this.#byTarget.get(formatTarget(target)) ?? [];
    const network = networkOf(target);
    if (network === undefined) return own;
    const around: PastStep[] = [];
    for (const bits of this.#lengths[network.base.length] ?? []) {
      if (bits >= network.bits) continue;
      around.push(...(this.#byTarget.get(`prefix:${formatNetwork({ ...network, bits })}`) ?? []));
    }
    return around.length === 0 ? own : [...around, ...own];
  }

  /** The distinct addresses inside a network that were acted on by a measure since then. */
  addressesWithin(network: Network, measure: Measure, sinceMs: number): readonly string[] {
    const wanted = formatNetwork(network);
    const isIn = (address: string) => {
      const own = networkOf({ kind: "address", value: address });
      return (
        own !== undefined && own.base.length === network.base.length && formatNetwork({ ...own, bits: network.bits }) === wanted
      );
    };
    const bits = BUCKET_BITS[network.base.length] ?? 0;
    const buckets = network.bits >= bits ? [this.#addresses.get(bucketOf(network)) ?? []] : this.#addresses.values();
    const found: string[] = [];
    for (const bucket of buckets) {
      for (const address of bucket) {
        const past = this.#byTarget.get(`address:${address}`) ?? [];
        if (past.some((one) => one.measure === measure && one.step !== "awaiting" && one.atMs >= sinceMs) && isIn(address))
          found.push(address);
      }
    }
    return found;
  }
}

function bucketOf(network: Network): string {
  return formatNetwork({ ...network, bits: BUCKET_BITS[network.base.length] ?? 0 });
}

function bucketIn(buckets: Map<string, Set<string>>, name: string): Set<string> {
  const known = buckets.get(name) ?? new Set();
  buckets.set(name, known);
  return known;
}

/** The bucket of a target by its name; "" for what is no address. */
function bucketName(name: string): string {
  const network = name.startsWith("address:") ? networkOf({ kind: "address", value: name.slice("address:".length) }) : undefined;
  return network === undefined ? "" : bucketOf(network);
}
