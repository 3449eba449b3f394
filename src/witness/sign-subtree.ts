import { createVerifier, formatSignatureLine, KEY_TYPES, openParsedNote, verifySubtreeConsistency } from "../merkle/index.ts";
import type { WitnessContext } from "./context.ts";
import { cosignSubtree } from "./cosigner.ts";
import { type HttpAnswer, linesAnswer, refusal } from "./http.ts";
import { parseSignSubtree, type SignSubtree } from "./request.ts";
import { logOf, readShown, type ShownNote } from "./shown.ts";

/** Answers a sign-subtree request, with the checks of c2sp.org/tlog-witness §sign-subtree in its order. It changes no state. */
export async function signSubtree(context: WitnessContext, body: Uint8Array): Promise<HttpAnswer> {
  const request = parseSignSubtree(body);
  if (!request.ok) return refusal(400, `line ${request.fault.line}: expected ${request.fault.expected}`);
  const shown = readShown(request.value.checkpoint);
  if (!shown.ok) return shown.fault;
  const refused = judgeProof(context, request.value, shown.value);
  if (refused !== undefined) return refused;
  const { origin } = shown.value.head;
  if (logOf(context, origin) === undefined) return refusal(404, "unknown log");
  if (!(await isOurs(context, shown.value))) return refusal(403, "the checkpoint is not cosigned by this witness");
  const { start, end, hash } = request.value;
  const able = context.cosigners.filter(({ vkey }) => vkey.type === KEY_TYPES.mlDsa44Cosignature);
  if (able.length === 0) return refusal(404, "this witness signs no subtrees");
  const lines = await Promise.all(able.map((own) => cosignSubtree(own, { origin, start, end, hash })));
  return linesAnswer(lines.map(formatSignatureLine));
}

function judgeProof({ sha256 }: WitnessContext, request: SignSubtree, { head }: ShownNote): HttpAnswer | undefined {
  const { start, end, hash, proof } = request;
  if (head.extensions.length > 0) return refusal(400, "expected no extension lines");
  // An empty subtree is part of every tree: a signature on it would say nothing.
  if (start === end) return refusal(400, "expected a subtree with a leaf");
  const verdict = verifySubtreeConsistency(sha256, { start, end, size: head.size, subtreeRoot: hash, root: head.root, proof });
  if (verdict.ok) return undefined;
  if (verdict.fault.kind === "bad-range") return refusal(400, `expected ${verdict.fault.expected}`);
  return refusal(422, "the proof does not show that the subtree is part of the checkpoint");
}

/** Does a key of ours stand on the note, and none wrongly? */
async function isOurs({ cosigners, checks }: WitnessContext, { note }: ShownNote): Promise<boolean> {
  const opened = await openParsedNote(
    note,
    cosigners.map(({ vkey }) => createVerifier(vkey, checks)),
  );
  return opened.ok;
}
