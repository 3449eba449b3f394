import { readFileSync } from "node:fs";
import { lockRefusal } from "../accounts/lock.ts";
import { type Account, accountIn, uidRangeIn } from "../accounts/passwd.ts";

/** Reads one of the system's text files whole; undefined when it cannot be read. */
export type ReadSystemText = (path: string) => string | undefined;

/** A person's account, or why there is none to act on. `guard` is given when nobody should want it. */
export type PersonAccount =
  | { readonly account: Account; readonly fault: null }
  | { readonly account: null; readonly fault: { readonly guard: string | null; readonly reason: string } };

/** The account of that name in this machine's /etc/passwd, where it is a person's and not root's or the system's. */
export function personAccount(name: string, read: ReadSystemText = systemText): PersonAccount {
  const passwd = read("/etc/passwd");
  if (passwd === undefined) return none(null, "/etc/passwd cannot be read");
  const account = accountIn(passwd, name);
  if (account === undefined) return none(null, "there is no such account in /etc/passwd");
  // Without login.defs, what login.defs(5) says holds.
  const refusal = lockRefusal(account, uidRangeIn(read("/etc/login.defs") ?? ""));
  return refusal === undefined ? { account, fault: null } : none("system", refusal);
}

function none(guard: string | null, reason: string): PersonAccount {
  return { account: null, fault: { guard, reason } };
}

function systemText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined; // whoever asked says what that means
  }
}
