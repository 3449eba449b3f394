import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { PartyIdentity } from "../ledger/index.ts";
import { Failure, parseJson, shape } from "../lib/index.ts";
import { RECORDED_EXERCISE } from "./installation.ts";

/** The recorded incident that ships with Meridian, and what its ground truth says of the site. */
export type Exercise = {
  readonly logs: string;
  readonly party: PartyIdentity;
  readonly utcOffset: string;
  /** The host that wrote a log: logs lie in a folder of its name. */
  hostOf(path: string): string | null;
};

const siteShape = shape.record({ name: shape.text(200), utcOffset: shape.text(10) });

/** Reads the recorded exercise. Throws SOURCE_UNREADABLE when it is missing from this copy of Meridian. */
export async function readExercise(): Promise<Exercise> {
  const truth = parseJson(await readTruth());
  const site = siteShape(truth.ok ? (truth.value as { site?: never }).site : undefined, "site");
  if (!site.ok)
    throw new Failure(
      "SOURCE_UNREADABLE",
      `expected ${site.fault.expected} at ${site.fault.path} of the exercise's ground-truth.json`,
    );
  const logs = join(RECORDED_EXERCISE, "logs");
  return {
    logs,
    party: { name: site.value.name, kind: "time service (invented)", jurisdiction: null, exercise: true },
    utcOffset: site.value.utcOffset,
    hostOf: (path) => relative(logs, path).split(/[\\/]/)[0] ?? null,
  };
}

async function readTruth(): Promise<string> {
  try {
    return await readFile(join(RECORDED_EXERCISE, "ground-truth.json"), "utf8");
  } catch (error) {
    throw new Failure("SOURCE_UNREADABLE", "could not read the recorded exercise that ships with Meridian", error);
  }
}
