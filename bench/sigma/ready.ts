import { openEngine } from "./engine.ts";

/** Milliseconds from nothing read to a rule set that takes events: files from disk, YAML, compiled rules. Starting the process is left out. */
export function ready(): Record<string, number> {
  const started = performance.now();
  openEngine();
  return { coldMs: performance.now() - started };
}
