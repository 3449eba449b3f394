/** What a judge asks of the scanner's module (assembly/): its memory, and functions on tables that it puts there. */
export type ScannerModule = {
  readonly memory: { readonly buffer: ArrayBufferLike };
  /** So many bytes on a 64-byte border, never given back; 0 when there is no room (assembly/memory.ts). */
  readonly reserve: (bytes: number) => number;
  /** See assembly/automaton.ts. */
  readonly walk: (table: number, at: number, length: number) => number;
  readonly walkText: (table: number, at: number, length: number) => void;
  readonly hashOf: (bits: number, words: number) => number;
};
