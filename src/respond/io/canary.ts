import type { Clock } from "../../lib/index.ts";
import { createCanary, type Loss } from "../guards/canary.ts";
import { type CriticalFlow, formatFlow, type Probe, probe } from "./canary-probes.ts";

const EVERY_MS = 3000;
const TIMEOUT_MS = 1500;
/** The first look after an action comes so soon, and one look serves all actions of that time. */
const SOON_MS = 100;

/** What a canary is opened with. */
export type CanaryOptions = {
  readonly flows: readonly CriticalFlow[];
  /** Rolls the actions of a loss back. Automatic action is paused already when this is called. */
  readonly onLoss: (loss: Loss) => Promise<unknown>;
  readonly onProblem: (problem: unknown) => void;
  readonly probe?: Probe;
  readonly monotonic?: Clock;
  readonly everyMs?: number;
  readonly timeoutMs?: number;
};

/** The canary at work. Nothing but `look` waits for the network. */
export type CanaryWatch = {
  /** To be called when an action is held: a look follows at once. */
  applied(action: string): void;
  /** One round of probes now; resolves when what it found has been rolled back. */
  look(): Promise<void>;
  why(): string | null;
  resume(): void;
  close(): Promise<void>;
};

/** Looks once, so that it knows what works before anything is done, then every three seconds and right after each action. */
export async function openCanary(options: CanaryOptions): Promise<CanaryWatch> {
  const { flows, onLoss, onProblem, monotonic = () => performance.now(), timeoutMs = TIMEOUT_MS } = options;
  const tryFlow = options.probe ?? probe;
  const canary = createCanary();
  let soon: ReturnType<typeof setTimeout> | undefined;
  let looking: Promise<void> = Promise.resolve();
  let isClosed = false;

  const round = async () => {
    const startedMs = monotonic();
    const results = await Promise.all(flows.map(async (flow) => [formatFlow(flow), await tryFlow(flow, timeoutMs)] as const));
    const loss = canary.probed(new Map(results), startedMs);
    if (loss !== undefined) await onLoss(loss);
    else if (canary.isDoubtful()) lookSoon();
  };
  const look = () => {
    looking = looking.then(round).catch(onProblem);
    return looking;
  };
  const lookSoon = () => {
    if (isClosed || soon !== undefined || flows.length === 0) return;
    soon = setTimeout(() => {
      soon = undefined;
      void look();
    }, SOON_MS);
    soon.unref();
  };

  await look();
  const timer = setInterval(() => void look(), options.everyMs ?? EVERY_MS);
  timer.unref();
  return {
    applied: (action) => {
      canary.applied(action, monotonic());
      lookSoon();
    },
    look,
    why: () => canary.why(),
    resume: () => canary.resume(),
    close: async () => {
      isClosed = true;
      clearInterval(timer);
      clearTimeout(soon);
      await looking;
    },
  };
}
