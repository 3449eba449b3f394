import {
  type Checked,
  formatAddress,
  formatNetwork,
  type Json,
  no,
  parseAddress,
  parseJson,
  shape,
  yes,
} from "../../lib/index.ts";
import type { Target } from "../../model/index.ts";
import type { Held } from "../actuator.ts";
import { splitListing } from "./listing-split.ts";
import { blockSetOf, QUARANTINE, QUARANTINED } from "./sets.ts";

export type ListingFault = { readonly kind: "bad-listing"; readonly expected: string };

/** More elements than our sets can hold are not ours to hold in memory. */
const HELD_MAX = 1_200_000;

/** What the seconds in a listing count from, and whose quarantine it is. */
export type ListingSetting = { readonly atMs: number; readonly host: string; readonly table: string };

/** Takes a listing piece by piece. `end` gives what is held, or what is wrong with the listing; pieces after a fault are ignored. */
export type ListingReader = { readonly push: (text: string) => void; readonly end: () => Checked<readonly Held[], ListingFault> };

/**
 * Reads what `nft -j list set …` prints, one document after another, in pieces of any size: memory grows with what is held and not with
 * the text. Input is untrusted. Sets of other tables and names are passed over. nft gives whole seconds, rounded down.
 */
export function readListing(setting: ListingSetting): ListingReader {
  const held: Held[] = [];
  const quarantined = new Map<string, Held>();
  let fault: string | undefined;
  const splitter = splitListing({
    element(header, text) {
      const set = ours(header, setting.table);
      if (set === undefined) return;
      const element = readElement(text);
      if (element === undefined) fault ??= `an element of ${set}, got ${text.slice(0, 80)}`;
      else if (set === QUARANTINE) addQuarantine(quarantined, element, setting);
      else addBlock(held, set, element, setting.atMs);
      if (held.length > HELD_MAX) fault ??= `at most ${HELD_MAX} elements`;
    },
  });
  return {
    push(text) {
      if (fault === undefined) fault = splitter.push(text);
    },
    end() {
      fault ??= splitter.end();
      if (fault !== undefined) return no({ kind: "bad-listing", expected: fault });
      const both = quarantined.size === QUARANTINED.length ? [...quarantined.values()] : [];
      return yes([...held, ...both.slice(0, 1)]);
    },
  };
}

const HEADER =
  /^\{"nftables": \[(?:\{"metainfo": \{[^{}]*\}\}, )?\{"set": \{"family": "inet", "name": "([a-z0-9_]+)", "table": "([^"]+)", /;

function ours(header: string, table: string): string | undefined {
  const match = HEADER.exec(header.trimStart());
  if (match === null || match[2] !== table) return undefined;
  const name = match[1] ?? "";
  return name === QUARANTINE || blockSetOf(name) !== undefined ? name : undefined;
}

type Element = { readonly value: string; readonly expiresS: number | null; readonly dropped: Held["dropped"] };

const counterShape = shape.record({ packets: shape.count, bytes: shape.count });

function readElement(text: string): Element | undefined {
  const parsed = parseJson(text);
  if (!parsed.ok) return undefined;
  if (typeof parsed.value === "string") return { value: parsed.value, expiresS: null, dropped: null };
  const element = member(parsed.value, "elem");
  const value = member(element, "val");
  const expires = member(element, "expires");
  const counter = member(element, "counter");
  if (typeof value !== "string") return undefined;
  if (expires !== undefined && !(shape.count(expires, "").ok && Number(expires) <= SECONDS_MAX)) return undefined;
  const dropped = counter === undefined ? null : counterShape(counter, "");
  if (dropped !== null && !dropped.ok) return undefined;
  return { value, expiresS: expires === undefined ? null : Number(expires), dropped: dropped === null ? null : dropped.value };
}

/** A hundred years; a longer one is not nft's. */
const SECONDS_MAX = 3_155_760_000;

function member(json: Json | undefined, name: string): Json | undefined {
  return typeof json === "object" && json !== null && !Array.isArray(json) ? (json as Record<string, Json>)[name] : undefined;
}

function addBlock(held: Held[], set: string, element: Element, atMs: number): void {
  const block = blockSetOf(set);
  const base = parseAddress(element.value);
  if (block === undefined || base === undefined || base.length !== (block.family === 4 ? 4 : 16)) return;
  const target: Target =
    block.bits === null
      ? { kind: "address", value: formatAddress(base) }
      : { kind: "prefix", value: formatNetwork({ base, bits: block.bits }) };
  held.push({ measure: "block", target, expiresAtMs: endOf(element, atMs), dropped: element.dropped });
}

function addQuarantine(quarantined: Map<string, Held>, element: Element, { atMs, host }: ListingSetting): void {
  const target: Target = { kind: "host", value: host };
  quarantined.set(element.value, { measure: "quarantine", target, expiresAtMs: endOf(element, atMs), dropped: null });
}

function endOf({ expiresS }: Element, atMs: number): number | null {
  return expiresS === null ? null : atMs + expiresS * 1000;
}
