import { formatAddress, formatNetwork } from "../../lib/index.ts";
import type { Target } from "../../model/index.ts";
import type { Held } from "../actuator.ts";
import type { SetElement } from "./elements.ts";
import { type BlockSet, nameOfSet, QUARANTINE, QUARANTINED } from "./sets.ts";

/**
 * What an element of a block set holds; `atMs` is when the listing began. Undefined for a key of another length, which is none of ours.
 */
export function heldBlock(block: BlockSet, element: SetElement, atMs: number): Held | undefined {
  const { key, expiresMs, dropped } = element;
  if (key.length !== (block.family === 4 ? 4 : 16)) return undefined;
  const target: Target =
    block.bits === null
      ? { kind: "address", value: formatAddress(key) }
      : { kind: "prefix", value: formatNetwork({ base: key, bits: block.bits }) };
  return { measure: "block", target, expiresAtMs: expiresMs === null ? null : atMs + expiresMs, dropped };
}

/** NFPROTO_IPV4 and NFPROTO_IPV6. */
const PROTOCOLS = [2, 10];

/** The quarantine that these elements switch on: both protocols, until the first of them ends. */
export function heldQuarantine(elements: readonly SetElement[], host: string, atMs: number): readonly Held[] {
  const both = PROTOCOLS.map((protocol) => elements.find(({ key }) => key[0] === protocol));
  if (both.some((one) => one === undefined)) return [];
  const ends = both.flatMap((one) => one?.expiresMs ?? []);
  const expiresAtMs = ends.length === 0 ? null : atMs + Math.min(...ends);
  return [{ measure: "quarantine", target: { kind: "host", value: host }, expiresAtMs, dropped: null }];
}

/** The keys (keyOf) of what is held, without reading each address again. */
export function* keysOfHeld(held: Iterable<Held>): Iterable<string> {
  for (const { target } of held) {
    const family = target.value.includes(":") ? 6 : 4;
    const [base = "", bits] = target.value.split("/");
    if (target.kind === "host") yield `${QUARANTINE} ${QUARANTINED[0]}`;
    else yield `${nameOfSet({ family, bits: bits === undefined ? null : Number(bits) })} ${base}`;
  }
}
