import type { Frame, FrameMode } from "./frame.ts";

/**
 * Frames on their way out. The newest one is held back until the next begins, because blank lines at the very end of a source are
 * counted into it; settle() lets it go at once, for a source that may stay quiet for long.
 */
export class FrameOutput {
  #ready: Frame[] = [];
  #held: Frame | undefined;

  /** Takes a frame, and lets the one before it go. */
  emit(frame: Frame): void {
    if (this.#held !== undefined) this.#ready.push(this.#held);
    this.#held = frame;
  }

  /** The frames that have been let go since the last call, in order. */
  take(): Frame[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }

  /** Lets the held frame go. */
  settle(): void {
    if (this.#held !== undefined) this.#ready.push(this.#held);
    this.#held = undefined;
  }

  /** The source is over: `lines` more lines went by after the last frame, up to `offset`. */
  close(lines: number, offset: number, mode: FrameMode): void {
    if (this.#held !== undefined) this.#held = { ...this.#held, lines: this.#held.lines + lines, end: { offset, mode } };
    this.settle();
  }
}

/** What cuts a byte stream once its mode is known. */
export type Cutter = {
  readonly output: FrameOutput;
  push(chunk: Uint8Array): void;
  end(): void;
};
