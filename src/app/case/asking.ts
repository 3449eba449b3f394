import { Failure, type Json } from "../../lib/index.ts";
import { askCase, findCaseCall } from "./ask.ts";
import { openCaseBook } from "./book.ts";
import type { Scope } from "./desk.ts";
import type { CaseWorld } from "./world.ts";

/** Somebody who asks over HTTP. */
export type CaseAsker = { readonly name: string; readonly victims: readonly string[] | null };

/**
 * Answers calls of cases by name, for many askers over one book. What states waits its turn: two that state at once could each pass a check that only
 * one of them may. `knowledge` names the keeper's files of knowledge bases.
 */
export async function openCaseAsking(
  world: CaseWorld,
  knowledge: readonly string[] = [],
): Promise<(asker: CaseAsker, name: string, input: unknown) => Promise<Json>> {
  const book = await openCaseBook(world.ledger);
  let turn: Promise<unknown> = Promise.resolve();
  return async ({ name: by, victims }, name, input) => {
    const call = findCaseCall(name);
    if (call === undefined) throw new Failure("CASE_UNKNOWN", `there is no call ${name}`);
    const scope: Scope = victims === null ? null : new Set(victims);
    const ask = () => askCase({ world, book, scope, by, knowledge }, call, input);
    if (call.does === "reads") return ask();
    const mine = turn.then(ask, ask);
    turn = mine.catch(() => undefined); // whoever asked hears of it; those behind only wait
    return mine;
  };
}
