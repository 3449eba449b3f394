import { type Address, formatNetwork, parseAddress } from "../../lib/index.ts";
import type { Measure, Target } from "../../model/index.ts";
import type { PastAction } from "../playbook/proposal.ts";
import { formatTarget, networkOf } from "../target.ts";

type Family = 4 | 16;

/** What was done to whom so far, found by target, by address, and by the network around it; each look costs one step a prefix length in use. */
export class PastActions {
  readonly #byTarget = new Map<string, PastAction[]>();
  readonly #lengths: Record<Family, Set<number>> = { 4: new Set(), 16: new Set() };
  readonly #actedOn = new Map<string, { readonly address: Address; readonly latest: Map<Measure, number> }>();
  /** Network of a length that was asked for to the addresses inside that were acted on. */
  readonly #within = new Map<number, Map<string, Set<string>>>();

  /** Remembers an action. */
  add(action: PastAction): void {
    const { target, measure, atMs } = action;
    const name = formatTarget(target);
    const known = this.#byTarget.get(name);
    if (known === undefined) this.#byTarget.set(name, [action]);
    else known.push(action);
    const network = networkOf(target);
    if (network === undefined) return;
    if (target.kind === "prefix") this.#lengths[family(network.base)].add(network.bits);
    else this.#actOn(target.value, network.base, { measure, atMs });
  }

  #actOn(text: string, address: Address, { measure, atMs }: Pick<PastAction, "measure" | "atMs">): void {
    const known = this.#actedOn.get(text);
    if (known === undefined) this.#actedOn.set(text, { address, latest: new Map([[measure, atMs]]) });
    else known.latest.set(measure, atMs);
    if (known !== undefined) return;
    for (const [bits, networks] of this.#within)
      if (bits <= address.length * 8) addTo(networks, formatNetwork({ base: address, bits }), text);
  }

  /** Actions on exactly this target and, for an address, on networks around it. */
  history(target: Target): readonly PastAction[] {
    const exact = this.#byTarget.get(formatTarget(target)) ?? [];
    const network = target.kind === "address" ? networkOf(target) : undefined;
    if (network === undefined) return exact;
    const around = this.#prefixesAround(network.base).flatMap((value) => this.#byTarget.get(`prefix:${value}`) ?? []);
    return around.length === 0 ? exact : [...exact, ...around];
  }

  #prefixesAround(base: Address): readonly string[] {
    return [...this.#lengths[family(base)]].map((bits) => formatNetwork({ base, bits }));
  }

  /** The addresses inside a prefix that were acted on by `measure` at `sinceMs` or later. */
  addressesWithin(prefix: Target, measure: Measure, sinceMs: number): readonly string[] {
    const network = networkOf(prefix);
    if (network === undefined) return [];
    const index = this.#within.get(network.bits) ?? this.#indexLength(network.bits);
    const inside = index.get(formatNetwork(network)) ?? [];
    return [...inside].filter((text) => (this.#actedOn.get(text)?.latest.get(measure) ?? Number.NEGATIVE_INFINITY) >= sinceMs);
  }

  #indexLength(bits: number): Map<string, Set<string>> {
    const networks = new Map<string, Set<string>>();
    for (const [text, { address }] of this.#actedOn)
      if (bits <= address.length * 8) addTo(networks, formatNetwork({ base: address, bits }), text);
    this.#within.set(bits, networks);
    return networks;
  }

  /** The targets that cover an address: itself and the networks around it that were acted on. */
  covering(text: string): readonly string[] {
    const base = parseAddress(text);
    const own = `address:${text}`;
    return base === undefined ? [own] : [own, ...this.#prefixesAround(base).map((value) => `prefix:${value}`)];
  }
}

function family(base: Address): Family {
  return base.length === 4 ? 4 : 16;
}

function addTo(networks: Map<string, Set<string>>, network: string, text: string): void {
  const known = networks.get(network);
  if (known === undefined) networks.set(network, new Set([text]));
  else known.add(text);
}
