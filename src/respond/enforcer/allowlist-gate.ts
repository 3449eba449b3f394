import { type Address, isWithin, type Json, type Network } from "../../lib/index.ts";
import type { Target } from "../../model/index.ts";
import { formatTarget, networkOf } from "../target.ts";
import type { AllowlistEntry } from "./allowlist.ts";
import type { Gate } from "./gated.ts";

/** The guard that knows the operator's allowlist: nothing on it, around it or inside it is touched. */
export function allowlistGate(current: () => readonly AllowlistEntry[]): Gate {
  return {
    judge: (orders) => {
      const entries = current();
      return orders.map(({ target }) => {
        const hit = entries.find((entry) => doesTouch(entry.target, target));
        if (hit === undefined) return null;
        return { guard: "allowlist", reason: `${formatTarget(hit.target)} is protected: ${hit.why}` };
      });
    },
    protection: (): Json => ({ allowlist: current().map(({ target, why }) => ({ target: formatTarget(target), why })) }),
  };
}

function doesTouch(protectedOne: Target, target: Target): boolean {
  const [left, right] = [networkOf(protectedOne), networkOf(target)];
  if (left !== undefined && right !== undefined) return doOverlap(left, right);
  return protectedOne.kind === target.kind && protectedOne.value === target.value;
}

function doOverlap(left: Network, right: Network): boolean {
  const [wide, narrow]: [Network, Address] = left.bits <= right.bits ? [left, right.base] : [right, left.base];
  return isWithin(wide, narrow);
}
