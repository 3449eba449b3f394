import { type Receipt, type SigningKey, signStatement } from "../../ledger/index.ts";
import { Failure, present } from "../../lib/index.ts";
import type { CustodyPredicate, Digest, EntryName, ExhibitContent } from "../../model/index.ts";
import { custodyStatement, type ExhibitChain, type SignedBy, type StatementFiles, statementFiles } from "../../vault/index.ts";
import type { Node } from "../node.ts";
import { readCosigned } from "../parties/witnessing-cosigned.ts";
import type { CustodyDesk } from "./custody.ts";
import { admitSigned, custodyPredicate, type Deed, refuseProblems } from "./custody-record.ts";

/** What binds an event to the exhibit's content without a digest of it, which anybody could test guesses against. */
export type Bound = {
  readonly commitment: Digest;
  readonly recipient: string | null;
  readonly outputs: readonly ExhibitContent[];
  readonly previous?: EntryName;
};

/**
 * Puts an event into the ledger that speaks of the content by its commitment only, signed by the hand's own key when one is given, else by
 * the keeper. Throws CUSTODY_REFUSED when the event does not follow, KEY_REFUSED when the ledger does not believe the key.
 */
export async function recordBound(
  desk: CustodyDesk,
  chain: ExhibitChain,
  deed: Deed & Bound,
  key?: SigningKey,
): Promise<Receipt> {
  // An event in a row of our own follows one that the desk, read before, does not know.
  if (deed.previous === undefined) refuseBound(desk, chain, deed, key);
  const statement = custodyStatement(boundPredicate(chain, deed));
  if (key !== undefined) return admitSigned(desk, await signStatement(statement, [key]));
  return present((await desk.node.ledger.append([statement]))[0], "one statement has one receipt");
}

/** Throws CUSTODY_REFUSED or KEY_REFUSED when the event would not follow: asked before work is done for it. */
export function refuseBound(desk: CustodyDesk, chain: ExhibitChain, deed: Deed & Bound, key?: SigningKey): void {
  refuseProblems(desk, boundPredicate(chain, deed), [signerOf(desk, key)]);
}

function boundPredicate(chain: ExhibitChain, deed: Deed & Bound): CustodyPredicate {
  const { commitment, recipient, outputs, previous = chain.last } = deed;
  return { ...custodyPredicate(chain, deed), inputs: [], outputs, commitment, recipient, previous };
}

function signerOf({ keeper, node }: CustodyDesk, key: SigningKey | undefined): SignedBy {
  if (key === undefined) return { role: "statement", holder: { name: keeper, function: "keeper", party: keeper } };
  const known = node.ledger.keyring.keys.find(({ vkey, until }) => vkey === key.vkey && until === null);
  if (known === undefined) throw new Failure("KEY_REFUSED", `the ledger does not believe the key ${key.vkey}`);
  return known;
}

/** An entry's two files, with its index. */
export type TravellingStatement = StatementFiles & { readonly index: number };

/**
 * Entries that are to travel, with entry 0 and every `key` statement, each with its proof to one checkpoint: the newest that witnesses
 * have cosigned where it covers them all, else the present one. Throws LEDGER_DAMAGED when one of them is erased.
 */
export async function travellingStatements(node: Node, indices: readonly number[]): Promise<readonly TravellingStatement[]> {
  const { ledger } = node;
  const wanted = new Set([0, ...indices]);
  for await (const entry of ledger.entries()) if (!entry.erased && entry.statement.kind === "key") wanted.add(entry.index);
  const ordered = [...wanted].sort((left, right) => left - right);
  const { note, size } = await coveringCheckpoint(node, ordered.at(-1) ?? 0);
  const files: TravellingStatement[] = [];
  for (const index of ordered) {
    const entry = await ledger.entry(index);
    if (entry.erased)
      throw new Failure("LEDGER_DAMAGED", `the envelope of entry ${index} is erased: it cannot be shown any more`);
    const { salt, envelope } = entry;
    const proof = await ledger.inclusionProof(index, size);
    files.push({ index, ...statementFiles({ index, salt, envelope, proof }, note) });
  }
  return files;
}

async function coveringCheckpoint(
  { files, ledger }: Node,
  last: number,
): Promise<{ readonly note: Uint8Array; readonly size: number }> {
  const { origin, size, checkpoint, keyring } = ledger;
  const logVkeys = keyring.logKeys(size).map(({ vkey }) => vkey);
  const cosigned = await readCosigned(files, { origin, size, logVkeys });
  return cosigned !== undefined && cosigned.size > last ? cosigned : { note: checkpoint, size };
}
