import type { Account, AccountState, UidRange } from "./passwd.ts";

/** The day that `usermod --expiredate 1` sets: what ended in 1970 lets nobody in, by key or by password. */
const LOCKED_EXPIRY = "1970-01-02";

/** What was done to an account, and all that is needed to take it back. */
export type Lock = {
  readonly account: string;
  /** An account that was made anew under the same name has another. */
  readonly uid: number;
  readonly expiresAtMs: number;
  readonly before: AccountState;
};

/** Why this account is not ours to lock; undefined when it is. */
export function lockRefusal(account: Account, range: UidRange): string | undefined {
  if (account.uid === 0) return "it is root";
  if (account.uid < range.min || account.uid > range.max)
    return `user id ${account.uid} belongs to the system, not to a person (${range.min} to ${range.max})`;
  return undefined;
}

/** Arguments for usermod(8) that lock an account; a password that is locked already stays as it is. */
export function lockArguments(name: string, now: AccountState): readonly string[] {
  const lock = now.password === "locked" ? [] : ["--lock"];
  return [...lock, "--expiredate", "1", "--", name];
}

/**
 * Arguments for usermod(8) that bring back what was before; undefined when nothing of ours is left. What somebody changed since is
 * theirs and stays.
 */
export function restoreArguments({ account, before }: Lock, now: AccountState): readonly string[] | undefined {
  const password = now.password !== "locked" ? [] : restorePassword(before);
  const expiry = now.expires !== LOCKED_EXPIRY || before.expires === LOCKED_EXPIRY ? [] : ["--expiredate", dayOf(before)];
  return password.length + expiry.length === 0 ? undefined : [...password, ...expiry, "--", account];
}

function restorePassword({ password }: AccountState): readonly string[] {
  if (password === "locked") return [];
  // usermod refuses to unlock what would then have no password, which is what it had.
  return password === "none" ? ["--password", ""] : ["--unlock"];
}

function dayOf({ expires }: AccountState): string {
  return expires === "never" ? "" : expires;
}

/** True when nobody can log in. */
export function isLocked(now: AccountState): boolean {
  return now.password === "locked" && now.expires === LOCKED_EXPIRY;
}
