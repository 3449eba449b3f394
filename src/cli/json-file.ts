import { readFile } from "node:fs/promises";
import { Failure, type Json, parseJson, textOf } from "../lib/index.ts";

const FILE_BYTES_MAX = 16 * 1024 * 1024;

/** Reads a JSON file that somebody wrote for a verb; its content is read by the call. Throws CLI_USAGE. */
export async function readJsonFile(path: string): Promise<Json> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new Failure("CLI_USAGE", `could not read ${path}`, error);
  });
  const text = bytes.length > FILE_BYTES_MAX ? undefined : textOf(bytes);
  if (text === undefined) throw new Failure("CLI_USAGE", `expected UTF-8 of at most ${FILE_BYTES_MAX} bytes in ${path}`);
  const json = parseJson(text);
  if (!json.ok) throw new Failure("CLI_USAGE", `expected JSON in ${path}: ${json.fault.expected} at character ${json.fault.at}`);
  return json.value;
}
