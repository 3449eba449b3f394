import type { After, Ledger } from "../../ledger/index.ts";
import { type Clock, explainError, type RandomBytes, toHex } from "../../lib/index.ts";
import type { ActionPredicate, Detection } from "../../model/index.ts";
import { type Actuator, Book, cachedStep, type DecisionContext, Ends } from "../../respond/index.ts";
import { Acting } from "./acting.ts";
import { Answering } from "./answering.ts";
import { Approving } from "./approving.ts";
import type { BookFile } from "./book-file.ts";
import { Deciding } from "./deciding.ts";
import type { Decide, Guards, Pause, PlaybookShelf } from "./ports.ts";
import { ReconcilingEach } from "./reconciling-each.ts";
import type { ResponderAnswers, ResponderRequest, ResponderStatus } from "./request.ts";
import { Stating } from "./stating.ts";
import { noNotes, Undoing, type UndoneNotes } from "./undoing.ts";

export type ResponderParts = {
  readonly mode: "rehearse" | "act";
  readonly ledger: Ledger;
  readonly actuator: Actuator;
  /** What is behind the actuator, each to be compared by itself; without it the actuator is one. */
  readonly enforcers?: readonly Actuator[];
  readonly guards: Guards;
  readonly gaps: () => readonly string[];
  readonly shelf: PlaybookShelf;
  readonly pause: Pause;
  readonly clock: Clock;
  /** Milliseconds that nobody can set; by default those of this process. */
  readonly steady?: Clock;
  readonly after: After;
  readonly randomBytes: RandomBytes;
  readonly confidenceOf: (rule: Detection["rule"]) => number;
  readonly assets: DecisionContext["assets"];
  readonly persons: DecisionContext["persons"];
  /** Persons that must approve what a person orders; 0: nobody else. */
  readonly personsForManual: number;
  readonly freshMs: number;
  readonly approvalWaitMs: number;
  /** Told of each step as it happens. */
  readonly onAction: (step: ActionPredicate) => void;
  readonly onProblem: (what: string) => void;
  /** The fold so far, kept in a file; without it the ledger is read. */
  readonly bookFile?: BookFile;
  /** Where undone things are kept that the ledger does not take; by default nowhere. */
  readonly undoneNotes?: UndoneNotes;
  /** Steps that may wait for the ledger; see Stating. */
  readonly unstatedMax?: number;
  readonly timing?: { readonly generationMs?: number; readonly comparisonMs?: number; readonly reportMs?: number };
};

/** The respond room at work in one node. */
export type Responder = {
  /** Decides on a detection and gives what is to be done to the actuator before it returns. Never waits for a disk, never throws for one. */
  observe(detection: Detection, readAtMs: number): void;
  /** Answers one request. Throws CLI_USAGE, RESPONSE_REFUSED, KEY_REFUSED, PLAYBOOK_INVALID or ENFORCER_UNREACHABLE. */
  answer<Ask extends ResponderRequest["ask"]>(request: Extract<ResponderRequest, { ask: Ask }>): Promise<ResponderAnswers[Ask]>;
  status(): ResponderStatus;
  /** Resolves when what is intended has been put back where it was missing. Detections and requests need not wait for it. Never rejects. */
  readonly started: Promise<void>;
  /** Resolves when all that was done so far is in the ledger, or the ledger has failed. */
  settled(): Promise<void>;
  /** Rolls back what was done last on a critical flow's loss: see the canary. */
  rollBack(action: string, reason: string): Promise<readonly ActionPredicate[]>;
  /** Ends watching and states what waits. What is held stays held, each until its own end. */
  close(): Promise<void>;
};

/** A responder of given parts: reads the ledger, then acts; `started` tells when what is intended has been re-asserted. */
export async function createResponder(parts: ResponderParts): Promise<Responder> {
  const { ledger, mode } = parts;
  const seen = ledger.size;
  const book = parts.bookFile?.book ?? (await readBook(ledger));
  const crew = crewOf(parts, book, seen);
  const { acting, deciding, reconciling, approving, answering } = crew;
  const ungrow: (() => void)[] = [];
  const started = start(parts, crew, ungrow);
  const stopTidying = repeat(parts.after, APPROVAL_LOOK_MS, () => approving.endUnapproved());
  const flying = new Set<Promise<unknown>>();
  return {
    observe: (detection, readAtMs) => {
      try {
        deciding.observe(detection, readAtMs);
      } catch (error) {
        parts.onProblem(`could not decide on ${detection.rule.title}: ${explainError(error)}`);
      }
    },
    answer: async (request) => {
      const answer = answering.answer(request);
      flying.add(answer);
      try {
        return (await answer) as never;
      } finally {
        flying.delete(answer);
      }
    },
    status: () => answering.status(),
    started,
    settled: () => settle(crew),
    rollBack: async (action, reason) => {
      const intents = [...book.intents.values()].filter((intent) => intent.action === action);
      return acting.end(intents, { step: "rolled-back", by: "canary", reason });
    },
    close: async () => {
      stopTidying();
      crew.closing.now = true;
      for (const stop of ungrow) stop();
      await Promise.allSettled(flying);
      await settle(crew);
      if (mode === "act") await reconciling.close();
      await started;
      await settle(crew);
      const { failure, waiting } = crew.stating;
      if (failure === undefined) await parts.bookFile?.close();
      if (failure !== undefined && waiting > 0) parts.onProblem(`${waiting} steps could not be stated: ${explainError(failure)}`);
    },
  };
}

