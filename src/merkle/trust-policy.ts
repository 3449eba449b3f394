import { type Checked, no, parseCount, toHex, yes } from "../lib/index.ts";
import { explainVkeyFault, KEY_TYPES, type KeyType, parseVkey, type Vkey } from "./vkey.ts";

/** A log whose checkpoints are believed. */
export type TrustedLog = { readonly vkey: Vkey; readonly url: string | undefined };

/** A witness, by the name that the policy gives it. */
export type TrustedWitness = { readonly name: string; readonly vkey: Vkey; readonly url: string | undefined };

/** Which witnesses must have cosigned. */
export type Quorum =
  | { readonly kind: "none" }
  | { readonly kind: "witness"; readonly name: string }
  | { readonly kind: "group"; readonly name: string; readonly threshold: number; readonly members: readonly Quorum[] };

/** A reader's trust file: c2sp.org/tlog-policy, and `party <vkey>` lines for statement keys (spec/checkpoint.md §Trust file). */
export type TrustPolicy = {
  readonly logs: readonly TrustedLog[];
  readonly witnesses: readonly TrustedWitness[];
  readonly parties: readonly Vkey[];
  readonly quorum: Quorum;
};

/** `line` counts from 1. */
export type TrustPolicyFault = { readonly kind: "bad-trust-policy"; readonly line: number; readonly expected: string };

/** Most lines of each kind (log, witness, group, party); the specification asks for at least 32. */
const POLICY_ENTRIES_MAX = 256;
const POLICY_UNITS_MAX = 1_048_576;

type Draft = {
  readonly logs: TrustedLog[];
  readonly witnesses: TrustedWitness[];
  readonly parties: Vkey[];
  readonly publicKeys: Set<string>;
  readonly names: Map<string, Quorum>;
  readonly grouped: Set<string>;
  quorum: Quorum | undefined;
};

/** What is wrong with a line, or nothing. */
type Problem = string | undefined;

/**
 * Reads a trust file. Input is untrusted in form. Refused: any key twice under whatever name or role, a log's name as a witness's, a
 * threshold that is 0 or above the members, a name in two groups, no quorum line or two. Lines end with "\n"; only space and tab separate.
 */
export function parseTrustPolicy(text: string): Checked<TrustPolicy, TrustPolicyFault> {
  if (text.length > POLICY_UNITS_MAX) return refuse(1, `at most ${POLICY_UNITS_MAX} characters`);
  const draft: Draft = {
    logs: [],
    witnesses: [],
    parties: [],
    publicKeys: new Set(),
    names: new Map(),
    grouped: new Set(),
    quorum: undefined,
  };
  const lines = text.split("\n");
  if (lines.pop() !== "") return refuse(lines.length + 1, "a newline at the end");
  for (const [at, line] of lines.entries()) {
    const problem = readLine(draft, line);
    if (problem !== undefined) return refuse(at + 1, problem);
  }
  const { logs, witnesses, parties, quorum } = draft;
  return quorum === undefined ? refuse(lines.length + 1, "a quorum line") : yes({ logs, witnesses, parties, quorum });
}

const HAS_CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/;

function readLine(draft: Draft, line: string): Problem {
  if (HAS_CONTROL.test(line)) return "no control character but tab and newline";
  const [keyword = "", ...words] = line.split(/[ \t]+/).filter((word) => word !== "");
  if (keyword === "" || keyword.startsWith("#")) return undefined;
  switch (keyword) {
    case "log":
      return readLog(draft, words);
    case "witness":
      return readWitness(draft, words);
    case "party":
      return readParty(draft, words);
    case "group":
      return readGroup(draft, words);
    case "quorum":
      return readQuorum(draft, words);
    default:
      return "log, witness, party, group or quorum";
  }
}

function readLog(draft: Draft, [text = "", url, ...rest]: readonly string[]): Problem {
  if (rest.length > 0) return "log <vkey> [<url>]";
  if (draft.logs.length === POLICY_ENTRIES_MAX) return `at most ${POLICY_ENTRIES_MAX} logs`;
  const vkey = readKey(draft, text, [KEY_TYPES.ed25519Note, KEY_TYPES.mlDsa44Cosignature]);
  if (typeof vkey === "string") return vkey;
  if (draft.witnesses.some((witness) => witness.vkey.name === vkey.name)) return "a key name that no witness has";
  draft.logs.push({ vkey, url });
  return undefined;
}

