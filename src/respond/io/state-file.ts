import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/** One small file that is replaced as a whole. */
export type StateFile = {
  /** Undefined when there is none yet. */
  read(): Promise<Uint8Array | undefined>;
  /** Durable, name and all, when this resolves. */
  write(bytes: Uint8Array): Promise<void>;
};

/** The file at `path`, readable by its owner only. The order is that of lib's writeDurably: bytes, name, directory. */
export function stateFile(path: string): StateFile {
  return {
    read: async () => {
      try {
        return new Uint8Array(await readFile(path));
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
        throw error;
      }
    },
    write: async (bytes) => {
      const unfinished = `${path}.tmp`;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await rm(unfinished, { force: true });
      await using file = await open(unfinished, "wx", 0o600);
      await file.writeFile(bytes);
      await file.sync();
      await rename(unfinished, path);
      await using directory = await open(dirname(path), "r");
      await directory.sync();
    },
  };
}
