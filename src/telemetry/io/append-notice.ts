import { type FSWatcher, watch } from "node:fs";

/**
 * Wakes who follows a file as soon as it is written to, by the kernel's own notice (inotify and its like). Where there is none, as on
 * some network file systems, nothing is lost: the wait ends after its time as before.
 */
export class AppendNotice {
  readonly #watcher: FSWatcher | undefined;
  #isDue = false;
  #wake: (() => void) | undefined;

  constructor(path: string) {
    this.#watcher = open(path, () => this.#ring());
    this.#watcher?.on("error", () => this.close());
  }

  /** Resolves when the file was written to since the last call, after `ms`, or as soon as `signal` aborts; never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        this.#wake = undefined;
        this.#isDue = false;
        resolve();
      };
      const timer = setTimeout(done, this.#isDue || signal.aborted ? 0 : ms);
      signal.addEventListener("abort", done, { once: true });
      this.#wake = done;
    });
  }

  /** Ends the watch; waits go on by time alone. */
  close(): void {
    this.#watcher?.close();
  }

  #ring(): void {
    this.#isDue = true;
    this.#wake?.();
  }
}

function open(path: string, onChange: () => void): FSWatcher | undefined {
  try {
    return watch(path, { persistent: false }, onChange);
  } catch {
    return undefined; // renamed away at this moment, or no watch is left: looked at each POLL_MS as any file without notices
  }
}
