import type { Sha256 } from "../lib/index.ts";
import { concat, utf8 } from "../lib/index.ts";
import { Frontier, leafHash } from "../merkle/index.ts";
import {
  type Accounting,
  addAccounting,
  type EvidenceRecord,
  NOTHING_READ,
  type Position,
  recordLeaf,
  type SegmentPredicate,
  type SourceId,
} from "../model/index.ts";
import { formatRecordLine } from "./segment-line.ts";

/** Lines are joined into pieces of about this many UTF-16 units, so that neither many small nor one huge string is kept. */
const PIECE_UNITS = 65_536;

type Stretch = SegmentPredicate["sources"][number];

/** A segment while it fills. Every record is written and hashed when it comes, so that sealing has no long pause. */
export class SegmentDraft {
  readonly #sha256: Sha256;
  readonly #tree: Frontier;
  readonly #leaves: Uint8Array[] = [];
  readonly #pieces: Uint8Array[] = [];
  readonly #stretches: Stretch[] = [];
  #piece = "";
  #bytes = 0;
  #accounting: Accounting = NOTHING_READ;

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
    this.#tree = new Frontier(sha256);
  }

  get records(): number {
    return this.#leaves.length;
  }

  /** Bytes of record lines so far, the unfinished piece counted as ASCII. */
  get bytes(): number {
    return this.#bytes + this.#piece.length;
  }

  /** True while nothing is in it that a statement would have to tell. */
  get isEmpty(): boolean {
    return this.#stretches.length === 0;
  }

  get accounting(): Accounting {
    return this.#accounting;
  }

  get sources(): readonly Stretch[] {
    return this.#stretches;
  }

  /** Root over the records so far. */
  root(): Uint8Array {
    return this.#tree.root();
  }

  /** Adds a record; gives its index in the segment. */
  addRecord(record: EvidenceRecord): number {
    const index = this.#leaves.length;
    const leaf = recordLeaf(this.#sha256, record);
    this.#leaves.push(leaf);
    this.#tree.append(leafHash(this.#sha256, leaf));
    this.#piece += formatRecordLine(record, index);
    if (this.#piece.length >= PIECE_UNITS) this.#endPiece();
    return index;
  }

  /** Counts what was added of a source: `from` and `to` bound it, and it goes on the source's last stretch where that ends at `from`. */
  addStretch(source: { readonly id: SourceId; readonly name: string }, span: Span, accounting: Accounting): void {
    this.#accounting = addAccounting(this.#accounting, accounting);
    const at = this.#stretches.findLastIndex(({ id }) => id === source.id);
    const last = this.#stretches[at];
    if (last !== undefined && continues(last.to, span.from)) {
      this.#stretches[at] = { ...last, to: span.to, lines: last.lines + accounting.linesIn };
    } else {
      this.#stretches.push({ ...source, ...span, lines: accounting.linesIn });
    }
  }

  /** The uncompressed lines and the leaves file. */
  finish(): { readonly lines: readonly Uint8Array[]; readonly leaves: Uint8Array } {
    this.#endPiece();
    return { lines: this.#pieces, leaves: concat(...this.#leaves) };
  }

  #endPiece(): void {
    if (this.#piece === "") return;
    const piece = utf8(this.#piece);
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    this.#piece = "";
  }
}

type Span = { readonly from: Position; readonly to: Position };

/** Does a stretch that begins at `from` go on where one ended? In the same file, at the same byte; in the journal always. */
export function continues(to: Position, from: Position): boolean {
  if (to.kind !== from.kind) return false;
  if (to.kind !== "file") return true;
  return to.fileId?.device === from.fileId?.device && to.fileId?.inode === from.fileId?.inode && to.offset === from.offset;
}
