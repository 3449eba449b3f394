import type { After } from "../../ledger/index.ts";
import { randomBytes } from "../../ledger/io/index.ts";
import { type Clock, explainError, isoTime, makeDirectories, writeAllDurably } from "../../lib/index.ts";
import {
  type ActionPredicate,
  type Detection,
  type Digest,
  playbookSubjects,
  type Statement,
  type Target,
} from "../../model/index.ts";
import { type Actuator, type Book, confidenceOf } from "../../respond/index.ts";
import { type CanaryWatch, type CriticalFlow, memoryActuator, openCanary } from "../../respond/io/index.ts";
import type { Config } from "../config.ts";
import type { Node } from "../node.ts";
import type { RuleSet } from "../rule-set.ts";
import { openBookFile } from "./book-file.ts";
import { openEnforcers } from "./enforcers.ts";
import { Entrance } from "./entrance.ts";
import { openNodeGuards } from "./guarding.ts";
import { peerPlaces } from "./peer-places.ts";
import type { PlaybookShelf } from "./ports.ts";
import { createResponder, type Responder } from "./responder.ts";
import { statusIn } from "./shadow-explain.ts";
import { openShelf, type PlaybookChange, playbookDocument } from "./shelf.ts";
import { serveResponder } from "./socket.ts";
import { openUndoneNotes } from "./undoing.ts";

/** What a responder is opened with. */
export type OpenResponderOptions = {
  readonly node: Node;
  readonly config: Pick<Config, "respond" | "approvals">;
  readonly clock?: Clock;
  /** Told of each step as it happens, before it is in the ledger. */
  readonly onAction: (step: ActionPredicate) => void;
  readonly onProblem: (what: string) => void;
  /** Instead of the enforcer that the configuration names. */
  readonly actuator?: Actuator;
};

/** A responder at work on a node, with its control socket. */
export type OpenedResponder = Responder & {
  /** The rules in force: how likely one is right follows from its status. */
  useRules(rules: RuleSet): void;
};

/**
 * Opens the response of a node: enforcer, guards, playbooks, what the ledger intends, and DATA/respond.sock. `respond.mode` must not be
 * off. Throws ENFORCER_UNREACHABLE, PLAYBOOK_INVALID, LEDGER_DAMAGED or LEDGER_DISK.
 */
