import { stat } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { type LintSettings, SEVERITIES } from "../../detect/index.ts";
import { Failure } from "../../lib/index.ts";
import { dictionary } from "../dictionary.ts";
import { readAtMost } from "../read-bounded.ts";

const SETTINGS_BYTES_MAX = 256 * 1024;
const NAME = ".meridian-lint.yaml";

const word = z.string().min(1).max(200);
const SCHEMA = z.strictObject({
  off: z
    .array(z.strictObject({ check: word, reason: z.string().min(3).max(1000), paths: z.array(word).max(1000).default([]) }))
    .max(1000)
    .default([]),
  severity: dictionary(word, z.enum(SEVERITIES)).default(new Map()),
  namespaces: z.array(word).max(100).default([]),
});

const NONE: Omit<LintSettings, "reads"> = { off: [], severity: new Map(), namespaces: [] };

/**
 * The exceptions of a house: `path`, or `.meridian-lint.yaml` in the first of `folders`, or none. Each check left out has a reason.
 * Throws RULES_UNREADABLE when a file that is there, or was named, cannot be used.
 */
export async function readLintSettings(
  path: string | undefined,
  folders: readonly string[],
): Promise<Omit<LintSettings, "reads">> {
  const found = path ?? (await lyingIn(folders[0]));
  if (found === undefined) return NONE;
  const text = await readText(found);
  try {
    const { off, severity, namespaces } = SCHEMA.parse(parse(text, { maxAliasCount: 0 }) ?? {});
    return { off, severity, namespaces };
  } catch (error) {
    const cause = error instanceof z.ZodError ? undefined : error; // its message is JSON, and said in words already
    throw new Failure("RULES_UNREADABLE", `could not use the settings of checks in ${found}: ${sayWhy(error)}`, cause);
  }
}

async function readText(path: string): Promise<string> {
  try {
    return new TextDecoder().decode(await readAtMost(path, SETTINGS_BYTES_MAX));
  } catch (error) {
    throw new Failure("RULES_UNREADABLE", `could not read the settings of checks in ${path}`, error);
  }
}

async function lyingIn(folder: string | undefined): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  const path = join(folder, NAME);
  const facts = await stat(path).catch(() => undefined); // a rule file, or no such settings: then there are none
  return facts?.isFile() === true ? path : undefined;
}

function sayWhy(error: unknown): string {
  if (!(error instanceof z.ZodError)) return "it is no YAML";
  return error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
}
