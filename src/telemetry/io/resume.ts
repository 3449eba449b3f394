import { readdir, stat } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
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
  const [here, there] = [normalize(path), normalize(original)];
  return here !== there && here.startsWith(there) && /^(?:[.-]\d+)*(?:\.gz|\.zst)?$/.test(here.slice(there.length));
}

export type Predecessors = {
  /** Files that were read at the path before and stand beside it now, oldest first. */
  readonly found: readonly Resumed[];
  /** The one that was read last, when it is nowhere. */
  readonly lost: SourceId | undefined;
};

/** What became of the files that were read at `path`, other than `present`, which stands there now. */
export async function findPredecessors(
  path: string,
  positions: ReadonlyMap<SourceId, Position>,
  present: SourceId | undefined,
): Promise<Predecessors> {
  const read = new Map(
    [...positions]
      .filter(([id, position]) => position.kind === "file" && pathOf(id) === path && id !== present)
      .sort(([left], [right]) => ordinalOf(left) - ordinalOf(right)),
  );
  if (read.size === 0) return { found: [], lost: undefined };
  const found = (await siblings(path)).flatMap((candidate) => resumePoint(candidate, read) ?? []);
  found.sort((left, right) => ordinalOf(left.id) - ordinalOf(right.id));
  const last = present === undefined ? [...read.keys()].at(-1) : undefined;
  return { found, lost: found.some(({ id }) => id === last) ? undefined : last };
}

/** Uncompressed logs beside `path` that were rotated away and written at or after `mtimeMs`, oldest first. */
export async function rotatedSince(path: string, mtimeMs: number): Promise<Candidate[]> {
  const later = (await siblings(path)).filter(({ sight }) => sight.compression === "none" && sight.mtimeMs >= mtimeMs);
  // Written in the same tick of the file system: numbers grow with age.
  const byNumber = (left: string, right: string) => right.localeCompare(left, "en", { numeric: true });
  return later.sort((left, right) => left.sight.mtimeMs - right.sight.mtimeMs || byNumber(left.path, right.path));
}

/** Where the file that was listed at `path` stands now: rotation may have renamed it since. `path` when it is not found. */
export async function presentPath(path: string, fileId: FileId): Promise<string> {
  const there = await sightOf(path).catch(() => undefined); // not there any more: it may be beside
  const isThere = there !== undefined && ("unsupported" in there || isSameFile(fileId, there));
  if (isThere) return path;
  const renamed = (await siblings(path)).find(({ sight }) => isSameFile(fileId, sight));
  return renamed?.path ?? path;
}

/** Files beside `path` with a name that rotation may have given to it or to its like. */
async function siblings(path: string): Promise<Candidate[]> {
  const here = normalize(path);
  const originals = [here, liveName(here) ?? here];
  const present = await readdir(dirname(here)).catch((): string[] => []); // gone with all that stood in it
  const names = present.map((name) => join(dirname(here), name));
  const found: Candidate[] = [];
  for (const name of names
    .filter((each) => each !== here && originals.some((original) => isRotationOf(each, original)))
    .slice(0, SIBLINGS_MAX)) {
    const sight = await sightOf(name).catch(() => undefined); // not readable: then it cannot be the one
    if (sight !== undefined && !("unsupported" in sight)) found.push({ path: name, sight });
  }
  return found;
}

/** `app.log` of `app.log.1`; undefined for a name that does not end in a number or date. */
function liveName(path: string): string | undefined {
  return /^(.+?)(?:[.-]\d+)+$/.exec(path)?.[1];
}

function pathOf(id: SourceId): string {
  return id.replace(/^file:/, "").replace(/#\d+$/, "");
}

function ordinalOf(id: SourceId): number {
  return Number(/#(\d+)$/.exec(id)?.[1] ?? 1);
}

/** True for a log that was rotated away: its name has a number or date more than that of a file beside it. Nobody appends to it. */
export async function isRotated(path: string): Promise<boolean> {
  const live = liveName(path);
  if (live === undefined) return false;
  return stat(live).then(
    (there) => there.isFile(),
    () => false,
  );
}
