import { Failure, type Json } from "../../lib/index.ts";
import { askCase, findCaseCall } from "./ask.ts";
import { openCaseBook } from "./book.ts";
import type { CaseDesk, Scope } from "./desk.ts";
import type { CaseWorld } from "./world.ts";

/** Somebody who asks over HTTP. */
export type CaseAsker = { readonly name: string; readonly victims: readonly string[] | null };

/** What only the keeper adds to a call: what ends it, and the files of knowledge bases and of law packs that it may read. */
export type CaseExtras = {
  readonly signal?: AbortSignal;
  readonly knowledge?: readonly string[];
  readonly packs?: readonly string[];
};

/** Answers the calls of many askers. */
export type CaseAsking = (asker: CaseAsker, name: string, input: unknown, extras?: CaseExtras) => Promise<Json>;

/**
 * Answers calls of cases by name, for many askers over one book. What states waits its turn: two that state at once could each pass a check that only
 * one of them may. Whoever has gone before its turn came states nothing. `knowledge` names the keeper's files of knowledge bases.
 */
export async function openCaseAsking(world: CaseWorld, knowledge: readonly string[] = []): Promise<CaseAsking> {
  const book = await openCaseBook(world.ledger);
  let turn: Promise<unknown> = Promise.resolve();
  return async ({ name: by, victims }, name, input, extras = {}) => {
    const call = findCaseCall(name);
    if (call === undefined) throw new Failure("CASE_UNKNOWN", `there is no call ${name}`);
    const scope: Scope = victims === null ? null : new Set(victims);
    const { signal } = extras;
    const packs = extras.packs === undefined ? {} : { packs: extras.packs };
    const desk: CaseDesk = { world, book, scope, by, knowledge: extras.knowledge ?? knowledge, ...packs };
    const ask = () => {
      if (signal?.aborted === true) throw new Failure("LEDGER_BUSY", "stopped before its turn came; nothing was stated");
      return askCase(signal === undefined ? desk : { ...desk, work: { signal } }, call, input);
    };
    if (call.does === "reads") return ask();
    const mine = turn.then(ask, ask);
    turn = mine.catch(() => undefined); // whoever asked hears of it; those behind only wait
    return mine;
  };
}
