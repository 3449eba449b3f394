import { type LedgerEntry, openWholeReader, type Receipt } from "../../ledger/index.ts";
import { decompress, diskFiles, nodeSignatureChecks, sha256 } from "../../ledger/io/index.ts";
import { Failure, within } from "../../lib/index.ts";
import type { SegmentId, Statement } from "../../model/index.ts";
import { hasLedger, type Node } from "../node.ts";
import { hostClock } from "../pipeline.ts";
import type { SealedSegments } from "../sealed-events.ts";
import { CaseEntries } from "./entries.ts";

/** What cases are read from: a ledger's entries and the records sealed in it. */
export type CaseLedger = SealedSegments & {
  readonly size: number;
  readonly segmentCount: number;
  entries(from?: number): AsyncIterable<LedgerEntry>;
  segmentId(ordinal: number): SegmentId;
};

/** Where cases lie, and how to add to them. */
export type CaseWorld = {
  readonly dataDirectory: string;
  readonly ledger: CaseLedger;
  /** What its entries say of cases, where they were read already: for one book only, which reads on in it. */
  readonly read?: CaseEntries;
  /** Puts statements into the ledger. Throws LEDGER_BUSY where the ledger is only read. */
  append(statements: readonly Statement[]): Promise<readonly Receipt[]>;
  nowMs(): number;
};

/** The cases of a node that this process holds open. */
export function caseWorldOf({ dataDirectory, ledger }: Node): CaseWorld {
  return { dataDirectory, ledger, append: (statements) => ledger.append(statements), nowMs: hostClock };
}

/**
 * The cases in a data directory, to be read while its node may run: nothing is locked or written, and `append` throws LEDGER_BUSY. Throws
 * LEDGER_MISSING where there is no ledger, LEDGER_DAMAGED when it does not agree with its checkpoint.
 */
export async function readCaseWorld(dataDirectory: string): Promise<CaseWorld> {
  if (!(await hasLedger(dataDirectory)))
    throw new Failure(
      "LEDGER_MISSING",
      `there is no ledger in ${dataDirectory}: \`meridian start --once --data DIR\` begins one in DIR/exercise`,
    );
  const files = within(diskFiles(dataDirectory), "ledger");
  const read = new CaseEntries();
  const { ledger: reader, segments } = await openWholeReader({
    files,
    sha256,
    decompress,
    checks: nodeSignatureChecks,
    onEntry: (entry) => read.take(entry),
  });
  const ledger: CaseLedger = {
    size: reader.size,
    segmentCount: segments.segmentCount,
    entries: (from = 0) => reader.entries(from),
    segmentId: (ordinal) => segments.segmentId(ordinal),
    segmentRecords: (id) => segments.segmentRecords(id),
    findRecord: (name) => segments.findRecord(name),
  };
  return { dataDirectory, ledger, read, append: refuseToWrite, nowMs: hostClock };
}

function refuseToWrite(): Promise<never> {
  return Promise.reject(new Failure("LEDGER_BUSY", "this ledger was opened to be read only"));
}
