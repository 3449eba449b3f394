import { stat } from "node:fs/promises";
import type { FileClaims } from "./claims.ts";
import { fileSource, inspect } from "./expand.ts";
import { fileIdOf } from "./identity.ts";
import { isGlob, listFiles } from "./listing.ts";
import { isRotationOf } from "./resume.ts";
import type { FileSource, SourceProblem } from "./source.ts";
import type { SourceSpec } from "./spec.ts";
import { type Wait, waitByTimer } from "./timing.ts";

/** How often watched directories and globs are listed. */
const WATCH_MS = 1_000;

export type WatchOptions = {
  /** From expandSources. */
  readonly claims: FileClaims;
  /** Paths that are followed already, or whose problem was told. */
  readonly known: Iterable<string>;
  readonly signal: AbortSignal;
  readonly wait?: Wait;
  /** As in ExpandOptions. */
  readonly filesMax?: number;
};

export type Appeared = { readonly sources: readonly FileSource[]; readonly problems: readonly SourceProblem[] };

/** Files that appear in the directories and globs of `specs` later on, each once; logs renamed or compressed by rotation are not new. */
export async function* watchForSources(specs: readonly SourceSpec[], options: WatchOptions): AsyncGenerator<Appeared> {
  const { signal, wait = waitByTimer } = options;
  const known = new Set(options.known);
  const watched: string[] = [];
  for (const spec of specs) {
    if (spec.kind === "path" && (await mayGrow(spec.path))) watched.push(spec.path);
  }
  while (watched.length > 0 && !signal.aborted) {
    const appeared = await look(watched, known, options);
    if (appeared.sources.length + appeared.problems.length > 0) yield appeared;
    await wait(WATCH_MS, signal);
  }
}

async function mayGrow(path: string): Promise<boolean> {
  return stat(path).then(
    (there) => there.isDirectory(),
    () => isGlob(path),
  );
}

async function look(watched: readonly string[], known: Set<string>, { claims, filesMax }: WatchOptions): Promise<Appeared> {
  const sources: FileSource[] = [];
  const problems: SourceProblem[] = [];
  for (const path of watched) {
    const listing = await listFiles(path, filesMax);
    for (const problem of listing?.problems ?? []) {
      if (known.has(problem.source)) continue;
      known.add(problem.source);
      problems.push(problem);
    }
    for (const file of listing?.paths ?? []) {
      if (known.has(file)) continue;
      const found = await admit(file, known, claims);
      if (found === undefined) continue;
      if (found.kind === "file") sources.push(found);
      else problems.push(found);
    }
  }
  return { sources, problems };
}

async function admit(path: string, known: Set<string>, claims: FileClaims): Promise<FileSource | SourceProblem | undefined> {
  const sight = await inspect(path);
  if (!("kind" in sight) && claims.holds(sight)) return undefined; // renamed, and read under its first name; it may be renamed again
  known.add(path);
  if ("kind" in sight) return sight;
  if (sight.compression !== "none" && [...known].some((original) => isRotationOf(path, original))) {
    return { kind: "skipped", source: path, reason: "the compressed copy of a log that is followed" };
  }
  claims.claim(sight, () => fileIdOf(sight));
  return fileSource({ path, sight }, claims.newId(path), null);
}
