import type { Ledger } from "../../ledger/index.ts";
import { type Clock, Failure, isoTime, isWithin, present, utf8 } from "../../lib/index.ts";
import type { ActionPredicate, Measure, Target } from "../../model/index.ts";
import { type Actuator, type Book, formatTarget, type Intent, type Life, networkOf, parseTarget } from "../../respond/index.ts";
import type { Act } from "./act.ts";
import type { Acting } from "./acting.ts";
import { approveCommand, durationText, respondDeed } from "./approving.ts";
import type { Deciding } from "./deciding.ts";
import type { Guards, Pause, PlaybookShelf } from "./ports.ts";
import type { ReconcilingEach } from "./reconciling-each.ts";
import {
  type HeldBlock,
  MANUAL_DURATION_MAX_MS,
  pageSize,
  type RequestOf,
  type ResponderAnswers,
  type ResponderRequest,
  type ResponderStatus,
  type WaitingAction,
} from "./request.ts";
import type { Stating } from "./stating.ts";
import type { Undoing } from "./undoing.ts";

export type AnsweringOptions = {
  readonly mode: "rehearse" | "act";
  readonly ledger: Ledger;
  readonly book: Book;
  readonly actuator: Actuator;
  readonly guards: Guards;
  readonly gaps: () => readonly string[];
  readonly shelf: PlaybookShelf;
  readonly pause: Pause;
  readonly acting: Acting;
  readonly undoing: Undoing;
  readonly deciding: Deciding;
  readonly stating: Stating;
  readonly reconciling: ReconcilingEach;
  readonly clock: Clock;
  readonly newAction: () => string;
  readonly personsForManual: number;
  readonly personsFor: (predicate: ActionPredicate) => number;
};

/** What is done at once and cannot be taken back. */
const AT_ONCE: ReadonlySet<Measure> = new Set(["end-session", "stop-process", "notify"]);
const ACTION = /^act-[0-9a-f]{16}$/;

/** Answers what persons ask of a responder. */
export class Answering {
  readonly #options: AnsweringOptions;

  constructor(options: AnsweringOptions) {
    this.#options = options;
  }

