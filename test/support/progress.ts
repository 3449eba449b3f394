const EACH_MS = 25_000;
const IS_SOAK = process.env["MERIDIAN_SOAK"] === "1";
let shown = Date.now();

/** In the soak, a line on the error stream each half minute, if called more often than that: `text` is asked for only then. */
export function progress(text: () => string): void {
  if (!IS_SOAK || Date.now() - shown < EACH_MS) return;
  shown = Date.now();
  process.stderr.write(`soak: ${Math.round(performance.now() / 1000)} s, ${text()}\n`);
}
