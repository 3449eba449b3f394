import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { assert, parseJson, present } from "../lib/index.ts";

/** Where this copy of Meridian lies: the nearest folder above with our package.json, in a clone and in an installed package alike. */
const INSTALLATION: string = findInstallation(import.meta.dirname);

/** The version in package.json. */
export const VERSION: string = readVersion(INSTALLATION);

/** The starter rules, which ship beside the code. */
export const STARTER_RULES: string = join(INSTALLATION, "packs", "starter");
/** The starter playbooks, beside them. */
export const STARTER_PLAYBOOKS: string = join(INSTALLATION, "packs", "playbooks");
/** The scales by which harm is graded, the duties to report it, and the traits of tools. */
export const SCALES: string = join(INSTALLATION, "packs", "scales");
export const DUTIES: string = join(INSTALLATION, "packs", "duties");
export const TOOL_PACKS: string = join(INSTALLATION, "packs", "tools");
/** The packs of law and positions, and the catalogue of lawful answers. */
export const LAW_PACKS: string = join(INSTALLATION, "packs", "law");
export const REMEDY_PACKS: string = join(INSTALLATION, "packs", "remedy");
/** The invented cases that can be opened in any ledger. */
export const EXAMPLE_CASES: string = join(INSTALLATION, "examples", "cases");
/** The recorded exercise that `npm start` replays. */
export const RECORDED_EXERCISE: string = join(INSTALLATION, "recordings", "harbour-time-service");
/** The collector that hosts run: one shell script. */
export const COLLECTOR: string = join(INSTALLATION, "collect", "meridian-collect.sh");
/** The folder of the built verifier. */
export const VERIFIER: string = join(INSTALLATION, "verifier");

function findInstallation(from: string): string {
  if (existsSync(join(from, "package.json"))) return from;
  const parent = dirname(from);
  assert(parent !== from, "Meridian's own package.json lies in no folder above its code");
  return findInstallation(parent);
}

function readVersion(root: string): string {
  const read = parseJson(readFileSync(join(root, "package.json"), "utf8"));
  assert(read.ok, "Meridian's own package.json is JSON");
  return present((read.value as { version?: string }).version, "Meridian's own package.json has a version");
}
