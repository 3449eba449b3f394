import { parseCount, tableOf } from "../../lib/index.ts";

/** One account of this machine. */
export type Account = { readonly name: string; readonly uid: number };

/** The user ids of people; everything outside belongs to the system. login.defs(5). */
export type UidRange = { readonly min: number; readonly max: number };

/** How an account can be entered: `locked` by a password that matches nothing, `none` without any password. passwd(1), -S. */
export type PasswordState = "locked" | "set" | "none";

/** An account's state, read from the system. `expires`: `never`, or the day from which nobody can log in, as YYYY-MM-DD. */
export type AccountState = { readonly password: PasswordState; readonly expires: string };

const UID_RANGE: UidRange = { min: 1000, max: 60_000 };

/** The account of that name in /etc/passwd (passwd(5)); undefined when there is none. */
export function accountIn(passwd: string, name: string): Account | undefined {
  for (const line of passwd.split("\n")) {
    const [known, , uidText = ""] = line.split(":");
    const uid = parseCount(uidText);
    if (known === name && uid.ok) return { name, uid: uid.value };
  }
  return undefined;
}

/** UID_MIN and UID_MAX of /etc/login.defs, or what login.defs(5) says they are. */
export function uidRangeIn(loginDefs: string): UidRange {
  const lines = loginDefs.split("\n").map((line) => line.trim().split(/\s+/));
  const read = (name: string, otherwise: number) => {
    const value = parseCount(lines.find(([known]) => known === name)?.[1] ?? "");
    return value.ok ? value.value : otherwise;
  };
  return { min: read("UID_MIN", UID_RANGE.min), max: read("UID_MAX", UID_RANGE.max) };
}

const STATES: ReadonlyMap<string, PasswordState> = tableOf({ L: "locked", LK: "locked", P: "set", PS: "set", NP: "none" });

/** What `passwd -S NAME` says; undefined when it says nothing that is known. */
export function passwordStateIn(output: string): PasswordState | undefined {
  return STATES.get(output.trim().split(" ")[1] ?? "");
}

/** What `chage -i -l NAME` says of the account's end, in the C locale; undefined when it says nothing that is known. */
export function expiryIn(output: string): string | undefined {
  return /^Account expires\s*: (never|\d{4}-\d{2}-\d{2})$/m.exec(output)?.[1];
}
