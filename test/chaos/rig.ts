import { guardsOf } from "../../src/app/respond/guarding.ts";
import { createResponder, type Responder } from "../../src/app/respond/responder.ts";
import type { Detection, Measure, Target } from "../../src/model/index.ts";
import { gateActuator } from "../../src/respond/enforcer/gated.ts";
import type { ProtectionConfig } from "../../src/respond/guards/configured.ts";
import { type BudgetLimits, DEFAULT_LIMITS } from "../../src/respond/guards/limits.ts";
import { type Actuator, type Proposal, parseTarget } from "../../src/respond/index.ts";
import { openEnforcerGate } from "../../src/respond/io/enforcer-gate.ts";
import { type Guards, openGuards } from "../../src/respond/io/guards.ts";
import { findProtection } from "../../src/respond/io/protected.ts";
import { seededBytes, seededRandom } from "../support/random.ts";
import { Kernel, kernelActuator } from "./kernel.ts";
import { MemoryLedger } from "./memory-ledger.ts";
import { outages } from "./oracle.ts";
import { harbour, type Site, worldOf } from "./site.ts";

/** One automatic decision, as a playbook proposes it. */
export type Attack = {
  readonly on: string;
  readonly measure?: Measure;
  readonly reachability?: Proposal["reachability"];
  readonly hours?: number;
};

/** What a person adds to an order. */
export type Wish = { readonly measure?: Measure; readonly spoofableOk?: boolean; readonly hours?: number };

export type RigOptions = {
  readonly site?: Site;
  readonly limits?: BudgetLimits;
  /** What really holds blocks, and keeps the kernel's mirror true; by default the kernel of the rig itself. */
  readonly system?: (kernel: Kernel, wall: () => number) => Actuator;
  /** Which of the two guards stand: with neither, the suite must find outages. */
  readonly guards?: "both" | "node" | "enforcer" | "none";
};

const HOUR_MS = 3_600_000;
const START_MS = Date.parse("2026-11-22T12:00:00Z");

/** A node and its enforcer on an invented machine, with the real responder, guards, book, reconciler and nft text between them. */
export class Rig {
  readonly site: Site;
  readonly kernel: Kernel;
  readonly ledger = new MemoryLedger();
  readonly problems: string[] = [];
  /** Every outage that the oracle saw at any moment. */
  readonly seen = new Set<string>();
  /** What was answered: `applied`, `refused by gateway`, … of the latest order. */
  answers: string[] = [];
  /** Told of each action that is held, as a canary is. */
  onApplied: (action: string) => void = () => undefined;
  wallMs = START_MS;
  monotonicMs = 1_000_000;
  paused: string | null = null;
  #config: ProtectionConfig;
  #timers: { readonly atMs: number; readonly run: () => void }[] = [];
  #seed = 1;
  #node: Guards | undefined;
  #enforcer: Guards | undefined;
  #gate: Awaited<ReturnType<typeof openEnforcerGate>> | undefined;
  #responder: Responder | undefined;
  readonly #options: RigOptions;

  constructor(options: RigOptions) {
    this.#options = options;
    this.site = options.site ?? harbour();
    this.#config = this.site.config;
    this.kernel = new Kernel(() => this.monotonicMs);
    this.kernel.onChange = () => this.check();
  }

  /** Lets the oracle look. */
  check(): readonly string[] {
    const now = outages(this.site.vital, this.kernel);
    for (const outage of now) this.seen.add(outage);
    return now;
  }

