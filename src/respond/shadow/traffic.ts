import { formatNetwork, type Network, parseAddress } from "../../lib/index.ts";
import type { Event, Target } from "../../model/index.ts";
import { networkOf } from "../target.ts";
import { type Activity, ActivityMeter } from "./activity.ts";
import type { Fate, Span } from "./simulate.ts";
import { accountOf, loginOf, sourceOf } from "./whom.ts";

/** What history says of one target besides its findings. */
export type Traffic = {
  /** Lines while it would have been held: cited by a finding or refused logins; accepted logins; all others. */
  readonly held: { readonly attack: number; readonly accepted: number; readonly other: number };
  /** Lines at any other time. */
  readonly passed: number;
  /** Logins that were let in before any rule had fired on it, and for whom: at most a few accounts are named. */
  readonly acceptedBefore: { readonly times: number; readonly accounts: readonly string[] };
  readonly activity: Activity;
};

/** Counts the lines of history that concern the targets of a rehearsal. */
export type TrafficTally = {
  /** One line, in any order; `cited`: a finding rests on it. */
  count(event: Event, cited: boolean): void;
  /** What was counted, for each fate in the order given; null where lines cannot be told to be the target's. */
  read(): readonly (Traffic | null)[];
};

const ACCOUNTS_MAX = 5;
/** Spellings whose targets are remembered. */
const REMEMBERED_MAX = 200_000;

type Counter = {
  readonly spans: readonly Span[];
  /** When anything was first asked for it: what happened later says nothing of how it was before. */
  readonly firstMs: number;
  attack: number;
  accepted: number;
  other: number;
  passed: number;
  acceptedBefore: number;
  readonly accounts: Set<string>;
  readonly meter: ActivityMeter;
};

/** A tally over fates; `foundSinceMs` says when the first finding on an address began, which is where its good history ends. */
export function createTrafficTally(fates: readonly Fate[], foundSinceMs: (source: string) => number): TrafficTally {
  const counters = fates.map((fate) => (isCounted(fate.target) ? newCounter(fate) : null));
  const index = new TargetIndex();
  for (const [at, { target }] of fates.entries()) {
    const counter = counters[at];
    if (counter !== null && counter !== undefined) index.add(target, counter);
  }
  return {
    count(event, cited) {
      const counted = index.of(event);
      if (counted.length === 0) return;
      const source = sourceOf(event);
      const line = {
        event,
        cited,
        login: loginOf(event),
        cleanUntilMs: source === undefined ? END_OF_TIME : foundSinceMs(source),
      };
      for (const counter of counted) countLine(counter, line);
    },
    read: () => counters.map((counter) => (counter === null ? null : readCounter(counter))),
  };
}

function isCounted({ kind }: Target): boolean {
  return kind === "address" || kind === "prefix" || kind === "account";
}

const END_OF_TIME = Number.POSITIVE_INFINITY;

function newCounter({ spans, firstMs }: Fate): Counter {
  const none = { attack: 0, accepted: 0, other: 0, passed: 0, acceptedBefore: 0 };
  return { spans, firstMs, ...none, accounts: new Set(), meter: new ActivityMeter() };
}

type Line = {
  readonly event: Event;
  readonly cited: boolean;
  readonly login: ReturnType<typeof loginOf>;
  readonly cleanUntilMs: number;
};

function countLine(counter: Counter, line: Line): void {
  const atMs = line.event.time.fromMs;
  // Strictly after: the line that completed the finding had arrived, and so had what stands at the same moment.
  const isHeld = counter.spans.some(({ fromMs, toMs }) => atMs > fromMs && atMs < toMs);
  counter.meter.add(atMs, isHeld);
  if (isHeld) countHeld(counter, line);
  else {
    counter.passed++;
    if (line.login === "accepted" && !line.cited) countAccepted(counter, line);
  }
}

function countHeld(counter: Counter, { cited, login }: Line): void {
  if (cited || login === "refused") counter.attack++;
  else if (login === "accepted") counter.accepted++;
  else counter.other++;
}

function countAccepted(counter: Counter, { event, cleanUntilMs }: Line): void {
  if (event.time.toMs >= Math.min(counter.firstMs, cleanUntilMs)) return;
  counter.acceptedBefore++;
  const account = accountOf(event);
  if (account !== undefined && counter.accounts.size < ACCOUNTS_MAX) counter.accounts.add(account);
}

function readCounter({ attack, accepted, other, passed, acceptedBefore, accounts, meter }: Counter): Traffic {
  return {
    held: { attack, accepted, other },
    passed,
    acceptedBefore: { times: acceptedBefore, accounts: [...accounts].sort() },
    activity: meter.read(),
  };
}

const NOBODY: readonly Counter[] = [];

/** Finds the targets that an event is of. Prefixes are looked up by mask, one look for each prefix length in use. */
class TargetIndex {
  readonly #accounts = new Map<string, Counter[]>();
  readonly #networks = new Map<string, Counter[]>();
  readonly #lengths = { 4: new Set<number>(), 16: new Set<number>() };
  readonly #remembered = new Map<string, readonly Counter[]>();

  add(target: Target, counter: Counter): void {
    const network = networkOf(target);
    if (network === undefined) return push(this.#accounts, target.value, counter);
    this.#lengthsOf(network).add(network.bits);
    push(this.#networks, formatNetwork(network), counter);
  }

  of(event: Event): readonly Counter[] {
    const source = sourceOf(event);
    const byAddress = source === undefined ? NOBODY : this.#ofAddress(source);
    if (this.#accounts.size === 0) return byAddress;
    const account = accountOf(event);
    const byAccount = account === undefined ? undefined : this.#accounts.get(account);
    return byAccount === undefined ? byAddress : [...byAddress, ...byAccount];
  }

  #ofAddress(source: string): readonly Counter[] {
    const known = this.#remembered.get(source);
    if (known !== undefined) return known;
    const base = parseAddress(source);
    if (base === undefined) return NOBODY;
    const lengths = [...this.#lengthsOf({ base, bits: 0 })];
    const found = lengths.flatMap((bits) => this.#networks.get(formatNetwork({ base, bits })) ?? NOBODY);
    if (this.#remembered.size >= REMEMBERED_MAX) this.#remembered.clear();
    this.#remembered.set(source, found);
    return found;
  }

  #lengthsOf({ base }: Network): Set<number> {
    return this.#lengths[base.length === 4 ? 4 : 16];
  }
}

function push(map: Map<string, Counter[]>, key: string, counter: Counter): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [counter]);
  else known.push(counter);
}
