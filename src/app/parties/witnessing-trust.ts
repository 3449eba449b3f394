import { majority } from "./witnessing.ts";
import type { Peers } from "./witnessing-peers.ts";

/**
 * Trust-file lines with this node's witnesses in place of `quorum none` (c2sp.org/tlog-policy): a line a key, a group a party, so that
 * two keys of one party count once, and a quorum of more than half of the parties. The lines as they are when there is no witness.
 */
export function withWitnesses(lines: readonly string[], { witnesses }: Pick<Peers, "witnesses">): readonly string[] {
  if (witnesses.length === 0) return lines;
  const parties = witnesses.map((witness, at) => ({ ...witness, name: partyName(witness.party, at) }));
  const needed = majority(parties.length);
  const policy = [
    `# cosigned by other parties; a reader decides whom of them to believe, and how many are enough`,
    ...parties.flatMap(({ name, vkeys, url }) => [
      ...vkeys.map((vkey, key) => `witness ${name}/${key + 1} ${vkey} ${url}`),
      `group ${name} any ${vkeys.map((_, key) => `${name}/${key + 1}`).join(" ")}`,
    ]),
    `group witnesses ${needed} ${parties.map(({ name }) => name).join(" ")}`,
    "quorum witnesses",
  ];
  return lines.flatMap((line) => (line === "quorum none" ? policy : [line]));
}

/** One word, and no other's: policy names hold no spaces. */
function partyName(party: string, at: number): string {
  const word = party
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}.]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  return `${at + 1}-${word === "" ? "party" : word}`;
}
