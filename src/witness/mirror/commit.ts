import { assert, equalBytes } from "../../lib/index.ts";
import { edgeRoot, formatNote, formatSignatureLine, parseCheckpoint, parseNote, type SignatureLine } from "../../merkle/index.ts";
import { cosign } from "../cosigner.ts";
import { type HttpAnswer, linesAnswer, refusal } from "../http.ts";
import { cosignatureTime } from "../time.ts";
import { infoAnswer } from "./mirror-info.ts";
import { type BelievedHead, keepMirrored, type MirrorContext, type MirroredLog, returnToMirrored } from "./mirrored-log.ts";

/**
 * Makes `head`, all of whose entries are held, the mirror checkpoint, and answers with our cosignatures. Tiles, bundles and the signed
 * note are durable before anybody sees a signature; the root is computed from what was written, not taken from the log.
 */
export async function commit(context: MirrorContext, mirrored: MirroredLog, head: BelievedHead): Promise<HttpAnswer> {
  const { copy, mirrored: last } = mirrored;
  if (last !== undefined && last.size > head.size) return conflict(mirrored);
  if (last !== undefined && last.size === head.size) return linesAnswer(ownLines(context, last.note).map(formatSignatureLine));
  const edge = await copy.edgeAt(head.size);
  if (edge === undefined || !equalBytes(edgeRoot(context.sha256, edge), head.root)) return forget(context, mirrored);
  await copy.writePartials(edge);
  await copy.sync();
  const time = cosignatureTime(context.clock, last?.time ?? 0n);
  if (time === undefined) return refusal(503, "the mirror's clock went back");
  const checkpoint = parseCheckpoint(head.text);
  assert(checkpoint.ok, "a head that was kept is a checkpoint");
  const lines = await Promise.all(context.cosigners.map((own) => cosign(own, head.text, checkpoint.value, time)));
  const note = formatNote(head.text, [...linesOf(head.note), ...lines]);
  await keepMirrored(context, mirrored, { ...head, note, time });
  return linesAnswer(lines.map(formatSignatureLine));
}

/**
 * What lies on the disk beyond our last signature is not what the log signed, so some of it rotted. It is forgotten, and uploads write it
 * anew. Nothing was signed over it.
 */
async function forget(context: MirrorContext, mirrored: MirroredLog): Promise<HttpAnswer> {
  await returnToMirrored(context, mirrored);
  return conflict(mirrored);
}

function conflict({ copy, pending }: MirroredLog): HttpAnswer {
  const size = BigInt(pending.at(-1)?.size ?? 0);
  return infoAnswer(409, { size, next: BigInt(copy.next), ticket: new Uint8Array(0) });
}

/** The log's lines of a note that we kept. */
function linesOf(note: Uint8Array): readonly SignatureLine[] {
  const parsed = parseNote(note);
  assert(parsed.ok, "a note that was kept is one");
  return parsed.value.signatures;
}

function ownLines({ cosigners }: MirrorContext, note: Uint8Array): readonly SignatureLine[] {
  return linesOf(note).filter(({ name, keyId }) => cosigners.some(({ vkey }) => vkey.name === name && vkey.keyId === keyId));
}
