import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

export const ROOT: string = join(import.meta.dirname, "../..");

const NOT_OURS: ReadonlySet<string> = new Set(["node_modules", "dist", ".cache", ".git", "meridian-data", "verifier"]);
const BINARY = /\.(png|jpg|gif|ico|gz|zst|tgz|zip|woff2?|pdf|tlog-tile)$/;

/** A file of the project, its path from the root with "/". */
export type ProjectFile = { readonly path: string; readonly bytes: number; readonly text: string | undefined };

/** Every file of the project in the order of its path; binary ones without text. */
export function projectFiles(folder = ""): ProjectFile[] {
  const entries = readdirSync(join(ROOT, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : projectFiles(path);
    return entry.isFile() ? [projectFile(path)] : [];
  });
}

function projectFile(path: string): ProjectFile {
  const bytes = statSync(join(ROOT, path)).size;
  return { path, bytes, text: BINARY.test(path) ? undefined : readFileSync(join(ROOT, path), "utf8") };
}
