import { assert, type Checked, type Clock, no } from "../lib/index.ts";
import { parseCheckpoint, parseNote, type SignatureChecks, type Vkey } from "../merkle/index.ts";
import { type CosignatureFault, type CosignatureLine, readCosignatures } from "./cosignatures.ts";
import { type HttpAnswer, type HttpPost, SIZE_TYPE } from "./http.ts";
import { mediaType, readSize, sentence } from "./read-answer.ts";
import { formatAddCheckpoint } from "./request.ts";

/** Requests that are made for one cosignature: the first, one after what its 409 taught, and one if the witness then moved. */
const TRIES_MAX = 3;

/** What is submitted to a witness, and how its answer is judged. */
export type Submission = {
  /** Our checkpoint: a signed note. */
  readonly checkpoint: Uint8Array;
  /** The size that this witness cosigned last, as far as we know; 0 when we do not, and then its 409 tells us. */
  readonly knownSize?: bigint;
  /** The consistency proof from a size, 1 or more, to the checkpoint's. */
  readonly prove: (oldSize: bigint) => Promise<readonly Uint8Array[]>;
  /** The witness's keys; what others sign is ignored. */
  readonly witness: readonly Vkey[];
  readonly checks: SignatureChecks;
  readonly clock: Clock;
};

/** Why there is no cosignature. */
export type SubmitFault =
  | CosignatureFault
  /** The witness says no, for the reason of its status (c2sp.org/tlog-witness §add-checkpoint). `why` is its own text, made safe to show. */
  | { readonly kind: "refused"; readonly status: number; readonly why: string }
  /** The witness has cosigned more of this log than we have: our state is old, or somebody signs with the log's key. */
  | { readonly kind: "witness-ahead"; readonly size: bigint }
  /** A 409 that names no size, or the one that it was asked with, or sizes that change at each request. */
  | { readonly kind: "bad-conflict" };

/**
 * Asks a witness for its cosignatures on a checkpoint of ours (c2sp.org/tlog-witness §add-checkpoint) and verifies what comes back. The
 * lines given are by its keys, one a key, over our checkpoint, at a believable time. Throws what `post` and `prove` throw.
 */
export async function submitCheckpoint(
  post: HttpPost,
  submission: Submission,
): Promise<Checked<readonly CosignatureLine[], SubmitFault>> {
  const { text, size } = ownCheckpoint(submission.checkpoint);
  let oldSize = submission.knownSize ?? 0n;
  if (oldSize > size) return no({ kind: "witness-ahead", size: oldSize });
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const answer = await post(await requestFrom(submission, oldSize));
    if (answer.status === 200) return readCosignatures(answer.body, text, submission);
    if (answer.status !== 409) return no({ kind: "refused", status: answer.status, why: sentence(answer.body) });
    const known = conflictSize(answer);
    if (known === undefined || known === oldSize) return no({ kind: "bad-conflict" });
    if (known > size) return no({ kind: "witness-ahead", size: known });
    oldSize = known;
  }
  return no({ kind: "bad-conflict" });
}

/** What we signed ourselves; that it cannot be read is a bug. */
function ownCheckpoint(bytes: Uint8Array): { readonly text: string; readonly size: bigint } {
  const note = parseNote(bytes);
  assert(note.ok, "what is submitted is a signed note");
  const head = parseCheckpoint(note.value.text);
  assert(head.ok, "what is submitted is a checkpoint");
  return { text: note.value.text, size: head.value.size };
}

async function requestFrom({ checkpoint, prove }: Submission, oldSize: bigint): Promise<Uint8Array> {
  const proof = oldSize === 0n ? [] : await prove(oldSize);
  return formatAddCheckpoint({ oldSize, proof, checkpoint });
}

/** The size in a 409; undefined when there is none. Input is untrusted. */
function conflictSize({ type, body }: HttpAnswer): bigint | undefined {
  return mediaType(type) === SIZE_TYPE ? readSize(body) : undefined;
}
