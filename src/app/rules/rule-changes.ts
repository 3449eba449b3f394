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
/** A folder that cannot be watched, or is gone, is tried again. */
const RETRY_MS = 5_000;

/** Watches rule folders and files until the signal. A folder that cannot be watched is tried again, and counts as changed then. */
export function watchRuleFiles(paths: readonly string[], signal: AbortSignal): RuleChanges {
  let wake: (() => void) | undefined;
  let isAsked = false;
  const ask = (): void => {
    isAsked = true;
    wake?.();
  };
  const watching = paths.map((path) => new PathWatch(path, ask));
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
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(path: string, changed: () => void) {
    this.#path = path;
    this.#changed = changed;
    this.#open();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#watcher?.close();
  }

  #open(): void {
    try {
      this.#watcher = this.#watch(() => this.#later(QUIET_MS, this.#changed));
      this.#watcher.on("error", () => this.#again());
    } catch {
      this.#again(); // gone for the moment, as while a folder is replaced
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

  #again(): void {
    this.#watcher?.close();
    this.#later(RETRY_MS, () => {
      this.#open();
      this.#changed();
    });
  }

  #later(ms: number, run: () => void): void {
    if (this.#isClosed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(run, ms).unref();
  }
}
