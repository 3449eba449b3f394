/** A dossier's files, wherever they lie: a folder, a browser's file list, memory. */
export type FileSource = {
  /** Every file, by its path from the dossier's folder with `/` between parts, and its size in bytes. Links are listed, never followed. */
  list(): readonly FileEntry[];
  /** The file's bytes. May reject; then the file counts as unreadable. */
  read(path: string): Promise<Uint8Array>;
};

/** `bytes` is null for what is not a plain file. */
export type FileEntry = { readonly path: string; readonly bytes: number | null };

/** A source over files in memory. */
export function filesInMemory(files: ReadonlyMap<string, Uint8Array>): FileSource {
  return {
    list: () => [...files].map(([path, bytes]) => ({ path, bytes: bytes.length })),
    async read(path) {
      return files.get(path) ?? new Uint8Array(0);
    },
  };
}
