import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Vector } from "./vector.ts";

/** The suite's folder. */
export const SUITE: string = join(import.meta.dirname, "../../conformance/sigma");

/** Every vector of the suite, by file name. Numbers that a double would change keep the text that stands in the file. */
export function readSuite(): readonly Vector[] {
  const folder = join(SUITE, "vectors");
  return readdirSync(folder)
    .sort()
    .flatMap((name) => readVectors(readFileSync(join(folder, name), "utf8")));
}

function readVectors(text: string): readonly Vector[] {
  const file = JSON.parse(text, (_key, value: unknown, context) =>
    typeof value === "number" && String(value) !== context.source ? JSON.rawJSON(context.source as string) : value,
  ) as { vectors: Vector[] };
  return file.vectors;
}
