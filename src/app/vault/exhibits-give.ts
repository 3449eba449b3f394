import type { SigningKey } from "../../ledger/index.ts";
import { sha256 } from "../../ledger/io/index.ts";
import { Failure, textOf, toHex, utf8, writeDurably } from "../../lib/index.ts";
import { type CustodyPredicate, type ExhibitId, formatStatement, type Hand } from "../../model/index.ts";
import { custodyStatement, type ExhibitChain, type Reader, recipientKind } from "../../vault/index.ts";
import { expectNewFile, exportFile } from "../../vault/io/index.ts";
import { isApprovable, quotedInDeed, requireApprovals } from "../keys/approvals.ts";
import type { ApprovalPolicy } from "../keys/approvals-deeds.ts";
import { hostClock } from "../pipeline.ts";
import { type CustodyDesk, findExhibit, openCustody } from "./custody.ts";
import { custodyPredicate, type Deed, enterEvent, recordEvent, refuseEvent, type Words } from "./custody-record.ts";
import type { OnBytes } from "./exhibits.ts";
import { vaultFiles } from "./redact.ts";
import { forgetSalts } from "./redact-erase.ts";
import { vaultOf } from "./vault-of.ts";

/** Throws EXHIBIT_CHANGED unless the vault has the very bytes that were taken in, CUSTODY_REFUSED when they were destroyed. */
export async function verifyExhibit({ node }: CustodyDesk, { exhibit, holding }: ExhibitChain, onBytes: OnBytes): Promise<void> {
  if (holding.state === "destroyed")
    throw new Failure(
      "CUSTODY_REFUSED",
      `the bytes of ${exhibit.number} were destroyed by ${holding.by.name}; statements and digests stay`,
    );
  let done = 0;
  for await (const chunk of vaultOf(node).read(exhibit.exhibit, exhibit.content)) {
    done += chunk.length;
    onBytes(done, exhibit.content.bytes);
  }
}

/** Who does it and why, with which key, and who hears how far it is. */
export type Giving = { readonly words: Words; readonly key?: SigningKey; readonly onBytes: OnBytes };

/**
 * The exhibit's bytes for somebody to read. They are verified and the reading is stated, durably, before the first of them comes out:
 * no reading goes unstated, at worst one is stated that did not happen.
 */
export async function readExhibit(desk: CustodyDesk, chain: ExhibitChain, giving: Giving): Promise<AsyncIterable<Uint8Array>> {
  return statedBytes(desk, chain, { ...giving.words, event: "accessed" }, giving);
}

/** To whom an exhibit is to go: sealed to each reader's own recipient, or unsealed to one hand. */
export type ReleaseTo = { readonly sealed: readonly Reader[] } | { readonly unsealed: Hand };

/**
 * Requires what policy asks before an exhibit goes to readers outside. Throws APPROVAL_MISSING, and RELEASE_REFUSED when there are more
 * readers than a line can name. The deed names each reader and what it is sealed to (spec/keys.md §Two persons); each release needs its
 * own approvals, so those from before the last one do not count.
 */
export async function approveRelease(
  { node }: CustodyDesk,
  { events, exhibit, index }: ExhibitChain,
  to: ReleaseTo,
  policy: ApprovalPolicy,
): Promise<void> {
  const given = events.findLast(({ custody: { event } }) => event === "disclosed" || event === "granted")?.index ?? index;
  const deed = { kind: "release", what: `${exhibit.exhibit} ${releaseText(to)}` } as const;
  if (policy.deeds.includes("release") && !isApprovable(deed))
    throw new Failure("RELEASE_REFUSED", "one line must name all readers whom people approve: release to fewer at once");
  await requireApprovals(node.ledger, deed, policy, { nowMs: hostClock(), after: given });
}

function releaseText(to: ReleaseTo): string {
  if ("unsealed" in to) return `unsealed to ${quotedInDeed(to.unsealed.name)} of ${quotedInDeed(to.unsealed.party)}`;
  return `sealed to ${to.sealed.map(({ name, recipient }) => `${quotedInDeed(name)} at ${recipientText(recipient)}`).join(", ")}`;
}

