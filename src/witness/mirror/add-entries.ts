import { leafHash, treeRoot, verifySubtreeConsistency } from "../../merkle/index.ts";
import { type HttpAnswer, refusal } from "../http.ts";
import { logOf } from "../shown.ts";
import { ByteStream } from "./byte-stream.ts";
import { commit } from "./commit.ts";
import {
  type EntryPackage,
  type PackageRange,
  packageRanges,
  readPackage,
  readUploadHeader,
  type UploadHeader,
} from "./entry-package.ts";
import { infoAnswer } from "./mirror-info.ts";
import { type BelievedHead, inTurn, type MirrorContext, type MirroredLog } from "./mirrored-log.ts";

/** Most bytes of an add-entries request, inflated; what goes beyond is a request that broke off there. */
const UPLOAD_BYTES_MAX = 67_108_864;

/** An upload may repeat at most this many entries that we hold. */
const EXCESS_MAX = 8192;

const BUSY = "too many requests for this log";
const NO_TICKET = new Uint8Array(0);

/** Answers an add-entries request (c2sp.org/tlog-mirror §add-entries). The body is untrusted and read no further than it is needed. */
export async function addEntries(context: MirrorContext, body: AsyncIterable<Uint8Array>): Promise<HttpAnswer> {
  const stream = new ByteStream(body, UPLOAD_BYTES_MAX);
  try {
    return await answer(context, stream);
  } finally {
    await stream.close();
  }
}

async function answer(context: MirrorContext, stream: ByteStream): Promise<HttpAnswer> {
  const header = await readUploadHeader(stream);
  if (header === undefined) return refusal(400, "expected a whole header");
  const log = logOf(context, header.origin);
  if (log === undefined) return refusal(404, "unknown log");
  if (header.start > header.end) return refusal(400, "expected an upload that ends where it starts or after");
  const begun = await inTurn(context, log, async (mirrored) => begin(mirrored, header));
  if (begun === undefined) return refusal(503, BUSY);
  if ("status" in begun) return begun;
  const upload = { log, head: begun.head, start: Number(header.start) };
  const refused = await readPackages(context, stream, upload);
  return refused ?? (await inTurn(context, log, (mirrored) => finish(context, mirrored, upload))) ?? refusal(503, BUSY);
}

/** What an upload leads to, or why it cannot begin: the checks of §Processing, in its order. */
function begin(mirrored: MirroredLog, { start, end }: UploadHeader): { readonly head: BelievedHead } | HttpAnswer {
  const newest = mirrored.pending.at(-1);
  if (newest === undefined) return refusal(422, "no checkpoint of this log was added yet");
  const { next } = mirrored.copy;
  const conflict = (size: number) => infoAnswer(409, { size: BigInt(size), next: BigInt(next), ticket: NO_TICKET });
  const head = mirrored.pending.findLast(({ size }) => BigInt(size) === end);
  if (head === undefined || head.size < (mirrored.mirrored?.size ?? 0)) return conflict(newest.size);
  if (start > BigInt(next)) return conflict(head.size);
  const excess = Math.min(head.size, next) - Number(start);
  return excess > EXCESS_MAX ? conflict(head.size) : { head };
}

type Upload = { readonly log: Parameters<typeof inTurn>[1]; readonly head: BelievedHead; readonly start: number };

/** Takes packages until one is wrong or they end. Gives the refusal if there is one. */
async function readPackages(
  context: MirrorContext,
  stream: ByteStream,
  { log, head, start }: Upload,
): Promise<HttpAnswer | undefined> {
  const ranges = packageRanges(start, head.size);
  for (const [at, range] of ranges.entries()) {
    const entries = await readPackage(stream, range.end - range.start);
    if (entries === undefined) return at === 0 ? refusal(400, "expected a whole package") : undefined;
    const saved = await inTurn(context, log, (mirrored) => save(context, mirrored, { range, head, package: entries }));
    if (saved === undefined) return refusal(503, BUSY);
    if (!saved) return refusal(422, `the proof of entries ${range.start} to ${range.end - 1} does not lead to the checkpoint`);
  }
  return undefined;
}

type Packed = { readonly range: PackageRange; readonly head: BelievedHead; readonly package: EntryPackage };

/** Saves a package if it is the log's; says whether it is. */
async function save(context: MirrorContext, { copy }: MirroredLog, packed: Packed): Promise<boolean> {
  const { first, start, end } = packed.range;
  // The copy went back meanwhile, because what it held did not have the signed root.
  if (start > copy.next) return false;
  const entries = [...(await copy.held(first, start)), ...packed.package.entries];
  const { sha256 } = context;
  const subtreeRoot = treeRoot(
    sha256,
    entries.map((entry) => leafHash(sha256, entry)),
  );
  const { size, root } = packed.head;
  const claim = { start: BigInt(first), end: BigInt(end), size: BigInt(size), subtreeRoot, root, proof: packed.package.proof };
  if (!verifySubtreeConsistency(sha256, claim).ok) return false;
  await copy.add(start, packed.package.entries);
  return true;
}

async function finish(context: MirrorContext, mirrored: MirroredLog, { head }: Upload): Promise<HttpAnswer> {
  const { copy } = mirrored;
  if (copy.next >= head.size) return commit(context, mirrored, head);
  await copy.sync();
  return infoAnswer(202, { size: BigInt(head.size), next: BigInt(copy.next), ticket: NO_TICKET });
}