  /** Answers one request; see Responder.answer. */
  answer(request: ResponderRequest): Promise<ResponderAnswers[ResponderRequest["ask"]]> {
    switch (request.ask) {
      case "block":
        return this.#block(request);
      case "unblock":
        return this.#unblock(request);
      case "blocks":
        return Promise.resolve(this.#blocks(request));
      case "status":
        return Promise.resolve(this.status());
      case "resume":
        return Promise.resolve(this.#resume());
      case "reload":
        return this.#reload();
      case "submit":
        return this.#submit(request);
      default:
        throw new Failure("CLI_USAGE", "expected a known request");
    }
  }

  async #block({
    measure,
    targets,
    durationMs,
    spoofableOk,
    dryRun,
    ...words
  }: RequestOf<"block">): Promise<ResponderAnswers["block"]> {
    const { acting, book, clock, newAction, personsForManual, stating } = this.#options;
    this.#requireActing();
    requireWords(words);
    requireDuration(measure, durationMs);
    const read = [
      ...new Map(targets.map((text) => readTargetText(text)).map((target) => [formatTarget(target), target])).values(),
    ];
    if (read.length === 0) throw new Failure("CLI_USAGE", "expected at least one target");
    const { reason, by } = words;
    const act: Act = {
      action: newAction(),
      measure,
      targets: read,
      durationMs,
      reason,
      case: words.case,
      rule: null,
      playbook: null,
      evidence: [...new Set(words.evidence)],
      by,
      approvals: [],
      reachability: "handshake",
      spoofableOk,
      readAtMs: null,
      decidedAtMs: clock(),
    };
    if (dryRun) return { steps: await acting.tryOut(act), standing: [], awaiting: [] };
    await acting.settled(read.map((target) => ({ measure, target })));
    const standing = read.flatMap((target) => {
      const intent = book.intentOf(measure, target);
      return intent !== undefined && durationMs !== null && acting.ends.remainingMs(intent) >= durationMs
        ? [this.#heldBlock(intent)]
        : [];
    });
    const steps = personsForManual > 0 ? this.#propose(act) : await acting.perform(act);
    await stating.flush();
    const awaiting = steps.filter(({ step }) => step === "awaiting").map((step) => this.#waiting(step));
    return { steps, standing, awaiting };
  }

  #propose(act: Act): readonly ActionPredicate[] {
    const { acting, clock } = this.#options;
    const shown = { ...act, at: isoTime(0), expiresAt: act.durationMs === null ? null : isoTime(act.durationMs) };
    if (respondDeed(shown as unknown as ActionPredicate) === null)
      throw new Failure("CLI_USAGE", "these are more targets than persons can read and approve; name fewer, or a network");
    return acting.propose(act, clock());
  }

  #requireActing(): void {
    if (this.#options.mode !== "act")
      throw new Failure(
        "RESPONSE_REFUSED",
        "this node only rehearses. Set respond.mode to act, or stop it and repeat with such a configuration",
      );
  }

  async #unblock({ what, measure, ...words }: RequestOf<"unblock">): Promise<ResponderAnswers["unblock"]> {
    const { acting, actuator, stating, undoing } = this.#options;
    requireWords(words);
    const beganMs = performance.now();
    const intents = new Map<string, Intent>();
    const nothing: string[] = [];
    const calledOff: ActionPredicate[] = [];
    const covering: Intent[] = [];
    const strangers: { measure: Measure; target: Target }[] = [];
    for (const text of what) {
      const found = this.#named(text, measure);
      for (const intent of found) intents.set(intent.key, intent);
      if (found.length > 0) continue;
      const cancelled = this.#cancel(text, words);
      calledOff.push(...cancelled);
      if (cancelled.length > 0) continue;
      nothing.push(text);
      if (ACTION.test(text)) continue;
      const target = readTargetText(text);
      covering.push(...this.#covering(target));
      for (const one of measure === null ? (["block"] as const) : [measure])
        if (actuator.measures.includes(one) && !AT_ONCE.has(one)) strangers.push({ measure: one, target });
    }
    const dropped = ({ key }: Intent) => this.#options.reconciling.droppedOf(key);
    const ending = { step: "undone", by: words.by, reason: words.reason, dropped } as const;
    const steps = intents.size === 0 ? [] : await acting.end([...intents.values()], ending);
    // What no statement intends may be held all the same; taking back what is not held is done.
    if (strangers.length > 0) await actuator.undo(strangers);
    const tookMs = performance.now() - beganMs;
    await stating.flush();
    const kept = await undoing.keep([...steps, ...calledOff]);
    return { steps, nothing, covering: covering.map((intent) => this.#heldBlock(intent)), tookMs, kept };
  }

  /** Intents of an action, or of a target. */
  #named(text: string, measure: Measure | null): readonly Intent[] {
    const { book } = this.#options;
    if (ACTION.test(text)) return [...book.intents.values()].filter(({ action }) => action === text);
    const name = formatTarget(readTargetText(text));
    const measures: readonly Measure[] = measure === null ? ["block", "quarantine", "lock-account"] : [measure];
    return measures.flatMap((one) => book.intents.get(`${one} ${name}`) ?? []);
  }

  /** What waits for approval is called off by its number. */
  #cancel(text: string, { by, reason }: { readonly by: string; readonly reason: string }): readonly ActionPredicate[] {
    const waiting = this.#options.book.awaiting.get(text);
    if (waiting === undefined) return [];
    return [this.#options.acting.callOff(waiting.predicate, { step: "undone", by, reason })];
  }

  #covering(target: Target): readonly Intent[] {
    const network = networkOf(target);
    if (network === undefined) return [];
    return [...this.#options.book.intents.values()].filter((intent) => {
      const around = intent.target.kind === "prefix" ? networkOf(intent.target) : undefined;
      return around !== undefined && around.bits < network.bits && isWithin(around, network.base);
    });
  }

