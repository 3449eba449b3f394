import type { Position, SourceId } from "../../model/index.ts";
import { type FileId, isSameFile, type Sight } from "./identity.ts";

/**
 * Which files are being read, or were, and under which id: so that a log that was renamed is not read again under its new name, and
 * so that the file which took its place gets an id, and with it offsets, of its own.
 */
export class FileClaims {
  readonly #files = new Map<string, () => FileId>();
  readonly #ids: Set<SourceId>;

  constructor(positions: ReadonlyMap<SourceId, Position> = new Map()) {
    this.#ids = new Set(positions.keys());
  }

  /** Takes the file; `fileId` is asked for again later, because a young file's head still grows. */
  claim(file: Pick<Sight, "device" | "inode">, fileId: () => FileId): void {
    this.#files.set(`${file.device}:${file.inode}`, fileId);
  }

  /** True when this very file has been claimed, under whatever name. */
  holds(file: Sight): boolean {
    const fileId = this.#files.get(`${file.device}:${file.inode}`);
    return fileId !== undefined && isSameFile(fileId(), file);
  }

  /** Gives the file back: its successor on the same inode is another file. */
  release(file: Pick<Sight, "device" | "inode">): void {
    this.#files.delete(`${file.device}:${file.inode}`);
  }

  /** `file:PATH`, or with `#2`, `#3`, … when other files were read at that path before. */
  newId(path: string): SourceId {
    const plain = `file:${path}`;
    let id = plain;
    for (let ordinal = 2; this.#ids.has(id); ordinal++) id = `${plain}#${ordinal}`;
    this.#ids.add(id);
    return id;
  }
}
