import { type Checked, no, textOf, yes } from "../../lib/index.ts";
import type { ConfiguredPlace, ProtectionConfig } from "../guards/configured.ts";
import { parseTarget } from "../target.ts";

/** The line, counted from 1, and what should stand there. */
export type AllowlistFault = { readonly kind: "bad-allowlist"; readonly line: number; readonly expected: string };

/** The file may not be longer. */
export const ALLOWLIST_BYTES_MAX: number = 1024 * 1024;
const ENTRIES_MAX = 10_000;
const WHY_UNITS_MAX = 400;

/** What a line can put under protection; `allow` when the line begins with the address itself. */
const PLACES = ["allow", "management", "gateway", "resolver", "time-source", "peer", "shared"] as const;
const NAMES = ["account", "host", "safety", "safety-account", "process"] as const;
type Place = (typeof PLACES)[number];
type Name = (typeof NAMES)[number];

const HOST = /^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252}[A-Za-z0-9_])?$/;

/** The file as it is read: places by their list, names by theirs. */
type Draft = { readonly places: Record<Place, ConfiguredPlace[]>; readonly names: Record<Name, string[]> };

/**
 * Reads the operator's list of what is protected: `list value why` a line (`management 192.0.2.0/24 engineers`, `account duty`), `#`
 * begins a comment. A file with one wrong line is refused whole: half a list would let somebody be blocked.
 */
export function parseAllowlist(bytes: Uint8Array): Checked<ProtectionConfig, AllowlistFault> {
  const text = bytes.length > ALLOWLIST_BYTES_MAX ? undefined : textOf(bytes);
  if (text === undefined) return bad(1, `UTF-8 of at most ${ALLOWLIST_BYTES_MAX} bytes`);
  const draft = emptyDraft();
  let entries = 0;
  for (const [index, line] of text.split("\n").entries()) {
    const words = line.trim().split(/\s+/);
    if (words[0] === "" || words[0]?.startsWith("#") === true) continue;
    if (++entries > ENTRIES_MAX) return bad(index + 1, `at most ${ENTRIES_MAX} entries`);
    const expected = addLine(words, draft);
    if (expected !== undefined) return bad(index + 1, expected);
  }
  return yes(configOf(draft));
}

/** Undefined when the line was taken, else what should stand there. */
function addLine(words: readonly string[], draft: Draft): string | undefined {
  const [first = "", second = "", ...rest] = words;
  if (NAMES.includes(first as Name)) {
    if (!HOST.test(second) && !isPlace(second)) return `a name after ${first}`;
    draft.names[first as Name].push(second);
    return undefined;
  }
  const isListed = PLACES.includes(first as Place);
  const [at, reason] = isListed ? [second, rest] : [first, words.slice(1)];
  // A host's name only after its list: a misspelled list must not become a host that nobody knows.
  if (!isPlace(at) && !(isListed && HOST.test(at))) {
    return `one of ${[...PLACES, ...NAMES].join(", ")} and then an address, network or name`;
  }
  const why = reason.join(" ").slice(0, WHY_UNITS_MAX).toWellFormed();
  draft.places[isListed ? (first as Place) : "allow"].push({ at, why: why === "" ? "the operator's list" : why });
  return undefined;
}

function isPlace(text: string): boolean {
  const read = parseTarget(text);
  return read.ok && (read.value.kind === "address" || read.value.kind === "prefix");
}

function emptyDraft(): Draft {
  return {
    places: { allow: [], management: [], gateway: [], resolver: [], "time-source": [], peer: [], shared: [] },
    names: { account: [], host: [], safety: [], "safety-account": [], process: [] },
  };
}

function configOf({ places, names }: Draft): ProtectionConfig {
  return {
    allow: places.allow,
    management: places.management,
    gateways: places.gateway,
    resolvers: places.resolver,
    timeSources: places["time-source"],
    peers: places.peer,
    // Nobody whom the enforcer knows could approve it.
    shared: places.shared.map((place) => ({ ...place, policy: "refuse" })),
    accounts: names.account,
    hosts: names.host,
    safety: { hosts: names.safety, accounts: names["safety-account"], processes: names.process },
  };
}

function bad(line: number, expected: string): Checked<never, AllowlistFault> {
  return no({ kind: "bad-allowlist", line, expected });
}
