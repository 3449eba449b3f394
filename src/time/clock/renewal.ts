/** A time statement, as far as its renewal needs it. */
export type RenewableStatement = {
  readonly entry: number;
  /** Entries of the tree that it stamps. */
  readonly size: number;
  /** The time statement whose tokens it stamps; null for none. */
  readonly renews: number | null;
  /** For each token, when the first certificate of its path expires. Ms since 1970. */
  readonly tokens: readonly { readonly digest: string; readonly expiresMs: number }[];
};

/** Tokens of one statement that are to be stamped again. */
export type DueRenewal = { readonly entry: number; readonly digests: readonly string[] };

/**
 * Which tokens must be stamped again before `horizonMs`: those that expire by then and that nothing which holds longer covers. A later
 * statement covers an earlier one when it renews it, or when its tree has it as an entry. A renewal needs no renewal while one of its own
 * tokens holds longer. Tokens that expired before `nowMs` come too late and are left out.
 */
export function dueRenewals(
  statements: readonly RenewableStatement[],
  { nowMs, horizonMs }: { readonly nowMs: number; readonly horizonMs: number },
): readonly DueRenewal[] {
  const safe = new Map<number, boolean>();
  for (const statement of statements.toSorted((left, right) => right.entry - left.entry)) {
    const holds = statement.tokens.some(({ expiresMs }) => expiresMs > horizonMs);
    safe.set(statement.entry, holds || isProtected(statement, statements, safe));
  }
  return statements.flatMap((statement) => {
    if (isProtected(statement, statements, safe) || (statement.renews !== null && safe.get(statement.entry) === true)) return [];
    const due = statement.tokens.filter(({ expiresMs }) => nowMs < expiresMs && expiresMs <= horizonMs);
    return due.length === 0 ? [] : [{ entry: statement.entry, digests: due.map(({ digest }) => digest) }];
  });
}

function isProtected(
  { entry }: RenewableStatement,
  statements: readonly RenewableStatement[],
  safe: ReadonlyMap<number, boolean>,
): boolean {
  return statements.some((later) => coversEntry(later, entry) && safe.get(later.entry) === true);
}

/** True when `later` proves that the tokens in `entry` were there when it was made. */
export function coversEntry({ entry, size, renews }: Omit<RenewableStatement, "tokens">, earlier: number): boolean {
  return entry > earlier && (size > earlier || renews === earlier);
}
