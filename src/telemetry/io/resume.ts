import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Position, SourceId } from "../../model/index.ts";
import { type FileId, hasHead, isSameFile, type Sight, sightOf } from "./identity.ts";

/** A copy that was compressed after rotation is recognised by content only when this much of it was seen. */
const COPY_HEAD_BYTES_MIN = 64;
const SIBLINGS_MAX = 1_000;

export type Candidate = { readonly path: string; readonly sight: Sight };
export type Resumed = Candidate & { readonly id: SourceId; readonly position: Position };

/** The id and position under which this very file was read before, whatever it was called then. */
export function resumePoint(candidate: Candidate, positions: ReadonlyMap<SourceId, Position>): Resumed | undefined {
  for (const [id, position] of positions) {
    if (isContinued(id, position, candidate)) return { ...candidate, id, position };
  }
  return undefined;
}

function isContinued(id: SourceId, position: Position, { path, sight }: Candidate): boolean {
  const fileId = position.fileId;
  if (position.kind !== "file" || fileId === null) return false;
  if (isSameFile(fileId, sight)) return sight.compression !== "none" || sight.sizeBytes >= position.offset;
  const isCopy = sight.compression !== "none" && isRotationOf(path, pathOf(id));
  return isCopy && fileId.headBytes >= COPY_HEAD_BYTES_MIN && hasHead(fileId, sight.head);
}

/** True for the names that rotation gives `original`: `.1`, `-20261122`, `.2.gz`, … in the same directory. */
export function isRotationOf(path: string, original: string): boolean {
  return path !== original && path.startsWith(original) && /^(?:[.-]\d+)*(?:\.gz|\.zst)?$/.test(path.slice(original.length));
}

/** The file that was read last at `path` and stands under another name of the same directory now, with the rest of its content. */
export async function findRotated(
  path: string,
  positions: ReadonlyMap<SourceId, Position>,
): Promise<{ readonly id: SourceId; readonly found: Resumed | undefined } | undefined> {
  const last = lastReadAt(path, positions);
  if (last === undefined) return undefined;
  for (const candidate of await siblings(path)) {
    const found = resumePoint(candidate, new Map([last]));
    if (found !== undefined) return { id: last[0], found };
  }
  return { id: last[0], found: undefined };
}

/** Where the file that was listed at `path` stands now: rotation may have renamed it since. `path` when it is not found. */
export async function presentPath(path: string, fileId: FileId): Promise<string> {
  const there = await sightOf(path).catch(() => undefined); // not there any more: it may be beside
  const isThere = there !== undefined && ("unsupported" in there || isSameFile(fileId, there));
  if (isThere) return path;
  const renamed = (await siblings(path)).find(({ sight }) => isSameFile(fileId, sight));
  return renamed?.path ?? path;
}

async function siblings(path: string): Promise<Candidate[]> {
  const directory = dirname(path);
  const present = await readdir(directory).catch((): string[] => []); // gone with all that stood in it
  const names = present.map((name) => join(directory, name));
  const found: Candidate[] = [];
  for (const sibling of names.filter((name) => isRotationOf(name, join(directory, basename(path)))).slice(0, SIBLINGS_MAX)) {
    const sight = await sightOf(sibling).catch(() => undefined); // not readable: then it cannot be the one
    if (sight !== undefined && !("unsupported" in sight)) found.push({ path: sibling, sight });
  }
  return found;
}

function lastReadAt(path: string, positions: ReadonlyMap<SourceId, Position>): [SourceId, Position] | undefined {
  const read = [...positions].filter(([id, position]) => position.kind === "file" && pathOf(id) === path);
  return read.sort(([left], [right]) => ordinalOf(left) - ordinalOf(right)).at(-1);
}

function pathOf(id: SourceId): string {
  return id.replace(/^file:/, "").replace(/#\d+$/, "");
}

function ordinalOf(id: SourceId): number {
  return Number(/#(\d+)$/.exec(id)?.[1] ?? 1);
}

/** True for a log that was rotated away: its name has a number or date more than that of a file beside it. Nobody appends to it. */
export async function isRotated(path: string): Promise<boolean> {
  const live = /^(.+?)(?:[.-]\d+)+$/.exec(path)?.[1];
  return (
    live !== undefined &&
    (await stat(live).then(
      (there) => there.isFile(),
      () => false,
    ))
  );
}
