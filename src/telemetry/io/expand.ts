import { Failure } from "../../lib/index.ts";
import type { Position, SourceId } from "../../model/index.ts";
import { FileClaims } from "./claims.ts";
import { fileIdOf, type Sight, sightOf } from "./identity.ts";
import { isGlob, listFiles } from "./listing.ts";
import { reasonOf } from "./reasons.ts";
import { type Candidate, findPredecessors, resumePoint, rotatedSince } from "./resume.ts";
import type { FileSource, Source, SourceProblem } from "./source.ts";
import type { SourceSpec } from "./spec.ts";

export type ExpandOptions = {
  /** Files last written before this time are skipped, and named. */
  readonly sinceMs?: number;
  /** Order within a directory or glob; newest first unless told. */
  readonly order?: "newest-first" | "given";
  /** Files may appear later, so a glob that matches nothing yet is no mistake. */
  readonly follow?: boolean;
  /** How many files a directory or glob may name; 100,000 unless told. */
  readonly filesMax?: number;
  /** Where earlier runs stopped, as the ledger says. */
  readonly positions?: ReadonlyMap<SourceId, Position>;
};

export type Expansion = {
  readonly sources: readonly Source[];
  readonly problems: readonly SourceProblem[];
  /** Hand it to openSource and watchForSources, so that no file is read twice. */
  readonly claims: FileClaims;
};

/**
 * The concrete sources that the specs name, each file with its stable id and the position to go on from. What cannot be read is
 * a problem that names it, except a path that does not exist: that throws Failure CLI_USAGE.
 */
export async function expandSources(specs: readonly SourceSpec[], options: ExpandOptions = {}): Promise<Expansion> {
  const expander = new Expander(options);
  for (const spec of specs) await expander.add(spec);
  return { sources: expander.sources, problems: expander.problems, claims: expander.claims };
}

class Expander {
  readonly sources: Source[] = [];
  readonly problems: SourceProblem[] = [];
  readonly claims: FileClaims;
  readonly #options: ExpandOptions;
  readonly #positions: ReadonlyMap<SourceId, Position>;
  /** Ids of earlier runs that a source goes on with. */
  readonly #resumed = new Set<SourceId>();

  constructor(options: ExpandOptions) {
    this.#options = options;
    this.#positions = options.positions ?? new Map();
    this.claims = new FileClaims(this.#positions);
  }

  async add(spec: SourceSpec): Promise<void> {
    if (spec.kind === "path") return this.#addPath(spec.path);
    if (spec.kind === "stdin") this.sources.push({ kind: "stdin", id: "stdin" });
    else if (spec.kind === "journal") this.#addJournal();
    else this.sources.push({ ...spec, id: `syslog:${spec.transport}:${spec.host}:${spec.port}` });
  }

  #addJournal(): void {
    const id = "journal:local";
    this.sources.push({ kind: "journal", id, position: this.#positions.get(id) ?? null });
  }

  async #addPath(path: string): Promise<void> {
    const listing = await listFiles(path, this.#options.filesMax);
    const waits = this.#options.follow === true && isGlob(path);
    const matches = (listing?.paths.length ?? 0) + (listing?.problems.length ?? 0);
    if (listing === undefined || (matches === 0 && isGlob(path) && !waits)) {
      throw new Failure("CLI_USAGE", `expected a file, directory or glob with matches, got ${path}`);
    }
    this.problems.push(...listing.problems);
    const candidates: Candidate[] = [];
    for (const file of listing.paths) candidates.push(...(await this.#look(file)));
    if (this.#options.order !== "given") candidates.sort(newestFirst);
    for (const candidate of candidates) await this.#addFile(candidate);
  }

  async #look(path: string): Promise<Candidate[]> {
    const seen = await inspect(path, this.#options.sinceMs);
    if ("kind" in seen) {
      this.problems.push(seen);
      return [];
    }
    if (this.claims.holds(seen)) {
      this.problems.push({ kind: "skipped", source: path, reason: "the same file under another name" });
      return [];
    }
    this.claims.claim(seen, () => fileIdOf(seen));
    return [{ path, sight: seen }];
  }

  async #addFile(candidate: Candidate): Promise<void> {
    const resumed = resumePoint(candidate, this.#positions);
    if (resumed !== undefined && this.#resumed.has(resumed.id)) {
      this.problems.push({ kind: "skipped", source: candidate.path, reason: "a copy of a log that is read already" });
      return;
    }
    if (resumed !== undefined) this.#resumed.add(resumed.id);
    await this.#addPredecessors(candidate.path, resumed?.id);
    const id = resumed?.id ?? this.claims.newId(candidate.path);
    this.sources.push(fileSource(candidate, id, resumed?.position ?? null));
  }

  /** The logs that stood at `path` when, and since, the last runs stopped may have unread lines; `present` is read there now. */
  async #addPredecessors(path: string, present: SourceId | undefined): Promise<void> {
    const { found, lost } = await findPredecessors(path, this.#positions, present);
    const reason = "the file that was read here is gone, and what it gained since";
    if (lost !== undefined) this.problems.push({ kind: "lost", source: lost, reason });
    for (const one of found) {
      if (this.#resumed.has(one.id) || this.claims.holds(one.sight)) continue; // listed by itself
      this.#resumed.add(one.id);
      this.#addUnclaimed(one, one.id, one.position);
    }
    const last = found.at(-1);
    if (last === undefined) return;
    for (const missed of await rotatedSince(path, last.sight.mtimeMs)) {
      const isKnown = resumePoint(missed, this.#positions) !== undefined || this.claims.holds(missed.sight);
      if (!isKnown) this.#addUnclaimed(missed, this.claims.newId(path), null);
    }
  }

  #addUnclaimed(candidate: Candidate, id: SourceId, position: Position | null): void {
    this.claims.claim(candidate.sight, () => fileIdOf(candidate.sight));
    const { compression, sizeBytes } = candidate.sight;
    if (compression === "none" && sizeBytes === position?.offset) return; // read to its end
    this.sources.push(fileSource(candidate, id, position));
  }
}

/** Looks at one path: what can be read of it, or the problem. */
export async function inspect(path: string, sinceMs?: number): Promise<Sight | SourceProblem> {
  try {
    const sight = await sightOf(path);
    if ("unsupported" in sight) return { kind: "unsupported", source: path, reason: sight.unsupported };
    const isOld = sinceMs !== undefined && sight.mtimeMs < sinceMs;
    return isOld ? { kind: "skipped", source: path, reason: "last written before the time asked for" } : sight;
  } catch (error) {
    return { kind: "unreadable", source: path, reason: reasonOf(error) };
  }
}

/** The source that reads a file under `id` from `position` on. */
export function fileSource({ path, sight }: Candidate, id: SourceId, position: Position | null): FileSource {
  const { compression, mtimeMs, sizeBytes } = sight;
  return { kind: "file", id, path, compression, mtimeMs, sizeBytes, fileId: fileIdOf(sight), position };
}

function newestFirst(left: Candidate, right: Candidate): number {
  return right.sight.mtimeMs - left.sight.mtimeMs || (left.path < right.path ? -1 : 1);
}
