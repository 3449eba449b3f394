import type { Ledger } from "../../ledger/index.ts";
import { type KnownKey, keyIdOf } from "../../model/index.ts";

/** A key of the ledger as people read of it. */
export type ListedKey = KnownKey & { readonly keyid: string; readonly state: "in force" | "replaced" | "revoked" };

/** Every key that the ledger ever believed, in the order in which they came. */
export function listKeys({ keyring }: Pick<Ledger, "keyring">): readonly ListedKey[] {
  return keyring.keys.map((key) => ({ ...key, keyid: keyIdOf(key.vkey), state: stateOf(key) }));
}

function stateOf({ until, revokedFrom }: KnownKey): ListedKey["state"] {
  if (revokedFrom !== null) return "revoked";
  return until === null ? "in force" : "replaced";
}

/**
 * The lines of a trust file for this ledger: the keys in force, each with the entry from which it is believed; as comments those that were
 * replaced, for a reader who checks a dossier from before. A revoked key is never a line that can be used.
 */
export function trustLines(ledger: Pick<Ledger, "keyring">): readonly string[] {
  const own = listKeys(ledger).filter(({ role }) => role !== "person" && role !== "party");
  const line = ({ role, vkey }: ListedKey) => `${role === "statement" ? "party" : "log"} ${vkey}`;
  const current = own.filter(({ state }) => state === "in force");
  const replaced = own.filter(({ state }) => state === "replaced");
  const [first] = own;
  return [
    `# ${(first?.holder.name ?? "").replaceAll(/[\p{Cc}\u2028\u2029]/gu, " ")}`,
    ...current.flatMap((key) => [`# ${key.role} key, believed from entry ${key.since}`, line(key)]),
    "quorum none",
    ...replaced.flatMap((key) => [
      `# replaced ${key.role} key, believed from entry ${key.since} to ${(key.until ?? 0) - 1}; for dossiers of that time:`,
      `# ${line(key)}`,
    ]),
  ];
}
