import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseJsonText } from "./json-text.ts";
import type { Vector } from "./vector.ts";

/** The suite's folder. */
export const SUITE: string = join(import.meta.dirname, "../../conformance/sigma");

/** Every vector of the suite, by file name. Numbers that a double would change keep the text that stands in the file. */
export function readSuite(): readonly Vector[] {
  const folder = join(SUITE, "vectors");
  return readdirSync(folder)
    .sort()
    .flatMap((name) => (parseJsonText(readFileSync(join(folder, name), "utf8")) as { vectors: Vector[] }).vectors);
}
