import { assert, type Checked, equalBytes, no } from "../lib/index.ts";
import { formatNote, isQuorumMet, parseNote, type SignatureLine, type TrustPolicy, type Vkey } from "../merkle/index.ts";
import type { CosignatureLine } from "./cosignatures.ts";
import type { HttpPost } from "./http.ts";
import { type Submission, type SubmitFault, submitCheckpoint } from "./submit.ts";

/** A witness that is asked: where, and with which keys it answers. */
export type AskedWitness = { readonly name: string; readonly post: HttpPost; readonly vkeys: readonly Vkey[] };

/** What one witness answered. `unreachable` holds the error with which asking it failed. */
export type WitnessAnswer = {
  readonly name: string;
  readonly lines: Checked<readonly CosignatureLine[], SubmitFault | { readonly kind: "unreachable"; readonly cause: unknown }>;
};

/** A checkpoint with what has been collected so far. */
export type Collected = {
  /** The checkpoint as a signed note: its own lines, then the cosignatures, each key once. */
  readonly note: Uint8Array;
  readonly quorumMet: boolean;
  /** In the order in which they came. */
  readonly answers: readonly WitnessAnswer[];
};

/** What is collected and how. */
export type Collection = Pick<Submission, "checkpoint" | "prove" | "checks" | "clock"> & {
  readonly witnesses: readonly AskedWitness[];
  /** Whose cosignatures count, by public key, and how many are enough. */
  readonly policy: Pick<TrustPolicy, "witnesses" | "quorum">;
};

/**
 * Asks all witnesses at once, for one checkpoint, and gives it with what they cosigned when all have answered; never rejects for a
 * witness. How long a witness may take is its `post`'s matter. A cosignature counts for the policy's witness with the same public key and
 * type. A ledger that grows is brought to its witnesses by the rounds of src/app/witnessing.ts instead, which wait for nobody.
 */
export async function collectCosignatures(collection: Collection): Promise<Collected> {
  const gathering = startGathering(collection);
  await Promise.all(
    collection.witnesses.map(async (witness) => gathering.take({ name: witness.name, lines: await ask(collection, witness) })),
  );
  return gathering.collected();
}

async function ask(
  { checkpoint, prove, checks, clock }: Collection,
  { post, vkeys }: AskedWitness,
): Promise<WitnessAnswer["lines"]> {
  try {
    return await submitCheckpoint(post, { checkpoint, prove, witness: vkeys, checks, clock });
  } catch (cause) {
    return no({ kind: "unreachable", cause });
  }
}

type Gathering = { take(answer: WitnessAnswer): void; collected(): Collected };

function startGathering({ checkpoint, policy }: Collection): Gathering {
  const own = parseNote(checkpoint);
  assert(own.ok, "what is cosigned is a signed note");
  const { text, signatures } = own.value;
  const lines = new Map<string, SignatureLine>(signatures.map((line) => [`${line.name}+${line.keyId}`, line]));
  const answers: WitnessAnswer[] = [];
  const seen = new Set<string>();
  return {
    take(answer) {
      answers.push(answer);
      if (!answer.lines.ok) return;
      for (const line of answer.lines.value) {
        lines.set(`${line.name}+${line.keyId}`, line);
        for (const { name, vkey } of policy.witnesses) if (sameKey(vkey, line.vkey)) seen.add(name);
      }
    },
    collected: () => ({
      note: formatNote(text, [...lines.values()]),
      quorumMet: isQuorumMet(policy.quorum, seen),
      answers: [...answers],
    }),
  };
}

/** Counted by key material: a name and an id are only where to look. */
function sameKey(left: Vkey, right: Vkey): boolean {
  return left.type === right.type && equalBytes(left.publicKey, right.publicKey);
}
