import { equalBytes } from "../../lib/index.ts";
import { emptyRoot, formatNote, type TreeHead, verifyConsistency } from "../../merkle/index.ts";
import { otherRoot } from "../conflict.ts";
import { type HttpAnswer, linesAnswer, refusal, sizeAnswer } from "../http.ts";
import type { KnownLog } from "../known-log.ts";
import { type AddCheckpoint, parseAddCheckpoint } from "../request.ts";
import { logOf, openShown, readShown, type Shown } from "../shown.ts";
import { inTurn, keepPending, type MirrorContext, type MirroredLog, SIZE_MAX } from "./mirrored-log.ts";

type Claim = Pick<AddCheckpoint, "oldSize" | "proof"> & { readonly shown: Shown };

/**
 * Answers an add-checkpoint request as a witness does, but signs nothing: the head becomes what uploads may lead to
 * (c2sp.org/tlog-mirror §add-checkpoint).
 */
export async function addPending(context: MirrorContext, body: Uint8Array): Promise<HttpAnswer> {
  const request = parseAddCheckpoint(body);
  if (!request.ok) return refusal(400, `line ${request.fault.line}: expected ${request.fault.expected}`);
  const read = readShown(request.value.checkpoint);
  if (!read.ok) return read.fault;
  const shown = await openShown(context, read.value);
  if (!shown.ok) return shown.fault;
  const claim = { ...request.value, shown: shown.value };
  const { origin, size } = claim.shown.head;
  if (claim.oldSize > size) return refusal(400, "expected an old size of at most the checkpoint's size");
  if (size > SIZE_MAX) return refusal(400, `expected a size of at most ${SIZE_MAX}`);
  const log = logOf(context, origin) as KnownLog;
  return (await inTurn(context, log, (mirrored) => settle(context, mirrored, claim))) ?? refusal(503, "too many requests");
}

async function settle(context: MirrorContext, mirrored: MirroredLog, claim: Claim): Promise<HttpAnswer> {
  const { origin, size, root } = claim.shown.head;
  const last = mirrored.pending.at(-1);
  const known: TreeHead = { origin, size: BigInt(last?.size ?? 0), root: last?.root ?? emptyRoot(context.sha256) };
  const note = formatNote(claim.shown.text, claim.shown.lines);
  const refused = judge(context, known, claim);
  if (refused === undefined) {
    // The same head again is no news; writing it anew would only wear the disk.
    const head = { note, text: claim.shown.text, size: Number(size), root, time: 0n };
    if (last === undefined || size !== known.size) await keepPending(context, mirrored, head);
    return linesAnswer([]);
  }
  const found = last && otherRoot(context.sha256, known, { ...claim, shown: claim.shown.head });
  if (found !== undefined) await context.onConflict?.({ origin, ...found, known: last?.note ?? note, shown: note });
  return refused;
}

/** The checks of c2sp.org/tlog-witness §add-checkpoint that need the log's state, in its order. */
function judge({ sha256 }: MirrorContext, known: TreeHead, { oldSize, proof, shown }: Claim): HttpAnswer | undefined {
  const { size, root } = shown.head;
  if (oldSize !== known.size) return sizeAnswer(known.size);
  if (size === 0n && !equalBytes(root, emptyRoot(sha256))) return refusal(422, "expected the root of the empty tree");
  if (oldSize === 0n) return proof.length === 0 ? undefined : refusal(422, "expected no proof from size 0");
  const grown = verifyConsistency(sha256, { oldSize, newSize: size, oldRoot: known.root, newRoot: root, proof });
  return grown.ok ? undefined : refusal(422, "the proof does not show that the log only grew");
}
