/** A tree head that an authority stamped, with its tokens and what leads from it to the exported checkpoint. */
export type StampedHead = {
  /** The three lines that were stamped. */
  readonly text: Uint8Array;
  readonly size: number;
  /** RFC 3161 TimeStampTokens. */
  readonly tokens: readonly Uint8Array[];
  /** Proof that the stamped tree is the beginning of the exported one. */
  readonly consistency: readonly Uint8Array[];
};

/** An entry of the ledger with all that shows it to others, at one size. */
export type ExportSource = {
  readonly index: number;
  readonly salt: Uint8Array;
  /** The DSSE envelope's bytes. */
  readonly envelope: Uint8Array;
  /** Leaf's sibling first, to the root that `checkpoint` signs. */
  readonly proof: readonly Uint8Array[];
  readonly checkpoint: Uint8Array;
  /** The earliest stamped head whose tree has the entry; undefined when no time statement covers it. */
  readonly stamped: StampedHead | undefined;
};

/** A format that others read: a name, what it is, and the files that it makes of an entry. */
export type Exporter = {
  readonly format: string;
  readonly what: string;
  readonly files: (source: ExportSource) => ReadonlyMap<string, Uint8Array>;
};
