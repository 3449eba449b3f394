import type { Measure, TargetKind } from "../../model/index.ts";
import type { Order } from "../actuator.ts";
import { readTarget } from "../target.ts";

const FITTING: Readonly<Record<Measure, readonly TargetKind[]>> = {
  block: ["address", "prefix"],
  quarantine: ["host"],
  "lock-account": ["account"],
  "end-session": ["session", "account"],
  "stop-process": ["process"],
  notify: ["address", "prefix", "account", "session", "process", "host"],
};

/** A measure only goes with targets that it can mean, each in its one spelling: an order may come from outside. */
export function targetFault({ measure, target }: Order): { readonly guard: "target"; readonly reason: string } | undefined {
  if (!FITTING[measure].includes(target.kind))
    return { guard: "target", reason: `${measure} does not go with a target of kind ${target.kind}` };
  const read = readTarget(target.kind, target.value);
  if (!read.ok) return { guard: "target", reason: `expected ${read.fault.expected}` };
  if (read.value.kind === target.kind && read.value.value === target.value) return undefined;
  return { guard: "target", reason: `expected the spelling ${read.value.kind}:${read.value.value}` };
}
