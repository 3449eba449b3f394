import { type Checked, type Json, no, parseJson, yes } from "../../lib/index.ts";
import { CHAINS } from "./ruleset.ts";
import { type BlockSet, blockSetOf, QUARANTINE } from "./sets.ts";

export type ShapeFault = { readonly kind: "foreign-table"; readonly expected: string };

/** What of our table is there. */
export type TableShape = {
  /** The names of its sets. */
  readonly present: ReadonlySet<string>;
  /** Its sets of prefix lengths. */
  readonly prefixes: readonly BlockSet[];
  /** Whether all is there that always must be. */
  readonly whole: boolean;
};

type Item = { readonly [name: string]: Json | undefined };

/**
 * Reads `nft -j -t list sets inet` and `nft -j list chains inet`, and says whether the table of our name is ours. Input is untrusted. A
 * table that is not there is ours to make; one with a set or chain that we never make, or make otherwise, is somebody else's.
 */
export function readShape(table: string, sets: string, chains: string): Checked<TableShape, ShapeFault> {
  const setItems = itemsOf(sets, "set", table);
  const chainItems = itemsOf(chains, "chain", table);
  if (setItems === undefined || chainItems === undefined) return foreign("a listing in JSON from nft");
  for (const chain of chainItems) if (!isOurChain(chain)) return foreign(`no chain ${nameOf(chain)} of that kind`);
  const prefixes: BlockSet[] = [];
  for (const set of setItems) {
    if (!isOurSet(set)) return foreign(`no set ${nameOf(set)} of that kind`);
    const block = blockSetOf(nameOf(set));
    if (block !== undefined && block.bits !== null) prefixes.push(block);
  }
  const whole = chainItems.length === Object.keys(CHAINS).length && setItems.length - prefixes.length === 3;
  return yes({ present: new Set(setItems.map(nameOf)), prefixes, whole });
}

function foreign(expected: string): Checked<never, ShapeFault> {
  return no({ kind: "foreign-table", expected });
}

function itemsOf(text: string, kind: string, table: string): readonly Item[] | undefined {
  const parsed = parseJson(text);
  const list = parsed.ok ? member(parsed.value, "nftables") : undefined;
  if (!Array.isArray(list)) return undefined;
  return (list as readonly Json[]).flatMap((entry) => {
    const item = member(entry, kind);
    return isObject(item) && item["family"] === "inet" && item["table"] === table ? [item] : [];
  });
}

function isObject(json: Json | undefined): json is { readonly [name: string]: Json } {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

function member(json: Json | undefined, name: string): Json | undefined {
  return isObject(json) ? json[name] : undefined;
}

function nameOf(item: Item): string {
  const name = item["name"];
  return typeof name === "string" ? name.slice(0, NAME_UNITS_MAX) : "";
}

const NAME_UNITS_MAX = 256;

function isOurSet(set: Item): boolean {
  const flags = set["flags"];
  if (!Array.isArray(flags) || flags.length !== 1 || flags[0] !== "timeout" || set["map"] !== undefined) return false;
  const name = nameOf(set);
  if (name === QUARANTINE) return set["type"] === "nf_proto";
  const block = blockSetOf(name);
  return block !== undefined && set["type"] === `ipv${block.family}_addr`;
}

function isOurChain(chain: Item): boolean {
  const name = nameOf(chain);
  if (!Object.hasOwn(CHAINS, name)) return false;
  const base = CHAINS[name as keyof typeof CHAINS];
  if (base === null) return chain["hook"] === undefined;
  return chain["hook"] === base.hook && chain["prio"] === base.prio && chain["type"] === "filter" && chain["policy"] === "accept";
}
