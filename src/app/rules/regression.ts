import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { z } from "zod";
import type { SigmaRule } from "../../detect/index.ts";
import { Failure } from "../../lib/index.ts";
import type { Event } from "../../model/index.ts";
import { readYaml } from "../../yaml/index.ts";
import { filesUnder } from "../folder-files.ts";
import { readEvents } from "./read-events.ts";
import type { Fires } from "./test-file.ts";

/** One case of SigmaHQ's regression data: events on which a rule must fire. */
export type RegressionTest = {
  readonly path: string;
  readonly name: string;
  /** Undefined when no rule of that id is loaded. */
  readonly rule: SigmaRule | undefined;
  readonly events: readonly Event[];
  readonly fires: Fires;
  readonly faults: readonly string[];
};

const INFO_UNITS_MAX = 1024 * 1024;

const SCHEMA = z.looseObject({
  rule_metadata: z.array(z.looseObject({ id: z.string() })).min(1),
  regression_tests_info: z
    .array(z.looseObject({ name: z.string(), path: z.string(), match_count: z.int().min(0).optional() }))
    .default([]),
});

/**
 * SigmaHQ's regression data under `folder`: an info.yml beside its events as .evtx and as .json. The .json is read where the .evtx is not.
 * Throws RULES_UNREADABLE when there is none.
 */
export async function* regressionTests(folder: string, rules: readonly SigmaRule[]): AsyncGenerator<RegressionTest> {
  const byId = new Map(rules.map((rule) => [rule.ref.id, rule]));
  const paths = infosUnder(folder);
  if (paths.length === 0) throw new Failure("RULES_UNREADABLE", `could not find an info.yml under ${folder}`);
  for (const path of paths) {
    const yaml = readYaml(await readFile(path, "utf8"), INFO_UNITS_MAX);
    const read = SCHEMA.safeParse(yaml.ok ? yaml.value : null);
    if (!read.success) {
      const why = yaml.ok ? "" : `: ${yaml.fault.line}:${yaml.fault.column}: ${yaml.fault.problem}`;
      const faults = [`it is no info.yml of SigmaHQ's regression data${why}`];
      yield { path, name: relative(folder, path), rule: undefined, events: [], fires: true, faults };
      continue;
    }
    const id = read.data.rule_metadata[0]?.id ?? "";
    const rule = byId.get(id);
    for (const test of read.data.regression_tests_info) {
      const { events, faults } = await eventsBeside(dirname(path), basename(test.path));
      const missing = rule === undefined ? [`no rule of id ${id} is loaded`] : [];
      yield { path, name: test.name, rule, events, fires: test.match_count ?? true, faults: [...missing, ...faults] };
    }
  }
}

function infosUnder(folder: string): readonly string[] {
  try {
    return filesUnder(folder, (name) => name === "info.yml").map(({ path }) => path);
  } catch (error) {
    throw new Failure("RULES_UNREADABLE", `could not read the regression data in ${folder}`, error);
  }
}

async function eventsBeside(folder: string, name: string): Promise<{ events: readonly Event[]; faults: readonly string[] }> {
  const faults: string[] = [];
  const present = await readdir(folder);
  for (const candidate of [name, name.replace(/\.evtx$/, ".json")]) {
    if (!present.includes(candidate)) continue;
    const { events, problems } = await readEvents(join(folder, candidate), {
      utcOffsetMinutes: 0,
      host: null,
      readAtMs: Date.now(),
    });
    if (events.length > 0) return { events, faults: [] };
    faults.push(...problems);
  }
  return { events: [], faults: faults.length === 0 ? [`no events beside it: ${name}`] : faults };
}