/** What was approved meanwhile, then what is missing; all else goes on beside it. */
async function start({ ledger, mode, onProblem }: ResponderParts, crew: Crew, ungrow: (() => void)[]): Promise<void> {
  const { approving, reconciling, undoing, closing } = crew;
  try {
    await undoing.settle();
    await approving.lookAtAll();
    if (closing.now) return;
    ungrow.push(ledger.onGrowth(() => approving.look()));
    approving.look();
    if (mode === "act") await reconciling.start();
  } catch (error) {
    onProblem(`could not start in full: ${explainError(error)}`);
  }
}

async function settle({ deciding, approving, stating }: Crew): Promise<void> {
  await deciding.idle();
  await approving.idle();
  await stating.flush();
}

/** Runs something now and after every span, until what comes back is called. */
function repeat(after: After, ms: number, run: () => void): () => void {
  let cancel = (): void => undefined;
  const again = () => {
    run();
    cancel = after(ms, again);
  };
  again();
  return () => cancel();
}

type Crew = ReturnType<typeof crewOf>;

function crewOf(parts: ResponderParts, book: Book, seen: number) {
  const { ledger, actuator, guards, shelf, onProblem, clock } = parts;
  const newAction = () => `act-${toHex(parts.randomBytes(8))}`;
  const stating = new Stating({
    ledger,
    after: parts.after,
    ...(parts.unstatedMax === undefined ? {} : { unstatedMax: parts.unstatedMax }),
    onStated: (predicate, { index }) => book.stated(predicate, index),
    onBatch: (steps, { index, name }) =>
      void parts.bookFile?.keep(
        steps.map(({ predicate, entry }) => cachedStep(predicate, entry)),
        { entry: index, name },
      ),
    onFailure: (error) =>
      onProblem(`the ledger takes no statements, so no new automatic action is begun: ${explainError(error)}`),
  });
  const onStep = (step: ActionPredicate) => {
    deciding.heed(step);
    parts.onAction(step);
  };
  const { steady = () => performance.now() } = parts;
  const ends = new Ends(book.intents, () => ({ wallMs: clock(), steadyMs: steady() }));
  const acting = new Acting({ book, actuator, guards, stating, clock, ends, onStep });
  const decide: Decide = (facts, context) => shelf.decide(facts, context);
  const deciding: Deciding = new Deciding({
    ...parts,
    book,
    acting,
    stating,
    newAction,
    decide,
    pausedWhy: () => parts.pause.why(),
  });
  const actuators = parts.enforcers ?? [actuator];
  const reconciling = new ReconcilingEach({ ...parts, ...parts.timing, actuators, book, acting, stating, newAction });
  const personsFor = (predicate: ActionPredicate) =>
    predicate.playbook === null ? parts.personsForManual : Math.max(parts.personsForManual, shelf.personsOf(predicate.playbook));
  const waitMs = parts.approvalWaitMs;
  const approving = new Approving({ ledger, book, acting, clock, personsFor, waitMs, onProblem }, seen);
  const undoing = new Undoing({ notes: parts.undoneNotes ?? noNotes, book, acting, stating, actuator, onProblem });
  const answering = new Answering({ ...parts, book, acting, undoing, deciding, stating, reconciling, personsFor, newAction });
  const closing = { now: false };
  return { stating, acting, deciding, reconciling, approving, answering, undoing, closing };
}

const APPROVAL_LOOK_MS = 30_000;

/** The book of a whole ledger. */
async function readBook(ledger: Pick<Ledger, "entries">): Promise<Book> {
  const book = new Book();
  for await (const entry of ledger.entries()) {
    if (!entry.erased && entry.statement.kind === "action") book.add(entry.statement.predicate, entry.index);
  }
  return book;
}
