import { type Checked, formatAddress, formatNetwork, type Network, no, parseNetwork, yes } from "../lib/index.ts";
import { TARGET_KINDS, type Target, type TargetKind } from "../model/index.ts";

export type TargetFault = { readonly kind: "bad-target"; readonly expected: string };

const VALUE_UNITS_MAX = 400;
const PROCESS = /^[1-9][0-9]{0,9}\/[0-9]{1,20}$/;
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.@$-]{0,255}$/;

/**
 * Reads what a person or a rule names: an address, a network such as 203.0.113.0/24, or `kind:value`. Input is untrusted. The value comes
 * out in its one spelling, so that equal targets are equal texts; a network of one is an address.
 */
export function parseTarget(text: string): Checked<Target, TargetFault> {
  if (text.length > VALUE_UNITS_MAX) return bad("at most 400 characters");
  const kind = TARGET_KINDS.find((known) => text.startsWith(`${known}:`));
  return kind === undefined ? network(text) : readTarget(kind, text.slice(kind.length + 1));
}

/** As parseTarget, of a kind that is known. */
export function readTarget(kind: TargetKind, value: string): Checked<Target, TargetFault> {
  switch (kind) {
    case "address":
    case "prefix":
      return network(value);
    case "process":
      return PROCESS.test(value) ? yes({ kind, value }) : bad("a process as pid/start time");
    default:
      return NAME.test(value) ? yes({ kind, value }) : bad(`a name for the ${kind}`);
  }
}

function network(text: string): Checked<Target, TargetFault> {
  const read = text.includes("%") ? undefined : parseNetwork(text);
  if (read === undefined) return bad("an address, a network such as 203.0.113.0/24, or kind:value");
  if (read.bits === read.base.length * 8) return yes({ kind: "address", value: formatAddress(read.base) });
  return yes({ kind: "prefix", value: formatNetwork(read) });
}

function bad(expected: string): Checked<never, TargetFault> {
  return no({ kind: "bad-target", expected });
}

/** `kind:value`; what parseTarget reads back. */
export function formatTarget({ kind, value }: Target): string {
  return `${kind}:${value}`;
}

/** The network of an address or prefix; undefined for other kinds. */
export function networkOf({ kind, value }: Target): Network | undefined {
  return kind === "address" || kind === "prefix" ? parseNetwork(value) : undefined;
}
