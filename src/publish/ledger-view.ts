import type { EvidenceRecord, RecordName, SegmentId, Statement } from "../model/index.ts";

/** An entry of the ledger, or what an erasure left of it. */
export type ViewEntry =
  | {
      readonly index: number;
      readonly salt: Uint8Array;
      readonly envelope: Uint8Array;
      readonly statement: Statement;
      readonly erased?: never;
    }
  | { readonly index: number; readonly erased: true };

/** A record of a segment, or the entry of the statement under which it was erased. */
export type ViewRecord =
  | {
      readonly index: number;
      readonly name: RecordName;
      readonly leaf: Uint8Array;
      readonly record: EvidenceRecord;
      readonly erased?: never;
    }
  | {
      readonly index: number;
      readonly name: RecordName;
      readonly leaf: Uint8Array;
      readonly erased: true;
      readonly erasure: number;
    };

/** What publishing needs of a ledger. `size` and `checkpoint` belong together when they are read together. */
export type LedgerView = {
  readonly origin: string;
  readonly size: number;
  readonly checkpoint: Uint8Array;
  entries(from?: number): AsyncIterable<ViewEntry>;
  entry(index: number): Promise<ViewEntry>;
  inclusionProof(index: number, size?: number): Promise<readonly Uint8Array[]>;
  consistencyProof(from: number, to?: number): Promise<readonly Uint8Array[]>;
  segmentRecords(id: SegmentId): AsyncIterable<ViewRecord>;
  append(statements: readonly Statement[]): Promise<readonly { readonly index: number }[]>;
};
