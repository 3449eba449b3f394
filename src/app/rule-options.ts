import type { FilterDialect, LoadOptions } from "../detect/index.ts";
import { Failure, tableOf } from "../lib/index.ts";
import { readAtMost } from "./read-bounded.ts";

const PIPELINE_BYTES_MAX = 1024 * 1024;

const UNIT_MS: ReadonlyMap<string, number> = tableOf({ s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 });

/** The lateness of a configuration, such as 90s or 1h, in milliseconds. */
export function latenessMs({ lateness }: { readonly lateness: string }): number {
  return Number(lateness.slice(0, -1)) * (UNIT_MS.get(lateness.slice(-1)) ?? 0);
}

/** A time as a configuration says it, in the largest unit that is whole. */
export function sayLateness(ms: number): string {
  const [unit = "s", size = 1_000] = [...UNIT_MS].findLast(([, each]) => ms > 0 && ms % each === 0) ?? [];
  return `${ms / size}${unit}`;
}

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
  try {
    return await readAtMost(path, PIPELINE_BYTES_MAX);
  } catch (error) {
    throw new Failure("RULES_UNREADABLE", `could not read the pipeline ${path}`, error);
  }
}
