import type { Eviction, LoadOptions } from "../../detect/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import { explainError, Failure, isoTime } from "../../lib/index.ts";
import type { Detection, Digest, SourceId } from "../../model/index.ts";
import { type CoverageTally, createCoverageTally } from "../coverage-tally.ts";
import { runStatement } from "../cut-off-run.ts";
import { openRuleSet, type RuleSet, type RuleSetChoices } from "../rule-set.ts";
import { Gate } from "./gate.ts";

/** One rule set at work: from when on, and what it looked at. */
export type RuleTurn = { readonly rules: RuleSet; readonly tally: CoverageTally; readonly startedAtMs: number };

/** What became of changed rule files. */
export type ToldReload =
  | { readonly kind: "taken"; readonly set: Digest; readonly rules: number; readonly refused: number }
  | { readonly kind: "kept"; readonly reason: string }
  /** They can be used, and are those that are at work. */
  | { readonly kind: "same" };

export type TurnOptions = {
  readonly paths: readonly string[];
  readonly utcOffsetMinutes: number;
  readonly choices: RuleSetChoices;
  /** Reads again what stands beside the rules; by default it stays as it is. */
  readonly readLoad?: () => Promise<LoadOptions>;
  readonly onEviction: (what: string) => void;
  readonly clock: () => number;
  /** Null: nothing is sealed. */
  readonly ledger: Ledger | null;
  /** Seals all that was added so far. */
  readonly seal: () => Promise<void>;
  /** Told of each set that has taken over, before the next event. */
  readonly taken?: () => Promise<void>;
};

/**
 * The rule sets of a run, one after the other. A new set takes over between two events, while nothing is half judged: what the old one looked at
 * is sealed and stated first, then that the new one begins. Correlations that did not change keep what they have counted.
 */
export class RuleTurns {
  readonly gate = new Gate();
  readonly #options: TurnOptions;
  readonly #judges = new WeakMap<Detection, RuleSet>();
  #turn: RuleTurn;
  #isOver = false;
  /** Sources of the run once its first statement was made. */
  #sources: readonly SourceId[] | undefined;

  /** Use openRuleTurns. */
  constructor(options: TurnOptions, rules: RuleSet) {
    this.#options = options;
    this.#turn = { rules, tally: createCoverageTally(rules.facts), startedAtMs: options.clock() };
  }

  get current(): RuleTurn {
    return this.#turn;
  }

  /** Remembers which set made detections, until they are sealed. */
  judged(detections: readonly Detection[]): void {
    for (const detection of detections) this.#judges.set(detection, this.#turn.rules);
  }

  /** The set that made a detection. */
  judgeOf(detection: Detection): RuleSet {
    return this.#judges.get(detection) ?? this.#turn.rules;
  }

  /** States that the run begins by the set that is at work; `before` is done first. */
  async begin(sources: readonly SourceId[], before: () => Promise<void>): Promise<void> {
    await this.gate.closeFor(async () => {
      await before();
      this.#sources = sources;
      await this.#stateRun();
    });
  }

  /** Loads the rule files, and what stands beside them, again and, when they can be used, lets them take over. What is at work stays when they cannot. */
  async reload(): Promise<ToldReload | undefined> {
    const { paths, utcOffsetMinutes, onEviction, choices, readLoad } = this.#options;
    const old = this.#turn.rules;
    let next: RuleSet;
    try {
      const onLoss = (loss: Eviction) => this.#turn.tally.degraded(loss);
      const load = await readLoad?.();
      const changed = { ...choices, ...(load === undefined ? {} : { load }), onLoss, follows: old };
      next = await openRuleSet(paths, utcOffsetMinutes, onEviction, changed);
    } catch (error) {
      if (error instanceof Failure) return { kind: "kept", reason: explainError(error) };
      throw error;
    }
    if (this.#isOver) return undefined;
    const worse = newlyRefused(old, next);
    if (worse !== undefined) return { kind: "kept", reason: worse };
    if (next.facts.set === old.facts.set && next.loaded.refused.length === old.loaded.refused.length) return { kind: "same" };
    await this.gate.closeFor(() => this.#takeOver(next));
    return { kind: "taken", set: next.facts.set, rules: next.loaded.rules.length, refused: next.loaded.refused.length };
  }

  /** Nothing takes over any more; waits for what is about to. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await this.gate.closed;
  }

  async #takeOver(rules: RuleSet): Promise<void> {
    if (this.#isOver) return;
    const { seal, ledger, clock } = this.#options;
    await seal();
    const { tally, startedAtMs } = this.#turn;
    const now = clock();
    const coverage = tally.statement(startedAtMs, now);
    if (ledger !== null && coverage.predicate.accounting.linesIn > 0) await ledger.append([coverage]);
    const next = createCoverageTally(rules.facts);
    for (const { id, state, reason } of coverage.predicate.sources) if (state !== "read") next.problem(id, state, reason ?? "");
    this.#turn = { rules, tally: next, startedAtMs: now };
    if (this.#sources !== undefined) await this.#stateRun();
    await this.#options.taken?.();
  }

  async #stateRun(): Promise<void> {
    const { set, applied, refused } = this.#turn.rules.facts;
    const startedAt = isoTime(this.#turn.startedAtMs);
    await this.#options.ledger?.append([
      runStatement({ startedAt, rules: { set, applied, refused }, sources: this.#sources ?? [] }),
    ]);
  }
}

/** Opens the first set. Throws RULES_UNREADABLE. */
export async function openRuleTurns(options: TurnOptions): Promise<RuleTurns> {
  const { paths, utcOffsetMinutes, onEviction, choices } = options;
  const opened: { turns?: RuleTurns } = {};
  const onLoss = (loss: Eviction) => opened.turns?.current.tally.degraded(loss);
  opened.turns = new RuleTurns(options, await openRuleSet(paths, utcOffsetMinutes, onEviction, { ...choices, onLoss }));
  return opened.turns;
}

/** Why a set is not taken: a document is refused that was not refused before, as when a file is caught half written. */
function newlyRefused(old: RuleSet, next: RuleSet): string | undefined {
  const known = new Set(old.loaded.refused.map(({ path, reason }) => `${path}\n${reason}`));
  const fresh = next.loaded.refused.filter(({ path, reason }) => !known.has(`${path}\n${reason}`));
  const [first] = fresh;
  if (first === undefined) return undefined;
  const more = fresh.length > 1 ? `, and ${fresh.length - 1} more` : "";
  return `refused: ${first.path}:${first.line}:${first.column}: ${first.reason}: ${first.detail}${more}`;
}
