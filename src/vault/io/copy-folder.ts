import { constants } from "node:fs";
import { lstat, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../lib/index.ts";
import { CHUNK_BYTES_MAX } from "../blobs.ts";
import { COPY_FILE_BYTES_MAX, type CopyFolder } from "../redaction/verify-copy.ts";

const FILES_MAX = 30_000;
const DEPTH_MAX = 4;
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** A redacted copy's folder on disk. Links, devices and deep trees are refused with EXHIBIT_UNREADABLE, as is what cannot be read. */
export function openCopyFolder(root: string): CopyFolder {
  return {
    list: async () => (await listFiles(root, "", 0)).sort(),
    read: (path) => readSmall(join(root, path)),
    stream: (path) => streamFile(join(root, path)),
  };
}

async function listFiles(root: string, under: string, depth: number): Promise<string[]> {
  if (depth > DEPTH_MAX) throw new Failure("EXHIBIT_UNREADABLE", `${root} has folders too deep for a redacted copy`);
  const entries = await readdir(join(root, under), { withFileTypes: true }).catch((cause: unknown) => {
    throw new Failure("EXHIBIT_UNREADABLE", `could not read the folder ${join(root, under)}`, cause);
  });
  const files: string[] = [];
  for (const entry of entries) {
    const path = under === "" ? entry.name : `${under}/${entry.name}`;
    if (entry.isDirectory()) files.push(...(await listFiles(root, path, depth + 1)));
    else if (entry.isFile()) files.push(path);
    else throw new Failure("EXHIBIT_UNREADABLE", `${join(root, path)} is neither a file nor a folder`);
    if (files.length > FILES_MAX) throw new Failure("EXHIBIT_UNREADABLE", `${root} has more than ${FILES_MAX} files`);
  }
  return files;
}

async function readSmall(path: string): Promise<Uint8Array | undefined> {
  const found = await lstat(path).catch(unlessMissing);
  if (found === undefined || !found.isFile() || found.size > COPY_FILE_BYTES_MAX) return undefined;
  const pieces: Uint8Array[] = [];
  for await (const piece of streamFile(path)) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

async function* streamFile(path: string): AsyncGenerator<Uint8Array> {
  const handle = await open(path, READ).catch(unlessMissing);
  if (handle === undefined) return;
  try {
    for (;;) {
      const { bytesRead, buffer } = await handle.read(new Uint8Array(CHUNK_BYTES_MAX), 0, CHUNK_BYTES_MAX);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT") return undefined;
  throw new Failure("EXHIBIT_UNREADABLE", `could not read ${error.path ?? "a file"}`, error);
}
