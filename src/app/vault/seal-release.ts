import type { Receipt, SigningKey } from "../../ledger/index.ts";
import { randomBytes, sha256 } from "../../ledger/io/index.ts";
import { concat, Failure, present } from "../../lib/index.ts";
import type { Digest, EntryName, ExhibitContent } from "../../model/index.ts";
import {
  beginContentHash,
  checkReaders,
  contentCommitment,
  type ExhibitChain,
  exhibitSalt,
  formatGrantFile,
  formatOpening,
  type Reader,
} from "../../vault/index.ts";
import { age, beginHash, expectNewFile, exportFile } from "../../vault/io/index.ts";
import type { CustodyDesk } from "./custody.ts";
import type { Words } from "./custody-record.ts";
import type { OnBytes } from "./exhibits.ts";
import { vaultFiles } from "./redact.ts";
import { recordBound, refuseBound, travellingStatements } from "./seal-record.ts";
import { vaultOf } from "./vault-of.ts";

/** A release that is asked for. `out` is the sealed file; the grant file stands beside it. */
export type ReleaseOrder = {
  readonly readers: readonly Reader[];
  readonly words: Words;
  readonly out: string;
  /** Why it may be sealed less strongly than an earlier grant; null when nobody said so. */
  readonly weakerBecause: string | null;
  /** The own key of who releases; without it the keeper signs for their people. */
  readonly key?: SigningKey;
  readonly onBytes: OnBytes;
};

export type Released = {
  readonly grants: readonly number[];
  readonly commitment: Digest;
  readonly content: ExhibitContent;
  readonly isHybrid: boolean;
};

/** Where the grant file of a sealed file stands. */
function grantPath(sealed: string): string {
  return `${sealed}.grant`;
}

/**
 * Seals an exhibit to named readers: one age file that each of them opens, a grant to each in the ledger before the file has its name, and
 * the grant file that proves it offline. Throws RELEASE_REFUSED, CUSTODY_REFUSED, EXHIBIT_CHANGED, and CLI_USAGE when a file is there.
 */
export async function sealExhibit(desk: CustodyDesk, chain: ExhibitChain, order: ReleaseOrder): Promise<Released> {
  const { readers, weakerBecause, out } = order;
  const checked = checkReaders(readers, { age, earlier: earlierRecipients(chain), weakerBecause });
  if (!checked.ok) throw new Failure("RELEASE_REFUSED", checked.fault);
  for (const path of [out, grantPath(out)]) await expectNewFile(path);
  const { content, exhibit } = chain.exhibit;
  const salt = await exhibitSalt(vaultFiles(desk.node.dataDirectory), exhibit, randomBytes);
  const commitment = contentCommitment(sha256, salt, content);
  refuseBound(
    desk,
    chain,
    grantDeed(order, present(readers[0], "there is a reader"), { commitment, sealed: content }),
    order.key,
  );
  const recipients = readers.map(({ recipient }) => recipient);
  const hash = beginContentHash(beginHash);
  const grants: number[] = [];
  let sealed = content;
  async function* stated(): AsyncGenerator<Uint8Array> {
    for await (const chunk of age.encrypt(watched(desk, chain, order.onBytes), recipients)) {
      hash.update(chunk);
      yield chunk;
    }
    sealed = hash.end();
    // Durable before the file has its name: no sealed file without its grants.
    grants.push(...(await stateGrants(desk, chain, order, { commitment, sealed })));
  }
  await exportFile(out, stated());
  await writeGrant(desk, chain, { out, salt, grants, recipients });
  return { grants, commitment, content: sealed, isHybrid: checked.value === "hybrid" };
}

/** Recipients of grants of this exhibit before. */
function earlierRecipients({ events }: ExhibitChain): readonly string[] {
  return events.flatMap(({ custody: { event, recipient } }) => (event === "granted" && recipient !== null ? [recipient] : []));
}

async function* watched({ node }: CustodyDesk, { exhibit }: ExhibitChain, onBytes: OnBytes): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const chunk of vaultOf(node).read(exhibit.exhibit, exhibit.content)) {
    done += chunk.length;
    onBytes(done, exhibit.content.bytes);
    yield chunk;
  }
}

type Sealing = { readonly commitment: Digest; readonly sealed: ExhibitContent };

function grantDeed(
  { words, weakerBecause }: ReleaseOrder,
  { name, recipient }: Reader,
  { commitment, sealed }: Sealing,
): Parameters<typeof recordBound>[2] {
  const weaker = weakerBecause === null ? [] : [`sealed by X25519 only: ${weakerBecause}`];
  return {
    ...words,
    caveats: [...(words.caveats ?? []), ...weaker],
    event: "granted",
    counterparty: { name, function: "reader", party: name },
    outputs: [sealed],
    commitment,
    recipient,
    storage: words.storage ?? "a sealed file given to its reader",
  };
}

async function stateGrants(
  desk: CustodyDesk,
  chain: ExhibitChain,
  order: ReleaseOrder,
  sealing: Sealing,
): Promise<readonly number[]> {
  const receipts: Receipt[] = [];
  let previous: EntryName = chain.last;
  for (const reader of order.readers) {
    const receipt = await recordBound(desk, chain, { ...grantDeed(order, reader, sealing), previous }, order.key);
    previous = receipt.name;
    receipts.push(receipt);
  }
  return receipts.map(({ index }) => index);
}

type GrantParts = {
  readonly out: string;
  readonly salt: Uint8Array;
  readonly grants: readonly number[];
  readonly recipients: readonly string[];
};

async function writeGrant(
  { node }: CustodyDesk,
  { exhibit, index }: ExhibitChain,
  { out, salt, grants, recipients }: GrantParts,
): Promise<void> {
  const travelling = await travellingStatements(node, [...grants, index]);
  const own = present(
    travelling.find((one) => one.index === index),
    "the exhibit's statement was gathered",
  );
  const inner = formatOpening({ content: exhibit.content, salt, exhibit: own });
  const pieces: Uint8Array[] = [];
  for await (const piece of age.encrypt(once(inner), recipients)) pieces.push(piece);
  // The exhibit's statement holds the bare digest of its content: it travels inside, for readers only.
  const statements = travelling.filter((one) => one.index !== index);
  await exportFile(grantPath(out), once(formatGrantFile({ statements, opening: concat(...pieces) })));
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
