import { type Checked, type Clock, concat, no, type Sha256, yes } from "../../lib/index.ts";
import {
  proveConsistency,
  proveSubtree,
  type SignatureChecks,
  TILE_WIDTH,
  type TileSource,
  type Vkey,
} from "../../merkle/index.ts";
import { type CosignatureFault, type CosignatureLine, readCosignatures } from "../cosignatures.ts";
import type { HttpAnswer, HttpPost } from "../http.ts";
import { mediaType, sentence } from "../read-answer.ts";
import { type SubmitFault, submitCheckpoint } from "../submit.ts";
import { type LogReadFault, readBundle, unreadable } from "../watch/bundle.ts";
import { rememberTiles } from "../watch/log-reader.ts";
import { openSignedHead } from "../watch/signed-head.ts";
import { formatPackage, formatUploadHeader, packageRanges } from "./entry-package.ts";
import { INFO_TYPE, type MirrorInfo, parseMirrorInfo } from "./mirror-info.ts";

/** What is pushed, and to whom. */
export type Push = {
  /** POSTs to the mirror's `add-checkpoint` and `add-entries`. */
  readonly post: { readonly addCheckpoint: HttpPost; readonly addEntries: HttpPost };
  /** Our checkpoint, a signed note, and the key that signed it. */
  readonly checkpoint: Uint8Array;
  readonly log: readonly Vkey[];
  /** The log's own files. */
  readonly tiles: TileSource;
  /** The mirror's keys; what others sign is ignored. */
  readonly mirror: readonly Vkey[];
  readonly checks: SignatureChecks;
  readonly sha256: Sha256;
  readonly clock: Clock;
  /** The size that this mirror took last as pending, if we know it. */
  readonly knownSize?: bigint;
  /** Told after each answer how many entries the mirror holds. */
  readonly progress?: (next: number, size: number) => void;
};

/** What a push came to: the mirror's cosignatures on our checkpoint, each verified, and how many entries were sent. */
export type Pushed = { readonly cosignatures: readonly CosignatureLine[]; readonly sent: number };

/** Why a mirror did not sign. */
export type PushFault =
  | SubmitFault
  | LogReadFault
  | { readonly kind: "bad-own-checkpoint" }
  /** A 202 or 409 without three lines that make sense. */
  | { readonly kind: "bad-info" }
  /** The mirror takes no uploads to our size any more: a later checkpoint of ours came first. */
  | { readonly kind: "superseded"; readonly size: bigint }
  /** It keeps asking for what we sent. */
  | { readonly kind: "no-progress"; readonly next: number };

/** Most bytes of a request of more than one package. */
const BODY_BYTES_MAX = 16_777_216;

/** Answers without a new entry, in a row, before we stop: restarts of the mirror, and other uploads beside ours. */
const STANDSTILLS_MAX = 3;

/**
 * Pushes our log to a mirror up to our checkpoint (c2sp.org/tlog-mirror): the checkpoint first, then what the mirror says is missing, in
 * requests of at most 8,192 entries. A push that breaks off goes on where the mirror is. Throws what the posts and `tiles` throw.
 */
export async function pushToMirror(push: Push): Promise<Checked<Pushed, PushFault>> {
  const own = await openSignedHead(push.checkpoint, push.log, push.checks);
  if (!own.ok || own.value.head.size > BigInt(Number.MAX_SAFE_INTEGER)) return no({ kind: "bad-own-checkpoint" });
  const { origin, size } = own.value.head;
  const added = await addCheckpoint(push, Number(size));
  if (!added.ok) return added;
  return upload({ ...push, tiles: rememberTiles(push.tiles) }, { origin, size: Number(size), text: own.value.text });
}

