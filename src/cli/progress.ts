import type { WriteStream } from "node:tty";

/** Shows how far a long task has come: a bar on a terminal, a line every few seconds in a log. */
export type Progress = {
  /** `done` of `total` in the task's own unit; `note` says what is being worked on. */
  update(done: number, total: number, note: string): void;
  /** Ends the bar's line. */
  finish(): void;
};

const BAR_CELLS = 28;
const REDRAW_MS = 80;
const LOG_LINE_MS = 5_000;

/** A progress display on `stream` (standard error, so that output stays clean). */
export function openProgress(stream: WriteStream, title: string, now: () => number): Progress {
  const interval = stream.isTTY ? REDRAW_MS : LOG_LINE_MS;
  let shownAt = Number.NEGATIVE_INFINITY;
  let last = "";
  return {
    update(done, total, note) {
      last = line(title, done, total, note);
      if (now() - shownAt < interval) return;
      shownAt = now();
      stream.write(stream.isTTY ? `\r\x1b[2K${clip(last, stream.columns)}` : `${last}\n`);
    },
    finish() {
      if (last !== "") stream.write(stream.isTTY ? `\r\x1b[2K${clip(last, stream.columns)}\n` : `${last}\n`);
    },
  };
}

function line(title: string, done: number, total: number, note: string): string {
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const filled = Math.round(share * BAR_CELLS);
  return `${title} ${"█".repeat(filled)}${"░".repeat(BAR_CELLS - filled)} ${Math.floor(share * 100)
    .toString()
    .padStart(3)} % ${note}`;
}

function clip(text: string, columns: number | undefined): string {
  return columns === undefined || text.length < columns ? text : `${text.slice(0, columns - 2)}…`;
}
