import type { Guards } from "../../src/app/respond/ports.ts";
import { createResponder, type Responder, type ResponderParts } from "../../src/app/respond/responder.ts";
import type { Ledger } from "../../src/ledger/index.ts";
import { randomBytes } from "../../src/ledger/io/index.ts";
import type { FilePort } from "../../src/lib/index.ts";
import type { ActionPredicate, Detection, Digest, Event, Target } from "../../src/model/index.ts";
import { type Proposal, parseTarget } from "../../src/respond/index.ts";
import { LossyDisk } from "../fault/lossy-files.ts";
import { openTestNode } from "../keys/node.ts";
import { FakeActuator } from "./fake-actuator.ts";

export const NOW: number = Date.UTC(2026, 10, 22, 12);
export const HOUR = 3_600_000;
const DIGEST = "ab".repeat(32) as Digest;

/** A clock and timers that only the test moves. */
export class TestTime {
  nowMs = NOW;
  /** What nobody can set; timers run by it. */
  steadyMs = 0;
  readonly #timers = new Set<{ atMs: number; run: () => void }>();
  readonly clock = (): number => this.nowMs;
  readonly steady = (): number => this.steadyMs;
  readonly after = (ms: number, run: () => void): (() => void) => {
    const timer = { atMs: this.steadyMs + ms, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  /** Moves the clock and runs what was due, in its order. */
  async pass(ms: number, stepMs = 1000): Promise<void> {
    const untilMs = this.steadyMs + ms;
    while (this.steadyMs < untilMs) {
      const passedMs = Math.min(untilMs - this.steadyMs, stepMs);
      this.steadyMs += passedMs;
      this.nowMs += passedMs;
      for (const timer of [...this.#timers].filter(({ atMs }) => atMs <= this.steadyMs)) {
        this.#timers.delete(timer);
        timer.run();
      }
      await settle();
    }
  }
}

/** Lets everything that waits on nothing but promises go on. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 5; round++) await new Promise((resolve) => setImmediate(resolve));
}

/** Guards that protect what a test names. */
export class FakeGuards implements Guards {
  readonly protectedValues = new Set<string>();
  /** Refuses everything with this guard. */
  refusing: string | null = null;
  judged = 0;
  digest = (): Digest => DIGEST;
  judge: Guards["judge"] = ({ target }) => {
    this.judged++;
    if (this.refusing !== null) return { ok: false, guard: this.refusing, reason: "the budget is used up" };
    const why = this.protectedWhy({ measure: "block", target });
    return why === null
      ? { ok: true, reach: { addresses: 1n, flowsHit: 0, flowsSeen: 3 } }
      : { ok: false, guard: "allowlist", reason: why };
  };
  wouldJudge: Guards["judge"] = (order, asking) => this.judge(order, asking);
  protectedWhy: Guards["protectedWhy"] = ({ target }) => (this.protectedValues.has(target.value) ? "it is on the list" : null);
}

export type Scene = {
  readonly time: TestTime;
  readonly actuator: FakeActuator;
  readonly guards: FakeGuards;
  readonly disk: LossyDisk;
  readonly ledger: Ledger;
  readonly files: FilePort;
  readonly responder: Responder;
  readonly steps: ActionPredicate[];
  readonly problems: string[];
  /** What the one playbook proposes for a detection. */
  proposals: Partial<Proposal>[];
};

/** A responder on a ledger in memory. */
export async function openScene(
  over: Partial<ResponderParts> = {},
  from: Partial<Pick<Scene, "time" | "actuator" | "guards" | "disk">> & { readonly waits?: boolean } = {},
): Promise<Scene> {
  const time = from.time ?? new TestTime();
  const disk = from.disk ?? new LossyDisk();
  const actuator = from.actuator ?? new FakeActuator(time.clock);
  const guards = from.guards ?? new FakeGuards();
  const { ledger, files } = await openTestNode(disk.files, { clock: time.clock });
  const steps: ActionPredicate[] = [];
  const problems: string[] = [];
  const scene = { time, actuator, guards, disk, ledger, files, steps, problems, proposals: [{}] as Partial<Proposal>[] };
  const responder = await createResponder({
    mode: "act",
    ledger,
    actuator,
    guards,
    gaps: () => [],
    shelf: {
      decide: ({ rule, events }) =>
        scene.proposals.map((proposal) => ({ ...proposalOf(rule, events[0]?.fields["src_ip"]), ...proposal })),
      list: () => [],
      reload: async () => undefined,
      personsOf: () => 1,
    },
    pause: { why: () => null, resume: () => undefined },
    clock: time.clock,
    steady: time.steady,
    after: time.after,
    randomBytes,
    confidenceOf: () => 0.7,
    assets: () => null,
    persons: () => 0,
    personsForManual: 0,
    freshMs: 600_000,
    approvalWaitMs: 24 * HOUR,
    onAction: (step) => steps.push(step),
    onProblem: (what) => problems.push(what),
    ...over,
  });
  if (from.waits !== false) await responder.started;
  return Object.assign(scene, { responder });
}

function proposalOf(rule: Detection["rule"], source: unknown): Proposal {
  return {
    playbook: { id: "playbook--test", digest: DIGEST, step: "action--1" },
    measure: "block",
    target: targetOf(String(source)),
    durationMs: HOUR,
    persons: 0,
    reason: "it guessed passwords",
    rule,
    evidence: [],
    reachability: "handshake",
  };
}

/** A target as people write it. */
export function targetOf(text: string): Target {
  const read = parseTarget(text);
  if (!read.ok) throw new Error(read.fault.expected);
  return read.value;
}

/** A detection whose one event names an address. */
export function detectionOf(address: string, atMs: number = NOW): Detection {
  const record = {
    commitment: new Uint8Array(32).fill(address.length),
    salt: new Uint8Array(16),
    bytes: new Uint8Array(),
    origin: { source: "file:auth.log", offset: 0, lines: 1 },
    reading: { format: "syslog", readAtMs: atMs, utcOffsetMinutes: 0, host: null, context: [] },
    rejected: null,
  };
  const event: Event = {
    time: { fromMs: atMs, toMs: atMs },
    logsource: { product: "linux", service: "sshd" },
    fields: { src_ip: address },
    records: [record],
  };
  const rule = { id: "rule-1", title: "Guessing", author: "us", version: "1", level: "high", tags: [], digest: DIGEST } as const;
  return { rule, time: event.time, events: [event], why: [] };
}

/** The action statements of a ledger. */
export async function statedIn(ledger: Ledger): Promise<readonly ActionPredicate[]> {
  const stated: ActionPredicate[] = [];
  for await (const entry of ledger.entries())
    if (!entry.erased && entry.statement.kind === "action") stated.push(entry.statement.predicate);
  return stated;
}

export const WORDS = { reason: "they attack", by: "Ana of the duty desk" } as const;

/** A manual block. */
export function manualBlock(targets: readonly string[], durationMs: number | null = HOUR) {
  return {
    ask: "block",
    measure: "block",
    targets,
    durationMs,
    case: null,
    evidence: [],
    spoofableOk: false,
    dryRun: false,
    ...WORDS,
  } as const;
}
