import { hostname } from "node:os";

/** Who keeps a ledger that no configuration names: this machine, and nothing more is claimed. */
export function ownParty(): { name: string; kind: string; jurisdiction: string | null; exercise: boolean } {
  return { name: `Keeper of ${hostname()}`, kind: "not stated", jurisdiction: null, exercise: false };
}
