import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { type Config, defaultConfig, readConfig, STARTER_RULES } from "../app/index.ts";

/** The file that `start` reads when it lies in the working directory and no other is named. */
const CONFIG_FILE = "meridian.yaml";

/** The configuration that `--config` names; else ./meridian.yaml; else the defaults. Throws CONFIG_UNREADABLE and CONFIG_INVALID. */
export function readSettings(path: string | undefined): Config {
  if (path !== undefined) return readConfig(path);
  return existsSync(CONFIG_FILE) ? readConfig(CONFIG_FILE) : defaultConfig(process.cwd());
}

/** Who keeps the ledger; when nobody is named, this machine, and nothing more is claimed. */
export function partyOf({ party, site }: Config): { name: string; kind: string; jurisdiction: string | null; exercise: boolean } {
  const { name, kind, jurisdiction } = party ?? { name: `Keeper of ${hostname()}`, kind: "not stated", jurisdiction: null };
  return { name, kind, jurisdiction, exercise: site.exercise };
}

/** Folders of rules: those of the command line alone, else the starter rules with those of the configuration. */
export function rulesOf(flags: readonly string[] | undefined, { rules }: Config): readonly string[] {
  return flags ?? [STARTER_RULES, ...rules];
}
