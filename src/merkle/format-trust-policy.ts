import { assert } from "../lib/index.ts";
import { parseTrustPolicy, type Quorum, type TrustPolicy } from "./trust-policy.ts";
import { formatVkey } from "./vkey.ts";

/**
 * A trust file as text: plain c2sp.org/tlog-policy, with our `party` lines where there are any, that parseTrustPolicy reads back to the
 * same policy. What could not be read back (a name with a space, a key twice, a quorum of others) is a bug of who made the policy.
 */
export function formatTrustPolicy(policy: TrustPolicy): string {
  const lines = [
    ...policy.logs.map(({ vkey, url }) => lineOf("log", formatVkey(vkey), url)),
    ...policy.witnesses.map(({ name, vkey, url }) => lineOf("witness", name, formatVkey(vkey), url)),
    ...policy.parties.map((vkey) => lineOf("party", formatVkey(vkey))),
    ...groupLines(policy.quorum),
    lineOf("quorum", nameOf(policy.quorum)),
  ];
  const text = lines.map((line) => `${line}\n`).join("");
  const read = parseTrustPolicy(text);
  assert(read.ok, `the policy cannot be written: line ${read.ok ? 0 : read.fault.line}`);
  return text;
}

function lineOf(...words: readonly (string | undefined)[]): string {
  return words.filter((word) => word !== undefined).join(" ");
}

/** The groups of a quorum, each below its members. */
function groupLines(quorum: Quorum): readonly string[] {
  if (quorum.kind !== "group") return [];
  const { name, threshold, members } = quorum;
  return [...members.flatMap(groupLines), lineOf("group", name, String(threshold), ...members.map(nameOf))];
}

function nameOf(quorum: Quorum): string {
  return quorum.kind === "none" ? "none" : quorum.name;
}