  #blocks({ after, limit, of }: RequestOf<"blocks">): ResponderAnswers["blocks"] {
    const { book } = this.#options;
    const all = of === null ? [...book.intents.values()] : this.#named(of, null);
    // The key of the last one shown may have gone meanwhile: then the page begins anew, and nothing is passed over.
    const from = after === null ? 0 : all.findIndex(({ key }) => key === after) + 1;
    const size = pageSize(limit);
    const page = all.slice(from, from + size);
    const next = from + size < all.length ? (page.at(-1)?.key ?? null) : null;
    const awaiting = after === null ? [...book.awaiting.values()].map(({ predicate }) => this.#waiting(predicate)) : [];
    return { blocks: page.map((intent) => this.#heldBlock(intent)), next, awaiting, status: this.status() };
  }

  #heldBlock(intent: Intent): HeldBlock {
    const { acting, book, reconciling } = this.#options;
    const { key, action, measure, target, sinceMs } = intent;
    const span = {
      since: isoTime(sinceMs),
      expiresAt: isoTime(acting.ends.expiresAtMs(intent)),
      dropped: reconciling.droppedOf(key),
    };
    return { action, measure, target, ...span, ...originOf(book.lives.get(action)) };
  }

  #waiting(predicate: ActionPredicate): WaitingAction {
    const { action, at, measure, targets, reason } = predicate;
    const persons = Math.max(1, this.#options.personsFor(predicate));
    return { action, since: at, measure, targets, reason, persons, approve: approveCommand(predicate) };
  }

  /** How the responder stands. */
  status(): ResponderStatus {
    const { mode, actuator, book, stating, deciding, reconciling, shelf, guards, gaps, pause } = this.#options;
    const cannotState = stating.hasRoom ? null : "actions cannot be stated now, so that none is begun";
    return {
      mode,
      actuator: actuator.name,
      intended: book.intents.size,
      awaiting: book.awaiting.size,
      paused: pause.why() ?? cannotState,
      unstated: stating.waiting,
      withheld: deciding.withheld,
      enforcement: reconciling.latest,
      unreachable: reconciling.unreachable,
      starting: reconciling.starting,
      playbooks: shelf.list(),
      protection: guards.digest(),
      gaps: gaps(),
    };
  }

  #resume(): ResponderAnswers["resume"] {
    const { pause } = this.#options;
    const resumed = pause.why() !== null;
    pause.resume();
    return { resumed };
  }

  async #reload(): Promise<ResponderAnswers["reload"]> {
    await this.#options.shelf.reload();
    return { playbooks: this.#options.shelf.list() };
  }

  async #submit({ envelope }: RequestOf<"submit">): Promise<ResponderAnswers["submit"]> {
    const entered = await this.#options.ledger.appendSigned([utf8(envelope)]);
    if (!entered.ok) throw new Failure("KEY_REFUSED", entered.fault.reason);
    return { entry: present(entered.value[0], "one envelope has one receipt").index };
  }
}

const UNKNOWN = {
  by: "",
  reason: "",
  rule: null,
  playbook: null,
  evidence: 0,
  began: "applied",
  entry: null,
  undo: null,
} as const;

function originOf(life: Life | undefined): Omit<HeldBlock, "action" | "measure" | "target" | "since" | "expiresAt" | "dropped"> {
  if (life === undefined) return UNKNOWN;
  const { by, reason, rule, playbook, evidence, step, undo } = life.first;
  const entry = life.stepsBefore === 0 ? (life.steps[0]?.entry ?? null) : null;
  return { by, reason, rule, playbook: playbook?.id ?? null, evidence: evidence, began: step, entry, undo };
}

function readTargetText(text: string): Target {
  const read = parseTarget(text);
  if (!read.ok) throw new Failure("CLI_USAGE", `expected ${read.fault.expected}, got ${JSON.stringify(text)}`);
  return read.value;
}

function requireWords({ by, reason }: { readonly by: string; readonly reason: string }): void {
  if (by.trim() === "") throw new Failure("CLI_USAGE", "expected who orders it");
  if (reason.trim() === "") throw new Failure("CLI_USAGE", "expected a reason");
}

function requireDuration(measure: Measure, durationMs: number | null): void {
  if (AT_ONCE.has(measure)) {
    if (durationMs !== null) throw new Failure("CLI_USAGE", `${measure} is done at once and has no duration`);
    return;
  }
  if (durationMs === null || durationMs < 1000 || durationMs > MANUAL_DURATION_MAX_MS)
    throw new Failure(
      "CLI_USAGE",
      `expected a duration from 1s to ${durationText(MANUAL_DURATION_MAX_MS)}: nothing is held for ever`,
    );
}
