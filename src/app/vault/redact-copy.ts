import { diskFiles, nodeSignatureChecks, sha256 } from "../../ledger/io/index.ts";
import { directoryOf, makeDirectories, present, writeDurably } from "../../lib/index.ts";
import type { TrustPolicy } from "../../merkle/index.ts";
import type { RedactionPredicate } from "../../model/index.ts";
import { type CopyReport, copyFiles, verifyRedactedCopy } from "../../vault/index.ts";

import { beginHash, openCopyFolder } from "../../vault/io/index.ts";
import { VERSION } from "../installation.ts";
import type { Node } from "../node.ts";
import { travellingStatements } from "./seal-record.ts";

export type { CopyReport };

/** The statements that a copy carries: the one on it, and the custody events that answer it. */
export type CopyStatements = {
  readonly entry: number;
  readonly events: readonly number[];
  readonly redaction: RedactionPredicate;
};

/** Writes, or writes anew, every file of a copy but its list of fields, each durable. What statements stood there before is replaced. */
export async function writeCopyStatements(node: Node, out: string, { entry, events, redaction }: CopyStatements): Promise<void> {
  const statements = await travellingStatements(node, [entry, ...events]);
  const fields = present(redaction.copy ?? undefined, "a statement on a copy names it");
  const files = copyFiles({ redaction, fields, statements, software: `meridian ${VERSION}` }, sha256);
  const disk = diskFiles(out);
  const made = new Set<string>();
  for (const [path, bytes] of files) {
    await makeDirectories(disk, directoryOf(path), made);
    await writeDurably(disk, path, bytes);
  }
}

/** Checks the redacted copy in a folder offline (spec/redaction.md §Verification). Throws EXHIBIT_UNREADABLE when it cannot be read. */
export function verifyCopyFolder(folder: string, trust?: TrustPolicy): Promise<CopyReport> {
  const ports = { checks: nodeSignatureChecks, sha256, beginHash, ...(trust === undefined ? {} : { trust }) };
  return verifyRedactedCopy(openCopyFolder(folder), ports);
}
