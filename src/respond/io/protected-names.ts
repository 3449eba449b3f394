import { lookup } from "node:dns/promises";
import { parseAddress } from "../../lib/index.ts";
import type { GuardName } from "../guards/names.ts";
import { type Findings, findings } from "../guards/protection.ts";
import { parseHosts } from "../guards/system-files.ts";
import type { Machine } from "./protected-files.ts";
import { protectedAddress } from "./protected-net.ts";

/** A host that must stay reachable: an address or a name, for a reason. */
export type NamedHost = { readonly guard: GuardName; readonly host: string; readonly why: string; readonly from: string };

/** Gives the addresses of a name; rejects when nobody knows them. */
export type Resolve = (name: string) => Promise<readonly string[]>;

const NAMES_MAX = 64;
const NAME = /^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\.[A-Za-z0-9_-]{1,63})*\.?$/;

/** The addresses of a name by this machine's own resolver. */
export const systemResolve: Resolve = async (name) => (await lookup(name, { all: true })).map(({ address }) => address);

/**
 * The addresses of hosts: as written, by /etc/hosts, else asked for with `timeoutMs` at most for all together. A name that could not be
 * resolved is a gap, and so is each beyond the 64th.
 */
export async function namedHosts(
  hosts: readonly NamedHost[],
  machine: Machine,
  { resolve, timeoutMs }: { readonly resolve: Resolve; readonly timeoutMs: number },
): Promise<Findings> {
  const known = parseHosts(machine.text("/etc/hosts") ?? "");
  const asked = new Map<string, Promise<readonly string[]>>();
  const signal = AbortSignal.timeout(timeoutMs);
  const addressesOf = async (host: string): Promise<readonly string[]> => {
    if (parseAddress(host) !== undefined) return [host];
    const here = known.get(host.toLowerCase());
    if (here !== undefined || !NAME.test(host) || (asked.size >= NAMES_MAX && !asked.has(host))) return here ?? [];
    const answer = asked.get(host) ?? within(resolve(host), signal);
    asked.set(host, answer);
    return await answer;
  };
  const found = await Promise.all(hosts.map(async (one) => oneHost(one, await addressesOf(one.host))));
  return findings({ networks: found.flatMap(({ networks }) => networks), gaps: found.flatMap(({ gaps }) => gaps) });
}

function oneHost({ guard, host, why, from }: NamedHost, addresses: readonly string[]): Findings {
  if (addresses.length === 0) return findings({ gaps: [`no address known for ${host.slice(0, 253)} (${why}, ${from})`] });
  return findings({
    networks: addresses.flatMap((address) => protectedAddress(guard, address, address === host ? why : `${why}: ${host}`, from)),
  });
}

/** The answer, or none when it fails or comes late: oneHost makes a gap of it. */
async function within(answer: Promise<readonly string[]>, signal: AbortSignal): Promise<readonly string[]> {
  const late = new Promise<readonly string[]>((done) => {
    if (signal.aborted) done([]);
    signal.addEventListener("abort", () => done([]), { once: true });
  });
  return await Promise.race([answer.catch(() => []), late]);
}
