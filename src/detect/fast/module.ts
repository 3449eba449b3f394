/** What a judge asks of the scanner's module (assembly/): its memory, and tables that are made in it. */
export type ScannerModule = {
  readonly memory: { readonly buffer: ArrayBufferLike };
  /** A table of texts for `anyLiteral`; undefined when there is no room for it. */
  readonly literals: (texts: readonly string[]) => number | undefined;
};