/** A mirror takes a checkpoint and signs nothing: an answer without cosignatures is its yes. */
async function addCheckpoint(push: Push, size: number): Promise<Checked<true, PushFault>> {
  const prove = async (oldSize: bigint) => {
    const proof = await proveConsistency(push.sha256, push.tiles, Number(oldSize), size);
    return proof.ok ? proof.value : [];
  };
  const { checkpoint, checks, clock, knownSize } = push;
  const known = knownSize === undefined ? {} : { knownSize };
  const answer = await submitCheckpoint(push.post.addCheckpoint, { checkpoint, prove, witness: [], checks, clock, ...known });
  return answer.ok || answer.fault.kind === "no-cosignature" ? yes(true) : no(answer.fault);
}

type Target = { readonly origin: string; readonly size: number; readonly text: string };

async function upload(push: Push, target: Target): Promise<Checked<Pushed, PushFault>> {
  // An empty upload at the end asks how far the mirror is: its next entry is in the refusal.
  let at: MirrorInfo = { size: BigInt(target.size), next: BigInt(target.size), ticket: new Uint8Array(0) };
  let sent = 0;
  let furthest = -1n;
  for (let standstills = 0; standstills < STANDSTILLS_MAX; ) {
    const body = await uploadBody(push, target, at);
    if (!body.ok) return body;
    sent += body.value.entries;
    const answer = await push.post.addEntries(body.value.bytes);
    if (answer.status === 200) return finished(push, target, answer, sent);
    const info = readInfo(answer, target);
    if (!info.ok) return info;
    at = info.value;
    push.progress?.(Number(at.next), target.size);
    standstills = at.next > furthest ? 0 : standstills + 1;
    furthest = at.next > furthest ? at.next : furthest;
  }
  return no({ kind: "no-progress", next: Number(at.next) });
}

function readInfo(answer: HttpAnswer, { size }: Target): Checked<MirrorInfo, PushFault> {
  const { status, type, body } = answer;
  if (status !== 202 && status !== 409) return no({ kind: "refused", status, why: sentence(body) });
  const info = mediaType(type) === INFO_TYPE ? parseMirrorInfo(body) : undefined;
  if (info === undefined) return no({ kind: "bad-info" });
  if (info.size !== BigInt(size)) return no({ kind: "superseded", size: info.size });
  return info.next > info.size ? no({ kind: "bad-info" }) : yes(info);
}

type UploadBody = { readonly bytes: Uint8Array; readonly entries: number };

async function uploadBody(
  { sha256, tiles }: Push,
  { origin, size }: Target,
  at: MirrorInfo,
): Promise<Checked<UploadBody, LogReadFault>> {
  const header = formatUploadHeader({ origin, start: at.next, end: BigInt(size), ticket: at.ticket });
  const parts: Uint8Array[] = [header];
  let [entries, bytes] = [0, header.length];
  for (const range of packageRanges(Number(at.next), size)) {
    const bundle = await readBundle(tiles, range.first / TILE_WIDTH, Math.min(TILE_WIDTH, size - range.first));
    if (!bundle.ok) return bundle;
    const proof = await proveSubtree(sha256, tiles, { start: range.first, end: range.end }, size);
    if (!proof.ok) return unreadable(proof.fault.path, "a tile of our own");
    const from = range.start - range.first;
    const packed = formatPackage({ entries: bundle.value.slice(from, range.end - range.first), proof: proof.value });
    if (entries > 0 && bytes + packed.length > BODY_BYTES_MAX) break;
    parts.push(packed);
    [entries, bytes] = [entries + range.end - range.start, bytes + packed.length];
  }
  return yes({ bytes: concat(...parts), entries });
}

async function finished(
  push: Push,
  target: Target,
  { body }: HttpAnswer,
  sent: number,
): Promise<Checked<Pushed, CosignatureFault>> {
  const trust = { witness: push.mirror, checks: push.checks, clock: push.clock };
  const cosignatures = await readCosignatures(body, target.text, trust);
  return cosignatures.ok ? yes({ cosignatures: cosignatures.value, sent }) : cosignatures;
}
