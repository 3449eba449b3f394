import type { SigningKey } from "../ledger/index.ts";
import { Failure } from "../lib/index.ts";
import type { Hand } from "../model/index.ts";
import type { ExhibitChain } from "../vault/index.ts";
import { expectNewFile, exportFile } from "../vault/io/index.ts";
import { requireApprovals } from "./approvals.ts";
import type { ApprovalPolicy } from "./approvals-deeds.ts";
import type { CustodyDesk } from "./custody.ts";
import { type Deed, recordEvent, type Words } from "./custody-record.ts";
import type { OnBytes } from "./exhibits.ts";
import { hostClock } from "./pipeline.ts";
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

/**
 * Requires what policy asks before an exhibit goes to readers outside. Throws APPROVAL_MISSING. The deed to approve is `release <exhibit's
 * id> to <names>`; each release needs its own, so approvals from before the last one do not count.
 */
export async function approveRelease(
  { node }: CustodyDesk,
  { events, exhibit, index }: ExhibitChain,
  readers: readonly string[],
  policy: ApprovalPolicy,
): Promise<void> {
  const given = events.findLast(({ custody: { event } }) => event === "disclosed" || event === "granted")?.index ?? index;
  const deed = { kind: "release", what: `${exhibit.exhibit} to ${readers.join(", ")}` } as const;
  await requireApprovals(node.ledger, deed, policy, { nowMs: hostClock(), after: given });
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
 * Destroys an exhibit's bytes; statements and digests stay. The statement is durable before the bytes go. Throws CUSTODY_REFUSED without
 * authority and under a hold, APPROVAL_MISSING when policy asks for more persons. The deed to approve is `destroy <exhibit's id>`.
 */
export async function destroyExhibit(
  desk: CustodyDesk,
  chain: ExhibitChain,
  policy: ApprovalPolicy,
  { words, key }: Omit<Giving, "onBytes">,
): Promise<void> {
  if (words.authority.trim() === "") throw new Failure("CUSTODY_REFUSED", "expected the authority for the destruction");
  const deed = { kind: "destroy", what: chain.exhibit.exhibit } as const;
  await requireApprovals(desk.node.ledger, deed, policy, { nowMs: hostClock(), after: chain.index });
  await recordEvent(desk, chain, { ...words, event: "destroyed" }, key);
  await forgetSalts(desk.node.dataDirectory, chain.exhibit.exhibit);
  await vaultOf(desk.node).destroy(chain.exhibit.exhibit);
}

/** Bytes of destroyed exhibits that a crash left after the statement; removed by name of the statement that destroys them. */
export async function finishDestructions({ node, custody }: CustodyDesk): Promise<readonly string[]> {
  const vault = vaultOf(node);
  const finished: string[] = [];
  for (const { exhibit, holding } of custody.chains.values()) {
    if (holding.state !== "destroyed" || !(await vault.has(exhibit.exhibit))) continue;
    await forgetSalts(node.dataDirectory, exhibit.exhibit);
    await vault.destroy(exhibit.exhibit);
    finished.push(exhibit.number);
  }
  return finished;
}
