import type { SigmaRule } from "../../detect/index.ts";
import { sha256 } from "../../ledger/io/index.ts";
import { toHex, utf8 } from "../../lib/index.ts";

/** Equal for rule sets, of the same load options, in which each rule has the same number and says the same. */
export function numberingOf(rules: readonly SigmaRule[]): string {
  const said = rules.map(({ ref, amendments }) => [ref.digest, ...amendments.map(({ digest }) => digest)].join("+"));
  return toHex(sha256(utf8(said.join("\n"))));
}
