import { type FSWatcher, statSync, watch } from "node:fs";
import { basename, dirname } from "node:path";

/** Says when rule files may have changed. */
export type RuleChanges = {
  /** One for each burst of changes; ends with the signal. */
  readonly changes: AsyncIterable<void>;
  /** Asks for a reload now, as SIGHUP does. */
  readonly ask: () => void;
};

/** Editors write a file in several steps; this long without a further one ends the burst. */
const QUIET_MS = 400;
/** How often it is looked whether a folder is still the one that is watched: one that was put in its place tells a watcher nothing. */
const LOOK_MS = 5_000;

/** Watches rule folders and files until the signal. One that goes, comes back or is replaced counts as changed. */
export function watchRuleFiles(paths: readonly string[], signal: AbortSignal, lookMs: number = LOOK_MS): RuleChanges {
  let wake: (() => void) | undefined;
  let isAsked = false;
  const ask = (): void => {
    isAsked = true;
    wake?.();
  };
  const watching = paths.map((path) => new PathWatch(path, { changed: ask, lookMs }));
  signal.addEventListener("abort", () => {
    for (const each of watching) each.close();
    wake?.();
  });
  async function* changes(): AsyncGenerator<void> {
    while (!signal.aborted) {
      if (!isAsked) await new Promise<void>((resolve) => (wake = resolve));
      if (signal.aborted) return;
      isAsked = false;
      yield;
    }
  }
  return { changes: { [Symbol.asyncIterator]: changes }, ask };
}

class PathWatch {
  readonly #path: string;
  readonly #changed: () => void;
  readonly #looking: NodeJS.Timeout;
  #watcher: FSWatcher | undefined;
  /** What the watcher watches; undefined while there is nothing, or it failed. */
  #watched: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(path: string, { changed, lookMs }: { readonly changed: () => void; readonly lookMs: number }) {
    this.#path = path;
    this.#changed = changed;
    this.#open(identityOf(path));
    this.#looking = setInterval(() => this.#look(), lookMs).unref();
  }

  close(): void {
    clearInterval(this.#looking);
    clearTimeout(this.#timer);
    this.#watcher?.close();
  }

  #look(): void {
    const identity = identityOf(this.#path);
    if (identity === this.#watched) return;
    this.#open(identity);
    this.#later();
  }

  #open(identity: string | undefined): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    this.#watched = undefined;
    if (identity === undefined) return;
    try {
      this.#watcher = this.#watch(() => this.#later());
      this.#watcher.on("error", () => (this.#watched = undefined));
      this.#watched = identity;
    } catch {
      // gone since we looked: the next look tries again
    }
  }

  /** A file is watched by its folder: editors put a new one in its place. */
  #watch(seen: () => void): FSWatcher {
    if (statSync(this.#path).isDirectory()) return watch(this.#path, { recursive: true, persistent: false }, seen);
    const name = basename(this.#path);
    return watch(dirname(this.#path), { persistent: false }, (_, changed) => {
      if (changed === null || changed === name) seen();
    });
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#changed, QUIET_MS).unref();
  }
}

/** Of the folder that is to be watched for a path; with its birth, because a number is soon given to another. Undefined when it is not there. */
function identityOf(path: string): string | undefined {
  try {
    const folder = statSync(path).isDirectory() ? path : dirname(path);
    const { dev, ino, birthtimeNs } = statSync(folder, { bigint: true });
    return `${dev}:${ino}:${birthtimeNs}`;
  } catch {
    return undefined;
  }
}
