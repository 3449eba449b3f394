import { type Clock, isoTime } from "../../lib/index.ts";
import type { ActionPredicate, Detection } from "../../model/index.ts";
import {
  type Book,
  type DecisionContext,
  intentKey,
  networkOf,
  type PastAction,
  type PastStep,
  type Proposal,
} from "../../respond/index.ts";
import type { Act } from "./act.ts";
import { type Acting, AWAITING_MAX } from "./acting.ts";
import { Echo } from "./echo.ts";
import { factsOf } from "./facts.ts";
import type { Decide } from "./ports.ts";
import type { Stating } from "./stating.ts";

export type DecidingOptions = {
  readonly mode: "rehearse" | "act";
  readonly book: Book;
  readonly acting: Acting;
  readonly stating: Stating;
  readonly clock: Clock;
  readonly decide: Decide;
  readonly newAction: () => string;
  /** How likely a rule is right, 0 to 1. */
  readonly confidenceOf: (rule: Detection["rule"]) => number;
  readonly assets: DecisionContext["assets"];
  readonly persons: DecisionContext["persons"];
  /** A detection whose events are older than this when they are read is rehearsed, never acted on: it is history that is being replayed. */
  readonly freshMs: number;
  /** Why nothing automatic may be done now; null when it may. */
  readonly pausedWhy: () => string | null;
  readonly onProblem: (what: string) => void;
};

/** The same refusal or failure is stated once in this time. */
const ECHO_MS = 600_000;
const FAILED_ECHO_MS = 10_000;
/** Guards that say no only for a while. */
const FREES_SOON: ReadonlySet<string> = new Set(["budget", "live-flows", "canary"]);

/** From a detection to acts that are on their way, without waiting for anything. */
export class Deciding {
  readonly #options: DecidingOptions;
  readonly #refused = new Echo(ECHO_MS);
  readonly #failed = new Echo(FAILED_ECHO_MS);
  readonly #flying = new Set<Promise<unknown>>();
  /** What actions that are on their way were asked for, by their number. */
  readonly #asked = new Map<string, string>();
  #withheld = 0;

  constructor(options: DecidingOptions) {
    this.#options = options;
  }

  /** Decisions that were not carried out, since nothing could be stated or automatic action was paused. */
  get withheld(): number {
    return this.#withheld;
  }

  /** Decides on one detection. Synchronous: whatever is to be done is with the actuator when this returns. */
  observe(detection: Detection, readAtMs: number): void {
    const { clock, decide, confidenceOf } = this.#options;
    const nowMs = clock();
    const facts = factsOf(detection, confidenceOf(detection.rule));
    for (const proposal of decide(facts, this.#context(nowMs))) {
      const isStale = readAtMs - facts.atMs > this.#options.freshMs;
      this.#take(proposal, { nowMs, readAtMs, isStale });
    }
  }

  #context(nowMs: number): DecisionContext {
    const { book, mode, assets, persons } = this.#options;
    return {
      nowMs,
      assets,
      persons,
      history: (target) => book.history.of(target).flatMap((past) => pastOf(past, mode)),
      addressesWithin: (prefix, measure, sinceMs) => {
        const network = networkOf(prefix);
        return network === undefined ? [] : book.history.addressesWithin(network, measure, sinceMs);
      },
    };
  }

