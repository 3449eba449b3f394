import { type Command, Option } from "commander";
import { defaultConfig, readLoadOptions } from "../app/index.ts";
import { collect } from "./arguments.ts";
import { readSettings } from "./settings.ts";

/** What stands beside rules when they are loaded, as a command line says it. */
export type LoadFlags = {
  readonly pipeline?: readonly string[];
  readonly filters?: "suppress" | "require";
  readonly config?: string;
};

/** Adds `--pipeline`, `--filters` and `--config`, which say how `watch` would load the rules. */
export function addLoadFlags(command: Command): Command {
  return command
    .option("--pipeline <file>", "a processing pipeline in pySigma's YAML for the rules; may be repeated", collect)
    .addOption(new Option("--filters <dialect>", "what filters that do not say it describe").choices(["suppress", "require"]))
    .option("--config <file>", "a meridian.yaml: its pipelines, filter dialect and values of placeholders");
}

/** What these flags put beside the rules. Throws RULES_UNREADABLE for a pipeline that cannot be read. */
export async function loadOptionsOf({ pipeline, filters, config }: LoadFlags): ReturnType<typeof readLoadOptions> {
  const { sigma } = config === undefined ? defaultConfig(process.cwd()) : readSettings(config);
  return readLoadOptions({
    ...sigma,
    pipelines: pipeline ?? sigma.pipelines,
    filterDialect: filters ?? sigma.filterDialect,
  });
}
