import { readFile } from "node:fs/promises";
import type { FilterDialect, LoadOptions } from "../detect/index.ts";
import { Failure } from "../lib/index.ts";

const PIPELINE_BYTES_MAX = 1024 * 1024;

/** What a configuration says about loading rules. */
export type SigmaSettings = {
  readonly pipelines: readonly string[];
  readonly filterDialect: FilterDialect | null;
  readonly placeholders: Readonly<Record<string, readonly string[]>>;
};

/** Reads what stands beside rules. Throws RULES_UNREADABLE for a pipeline that cannot be read. */
export async function readLoadOptions({ pipelines, filterDialect, placeholders }: SigmaSettings): Promise<LoadOptions> {
  const read = await Promise.all(pipelines.map(async (path) => ({ path, bytes: await readPipeline(path) })));
  const values = new Map(Object.entries(placeholders));
  return {
    ...(read.length === 0 ? {} : { pipelines: read }),
    ...(filterDialect === null ? {} : { filters: filterDialect }),
    ...(values.size === 0 ? {} : { placeholders: values }),
  };
}

async function readPipeline(path: string): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new Failure("RULES_UNREADABLE", `could not read the pipeline ${path}`, error);
  }
  if (bytes.length <= PIPELINE_BYTES_MAX) return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  throw new Failure(
    "RULES_UNREADABLE",
    `expected at most ${PIPELINE_BYTES_MAX} bytes in the pipeline ${path}, got ${bytes.length}`,
  );
}
