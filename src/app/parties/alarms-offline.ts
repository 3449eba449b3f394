import { nodeSignatureChecks, sha256 } from "../../ledger/io/index.ts";
import { type Checked, no, yes } from "../../lib/index.ts";
import { parseTrustPolicy } from "../../merkle/index.ts";
import { explainForkVerdict, verifyForkProof } from "../../witness/index.ts";
import { vkeysOf } from "./witnessing-peers.ts";

/**
 * What a file proves about a log, by keys that whoever asks brings: vkeys, or the `log` lines of a trust file. Needs no ledger and no
 * network. Both answers are sentences.
 */
export async function judgeForkFile(
  file: Uint8Array,
  keys: readonly string[],
  trust: string | undefined,
): Promise<Checked<string, string>> {
  const policy = trust === undefined ? undefined : parseTrustPolicy(trust);
  if (policy?.ok === false) return no(`trust file line ${policy.fault.line}: expected ${policy.fault.expected}`);
  const vkeys = [...vkeysOf(keys), ...(policy?.value.logs ?? []).map(({ vkey }) => vkey)];
  if (vkeys.length === 0) return no("no key of the log was given that could be read");
  const verdict = await verifyForkProof(file, vkeys, nodeSignatureChecks, sha256);
  return verdict.ok ? yes(explainForkVerdict(verdict.value)) : no(`it proves nothing by these keys (${verdict.fault.kind})`);
}