/** A recipient as it is; of a post-quantum one, 2,000 characters long, and of what is none, the SHA-256. */
function recipientText(recipient: string): string {
  return recipientKind(recipient) === "x25519" ? recipient : `SHA-256 ${toHex(sha256(utf8(recipient)))}`;
}

/** Writes a working copy to a new file, stated before it is there. */
export async function copyExhibit(desk: CustodyDesk, chain: ExhibitChain, target: string, giving: Giving): Promise<void> {
  await expectNewFile(target);
  const { content } = chain.exhibit;
  const storage = giving.words.storage ?? target;
  const deed: Deed = { ...giving.words, storage, event: "copied", outputs: [content] };
  await exportFile(target, await statedBytes(desk, chain, deed, giving));
}

/** Writes a copy for somebody outside to a new file: a disclosure, stated before it is there. */
export async function releaseExhibit(
  desk: CustodyDesk,
  chain: ExhibitChain,
  { target, to }: { readonly target: string; readonly to: Hand },
  giving: Giving,
): Promise<void> {
  await expectNewFile(target);
  const { content } = chain.exhibit;
  const storage = giving.words.storage ?? target;
  const deed: Deed = { ...giving.words, storage, event: "disclosed", counterparty: to, outputs: [content] };
  await exportFile(target, await statedBytes(desk, chain, deed, giving));
}

async function statedBytes(
  desk: CustodyDesk,
  chain: ExhibitChain,
  deed: Deed,
  { key, onBytes }: Giving,
): Promise<AsyncIterable<Uint8Array>> {
  await verifyExhibit(desk, chain, onBytes);
  await recordEvent(desk, chain, deed, key);
  return vaultOf(desk.node).read(chain.exhibit.exhibit, chain.exhibit.content);
}

/** States that the bytes may do harm to who opens them. */
export async function quarantineExhibit(desk: CustodyDesk, chain: ExhibitChain, { words, key }: Giving): Promise<void> {
  await recordEvent(desk, chain, { ...words, event: "quarantined" }, key);
}

/** What was wrong in an entry, what is right, and why it was wrong. */
export type Correction = { readonly entry: number; readonly what: string; readonly why: string };

/** Corrects what an entry of an exhibit's chain says by a further one. Throws CUSTODY_REFUSED when the entry is not of this chain. */
export async function correctEvent(
  desk: CustodyDesk,
  chain: ExhibitChain,
  { entry, what, why }: Correction,
  { words, key }: Giving,
): Promise<void> {
  const corrected = [chain, ...chain.events].find(({ index }) => index === entry);
  if (corrected === undefined) throw new Failure("CUSTODY_REFUSED", `entry ${entry} says nothing of ${chain.exhibit.number}`);
  const alteration = { what, why, by: words.actor.name };
  await recordEvent(desk, chain, { ...words, event: "corrected", answers: corrected.name, alteration }, key);
}

/**
 * Destroys an exhibit's bytes; statements and digests stay. The statement is durable before the bytes go; where somebody else's event
 * destroyed the exhibit already, none is added. Throws CUSTODY_REFUSED without authority, under a hold and when the event does not follow,
 * APPROVAL_MISSING when policy asks for more persons. The deed to approve is `destroy <exhibit's id>`.
 */
export async function destroyExhibit(
  desk: CustodyDesk,
  chain: ExhibitChain,
  policy: ApprovalPolicy,
  { words, key }: Omit<Giving, "onBytes">,
): Promise<void> {
  const { node } = desk;
  const { exhibit } = chain.exhibit;
  if (words.authority.trim() === "") throw new Failure("CUSTODY_REFUSED", "expected the authority for the destruction");
  await approveDestruction(desk, chain, policy);
  const standing = (await vaultOf(node).has(exhibit)) ? destructionOf(chain) : undefined;
  const predicate = standing?.custody ?? custodyPredicate(chain, { ...words, event: "destroyed" });
  if (standing === undefined) refuseEvent(desk, predicate, key);
  await writeDurably(vaultFiles(node.dataDirectory), begunPath(exhibit), utf8(`${eventDigest(predicate)}\n`), "private");
  if (standing === undefined) await enterEvent(desk, predicate, key);
  // As the ledger stands now: what came between the look at it and the statement counts.
  const after = await openCustody(node);
  const why = await finishDestruction(after, findExhibit(after, exhibit), policy);
  if (why !== undefined) throw new Failure("CUSTODY_REFUSED", `the bytes stay: ${why}`);
}

