import { Failure, isoTime } from "../../lib/index.ts";
import type { CaseId } from "../../model/index.ts";
import { type BookedCase, type CaseBook, openCaseBook } from "./book.ts";
import type { CaseWorld } from "./world.ts";

/** Whose cases somebody may see: of these victims; null for the keeper, who sees all. */
export type Scope = ReadonlySet<string> | null;

/** Somebody at work on cases: every call goes through it, and it holds the wall between victims. */
export type CaseDesk = {
  readonly world: CaseWorld;
  readonly book: CaseBook;
  readonly scope: Scope;
  /** Who acts, as the statements will name them. */
  readonly by: string;
  readonly work?: CaseWork;
  /** Files of the knowledge bases that are used, as the keeper named them: nobody who asks from elsewhere may name files. */
  readonly knowledge?: readonly string[];
  /** Folders and files of law packs that are used instead of those that ship, named by the keeper alone likewise. */
  readonly packs?: readonly string[];
};

/** How far long work is told of, and what ends it. */
export type CaseWork = {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number, note: string) => void;
};

/** Opens the cases of a world for somebody. */
export async function openCaseDesk(world: CaseWorld, who: Omit<CaseDesk, "world" | "book">): Promise<CaseDesk> {
  return { world, book: await openCaseBook(world.ledger, world.read), ...who };
}

/** The cases behind no wall, in the order in which they were opened. */
export async function casesInSight({ book, scope }: CaseDesk): Promise<readonly BookedCase[]> {
  await book.refresh();
  return book.all().filter(({ casefile }) => isInScope(scope, casefile.victim));
}

/** One case. Throws CASE_UNKNOWN; for one behind the wall too, so that nobody learns by asking that it is there. */
export async function caseInSight({ book, scope }: CaseDesk, id: CaseId): Promise<BookedCase> {
  await book.refresh();
  const found = book.get(id);
  if (found === undefined || !isInScope(scope, found.casefile.victim))
    throw new Failure(
      "CASE_UNKNOWN",
      `there is no case ${id} that you may read; \`meridian case list\` shows those that you may`,
    );
  return found;
}

/** Throws CASE_WALLED when somebody speaks for a victim that is not theirs. */
export function requireScope(scope: Scope, victim: string): void {
  if (!isInScope(scope, victim))
    throw new Failure("CASE_WALLED", `you may not open a case of ${victim}: its keeper gave you others' cases only`);
}

/**
 * Throws CASE_WALLED for all but who may see every victim: sealed records, exhibits and incidents of a ledger are not sorted by victim, so that
 * who may see some victims only may see none of them.
 */
export function requireSealed({ scope }: Pick<CaseDesk, "scope">): void {
  if (scope !== null)
    throw new Failure(
      "CASE_WALLED",
      "sealed records, exhibits and incidents are of no one victim: only who may see every victim may read them",
    );
}

/** Now, as statements write it. */
export function nowAt({ world }: CaseDesk): string {
  return isoTime(world.nowMs());
}

function isInScope(scope: Scope, victim: string): boolean {
  return scope === null || scope.has(victim);
}
