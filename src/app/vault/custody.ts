import type { Ledger, OpenEntry } from "../../ledger/index.ts";
import { nodeSignatureChecks } from "../../ledger/io/index.ts";
import { Failure } from "../../lib/index.ts";
import { envelopeSigners } from "../../merkle/index.ts";
import {
  type ExhibitId,
  type KnownKey,
  parseEnvelope,
  type SignedEntry,
  type Statement,
  type Unreliable,
  unreliableEntries,
} from "../../model/index.ts";
import { type Custody, type CustodyEntry, type ExhibitChain, foldCustody } from "../../vault/index.ts";
import type { Node } from "../node.ts";
import { hostClock } from "../pipeline.ts";

/** After how many hours an offer that nobody accepted is a gap, unless somebody says otherwise. */
export const ACCEPT_WITHIN_HOURS = 72;

const HOUR_MS = 3_600_000;

/** The ledger's exhibits as they stand, and what is needed to say more of them. */
export type CustodyDesk = {
  readonly node: Node;
  /** The keeper's name, by entry 0. */
  readonly keeper: string;
  /** Every entry that says something of exhibits, in ledger order. */
  readonly entries: readonly CustodyEntry[];
  readonly custody: Custody;
  /** What a key signed that was revoked as of a time before it was sealed (spec/keys.md §Revocation). */
  readonly notReliedOn: readonly Unreliable[];
};

/** Reads what a node's ledger says of exhibits. `acceptWithinHours`: how long an offer may stay open. */
export async function openCustody(node: Node, acceptWithinHours: number = ACCEPT_WITHIN_HOURS): Promise<CustodyDesk> {
  let keeper = "";
  const entries: CustodyEntry[] = [];
  const signed: SignedEntry[] = [];
  for await (const entry of node.ledger.entries()) {
    if (entry.erased) continue;
    const { statement } = entry;
    if (statement.kind === "party" && entry.index === 0) keeper = statement.predicate.party.name;
    const said = saidOfExhibits(statement);
    if (said === undefined) continue;
    const { index, name } = entry;
    const signers = await signersOf(node.ledger, entry);
    entries.push({ index, name, said, signers });
    signed.push({ index, statement, signers });
  }
  const notReliedOn = unreliableEntries(signed, node.ledger.keyring);
  return { node, keeper, entries, custody: foldAt(entries, acceptWithinHours), notReliedOn };
}

/** Folds entries as seen now. */
export function foldAt(entries: readonly CustodyEntry[], acceptWithinHours: number = ACCEPT_WITHIN_HOURS): Custody {
  return foldCustody(entries, { nowMs: hostClock(), acceptWithinMs: acceptWithinHours * HOUR_MS });
}

function saidOfExhibits({ kind, predicate }: Statement): CustodyEntry["said"] | undefined {
  if (kind !== "exhibit" && kind !== "custody" && kind !== "hold" && kind !== "redaction") return undefined;
  return { kind, predicate } as CustodyEntry["said"];
}

/** The events of an exhibit that are not to be relied on. */
export function notReliedOnOf({ notReliedOn }: CustodyDesk, { index, events }: ExhibitChain): readonly Unreliable[] {
  const own = new Set([index, ...events.map((event) => event.index)]);
  return notReliedOn.filter((one) => own.has(one.index));
}

/** Who signed an entry; nobody when a signature does not verify. */
async function signersOf(ledger: Ledger, { index, envelope, statement }: OpenEntry): Promise<readonly KnownKey[]> {
  const parsed = parseEnvelope(envelope);
  if (!parsed.ok) return [];
  const signers = await envelopeSigners(
    ledger.keyring,
    { index, kind: statement.kind, envelope: parsed.value },
    nodeSignatureChecks,
  );
  return signers.ok ? signers.value : [];
}

/** The exhibit of a number or an id. Throws EXHIBIT_UNKNOWN. */
export function findExhibit({ custody }: CustodyDesk, reference: string): ExhibitChain {
  const byId = custody.chains.get(reference as ExhibitId);
  if (byId !== undefined) return byId;
  for (const chain of custody.chains.values()) if (chain.exhibit.number === reference) return chain;
  throw new Failure("EXHIBIT_UNKNOWN", `there is no exhibit ${reference}`);
}
