import { type Receipt, type SigningKey, signStatement } from "../../ledger/index.ts";
import { nodeSignatureChecks, sha256 } from "../../ledger/io/index.ts";
import { Failure, isoTime } from "../../lib/index.ts";
import { envelopeSigners, formatTlogProof, type TrustPolicy } from "../../merkle/index.ts";
import { type CustodyPredicate, type ExhibitId, type Hand, parseEnvelope, parseStatement } from "../../model/index.ts";
import {
  custodyStatement,
  type ExhibitChain,
  formatOffer,
  type ProvenEntry,
  parseOffer,
  type VerifiedOffer,
  verifyOffer,
} from "../../vault/index.ts";
import { hostClock } from "../pipeline.ts";
import { ACCEPT_WITHIN_HOURS, type CustodyDesk } from "./custody.ts";
import { admitSigned, custodyPredicate, handOfKey, hostNow, recordEvent, refuseProblems, type Words } from "./custody-record.ts";

const HOUR_MS = 3_600_000;

/** What somebody says of a transfer; who they are follows from their key. */
export type TransferWords = Omit<Words, "actor">;

/** Offers an exhibit to another hand, signed by the giver's own key. Throws CUSTODY_REFUSED when the key's holder does not hold it. */
export async function offerExhibit(
  desk: CustodyDesk,
  chain: ExhibitChain,
  { to, words, key }: { readonly to: Hand; readonly words: TransferWords; readonly key: SigningKey },
): Promise<Receipt> {
  const actor = handOfKey(desk, key);
  return recordEvent(desk, chain, { ...words, actor, event: "transferred-out", counterparty: to }, key);
}

/** Takes an offer back that nobody has accepted. */
export async function withdrawOffer(
  desk: CustodyDesk,
  chain: ExhibitChain,
  { words, key }: { readonly words: TransferWords; readonly key: SigningKey },
): Promise<Receipt> {
  const { offer } = openOffer(chain);
  return recordEvent(desk, chain, { ...words, actor: handOfKey(desk, key), event: "returned", answers: offer }, key);
}

/** Accepts an offer in the same ledger, signed by the taker's own key. */
export async function acceptExhibit(
  desk: CustodyDesk,
  chain: ExhibitChain,
  { words, key }: { readonly words: TransferWords; readonly key: SigningKey },
): Promise<Receipt> {
  const { by, offer } = openOffer(chain);
  const actor = handOfKey(desk, key);
  return recordEvent(desk, chain, { ...words, actor, event: "transferred-in", counterparty: by, answers: offer }, key);
}

function openOffer({ exhibit, holding }: ExhibitChain): Extract<ExhibitChain["holding"], { readonly state: "offered" }> {
  if (holding.state === "offered") return holding;
  throw new Failure("CUSTODY_REFUSED", `nobody offers ${exhibit.number}`);
}

/** The open offer of an exhibit as a file for another node (spec/custody.md §Offer). */
export async function bundleOffer(desk: CustodyDesk, chain: ExhibitChain): Promise<Uint8Array> {
  openOffer(chain);
  const { ledger } = desk.node;
  const { checkpoint, origin, size } = ledger;
  const wanted = new Set([chain.index, ...chain.events.map(({ index }) => index)]);
  const entries: ProvenEntry[] = [];
  for await (const entry of ledger.entries()) {
    if (entry.erased || !(wanted.has(entry.index) || entry.index === 0 || entry.statement.kind === "key")) continue;
    const { index, salt, envelope } = entry;
    const proof = await ledger.inclusionProof(index, size);
    entries.push({
      index,
      salt,
      envelope,
      proof: formatTlogProof({ extra: undefined, index: BigInt(index), proof, checkpoint }),
    });
  }
  return formatOffer({ origin, entries });
}

/** Verifies an offer that came from another node, by the log keys of a trust file. Throws CUSTODY_REFUSED with what is wrong. */
export async function openForeignOffer(bytes: Uint8Array, { logs }: TrustPolicy): Promise<VerifiedOffer> {
  const bundle = parseOffer(bytes);
  if (!bundle.ok) throw new Failure("CUSTODY_REFUSED", `this is not an offer: ${bundle.fault.kind}`);
  const trust = { logs: logs.map(({ vkey }) => vkey), checks: nodeSignatureChecks, sha256 };
  const options = { nowMs: hostClock(), acceptWithinMs: ACCEPT_WITHIN_HOURS * HOUR_MS };
  const offer = await verifyOffer(bundle.value, trust, options);
  if (!offer.ok) throw new Failure("CUSTODY_REFUSED", `the offer does not verify: ${offer.fault}`);
  return offer.value;
}

/** The acceptance of another node's offer: a signed envelope for its keeper to admit. Nothing is written. */
export async function answerOffer({ chain }: VerifiedOffer, words: TransferWords, key: SigningKey): Promise<Uint8Array> {
  const { by, to, offer } = openOffer(chain);
  const deed = { ...words, occurred: words.occurred ?? hostNow() };
  const predicate = custodyPredicate(chain, {
    ...deed,
    actor: to,
    event: "transferred-in",
    counterparty: by,
    answers: offer,
  });
  return signStatement(custodyStatement(predicate), [key]);
}

/**
 * Puts another party's acceptance into this ledger. Their key must be in it. Throws KEY_REFUSED, or CUSTODY_REFUSED when it is not an
 * acceptance that follows.
 */
export async function admitAcceptance(
  desk: CustodyDesk,
  envelope: Uint8Array,
): Promise<{ readonly receipt: Receipt; readonly exhibit: ExhibitId }> {
  const parsed = parseEnvelope(envelope);
  const statement = parsed.ok ? parseStatement(parsed.value.payload) : undefined;
  if (!parsed.ok || !statement?.ok || statement.value.kind !== "custody" || statement.value.predicate.event !== "transferred-in")
    throw new Failure("CUSTODY_REFUSED", "this is not an acceptance");
  const { predicate } = statement.value;
  const { ledger } = desk.node;
  const place = { index: ledger.size, kind: statement.value.kind, envelope: parsed.value };
  const signers = await envelopeSigners(ledger.keyring, place, nodeSignatureChecks);
  if (!signers.ok) throw new Failure("KEY_REFUSED", `the ledger did not take the acceptance: ${signers.fault}`);
  refuseProblems(desk, predicate, signers.value);
  return { receipt: await admitSigned(desk, envelope), exhibit: predicate.exhibit };
}

/** When, as a person says it: `FROM` or `FROM/TO`, ISO 8601 in UTC. Throws CLI_USAGE. */
export function parseOccurred(text: string, source: string): CustodyPredicate["occurred"] {
  const [from = "", to = from] = text.split("/");
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(from) || Number.isNaN(begin) || Number.isNaN(end) || end < begin)
    throw new Failure(
      "CLI_USAGE",
      `expected a time such as 2026-11-22T12:00:00Z, or two with "/" between, got ${JSON.stringify(text)}`,
    );
  return { from: isoTime(begin), to: isoTime(end), sources: [source] };
}
