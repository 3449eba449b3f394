import { hostname } from "node:os";
import { randomBytes } from "../../ledger/io/index.ts";
import { Failure, isoTime, present, toHex } from "../../lib/index.ts";
import type { CaseId, Digest, ExhibitContent, ExhibitId, ExhibitPredicate } from "../../model/index.ts";
import {
  type ContentDescription,
  describeContent,
  type ExhibitChain,
  exhibitStatement,
  sameContent,
  type Vault,
} from "../../vault/index.ts";
import { beginHash, gunzip, inflateZlib, openSourceFile } from "../../vault/io/index.ts";
import { VERSION } from "../installation.ts";
import type { Node } from "../node.ts";
import { hostClock } from "../pipeline.ts";
import { type CustodyDesk, findExhibit, openCustody } from "./custody.ts";
import { checkWords, hostNow } from "./custody-record.ts";
import { vaultOf } from "./vault-of.ts";

type Acquired = ExhibitPredicate["acquired"];

/** What a person says of an exhibit that is taken in; `number` null for the next free one. */
export type Acquisition = {
  readonly number: string | null;
  readonly title: string;
  readonly case: CaseId | null;
  readonly parent: string | null;
  /** Place, time and tool are null where nobody says: then a collector's bundle says so itself, and of all else this host. */
  readonly acquired: {
    readonly [Name in keyof Acquired]: Name extends "at" | "place" | "tool" ? Acquired[Name] | null : Acquired[Name];
  };
  readonly caveats: readonly string[];
  /** What the bytes must be; null when that is not known before. */
  readonly expected: ExhibitContent | null;
};

/** Told how many bytes of how many are taken in. */
export type OnBytes = (bytes: number, total: number) => void;

/**
 * Takes a file in as an exhibit: its bytes are in the vault, durable, before the ledger speaks of them. Throws EXHIBIT_UNREADABLE,
 * VAULT_DISK, CUSTODY_REFUSED when the number is taken, and CASE_UNKNOWN.
 */
export async function addExhibit(node: Node, path: string, acquisition: Acquisition, onBytes: OnBytes): Promise<ExhibitChain> {
  const desk = await openCustody(node);
  const number = settleNumber(desk, acquisition.number);
  const parent = acquisition.parent === null ? null : findExhibit(desk, acquisition.parent).exhibit.exhibit;
  if (acquisition.case !== null) await requireCase(node, acquisition.case);
  const exhibit = `ex-${toHex(randomBytes(8))}` as ExhibitId;
  const state = (content: ExhibitContent, { collected, format, unread }: ContentDescription): ExhibitPredicate => ({
    exhibit,
    number,
    title: acquisition.title,
    case: acquisition.case,
    parent,
    content,
    format,
    acquired: acquiredBy(acquisition.acquired, collected),
    recordedAt: isoTime(hostClock()),
    unread,
    caveats: acquisition.caveats,
  });
  // Words that no statement can hold are refused before the first byte is copied.
  checkWords("exhibit", state(NO_CONTENT, { format: { name: "octets", details: {} }, unread: [], collected: null }));
  const { content, described } = await takeIn(vaultOf(node), exhibit, path, { onBytes, expected: acquisition.expected });
  await node.ledger.append([exhibitStatement(state(content, described))]);
  return present((await openCustody(node)).custody.chains.get(exhibit), "the exhibit that was just stated");
}

const NO_CONTENT: ExhibitContent = { bytes: 0, sha256: "0".repeat(64) as Digest, sha512: "0".repeat(128) };

function acquiredBy(acquired: Acquisition["acquired"], collected: ContentDescription["collected"]): Acquired {
  return {
    ...acquired,
    at: acquired.at ?? collected?.at ?? hostNow(),
    place: acquired.place ?? collected?.place ?? hostname(),
    tool: acquired.tool ?? collected?.tool ?? { name: "meridian", version: VERSION, sha256: null },
  };
}

async function takeIn(
  vault: Vault,
  exhibit: ExhibitId,
  path: string,
  { onBytes, expected }: { readonly onBytes: OnBytes; readonly expected: ExhibitContent | null },
): Promise<{ readonly content: ExhibitContent; readonly described: ContentDescription }> {
  const source = await openSourceFile(path, "lent");
  try {
    const { bytes, chunks } = source;
    const content = await vault.takeIn(exhibit, { chunks, onProgress: (done) => onBytes(done, bytes) });
    if (expected !== null && !sameContent(content, expected))
      throw new Failure("CUSTODY_REFUSED", `${path} is not what was expected: its SHA-256 is ${content.sha256}`);
    const ports = { inflateZlib, gunzip, beginHash, chunks: () => vault.read(exhibit, content) };
    return { content, described: await vault.withBytes(exhibit, (blob) => describeContent(blob, ports)) };
  } catch (error) {
    // No statement speaks of these bytes yet.
    await vault.destroy(exhibit);
    throw error;
  } finally {
    await source.close();
  }
}

function settleNumber({ custody }: CustodyDesk, wanted: string | null): string {
  const taken = new Set([...custody.chains.values()].map(({ exhibit }) => exhibit.number));
  if (wanted !== null) {
    if (wanted.trim() === "") throw new Failure("CUSTODY_REFUSED", "expected a number that is not empty");
    if (taken.has(wanted)) throw new Failure("CUSTODY_REFUSED", `there is an exhibit ${wanted} already`);
    return wanted;
  }
  const year = isoTime(hostClock()).slice(0, 4);
  for (let ordinal = taken.size + 1; ; ordinal++) {
    const number = `EX-${year}-${ordinal.toString().padStart(4, "0")}`;
    if (!taken.has(number)) return number;
  }
}

async function requireCase({ ledger }: Node, id: CaseId): Promise<void> {
  for await (const entry of ledger.entries())
    if (!entry.erased && entry.statement.kind === "case" && entry.statement.predicate.case === id) return;
  throw new Failure("CASE_UNKNOWN", `there is no case ${id}`);
}

/** Names in the vault that no statement speaks of: what a crash left before its statement. Removed only by name. */
export async function findStrays({ node, custody }: CustodyDesk): Promise<readonly string[]> {
  return (await vaultOf(node).names()).filter((name) => !custody.chains.has(name as ExhibitId));
}

/** Removes bytes that no statement speaks of. Throws CUSTODY_REFUSED when one does, EXHIBIT_UNKNOWN when there are none. */
export async function removeStray(desk: CustodyDesk, name: string): Promise<void> {
  if (desk.custody.chains.has(name as ExhibitId))
    throw new Failure("CUSTODY_REFUSED", `the ledger speaks of ${name}; use \`meridian exhibit destroy\``);
  if (!(await findStrays(desk)).includes(name))
    throw new Failure("EXHIBIT_UNKNOWN", `there is nothing in the vault named ${name}`);
  await vaultOf(desk.node).destroy(name as ExhibitId);
}
