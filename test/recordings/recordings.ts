/** Reads the committed recording. Everything in it was written by our own lab, yet it is decompressed with a limit. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, zstdDecompressSync } from "node:zlib";

export const RECORDING_BYTES_MAX: number = 5 * 1024 * 1024;
const LOG_BYTES_MAX = 64 * 1024 * 1024;
const FOLDER = fileURLToPath(new URL("../../recordings/harbour-time-service/", import.meta.url));

export type Action = {
  readonly at: string;
  readonly command: string;
  readonly expectIn: readonly string[];
  readonly contains: string;
};
export type Stage = {
  readonly id: string;
  readonly order: number;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly host: string;
  readonly actions: readonly Action[];
};
export type GroundTruth = { readonly exercise: boolean; readonly stages: readonly Stage[] };

export function listFiles(): string[] {
  return readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(FOLDER, join(entry.parentPath, entry.name)))
    .sort();
}

export function listLogs(): string[] {
  return listFiles().filter((path) => path.startsWith("logs/"));
}

export function sizeBytes(path: string): number {
  return statSync(join(FOLDER, path)).size;
}

export function readLog(path: string): string {
  const bytes = readFileSync(join(FOLDER, path));
  const limit = { maxOutputLength: LOG_BYTES_MAX };
  if (path.endsWith(".gz")) return gunzipSync(bytes, limit).toString("utf8");
  if (path.endsWith(".zst")) return zstdDecompressSync(bytes, limit).toString("utf8");
  throw new Error(`expected .gz or .zst, got ${path}`);
}

export function readPage(path: string): string {
  return readFileSync(join(FOLDER, path), "utf8");
}

export function readGroundTruth(): GroundTruth {
  return JSON.parse(readPage("ground-truth.json")) as GroundTruth;
}
