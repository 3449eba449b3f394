import type { Command } from "commander";
import { type Config, defaultConfig, openResponderDoor, type ResponderDoor } from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { readSettings } from "./settings.ts";

/** Where the node is that is asked. */
export type AskFlags = { readonly data?: string; readonly config?: string };

/** Adds the options that name the node. */
export function addAskOptions(command: Command): Command {
  return command
    .option("--data <dir>", "the data directory; its node is asked when it runs, else opened here")
    .option("--config <file>", "a meridian.yaml: its data directory, enforcer and guards");
}

/** The flags again, as a person must repeat them in the next command. */
export function askWords({ data, config }: AskFlags): string {
  return [...(data === undefined ? [] : ["--data", data]), ...(config === undefined ? [] : ["--config", config])]
    .map((word) => ` ${/^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`}`)
    .join("");
}

/** The configuration that `--config` names, else the defaults. */
function configOf({ config }: AskFlags): Config {
  return config === undefined ? defaultConfig(process.cwd()) : readSettings(config);
}

/** The data directory that the flags name. Throws CLI_USAGE when they name none. */
export function dataDirectoryOf(flags: AskFlags): string {
  const directory = flags.data ?? (flags.config === undefined ? undefined : configOf(flags).data);
  if (directory === undefined)
    throw new Failure("CLI_USAGE", "expected --data DIR or --config FILE, so that it is known which node orders it");
  return directory;
}

/** Asks the node that the flags name, running or not, and lets go of it whatever happens. */
export async function withResponder<Value>(flags: AskFlags, use: (door: ResponderDoor) => Promise<Value>): Promise<Value> {
  const door = await openResponderDoor(dataDirectoryOf(flags), configOf(flags));
  try {
    return await use(door);
  } finally {
    await door.close();
  }
}
