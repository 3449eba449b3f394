import { Failure } from "../../lib/index.ts";
import type { ResponderRequest } from "./request.ts";
import type { Responder } from "./responder.ts";

type Answering = Pick<Responder, "answer">;

/** Orders wait so long for a node that starts, questions only so long: then they hear how far it is. */
const ORDER_WAIT_MS = 60_000;
const QUESTION_WAIT_MS = 2000;
const QUESTIONS: ReadonlySet<ResponderRequest["ask"]> = new Set(["blocks", "status"]);

/** Answers in the place of a responder that is being opened: a node that reads a large ledger is reachable meanwhile. */
export class Entrance implements Answering {
  #responder: Answering | undefined;
  #progress = "its ledger is being read";
  readonly #waiting = new Set<() => void>();

  /** Says how far the opening is. */
  tell(progress: string): void {
    this.#progress = progress;
  }

  /** From now on `responder` answers. */
  open(responder: Answering): void {
    this.#responder = responder;
    for (const go of this.#waiting) go();
  }

  readonly answer: Responder["answer"] = async (request) => {
    if (this.#responder === undefined) await this.#wait(QUESTIONS.has(request.ask) ? QUESTION_WAIT_MS : ORDER_WAIT_MS);
    if (this.#responder !== undefined) return this.#responder.answer(request);
    throw new Failure("LEDGER_BUSY", `the node is starting: ${this.#progress}; ask again`);
  };

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        this.#waiting.delete(go);
        resolve();
      };
      const timer = setTimeout(go, ms);
      timer.unref();
      this.#waiting.add(go);
    });
  }
}
