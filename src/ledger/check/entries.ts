import type { FilePort, Sha256 } from "../../lib/index.ts";
import type { SignatureChecks } from "../../merkle/index.ts";
import type { Statement, Unreliable } from "../../model/index.ts";
import { type LedgerEntry, openLine } from "../entries.ts";
import { parseEnvelopeBatch } from "../envelopes.ts";
import { batchFirst, ENVELOPES, envelopePath } from "../layout.ts";
import type { Problems } from "./problem.ts";
import { checkSignatures } from "./signatures.ts";

type Source = {
  readonly files: FilePort;
  readonly sha256: Sha256;
  readonly checks: SignatureChecks;
  readonly logKeys: readonly string[];
};

/** Entries by index, undefined where one cannot be opened, and those that are in order and not to be relied on. */
export type CheckedEntries = {
  readonly entries: readonly (LedgerEntry | undefined)[];
  readonly notReliedOn: readonly Unreliable[];
};

/** Every entry opened, and its signatures checked with the keys that the ledger believes there. */
export async function checkEntries(
  { files, sha256, checks, logKeys }: Source,
  commitments: readonly Uint8Array[],
  problems: Problems,
): Promise<CheckedEntries> {
  const entries: (LedgerEntry | undefined)[] = [];
  for (const first of await batchStarts(files)) {
    if (first >= commitments.length) {
      problems.add("bad-batch", envelopePath(first), "it is beyond the checkpoint: the ledger was not opened after a crash");
      continue;
    }
    if (first !== entries.length) problems.add("bad-batch", envelopePath(first), `expected the batch of entry ${entries.length}`);
    const lines = parseEnvelopeBatch((await files.read(envelopePath(first))) ?? new Uint8Array(0), first);
    if (!lines.ok) {
      problems.add("bad-batch", envelopePath(first), `line ${lines.fault.line}: expected ${lines.fault.expected}`);
      continue;
    }
    for (const line of lines.value) {
      const entry = openLine(sha256, line, commitments[line.index] ?? new Uint8Array(0));
      if (!entry.ok) problems.add("bad-entry", `entry ${line.index}`, entry.fault);
      entries[line.index] = entry.ok ? entry.value : undefined;
    }
  }
  if (entries.length !== commitments.length)
    problems.add("bad-batch", ENVELOPES, `expected envelopes of ${commitments.length} entries, got ${entries.length}`);
  const notReliedOn = await checkSignatures(entries, { checks, logKeys }, problems);
  checkErasedEntries(entries, problems);
  return { entries, notReliedOn };
}

async function batchStarts(files: FilePort): Promise<readonly number[]> {
  const starts: number[] = [];
  for (const folder of await files.list(ENVELOPES)) {
    starts.push(...(await files.list(`${ENVELOPES}/${folder}`)).flatMap((name) => batchFirst(name) ?? []));
  }
  return starts.sort((left, right) => left - right);
}

function checkErasedEntries(entries: readonly (LedgerEntry | undefined)[], problems: Problems): void {
  for (const entry of entries) {
    if (entry?.erased) {
      const by = statementOf(entries[entry.erasure]);
      const stated = by?.kind === "erasure" && by.predicate.entries.includes(entry.index);
      if (!stated) problems.add("unstated-erasure", `entry ${entry.index}`, `entry ${entry.erasure} is not an erasure of it`);
    } else if (entry?.statement.kind === "erasure") {
      const open = entry.statement.predicate.entries.filter((index) => !entries[index]?.erased);
      if (open.length > 0)
        problems.add("unfinished-erasure", `entry ${entry.index}`, `entries ${open.join()} are stated as erased and still there`);
    }
  }
}

/** The statement of an entry that is there. */
export function statementOf(entry: LedgerEntry | undefined): Statement | undefined {
  return entry === undefined || entry.erased ? undefined : entry.statement;
}
