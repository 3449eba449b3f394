import { type EvidenceRecord, type RecordName, recordName } from "../model/index.ts";
import type { Outcome } from "./format.ts";
import type { ZeekTable } from "./network/zeek-columns.ts";

type Header = Extract<Outcome, { kind: "header" }>;

/** The header lines in force: what the next data line is read by, and the names of the records that say so. */
export class HeaderRows {
  #table: ZeekTable | undefined;
  #rows = new Map<string, EvidenceRecord>();
  #names: readonly RecordName[] = [];

  get table(): ZeekTable | undefined {
    return this.#table;
  }

  /** In the order in which they stood; the same array until a header changes. */
  get names(): readonly RecordName[] {
    return this.#names;
  }

  get records(): readonly EvidenceRecord[] {
    return [...this.#rows.values()];
  }

  /** Takes the record of a header line. One that says the same again replaces the one before. */
  add(record: EvidenceRecord, header: Header): void {
    this.#table = header.table;
    if (header.explains === null) return;
    if (header.explains === "separator") this.#rows = new Map();
    this.#rows.delete(header.explains);
    this.#rows.set(header.explains, record);
    this.#names = this.records.map((row) => recordName(row.commitment));
  }
}
