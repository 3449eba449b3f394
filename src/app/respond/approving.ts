import type { Ledger } from "../../ledger/index.ts";
import { type Clock, explainError, Failure, parseIsoTime, present } from "../../lib/index.ts";
import type { ActionPredicate, EntryName } from "../../model/index.ts";
import type { Awaiting, Book } from "../../respond/index.ts";
import { deedDigest, formatDeed, requireApprovals } from "../keys/approvals.ts";
import type { Deed } from "../keys/approvals-deeds.ts";
import type { Act } from "./act.ts";
import type { Acting } from "./acting.ts";

export type ApprovingOptions = {
  readonly ledger: Ledger;
  readonly book: Book;
  readonly acting: Acting;
  readonly clock: Clock;
  /** How many persons must approve what waits. */
  readonly personsFor: (predicate: ActionPredicate) => number;
  /** What nobody approved for so long is over. */
  readonly waitMs: number;
  readonly onProblem: (what: string) => void;
};

const WHAT_UNITS_MAX = 1400;

/** The deed that approves an action: its measure, every target, how long, and its number. Null when that is more than people can read. */
export function respondDeed({ action, measure, targets, expiresAt, at }: ActionPredicate): Deed | null {
  const whom = targets
    .map(({ kind, value }) => (kind === "address" || kind === "prefix" ? value : `${kind}:${value}`))
    .join(", ");
  const what = `${measure} ${whom}${expiresAt === null ? "" : ` for ${durationText(msOf(expiresAt) - msOf(at))}`} (${action})`;
  return what.length > WHAT_UNITS_MAX ? null : { kind: "respond", what };
}

/** What a person runs to approve an action. */
export function approveCommand(predicate: ActionPredicate): string {
  const deed = respondDeed(predicate);
  return deed === null ? "" : `meridian approve '${formatDeed(deed)}' --key KEY --data DIR`;
}

/** Lets actions go that persons have approved, and ends those that nobody did. */
export class Approving {
  readonly #options: ApprovingOptions;
  #seen: number;
  #running: Promise<void> | undefined;
  #again = false;

  /** `seen`: entries before it were looked at when they came. */
  constructor(options: ApprovingOptions, seen: number) {
    this.#options = options;
    this.#seen = seen;
  }

  /** Looks at what came into the ledger, soon; never throws. To be called after each growth. */
  look(): void {
    if (this.#running !== undefined) this.#again = true;
    else
      this.#running = this.#lookNow()
        .catch((error: unknown) => this.#options.onProblem(`could not look for approvals: ${explainError(error)}`))
        .finally(() => {
          this.#running = undefined;
          if (this.#again) {
            this.#again = false;
            this.look();
          }
        });
  }

  /** Resolves when nothing is being looked at. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #lookNow(): Promise<void> {
    const { ledger, book } = this.#options;
    const from = this.#seen;
    this.#seen = ledger.size;
    if (book.awaiting.size === 0) return;
    const byDeed = new Map(
      [...book.awaiting.values()].flatMap((one) => {
        const deed = respondDeed(one.predicate);
        return deed === null ? [] : [[deedDigest(ledger.origin, deed), { one, deed }] as const];
      }),
    );
    const touched = new Set<string>();
    for await (const entry of ledger.entries(from)) {
      if (!entry.erased && entry.statement.kind === "approval" && byDeed.has(entry.statement.predicate.deed))
        touched.add(entry.statement.predicate.deed);
    }
    for (const digest of touched) {
      const found = byDeed.get(digest as ReturnType<typeof deedDigest>);
      if (found !== undefined) await this.#letGo(found.one, found.deed);
    }
  }

  /** As look, for what was approved while no node ran: every action that waits is asked for. */
  async lookAtAll(): Promise<void> {
    for (const one of this.#options.book.awaiting.values()) {
      const deed = respondDeed(one.predicate);
      if (deed !== null) await this.#letGo(one, deed);
    }
  }

  async #letGo({ predicate, entry }: Awaiting, deed: Deed): Promise<void> {
    const { ledger, clock, personsFor, acting, book } = this.#options;
    const persons = Math.max(1, personsFor(predicate));
    try {
      const approvers = await requireApprovals(
        ledger,
        deed,
        { deeds: ["respond"], persons },
        { nowMs: clock(), from: entry ?? 0 },
      );
      const approvals: EntryName[] = [];
      for (const approver of approvers) approvals.push((await ledger.entry(approver.entry)).name);
      // Last, with nothing to wait for behind it: it may have been called off meanwhile.
      if (!book.awaiting.has(predicate.action)) return;
      await acting.perform(actOf(predicate, approvals, clock()));
    } catch (error) {
      if (error instanceof Failure && error.code === "APPROVAL_MISSING") return;
      throw error;
    }
  }

  /** Ends what has waited too long. */
  endUnapproved(): void {
    const { book, acting, clock, waitMs } = this.#options;
    const nowMs = clock();
    for (const { predicate } of book.awaiting.values()) {
      if (nowMs - msOf(predicate.at) < waitMs) continue;
      acting.callOff(predicate, { step: "expired", by: "reconciler", reason: "nobody approved it in time" });
    }
  }
}

/** What was proposed, as it is to be done now that it is approved. Reachability was judged when it was proposed. */
function actOf(predicate: ActionPredicate, approvals: readonly EntryName[], nowMs: number): Act {
  const { action, measure, targets, expiresAt, at, reason, rule, playbook, evidence, by } = predicate;
  return {
    action,
    measure,
    targets,
    durationMs: expiresAt === null ? null : msOf(expiresAt) - msOf(at),
    reason,
    case: predicate.case,
    rule,
    playbook,
    evidence,
    by,
    approvals,
    reachability: "handshake",
    spoofableOk: playbook === null,
    readAtMs: null,
    decidedAtMs: nowMs,
  };
}

function msOf(text: string): number {
  return present(parseIsoTime(text), "a statement's time has its shape");
}

const UNITS: readonly (readonly [string, number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
];

/** A duration as people write it, in its largest whole unit: 90m, 24h, 30d. */
export function durationText(ms: number): string {
  const [unit, size] = UNITS.find(([, size]) => ms >= size && ms % size === 0) ?? ["s", 1000];
  return `${Math.ceil(ms / size)}${unit}`;
}
