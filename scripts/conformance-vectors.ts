import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { vectorFiles } from "./conformance/vector-files.ts";

/** Writes conformance/sigma/vectors/*.json from conformance/sigma/tables/*.txt and disputes.json. */
const root = join(import.meta.dirname, "../conformance/sigma");
const folder = join(root, "vectors");
const files = vectorFiles(root);
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) if (!files.has(name)) rmSync(join(folder, name));
for (const [name, text] of files) {
  const path = join(folder, name);
  let old = "";
  try {
    old = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  if (old !== text) writeFileSync(path, text);
}
process.stdout.write(`${files.size} files\n`);
