import { DOSSIER_FILES_MAX } from "../../model/index.ts";
import type { FileSource } from "../files.ts";
import type { DroppedEntry, PageFile } from "./dom.ts";

/** The files of a folder that the reader selected: the first part of each path is the folder's own name. */
export function selectedFiles(files: ArrayLike<PageFile>): FileSource {
  return sourceOf(new Map(Array.from(files, (file) => [withoutRoot(file.webkitRelativePath), file])));
}

/** The files of a folder that the reader dropped. Undefined when it is not one folder. */
export async function droppedFiles(
  items: ArrayLike<{ webkitGetAsEntry(): DroppedEntry | null }>,
): Promise<FileSource | undefined> {
  const roots = Array.from(items, (item) => item.webkitGetAsEntry());
  const [root] = roots;
  if (roots.length !== 1 || !root?.isDirectory) return undefined;
  const files = new Map<string, PageFile>();
  const open: { readonly entry: DroppedEntry; readonly path: string }[] = [{ entry: root, path: "" }];
  for (let next = open.pop(); next !== undefined && files.size <= DOSSIER_FILES_MAX; next = open.pop()) {
    const { entry, path } = next;
    if (entry.isFile) files.set(path, await new Promise<PageFile>((done, failed) => entry.file(done, failed)));
    else
      for (const child of await childrenOf(entry))
        open.push({ entry: child, path: path === "" ? child.name : `${path}/${child.name}` });
  }
  return sourceOf(files);
}

/** A directory reader gives its entries in batches, the last one empty. */
async function childrenOf(folder: DroppedEntry): Promise<readonly DroppedEntry[]> {
  const reader = folder.createReader();
  const children: DroppedEntry[] = [];
  for (;;) {
    const batch = await new Promise<readonly DroppedEntry[]>((done, failed) => reader.readEntries(done, failed));
    if (batch.length === 0 || children.length > DOSSIER_FILES_MAX) return children;
    children.push(...batch);
  }
}

function withoutRoot(path: string): string {
  return path.slice(path.indexOf("/") + 1);
}

function sourceOf(files: ReadonlyMap<string, PageFile>): FileSource {
  return {
    list: () => [...files].map(([path, { size }]) => ({ path, bytes: size })),
    async read(path) {
      const file = files.get(path);
      return new Uint8Array((await file?.arrayBuffer()) ?? new ArrayBuffer(0));
    },
  };
}
