import { globSync } from "node:fs";
import { join } from "node:path";

/** Every file under `folder` whose name ends in `ending`, sorted. */
export function filesUnder(folder: string, ending: string): string[] {
  return globSync(join(folder, "**", `*${ending}`)).sort();
}
