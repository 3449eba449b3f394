import { type Sha256, toHex, utf8 } from "../../lib/index.ts";
import type { Digest } from "../../model/index.ts";
import type { LoadOptions, SigmaRule } from "./rules.ts";

/**
 * Names a set of rules and what they were loaded with: SHA-256 over sorted lines that end in a line feed. A rule's line is the digest of its
 * document as 64 hexadecimal digits. Only what is there adds lines: `<kind> <digest>` for filters, their dialect and pipelines, and
 * `placeholder <name> <digest of the values, in order, as a JSON list>`.
 */
export function ruleSetDigest(rules: readonly SigmaRule[], sha256: Sha256, options: LoadOptions = {}): Digest {
  const digestOf = (bytes: Uint8Array): Digest => toHex(sha256(bytes)) as Digest;
  const pipelines = (options.pipelines ?? []).map(({ bytes }, index) => `pipeline ${index} ${digestOf(bytes)}`);
  const placeholders = [...(options.placeholders ?? [])].map(
    ([name, values]) => `placeholder ${JSON.stringify(name)} ${digestOf(utf8(JSON.stringify(values)))}`,
  );
  const amended = rules.flatMap(({ amendments }) =>
    amendments.flatMap(({ kind, digest }) => (kind === "pipeline" ? [] : [`${kind} ${digest}`])),
  );
  const lines = [...new Set([...rules.map(({ ref }) => ref.digest), ...amended, ...pipelines, ...placeholders])].sort();
  return digestOf(utf8(lines.map((line) => `${line}\n`).join("")));
}