export async function openResponder(options: OpenResponderOptions): Promise<OpenedResponder> {
  const { node, config, clock = Date.now, onProblem } = options;
  const { respond, approvals } = config;
  const mode = respond.mode === "act" ? "act" : "rehearse";
  const closers: (() => Promise<void> | void)[] = [];
  const status: { book?: Book; responder?: Responder; confidenceOf: (rule: Detection["rule"]) => number } = {
    confidenceOf: confidenceBy(undefined),
  };
  const entrance = new Entrance();
  try {
    const door = await serveResponder(node.dataDirectory, entrance, onProblem);
    closers.push(() => door.close());
    const { actuator, each } = await openActuators(mode, options, closers);
    const { guards, host } = await openOwnGuards(options, clock, () => status.book?.intents.size ?? 0);
    closers.push(() => host.close());
    const shelf: PlaybookShelf = await openShelf(respond.playbooks, (changes) => statePlaybooks(node, mode, clock, changes));
    const persons = approvals.deeds.includes("respond") ? approvals.persons : 0;
    const bookFile = await openBookFile(node.dataDirectory, node.ledger, {
      nowMs: clock(),
      onRead: tellReading(entrance, onProblem),
    });
    status.book = bookFile.book;
    const undoneNotes = await openUndoneNotes(node.files, onProblem);
    // Before anything is put back, or a flow that it cuts would never have been seen to work.
    const canary = await watchCanaries(respond, async (action, reason) => status.responder?.rollBack(action, reason), onProblem);
    closers.push(() => canary.close());
    const responder = await createResponder({
      mode,
      bookFile,
      undoneNotes,
      ledger: node.ledger,
      actuator,
      enforcers: each,
      guards,
      gaps: () => host.protection().gaps,
      shelf,
      pause: { why: () => canary.why(), resume: () => canary.resume() },
      clock,
      after: unrefAfter,
      randomBytes,
      confidenceOf: (rule) => status.confidenceOf(rule),
      assets: assetsOf(respond),
      persons: (measure) => (measure === "notify" ? 0 : persons),
      personsForManual: persons,
      freshMs: respond.freshSeconds * 1000,
      approvalWaitMs: respond.approvalHours * 3_600_000,
      onAction: (step) => {
        if (step.step === "applied" || step.step === "repaired") canary.applied(step.action);
        options.onAction(step);
      },
      onProblem,
    });
    status.responder = responder;
    entrance.open(responder);
    return {
      ...responder,
      useRules: (rules) => {
        status.confidenceOf = confidenceBy(rules);
      },
      close: () => closeInTurn([closers.shift(), () => canary.close(), () => responder.close(), () => closeAll(closers)]),
    };
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
}

async function openOwnGuards({ node, config: { respond }, onProblem }: OpenResponderOptions, clock: Clock, held: () => number) {
  const peers = [...respond.protect.peers, ...(await peerPlaces(node.files, onProblem))];
  const world = { clock, held, onProblem, onChange: () => undefined };
  return openNodeGuards({ ...respond, protect: { ...respond.protect, peers } }, world);
}

/** Whoever asks, and whoever watches, hears how far the reading of the ledger is. */
function tellReading(entrance: Entrance, say: (what: string) => void): (done: number, of: number) => void {
  return (done, of) => {
    entrance.tell(`${done} of ${of} entries of its ledger read`);
    say(`starting: ${done} of ${of} entries of the ledger read`);
  };
}

const unrefAfter: After = (ms, run) => {
  const timer = setTimeout(run, ms);
  timer.unref();
  return () => clearTimeout(timer);
};

/** The door first: nobody asks any more. */
async function closeInTurn(closers: readonly ((() => Promise<void> | void) | undefined)[]): Promise<void> {
  for (const close of closers) await close?.();
}

async function closeAll(closers: (() => Promise<void> | void)[]): Promise<void> {
  for (const close of closers.splice(0).toReversed()) await close();
}

/** Watches the critical flows: actions since one was lost are rolled back, one after the other, newest first. */
function watchCanaries(
  { canaries }: Config["respond"],
  rollBackOne: (action: string, reason: string) => Promise<unknown>,
  onProblem: (what: string) => void,
): Promise<CanaryWatch> {
  return openCanary({
    flows: canaries.map(flowOf),
    onProblem: (problem) => onProblem(`could not watch the critical flows: ${explainError(problem)}`),
    onLoss: async ({ rollBack, reason }) => {
      onProblem(`${reason}; automatic action is paused`);
      for (const action of rollBack) await rollBackOne(action, reason);
    },
  });
}

function flowOf({ kind, host, port, name }: Config["respond"]["canaries"][number]): CriticalFlow {
  if (kind === "tcp") return { kind, host, port: port ?? HTTPS_PORT };
  const at = port === null ? { host } : { host, port };
  return kind === "dns" ? { kind, name, ...at } : { kind, ...at };
}

const HTTPS_PORT = 443;

/** Whoever only rehearses has nothing to act with. */
async function openActuators(
  mode: "rehearse" | "act",
  { actuator, config, clock = Date.now, onProblem }: OpenResponderOptions,
  closers: (() => Promise<void> | void)[],
): Promise<{ readonly actuator: Actuator; readonly each: readonly Actuator[] }> {
  const one = actuator ?? (mode === "rehearse" ? { ...memoryActuator(clock), name: "rehearsal" } : undefined);
  if (one !== undefined) return { actuator: one, each: [one] };
  const enforcers = await openEnforcers(config.respond.enforcer, { clock, onProblem });
  closers.push(() => enforcers.close());
  return enforcers;
}

/** A playbook's document is durable before the statement that it is in force. */
async function statePlaybooks(
  { files, ledger }: Node,
  mode: "rehearse" | "act",
  clock: Clock,
  changes: readonly PlaybookChange[],
): Promise<void> {
  if (changes.length === 0) return;
  await makeDirectories(files, "playbooks", new Set());
  await writeAllDurably(
    files,
    changes.map(({ playbook }) => playbookDocument(playbook)),
  );
  const at = isoTime(clock());
  const statements = changes.map(({ playbook: { id, name, digest }, event }): Statement => {
    const predicate = { id, name, digest, event, mode, at };
    return { kind: "playbook", subject: playbookSubjects(predicate), predicate };
  });
  await ledger.append(statements);
}

/** Reads a rule's document once: it is asked for on the fast path. */
function confidenceBy(rules: RuleSet | undefined): (rule: Detection["rule"]) => number {
  const known = new Map<Digest, number>();
  return ({ digest }) => {
    const before = known.get(digest);
    if (before !== undefined) return before;
    const document = rules?.document(digest);
    const confidence = confidenceOf({ status: document === undefined ? null : statusIn(document) });
    known.set(digest, confidence);
    return confidence;
  };
}

function assetsOf({ assets }: Config["respond"]): (target: Target) => number | null {
  const byHost = new Map(assets.map(({ host, criticality }) => [host.toLowerCase(), criticality]));
  return ({ value }) => byHost.get(value.toLowerCase()) ?? null;
}
