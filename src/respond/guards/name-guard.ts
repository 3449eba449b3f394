import type { Order } from "../actuator.ts";
import { formatTarget } from "../target.ts";
import { isWithinNetwork } from "./contain.ts";
import type { GuardName } from "./names.ts";
import type { ProtectedName, Protection } from "./protection.ts";
import { explainGuarded } from "./shield.ts";

type NameFault = { readonly guard: GuardName; readonly reason: string };

/** Processes that are the machine itself: init and the parent of all kernel threads. */
const SYSTEM_PROCESSES = ["1", "2"];

/** Judges accounts, sessions, processes and hosts: never a protected one, by nobody. */
export function nameFault(order: Order, protection: Protection): NameFault | undefined {
  const { kind, value } = order.target;
  const entry = listOf(order, protection).find(
    ({ name }) => name === value || (kind === "host" && name.toLowerCase() === value.toLowerCase()),
  );
  if (entry !== undefined)
    return { guard: entry.guard, reason: `${formatTarget(order.target)}: ${explainGuarded({ ...entry, yields: false })}` };
  if (kind === "account" && value === "root") return { guard: "system", reason: "account:root is how a machine is saved" };
  if (kind === "process" && SYSTEM_PROCESSES.includes(value.split("/")[0] ?? "")) {
    return { guard: "system", reason: `${formatTarget(order.target)} is the machine itself` };
  }
  return order.measure === "quarantine" ? quarantineFault(protection) : undefined;
}

function listOf({ target }: Order, protection: Protection): readonly ProtectedName[] {
  if (target.kind === "account") return protection.accounts;
  if (target.kind === "session") return protection.sessions;
  return target.kind === "process" ? protection.processes : protection.hosts;
}

/** A quarantine closes everything but the management networks, so an operator outside of them would lock himself out. */
function quarantineFault({ networks }: Protection): NameFault | undefined {
  const open = networks.filter(({ guard }) => guard === "management");
  if (open.length === 0)
    return { guard: "management", reason: "a quarantine needs a management network that stays open, and none is configured" };
  const outside = networks.find(
    ({ guard, network }) => guard === "operator" && !open.some((way) => isWithinNetwork(way.network, network)),
  );
  if (outside === undefined) return undefined;
  return { guard: "operator", reason: `${outside.network} is outside of every management network: ${explainGuarded(outside)}` };
}
