import { type Checked, no, present, type Sha256, toHex, yes } from "../../lib/index.ts";
import {
  createVerifier,
  envelopeSigners,
  keyStatementFault,
  leafHash,
  openNote,
  parseCheckpoint,
  parseTlogProof,
  type SignatureChecks,
  type TreeHead,
  type Vkey,
  verifyInclusion,
} from "../../merkle/index.ts";
import { entryName, envelopeCommitment, Keyring, parseEnvelope, parseStatement, type Statement } from "../../model/index.ts";
import { type CustodyEntry, type CustodyProblem, type ExhibitChain, type FoldOptions, foldCustody } from "../custody/index.ts";
import type { OfferBundle, ProvenEntry } from "./offer-bundle.ts";

/** What verifying needs: the log keys that the reader believes, and how to check signatures. */
export type OfferTrust = {
  readonly logs: readonly Vkey[];
  readonly checks: SignatureChecks;
  readonly sha256: Sha256;
};

/** An offer that the giver's ledger holds, with the chain that leads to it and what is wrong with that chain. */
export type VerifiedOffer = {
  readonly origin: string;
  readonly keeper: string;
  readonly chain: ExhibitChain;
  readonly problems: readonly CustodyProblem[];
};

/**
 * Verifies an offer bundle: each entry is in the log that a believed key signed, each envelope is signed by a key that this ledger believed
 * at that entry, and the last event is an offer that is open. The fault is a sentence. What the giver left out, such as the revocation of a
 * key or a later event, a bundle cannot show.
 */
export async function verifyOffer(
  bundle: OfferBundle,
  trust: OfferTrust,
  options: FoldOptions,
): Promise<Checked<VerifiedOffer, string>> {
  const heads = new Map<string, TreeHead>();
  const keyring = new Keyring();
  const entries: CustodyEntry[] = [];
  let keeper = "";
  let last = -1;
  for (const proven of bundle.entries) {
    if (proven.index <= last) return no(`entry ${proven.index} does not come after entry ${last}`);
    last = proven.index;
    const opened = await openEntry(bundle, proven, { trust, heads, keyring });
    if (!opened.ok) return no(`entry ${proven.index}: ${opened.fault}`);
    const { statement, entry } = opened.value;
    if (statement.kind === "party" && proven.index === 0) keeper = statement.predicate.party.name;
    if (entry !== undefined) entries.push(entry);
  }
  const { chains, problems } = foldCustody(entries, { ...options, excerpt: true });
  const [chain] = chains.values();
  if (chain === undefined || chains.size !== 1) return no("expected the chain of one exhibit");
  if (chain.holding.state !== "offered" || chain.holding.offer !== chain.last) return no("its last event is not an open offer");
  return yes({ origin: bundle.origin, keeper, chain, problems });
}

type World = { readonly trust: OfferTrust; readonly heads: Map<string, TreeHead>; readonly keyring: Keyring };

async function openEntry(
  { origin }: OfferBundle,
  { index, salt, envelope: bytes, proof }: ProvenEntry,
  { trust, heads, keyring }: World,
): Promise<Checked<{ readonly statement: Statement; readonly entry: CustodyEntry | undefined }, string>> {
  const commitment = envelopeCommitment(trust.sha256, salt, bytes);
  const isThere = await checkProof({ origin, index, commitment, proof }, trust, heads);
  if (!isThere.ok) return isThere;
  const envelope = parseEnvelope(bytes);
  const statement = envelope.ok ? parseStatement(envelope.value.payload) : undefined;
  if (!envelope.ok || !statement?.ok) return no("it holds no statement");
  const { kind } = statement.value;
  if (index === 0) keyring.add(0, statement.value);
  const signers = await envelopeSigners(keyring, { index, kind, envelope: envelope.value }, trust.checks);
  if (!signers.ok) return signers;
  if (statement.value.kind === "key") {
    const fault = await keyStatementFault(keyring, { index, predicate: statement.value.predicate }, trust.checks);
    if (fault !== undefined) return no(fault);
  }
  if (index > 0) keyring.add(index, statement.value);
  if (kind !== "exhibit" && kind !== "custody") return yes({ statement: statement.value, entry: undefined });
  const said = { kind, predicate: statement.value.predicate } as CustodyEntry["said"];
  return yes({ statement: statement.value, entry: { index, name: entryName(commitment), signers: signers.value, said } });
}

type Place = {
  readonly origin: string;
  readonly index: number;
  readonly commitment: Uint8Array;
  readonly proof: Uint8Array;
};

async function checkProof(
  { origin, index, commitment, proof: bytes }: Place,
  { logs, checks, sha256 }: OfferTrust,
  heads: Map<string, TreeHead>,
): Promise<Checked<true, string>> {
  const proof = parseTlogProof(bytes);
  if (!proof.ok || proof.value.index !== BigInt(index)) return no("its proof cannot be read");
  // One checkpoint serves many entries; its signatures are checked once.
  const key = toHex(sha256(proof.value.checkpoint));
  if (!heads.has(key)) {
    const verifiers = logs.filter(({ name }) => name === origin).map((vkey) => createVerifier(vkey, checks));
    if (verifiers.length === 0) return no(`no key of ${origin} is believed`);
    const note = await openNote(proof.value.checkpoint, verifiers);
    const head = note.ok ? parseCheckpoint(note.value.text) : undefined;
    if (!note.ok || note.value.verified.length !== verifiers.length || !head?.ok || head.value.origin !== origin)
      return no(`its checkpoint is not signed by every believed key of ${origin}`);
    heads.set(key, head.value);
  }
  const { size, root } = present(heads.get(key), "a head that was just opened");
  const claim = { index: BigInt(index), size, root, leaf: leafHash(sha256, commitment), proof: proof.value.proof };
  return verifyInclusion(sha256, claim).ok ? yes(true) : no("it is not in the tree of its checkpoint");
}