  #take(proposal: Proposal, at: { readonly nowMs: number; readonly readAtMs: number; readonly isStale: boolean }): void {
    const { measure, target, persons } = proposal;
    const { acting, mode } = this.#options;
    const isRehearsal = mode === "rehearse" || at.isStale;
    if ((persons === 0 && acting.isBusy(measure, target)) || this.#stands(proposal, isRehearsal, at.nowMs)) return;
    const name = this.#echoName(proposal);
    if (this.#refused.isEcho(name, at.nowMs) || this.#failed.isEcho(name, at.nowMs)) return;
    const act = this.#actOf(proposal, at);
    if (isRehearsal) {
      this.#asked.set(act.action, name);
      this.#rehearse(act, at);
      this.#asked.delete(act.action);
      return;
    }
    const why = this.#withholdingWhy();
    if (why !== null) {
      this.#withheld++;
      if (this.#withheld === 1 || this.#withheld % 1000 === 0)
        this.#options.onProblem(`${why}; ${this.#withheld} automatic actions were not begun so far`);
      return;
    }
    this.#asked.set(act.action, name);
    if (persons > 0) {
      this.#propose(act, at.nowMs);
      this.#asked.delete(act.action);
    } else this.#fly(act.action, acting.perform(act));
  }

  /**
   * What an answer holds for: the same asked again, on as good evidence, while the same is protected. A refusal for forgeable evidence must
   * not shield from the proof that follows, nor one from a list that has changed since.
   */
  #echoName({ measure, target, durationMs, persons, reachability, playbook }: Proposal): string {
    const asked = [playbook.id, playbook.step, durationMs, persons > 0, reachability, this.#options.acting.through.protection];
    return `${intentKey({ measure, target })} ${asked.join(" ")}`;
  }

  #fly(action: string, doing: Promise<unknown>): void {
    this.#flying.add(doing);
    const over = () => {
      this.#asked.delete(action);
      this.#flying.delete(doing);
    };
    void doing.then(over, over); // perform never rejects
  }

  /** Resolves when nothing that was decided is on its way to the actuator. */
  async idle(): Promise<void> {
    while (this.#flying.size > 0) await Promise.all(this.#flying);
  }

  #withholdingWhy(): string | null {
    const { stating, pausedWhy } = this.#options;
    if (!stating.hasRoom) return "actions cannot be stated now, so that none is begun";
    return pausedWhy();
  }

  /** What is held, or was rehearsed, for at least half as long again needs nothing: an attack must not write a statement a line. */
  #stands({ measure, target, durationMs, persons }: Proposal, isRehearsal: boolean, nowMs: number): boolean {
    const { acting, book } = this.#options;
    const past = book.history.of(target).filter((one) => one.measure === measure && one.target.value === target.value);
    if (persons > 0 && past.some(({ step }) => step === "awaiting")) return true;
    const intent = book.intentOf(measure, target);
    const standing = intent && acting.ends.expiresAtMs(intent);
    const rehearsed = past.findLast(({ step }) => step === "rehearsed");
    const untilMs = isRehearsal ? (rehearsed?.untilMs ?? rehearsed?.atMs) : standing;
    if (durationMs === null) return past.some(({ atMs, step }) => step !== "awaiting" && nowMs - atMs < FAILED_ECHO_MS);
    return untilMs !== undefined && untilMs - nowMs >= durationMs / 2;
  }

  #rehearse(act: Act, { isStale, readAtMs }: { readonly isStale: boolean; readonly readAtMs: number }): void {
    const why = isStale ? `read at ${isoTime(readAtMs)}, too long after it was written to act on: ` : "";
    this.#options.acting.rehearse({ ...act, reason: `${why}${act.reason}` });
  }

  #propose(act: Act, nowMs: number): void {
    const { acting, book, onProblem } = this.#options;
    if (book.awaiting.size < AWAITING_MAX) acting.propose(act, nowMs);
    else
      onProblem(`more than ${AWAITING_MAX} actions wait for approval: ${act.measure} ${act.targets[0]?.value} is not asked for`);
  }

  /** Remembers what was refused or failed, so that the next line of the same attack does not say it again. To be told of each step. */
  heed({ action, step, guards }: ActionPredicate): void {
    const name = this.#asked.get(action);
    if ((step !== "refused" && step !== "failed") || name === undefined) return;
    const echo = step === "failed" || FREES_SOON.has(guards.refusedBy ?? "") ? this.#failed : this.#refused;
    echo.note(name, this.#options.clock());
  }

  #actOf(proposal: Proposal, { nowMs, readAtMs }: { readonly nowMs: number; readonly readAtMs: number }): Act {
    const { rule, playbook } = proposal;
    return {
      action: this.#options.newAction(),
      measure: proposal.measure,
      targets: [proposal.target],
      durationMs: proposal.durationMs,
      reason: proposal.reason,
      case: null,
      rule: { id: rule.id.slice(0, 200), title: rule.title.slice(0, 1000), digest: rule.digest, level: rule.level },
      playbook: playbook as ActionPredicate["playbook"],
      evidence: [...new Set(proposal.evidence)],
      by: "playbook",
      approvals: [],
      reachability: proposal.reachability,
      spoofableOk: false,
      readAtMs,
      decidedAtMs: nowMs,
    };
  }
}

/** A rehearsal climbs its ladder by what it rehearsed; what acts, by what was done. */
function pastOf({ measure, target, step, atMs, untilMs }: PastStep, mode: "rehearse" | "act"): readonly PastAction[] {
  if (step === "rehearsed" && mode === "act") return [];
  return [{ measure, target, state: step === "awaiting" ? "awaiting" : "applied", atMs, untilMs }];
}
