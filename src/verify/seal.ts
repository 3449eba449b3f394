import { type Checked, no, parseBase64, parseUint64, type Sha256, textOf, yes } from "../lib/index.ts";
import { envelopeSigners, parseTlogProof, type SignatureChecks, verifyConsistency } from "../merkle/index.ts";
import {
  DOSSIER,
  type Manifest,
  openStatementFile,
  type PublishedPredicate,
  SEALED_TAG_FILES,
  type StatementOf,
} from "../model/index.ts";
import type { Faults } from "./faults.ts";
import type { Folder } from "./folder.ts";
import { type Keeper, openCheckpoint, type SignedHead } from "./keeper.ts";
import { inclusionFault } from "./statements.ts";

/** The publisher's signed word on the tag files, in a later tree of the same ledger. */
export type ProvenSeal = { readonly published: PublishedPredicate; readonly sealed: Manifest; readonly checkpoint: SignedHead };

export type SealCheck = {
  readonly keeper: Keeper;
  readonly payload: SignedHead;
  readonly checks: SignatureChecks;
  readonly sha256: Sha256;
  readonly faults: Faults;
};

/** Checks the seal but for the digests that it names (spec/dossier.md §Verification 6). Undefined, and faults, unless all of it holds. */
export async function provenSeal(folder: Folder, check: SealCheck): Promise<ProvenSeal | undefined> {
  const { keeper, payload, checks, sha256, faults } = check;
  const [file, proof, growth] = [DOSSIER.seal, DOSSIER.sealProof, DOSSIER.sealConsistency].map((path) => folder.get(path));
  if (file === undefined || proof === undefined || growth === undefined) return undefined; // their absence is noted already
  const opened = openStatementFile(file);
  if (!opened.ok) return note(faults, "bad-statement", DOSSIER.seal, opened.fault);
  const { index, envelope } = opened.value;
  const signed = await envelopeSigners(keeper.keyring, { index, kind: "published", envelope }, checks);
  if (!signed.ok) return note(faults, "bad-signature", DOSSIER.seal, signed.fault);
  const word = readPublished(opened.value.statement, Number(payload.head.size), opened.value.index);
  if (!word.ok) return note(faults, "bad-statement", DOSSIER.seal, word.fault);
  const parsed = parseTlogProof(proof);
  if (!parsed.ok)
    return note(faults, "not-included", DOSSIER.sealProof, `line ${parsed.fault.line}: expected ${parsed.fault.expected}`);
  const checkpoint = await openCheckpoint(parsed.value.checkpoint, keeper, checks);
  if (!checkpoint.ok) return note(faults, "bad-checkpoint", DOSSIER.sealProof, checkpoint.fault);
  const outside = inclusionFault(opened.value, proof, checkpoint.value, sha256);
  if (outside !== undefined) return note(faults, "not-included", DOSSIER.sealProof, outside);
  const grown = checkGrowth(growth, payload, checkpoint.value, sha256);
  if (!grown.ok) return note(faults, "not-consistent", DOSSIER.sealConsistency, grown.fault);
  return { ...word.value, checkpoint: checkpoint.value };
}

type SealFault = "bad-statement" | "bad-signature" | "bad-checkpoint" | "not-included" | "not-consistent";

function note(faults: Faults, kind: SealFault, path: string, detail: string): undefined {
  faults.add(kind, path, detail);
}

function readPublished(
  statement: { readonly kind: string },
  payloadSize: number,
  index: number,
): Checked<{ readonly published: PublishedPredicate; readonly sealed: Manifest }, string> {
  if (statement.kind !== "published") return no("expected a published statement");
  const { subject, predicate } = statement as StatementOf<"published">;
  if (predicate.ledgerSize !== payloadSize) return no(`expected ledger size ${payloadSize}, got ${predicate.ledgerSize}`);
  if (index < payloadSize) return no(`expected an index from ${payloadSize}, got ${index}`);
  const named = subject.map(({ name }) => name);
  if (named.length !== SEALED_TAG_FILES.length || named.some((name, at) => name !== SEALED_TAG_FILES[at])) {
    return no(`expected the subjects ${SEALED_TAG_FILES.join(", ")}`);
  }
  return yes({ published: predicate, sealed: new Map(subject.map(({ name, digest }) => [name, digest.sha256 ?? ""])) });
}

const HASHES_MAX = 64;
const GROWTH_BYTES_MAX = 4096;

function checkGrowth(bytes: Uint8Array, old: SignedHead, grown: SignedHead, sha256: Sha256): Checked<true, string> {
  if (bytes.length > GROWTH_BYTES_MAX) return no(`expected at most ${GROWTH_BYTES_MAX} bytes`);
  const lines = (textOf(bytes) ?? "").split("\n");
  if (lines.pop() !== "" || lines.length > HASHES_MAX + 1) return no("expected at most 65 lines, each with its newline");
  const [first = "", ...rest] = lines;
  const size = parseUint64(first.startsWith("old ") ? first.slice("old ".length) : "");
  if (!size.ok || size.value !== old.head.size) return no(`expected old ${old.head.size} in line 1`);
  const proof = rest.map(parseBase64);
  const hashes = proof.flatMap((hash) => (hash.ok ? [hash.value] : []));
  if (hashes.length !== proof.length) return no("expected base64 of hashes after line 1");
  const verdict = verifyConsistency(sha256, {
    oldSize: old.head.size,
    newSize: grown.head.size,
    oldRoot: old.head.root,
    newRoot: grown.head.root,
    proof: hashes,
  });
  return verdict.ok ? verdict : no(`the seal's tree does not contain the payload's (${verdict.fault.kind})`);
}
