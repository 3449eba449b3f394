import { equalBytes } from "../lib/index.ts";
import { emptyRoot, formatNote, formatSignatureLine, type SignatureLine, verifyConsistency } from "../merkle/index.ts";
import { otherRoot } from "./conflict.ts";
import type { WitnessContext } from "./context.ts";
import { cosign } from "./cosigner.ts";
import { type HttpAnswer, linesAnswer, refusal, sizeAnswer } from "./http.ts";
import { type Kept, readKept } from "./kept.ts";
import { logId } from "./known-log.ts";
import { type AddCheckpoint, parseAddCheckpoint } from "./request.ts";
import { openShown, readShown, type Shown } from "./shown.ts";
import { cosignatureTime } from "./time.ts";

/** Times that a request is judged anew because another process that shares the store was faster. */
const TRIES_MAX = 8;

/** Answers an add-checkpoint request, with the checks of c2sp.org/tlog-witness §add-checkpoint in its order. */
export async function addCheckpoint(context: WitnessContext, body: Uint8Array): Promise<HttpAnswer> {
  const request = parseAddCheckpoint(body);
  if (!request.ok) return refusal(400, `line ${request.fault.line}: expected ${request.fault.expected}`);
  const read = readShown(request.value.checkpoint);
  if (!read.ok) return read.fault;
  const shown = await openShown(context, read.value);
  if (!shown.ok) return shown.fault;
  const claim = { ...request.value, shown: shown.value };
  if (claim.oldSize > claim.shown.head.size) return refusal(400, "expected an old size of at most the checkpoint's size");
  const id = logId(context.sha256, claim.shown.head.origin);
  return (await context.turns(id, () => settle(context, id, claim))) ?? refusal(503, "too many requests for this log");
}

/** What was asked: that the log grew from `oldSize` to what it has shown. */
type Claim = Pick<AddCheckpoint, "oldSize" | "proof"> & { readonly shown: Shown };

async function settle(context: WitnessContext, id: string, claim: Claim): Promise<HttpAnswer> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const kept = await readKept(context, id, claim.shown.head.origin);
    const refused = judge(context, kept, claim);
    if (refused !== undefined) {
      await keepConflict(context, kept, claim);
      return refused;
    }
    const time = cosignatureTime(context.clock, kept.time);
    if (time === undefined) return refusal(503, "the witness's clock went back");
    const lines = await Promise.all(context.cosigners.map((own) => cosign(own, claim.shown.text, claim.shown.head, time)));
    // Nobody has seen a signature until the store has taken the note that it stands on.
    if (await context.store.compareAndSet(id, kept.note, noteOf(claim.shown, lines)))
      return linesAnswer(lines.map(formatSignatureLine));
  }
  return refusal(503, "too many requests for this log");
}

/** The refusal that the state of the log asks for, if any. */
function judge({ sha256 }: WitnessContext, { head: known }: Kept, { oldSize, proof, shown }: Claim): HttpAnswer | undefined {
  const { size, root } = shown.head;
  if (oldSize !== known.size) return sizeAnswer(known.size);
  if (size === 0n && !equalBytes(root, emptyRoot(sha256))) return refusal(422, "expected the root of the empty tree");
  if (oldSize === 0n) return proof.length === 0 ? undefined : refusal(422, "expected no proof from size 0");
  const verdict = verifyConsistency(sha256, { oldSize, newSize: size, oldRoot: known.root, newRoot: root, proof });
  return verdict.ok ? undefined : refusal(422, "the proof does not show that the log only grew");
}

async function keepConflict(context: WitnessContext, kept: Kept, { oldSize, proof, shown }: Claim): Promise<void> {
  if (kept.note === undefined || context.onConflict === undefined) return;
  const found = otherRoot(context.sha256, kept.head, { shown: shown.head, oldSize, proof });
  if (found === undefined) return;
  const { origin } = shown.head;
  await context.onConflict({ origin, ...found, known: kept.note, shown: noteOf(shown, []) });
}

/** The log's verified lines and ours: what else stood on the note could be made to pass for ours. */
function noteOf({ text, lines }: Shown, cosignatures: readonly SignatureLine[]): Uint8Array {
  return formatNote(text, [...lines, ...cosignatures]);
}
