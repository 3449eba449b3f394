import { nodeSignatureChecks, sha256 } from "../../../src/ledger/io/index.ts";
import { type Json, present, textOf, toBase64, utf8 } from "../../../src/lib/index.ts";
import {
  consistencyProof,
  createVerifier,
  formatCheckpoint,
  formatConsistencyText,
  formatTlogProof,
  formatVkey,
  inclusionProof,
  isQuorumMet,
  KEY_TYPES,
  openNote,
  parseCheckpoint,
  parseConsistencyText,
  parseTlogProof,
  parseTrustPolicy,
  signNote,
  type TreeHead,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from "../../../src/merkle/index.ts";
import { parseCertificate, verifyToken } from "../../../src/time/index.ts";
import { nodeTimeCrypto } from "../../../src/time/io/index.ts";
import { checkFollowing, pastFromTiles, verifyForkProof } from "../../../src/witness/index.ts";
import { LOG_VKEYS, MemoryLog, ORIGIN, SECONDS } from "../../mirror/log.ts";
import { leavesUpTo } from "../../support/merkle-tree.ts";
import { testKey } from "../../support/note-keys.ts";
import { cook, GOOD, NONCE, POLICY, STAMPED } from "../../time/token-cases.ts";
import { remembering } from "./flip-ledger.ts";
import { type FlipTarget, placeOf } from "./flipping.ts";

const SIZE = 300;
const OLD_SIZE = 77;
const checks = remembering(nodeSignatureChecks);
const LOG = [testKey(ORIGIN, KEY_TYPES.ed25519Note, 0x61), testKey(ORIGIN, KEY_TYPES.mlDsa44Cosignature, 0x62)];
const REEF = testKey("witness.example/reef", KEY_TYPES.ed25519Cosignature, 0x63);
const PIER = testKey("witness.example/pier", KEY_TYPES.mlDsa44Cosignature, 0x64);
const STRANGER = testKey("stranger.example/log", KEY_TYPES.ed25519Note, 0x65);
const POLICY_TEXT = [
  ...LOG.slice(0, 1).map(({ vkey }) => `log ${formatVkey(vkey)}`),
  `witness reef ${formatVkey(REEF.vkey)}`,
  `witness pier ${formatVkey(PIER.vkey)}`,
  "group both all reef pier",
  "quorum both",
  "",
].join("\n");

/** A head that both keys of the log and both witnesses of the trust file must have signed. */
async function openCosigned(note: Uint8Array): Promise<TreeHead | undefined> {
  const policy = parseTrustPolicy(POLICY_TEXT);
  if (!policy.ok) throw new Error(policy.fault.expected);
  const own = LOG.map(({ vkey }) => ({ ...createVerifier(vkey, checks), witness: undefined }));
  const others = policy.value.witnesses.map(({ name, vkey }) => ({ ...createVerifier(vkey, checks), witness: name }));
  const opened = await openNote(note, [...own, ...others]);
  if (!opened.ok) return undefined;
  const seen = opened.value.verified.map(({ verifier }) => verifier);
  const met = isQuorumMet(policy.value.quorum, new Set(seen.flatMap(({ witness }) => witness ?? [])));
  const head = parseCheckpoint(opened.value.text);
  return met && own.every((verifier) => seen.includes(verifier)) && head.ok ? head.value : undefined;
}

/** A cosigned checkpoint, a proof of inclusion under it, and one of consistency with it. */
export async function proofTargets(): Promise<readonly FlipTarget[]> {
  const leaves = leavesUpTo(SIZE);
  const root = treeRoot(sha256, leaves);
  const text = formatCheckpoint({ origin: ORIGIN, size: BigInt(SIZE), root });
  const note = await signNote(
    text,
    [...LOG, REEF, PIER, STRANGER].map(({ signer }) => signer),
  );
  const strangers = {
    what: "a signature line by a key that the reader does not know",
    why: "anybody may add one, and readers pass over it (c2sp.org/signed-note)",
  };
  const line = present(
    (textOf(note) ?? "").split("\n").find((one) => one.includes(STRANGER.vkey.name)),
    "the stranger's line",
  );
  const extra = utf8("not signed by anybody");
  const proof = formatTlogProof({ extra, index: 7n, proof: inclusionProof(sha256, leaves, 7), checkpoint: note });
  const growth = formatConsistencyText({ oldSize: BigInt(OLD_SIZE), proof: consistencyProof(sha256, leaves, OLD_SIZE) });
  const oldRoot = treeRoot(sha256, leaves.slice(0, OLD_SIZE));
  return [
    {
      name: "a checkpoint cosigned by witnesses of both kinds",
      bytes: note,
      uncovered: [{ ...strangers, ...placeOf(note, utf8(line)) }],
      accepts: async (changed) => (await openCosigned(changed)) !== undefined,
    },
    {
      name: "a tlog-proof",
      bytes: proof,
      uncovered: [
        { ...strangers, ...placeOf(proof, utf8(line)) },
        {
          what: "the extra line",
          why: "unauthenticated by its definition (c2sp.org/tlog-proof)",
          ...placeOf(proof, utf8(toBase64(extra))),
        },
      ],
      accepts: async (changed) => {
        const parsed = parseTlogProof(changed);
        const head = parsed.ok ? await openCosigned(parsed.value.checkpoint) : undefined;
        if (!parsed.ok || head === undefined) return false;
        const claim = { ...head, index: parsed.value.index, leaf: present(leaves[7], "leaf 7"), proof: parsed.value.proof };
        return parsed.value.index === 7n && verifyInclusion(sha256, claim).ok;
      },
    },
    {
      name: "a consistency text",
      bytes: growth,
      accepts: (changed) => {
        const parsed = parseConsistencyText(changed);
        if (!parsed.ok) return false;
        const claim = { ...parsed.value, newSize: BigInt(SIZE), oldRoot, newRoot: root };
        return parsed.value.oldSize === BigInt(OLD_SIZE) && verifyConsistency(sha256, claim).ok;
      },
    },
  ];
}

/** A fork proof of each kind. A flip may not change the verdict in anything, nor take a key off it. */
export async function forkTargets(): Promise<readonly FlipTarget[]> {
  const grown = (shared: number, size: number, branch: string) => new MemoryLog().growTo(shared).growTo(size, branch);
  const forks = [
    ["another past", grown(3, 5, ""), grown(3, 13, "x"), SECONDS],
    ["two roots", grown(3, 5, ""), grown(3, 5, "x"), SECONDS],
    ["rollback", grown(13, 13, ""), grown(5, 5, ""), SECONDS + 1],
  ] as const;
  const targets: FlipTarget[] = [];
  for (const [name, before, now, seconds] of forks) {
    const followed = await checkFollowing({
      before: await before.sign(SECONDS),
      now: await now.sign(seconds),
      vkeys: LOG_VKEYS,
      prove: pastFromTiles(sha256, (before.size > now.size ? before : now).tiles),
      checks,
      sha256,
    });
    if (!followed.ok || followed.value.kind !== "fork") throw new Error(`expected a fork by ${name}`);
    const bytes = followed.value.proof;
    const said = JSON.stringify(await verdict(bytes), wordy);
    targets.push({
      name: `a fork proof: ${name}`,
      bytes,
      accepts: async (changed) => JSON.stringify(await verdict(changed), wordy) === said,
    });
  }
  return targets;
}

async function verdict(bytes: Uint8Array): Promise<unknown> {
  const proven = await verifyForkProof(bytes, LOG_VKEYS, checks, sha256);
  return proven.ok ? proven.value : undefined;
}

function wordy(_: string, value: unknown): Json {
  return (typeof value === "bigint" ? `${value}` : value) as Json;
}

/** Time stamps of several algorithms, each read as one that answers our request. */
export function tokenTargets(): readonly FlipTarget[] {
  return GOOD.slice(0, 4).map(([name, recipe]) => {
    const { token, anchor } = cook(recipe);
    const pinned = parseCertificate(anchor);
    if (!pinned.ok) throw new Error(name);
    const expected = { stamped: STAMPED, hash: undefined, nonce: NONCE, policies: [POLICY], anchors: [pinned.value] };
    return {
      name: `a time stamp: ${name}`,
      bytes: token,
      accepts: (changed) => verifyToken(changed, expected, nodeTimeCrypto).ok,
    };
  });
}