/** Destructions that broke off and are finished now, and those that are not this node's to finish, with the reason. */
type FinishedDestructions = {
  readonly finished: readonly string[];
  readonly left: readonly { readonly number: string; readonly why: string }[];
};

/**
 * Removes the bytes of destroyed exhibits that a crash left after the statement: only where this node's own process began it, the event stands
 * without a problem, no hold keeps the exhibit now and policy's approvals are there. What somebody sent in destroys nothing.
 */
export async function finishDestructions(desk: CustodyDesk, policy: ApprovalPolicy): Promise<FinishedDestructions> {
  const vault = vaultOf(desk.node);
  const finished: string[] = [];
  const left: { number: string; why: string }[] = [];
  for (const chain of desk.custody.chains.values()) {
    const { exhibit, number } = chain.exhibit;
    if (chain.holding.state !== "destroyed" || !(await vault.has(exhibit))) continue;
    const why = await finishDestruction(desk, chain, policy);
    if (why === undefined) finished.push(number);
    else left.push({ number, why });
  }
  return { finished, left };
}

/** The only place where an exhibit's bytes are removed after its statement. Gives the reason when they stay. */
async function finishDestruction(desk: CustodyDesk, chain: ExhibitChain, policy: ApprovalPolicy): Promise<string | undefined> {
  const { dataDirectory } = desk.node;
  const { exhibit } = chain.exhibit;
  const event = destructionOf(chain);
  if (event === undefined) return "no event that stands without a problem says that they are destroyed";
  const files = vaultFiles(dataDirectory);
  const begun = textOf((await files.read(begunPath(exhibit))) ?? new Uint8Array());
  if (begun !== `${eventDigest(event.custody)}\n`)
    return "this node did not begin their destruction; `meridian exhibit destroy` removes them";
  try {
    await approveDestruction(desk, chain, policy);
  } catch (error) {
    if (error instanceof Failure && (error.code === "APPROVAL_MISSING" || error.code === "CUSTODY_REFUSED")) return error.message;
    throw error;
  }
  await forgetSalts(dataDirectory, exhibit);
  await vaultOf(desk.node).destroy(exhibit);
  await files.remove(begunPath(exhibit));
  // Its directory may be empty only now.
  await vaultOf(desk.node).destroy(exhibit);
  return undefined;
}

/** Throws CUSTODY_REFUSED under a hold, APPROVAL_MISSING when policy asks for more persons. */
async function approveDestruction({ node }: CustodyDesk, chain: ExhibitChain, policy: ApprovalPolicy): Promise<void> {
  if (chain.holds.length > 0) throw new Failure("CUSTODY_REFUSED", `the exhibit is kept by ${chain.holds.join(", ")}`);
  const deed = { kind: "destroy", what: chain.exhibit.exhibit } as const;
  await requireApprovals(node.ledger, deed, policy, { nowMs: hostClock(), after: chain.index });
}

/** The event that destroyed an exhibit, with nothing wrong at its entry; undefined while it is not destroyed. */
function destructionOf({ events, holding, problems }: ExhibitChain): ExhibitChain["events"][number] | undefined {
  if (holding.state !== "destroyed") return undefined;
  return events.find((event) => event.custody.event === "destroyed" && !problems.some(({ index }) => index === event.index));
}

/** Where it stands that this node is about to destroy an exhibit, and by which event (spec/custody.md §Reading). */
function begunPath(exhibit: ExhibitId): string {
  return `${exhibit}/destroying`;
}

function eventDigest(predicate: CustodyPredicate): string {
  return toHex(sha256(formatStatement(custodyStatement(predicate))));
}