  get responder(): Responder {
    if (this.#responder === undefined) throw new Error("start first");
    return this.#responder;
  }

  async start(): Promise<void> {
    const which = this.#options.guards ?? "both";
    const wall = () => this.wallMs;
    const bare = this.#options.system?.(this.kernel, wall) ?? kernelActuator(this.kernel, wall, () => this.monotonicMs);
    this.#gate = await openEnforcerGate({
      configured: () => this.#config,
      limits: DEFAULT_LIMITS,
      clock: () => this.wallMs,
      actuator: bare,
      log: (what, facts) => void this.problems.push(`${what} ${JSON.stringify(facts)}`),
      open: async (given) => (this.#enforcer = await this.#open({ ...given, limits: DEFAULT_LIMITS })),
    });
    this.#node = await this.#open({
      config: this.#config,
      limits: this.#options.limits ?? DEFAULT_LIMITS,
      held: () => this.kernel.elements.length,
      onProblem: (problem) => void this.problems.push(String(problem)),
    });
    const actuator = which === "both" || which === "enforcer" ? gateActuator(bare, this.#gate) : bare;
    const guards = guardsOf(this.#node);
    const blind = { ...guards, judge: yes, wouldJudge: yes, protectedWhy: () => null };
    this.#responder = await createResponder({
      mode: "act",
      ledger: this.ledger.ledger,
      actuator,
      guards: which === "both" || which === "node" ? guards : blind,
      gaps: () => [],
      shelf: {
        decide: ({ events }) => events.map(({ fields }) => fields["proposal"] as unknown as Proposal),
        list: () => [],
        reload: async () => undefined,
        personsOf: () => 0,
      },
      pause: { why: () => this.paused, resume: () => (this.paused = null) },
      clock: () => this.wallMs,
      steady: () => this.monotonicMs,
      after: (ms, run) => {
        const timer = { atMs: this.monotonicMs + ms, run };
        this.#timers.push(timer);
        return () => (this.#timers = this.#timers.filter((one) => one !== timer));
      },
      randomBytes: seededBytes(seededRandom(this.#seed++)),
      confidenceOf: () => 1,
      assets: () => null,
      persons: () => 0,
      personsForManual: 0,
      freshMs: Number.POSITIVE_INFINITY,
      approvalWaitMs: HOUR_MS,
      onAction: ({ action, step, guards: { refusedBy } }) => {
        this.answers.push(step === "refused" ? `refused by ${refusedBy}` : step);
        if (step === "applied") this.onApplied(action);
      },
      onProblem: (what) => void this.problems.push(what),
    });
    await this.#responder.started;
    this.check();
  }

  #open(
    given: Partial<Parameters<typeof openGuards>[0]> & {
      readonly config: ProtectionConfig;
      readonly held: () => number;
      readonly onProblem: (problem: unknown) => void;
    },
  ): Promise<Guards> {
    const world = worldOf(this.site, () => this.monotonicMs);
    return openGuards({
      clock: () => this.wallMs,
      ...given,
      monotonic: () => this.monotonicMs,
      find: (config) => findProtection(config, world),
      flows: () => ({ seen: this.site.flows.length, byRemote: counted(this.site.flows) }),
    });
  }

  /** A playbook wants these done, all at one moment. */
  async attack(...attacks: readonly (string | Attack)[]): Promise<readonly string[]> {
    this.answers = [];
    for (const one of attacks)
      this.responder.observe(detectionOf(typeof one === "string" ? { on: one } : one, this.wallMs), this.wallMs);
    await this.responder.settled();
    return this.answers;
  }

  /** A person orders this. What is refused as an error is an answer too. */
  async order(
    on: string | readonly string[],
    { measure = "block", spoofableOk = false, hours = 1 }: Wish = {},
  ): Promise<readonly string[]> {
    this.answers = [];
    const atOnce = measure === "end-session" || measure === "stop-process";
    try {
      await this.responder.answer({
        ask: "block",
        measure,
        targets: typeof on === "string" ? [on] : on,
        durationMs: atOnce ? null : hours * HOUR_MS,
        case: null,
        evidence: [],
        spoofableOk,
        dryRun: false,
        reason: "asked for",
        by: "Harbour operator",
      });
    } catch (error) {
      this.answers.push(`error ${error instanceof Error ? error.message : String(error)}`);
    }
    return this.answers;
  }

  /** The operator's file changes; the enforcer reads it before its next order, the node with its next look. */
  edit(change: Partial<ProtectionConfig>): void {
    this.#config = { ...this.#config, ...change };
  }

  /** Both look at the machine again, as they do every five seconds. */
  async look(): Promise<void> {
    await this.#node?.refresh(this.#config);
    await this.#enforcer?.refresh(this.#config);
    await quiet(this.kernel);
  }

  /** Time passes, on both clocks; what is due runs. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.monotonicMs + ms;
    for (let rounds = 0; rounds < 1000; rounds++) {
      const next = this.#timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.wallMs += Math.max(0, next.atMs - this.monotonicMs);
      this.monotonicMs = Math.max(this.monotonicMs, next.atMs);
      next.run();
      await quiet(this.kernel);
    }
    this.wallMs += untilMs - this.monotonicMs;
    this.monotonicMs = untilMs;
    await quiet(this.kernel);
    this.check();
  }

  /** Somebody sets the clock; nothing else changes. */
  step(ms: number): void {
    this.wallMs += ms;
  }

  /** The node is killed and started again; a reboot takes the kernel's memory with it. */
  async restart(kernel: "kept" | "lost" = "kept"): Promise<void> {
    this.stop();
    if (kernel === "lost") this.kernel.flush();
    await this.start();
    await quiet(this.kernel);
  }

  stop(): void {
    this.#timers = [];
    this.#node?.close();
    void this.#gate?.close();
    this.#responder = undefined;
  }

  /** True when an address or prefix is held, as the kernel spells it. */
  holds(text: string): boolean {
    return this.kernel.held().includes(text.includes("/") ? text : `${text}/${text.includes(":") ? 128 : 32}`);
  }
}

const yes = () => ({ ok: true, reach: { addresses: 1n, flowsHit: 0, flowsSeen: 0 } }) as const;

/** Rounds in a row without anything to do, after which nothing is left but timers. */
const QUIET_ROUNDS = 8;

async function quiet(kernel: Kernel): Promise<void> {
  for (let idle = 0; idle < QUIET_ROUNDS; idle = kernel.busy === 0 ? idle + 1 : 0)
    await new Promise((done) => setImmediate(done));
}

function counted(flows: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const flow of flows) counts.set(flow, (counts.get(flow) ?? 0) + 1);
  return counts;
}

/** `203.0.113.9`, `account:harbour`. */
function targetOf(text: string): Target {
  const read = parseTarget(text);
  return read.ok ? read.value : { kind: "address", value: text };
}

function detectionOf({ on, measure = "block", reachability = "handshake", hours = 1 }: Attack, atMs: number): Detection {
  const rule = {
    id: "rule-1",
    title: "Guessing of passwords",
    author: "Harbour",
    version: "1",
    level: "high",
    tags: [],
    digest: "a".repeat(64),
  } as never;
  const atOnce = measure === "end-session" || measure === "stop-process" || measure === "notify";
  const proposal: Proposal = {
    playbook: { id: "playbook-1", digest: "b".repeat(64), step: "block" },
    measure,
    target: targetOf(on),
    durationMs: atOnce ? null : hours * HOUR_MS,
    persons: 0,
    reason: "guesses passwords",
    rule,
    evidence: [],
    reachability,
  };
  const event = { time: { fromMs: atMs, toMs: atMs }, logsource: {}, fields: { proposal: proposal as never }, records: [] };
  return { rule, time: event.time, events: [event], why: [] };
}
