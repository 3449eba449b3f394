import { textOf } from "../../src/lib/index.ts";
import { formatVkey, KEY_TYPES, sha256 } from "../../src/merkle/index.ts";
import {
  type Conflict,
  type CosignerKey,
  createWitness,
  type HttpAnswer,
  type Witness,
  type WitnessOptions,
} from "../../src/witness/index.ts";
import { formatAddCheckpoint } from "../../src/witness/request.ts";
import { rawTestKey, signatureChecks } from "../support/note-keys.ts";
import type { TestLog } from "./log.ts";
import { memoryWitnessStore } from "./memory-store.ts";

/** The witness's name in tests. */
export const WITNESS_NAME = "witness.example/w1";

/** When the clock of a test stands still: POSIX seconds. */
export const NOW = 1_795_343_175;

/** The witness's keys, one of each kind. */
export const WITNESS_KEYS: readonly CosignerKey[] = [KEY_TYPES.ed25519Cosignature, KEY_TYPES.mlDsa44Cosignature].map((type) => {
  const { vkey, sign } = rawTestKey(WITNESS_NAME, type, 0x77);
  return { vkey: formatVkey(vkey), sign };
});

/** A witness of `logs` over a store in memory; `conflicts` fills as it meets them. */
export function testWitness(
  logs: readonly TestLog[],
  given: Partial<WitnessOptions> = {},
): { readonly witness: Witness; readonly conflicts: Conflict[] } {
  const conflicts: Conflict[] = [];
  const witness = createWitness({
    logs: () => logs.map(({ known }) => known),
    signers: WITNESS_KEYS,
    store: memoryWitnessStore(),
    checks: signatureChecks,
    sha256,
    clock: () => NOW * 1000,
    onConflict: async (conflict) => void conflicts.push(conflict),
    ...given,
  });
  return { witness, conflicts };
}

/** The request that shows how `log` grew. */
export async function growth(log: TestLog, from: number, to: number): Promise<Uint8Array> {
  return formatAddCheckpoint({ oldSize: BigInt(from), proof: log.proof(from, to), checkpoint: await log.note(to) });
}

/** A status and the text of its body. */
export function said({ status, body }: HttpAnswer): readonly [status: number, text: string] {
  return [status, textOf(body) ?? "not text"];
}
