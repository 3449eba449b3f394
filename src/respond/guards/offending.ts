import type { Held } from "../actuator.ts";
import { networkOf } from "../target.ts";
import { nameFault } from "./name-guard.ts";
import type { GuardName } from "./names.ts";
import type { Protection } from "./protection.ts";
import { explainHit, hitOf } from "./shield.ts";

/** Something held that the newest protection forbids: it must be undone at once. */
export type Offence = { readonly held: Held; readonly guard: GuardName; readonly reason: string };

/**
 * What is held against the protection of now: an address that came onto the allowlist after it was blocked, an operator who logged in
 * from a blocked prefix, a gateway that moved. Shared networks are left: their blocks were approved.
 */
export function offending(held: readonly Held[], protection: Protection): readonly Offence[] {
  return held.flatMap((one) => {
    const network = networkOf(one.target);
    if (network === undefined) {
      const fault = nameFault({ ...one }, protection);
      return fault === undefined ? [] : [{ held: one, ...fault }];
    }
    const hit = hitOf(network, protection);
    if (hit === undefined || hit.entry.yields) return [];
    return [{ held: one, guard: hit.entry.guard, reason: explainHit(one.target.value, hit) }];
  });
}