function readWitness(draft: Draft, [name = "", text = "", url, ...rest]: readonly string[]): Problem {
  if (rest.length > 0) return "witness <name> <vkey> [<url>]";
  if (draft.witnesses.length === POLICY_ENTRIES_MAX) return `at most ${POLICY_ENTRIES_MAX} witnesses`;
  if (name === "none" || draft.names.has(name)) return "a name that is not taken";
  const vkey = readKey(draft, text, [KEY_TYPES.ed25519Cosignature, KEY_TYPES.mlDsa44Cosignature]);
  if (typeof vkey === "string") return vkey;
  if (draft.logs.some((log) => log.vkey.name === vkey.name)) return "a key name that no log has";
  draft.witnesses.push({ name, vkey, url });
  draft.names.set(name, { kind: "witness", name });
  return undefined;
}

function readParty(draft: Draft, [text = "", ...rest]: readonly string[]): Problem {
  if (rest.length > 0) return "party <vkey>";
  if (draft.parties.length === POLICY_ENTRIES_MAX) return `at most ${POLICY_ENTRIES_MAX} parties`;
  const vkey = readKey(draft, text, [KEY_TYPES.ed25519Note]);
  if (typeof vkey === "string") return vkey;
  draft.parties.push(vkey);
  return undefined;
}

/** A key of one of these types that is new to the policy, or what was expected. */
function readKey(draft: Draft, text: string, types: readonly KeyType[]): Vkey | string {
  const vkey = parseVkey(text);
  if (!vkey.ok) return explainVkeyFault(vkey.fault);
  if (!types.includes(vkey.value.type)) return `a key of type ${types.join(" or ")}, got ${vkey.value.type}`;
  const publicKey = toHex(vkey.value.publicKey);
  if (draft.publicKeys.has(publicKey)) return "a public key that no other line has, under whatever name";
  draft.publicKeys.add(publicKey);
  return vkey.value;
}

function readGroup(draft: Draft, [name = "", k = "", ...memberNames]: readonly string[]): Problem {
  if (memberNames.length === 0 || memberNames.length > POLICY_ENTRIES_MAX) return "group <name> all|any|<k> <member>...";
  if (draft.names.size - draft.witnesses.length === POLICY_ENTRIES_MAX) return `at most ${POLICY_ENTRIES_MAX} groups`;
  if (name === "none" || draft.names.has(name)) return "a name that is not taken";
  const threshold = readThreshold(k, memberNames.length);
  if (threshold === undefined) return `all, any, or a number from 1 to ${memberNames.length}`;
  const members: Quorum[] = [];
  for (const memberName of memberNames) {
    const member = draft.names.get(memberName);
    if (member === undefined) return `members defined above, got ${memberName}`;
    if (draft.grouped.has(memberName)) return `each name in one group once, got ${memberName} again`;
    draft.grouped.add(memberName);
    members.push(member);
  }
  draft.names.set(name, { kind: "group", name, threshold, members });
  return undefined;
}

function readThreshold(k: string, members: number): number | undefined {
  if (k === "all") return members;
  if (k === "any") return 1;
  const count = parseCount(k);
  return count.ok && count.value >= 1 && count.value <= members ? count.value : undefined;
}

function readQuorum(draft: Draft, [name = "", ...rest]: readonly string[]): Problem {
  if (rest.length > 0 || draft.quorum !== undefined) return "one quorum line with one name";
  const quorum = name === "none" ? ({ kind: "none" } as const) : draft.names.get(name);
  if (quorum === undefined) return "a witness or group defined above, or none";
  draft.quorum = quorum;
  return undefined;
}

/** Have enough witnesses cosigned? `seen` holds the policy's names of witnesses with a valid cosignature. */
export function isQuorumMet(quorum: Quorum, seen: ReadonlySet<string>): boolean {
  switch (quorum.kind) {
    case "none":
      return true;
    case "witness":
      return seen.has(quorum.name);
    case "group":
      return quorum.members.filter((member) => isQuorumMet(member, seen)).length >= quorum.threshold;
  }
}

function refuse(line: number, expected: string): Checked<never, TrustPolicyFault> {
  return no({ kind: "bad-trust-policy", line, expected });
}
