import { Command, CommanderError } from "commander";
import { VERSION } from "../app/index.ts";
import { explainError, Failure } from "../lib/index.ts";
import { EXIT } from "./exit-codes.ts";
import { VERBS } from "./verbs.ts";

const EXAMPLES = `
Examples:
  meridian start                                   replay the recorded incident and show the dossier
  meridian start --source /var/log --since 2d      the same on your own logs
  meridian watch auth.log --rules packs/starter    one detection a line
  meridian verify dossier/ --trust trust.txt       check a dossier offline

Exit codes: 0 yes (watch: nothing found) · 1 a verified no (watch: found) · 2 usage · 3 could not run`;

/** Runs one command line. Resolves to the exit code; prints errors to standard error; never exits by itself. */
export async function run(argv: readonly string[]): Promise<number> {
  let code: number = EXIT.yes;
  const program = new Command("meridian")
    .description("Turns an attack on critical infrastructure into evidence that anyone can check.")
    .version(VERSION)
    .addHelpText("after", EXAMPLES)
    .configureHelp({ sortSubcommands: false, showGlobalOptions: true })
    .exitOverride();
  for (const verb of VERBS) verb(program, (exit) => (code = exit));
  try {
    await program.parseAsync(argv, { from: "user" });
    return code;
  } catch (error) {
    return report(error);
  }
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.yes : EXIT.usage; // commander has printed it
  process.stderr.write(`meridian: ${explainError(error)}\n`);
  if (!(error instanceof Failure)) {
    // What the operating system refused is no bug of ours: a stack would tell the operator nothing.
    if (error instanceof Error && "syscall" in error)
      process.stderr.write(
        "meridian: the operating system refused that; look at the path, its owner and its mode, and who runs this\n",
      );
    else if (error instanceof Error && error.stack !== undefined) process.stderr.write(`${error.stack}\n`);
    return EXIT.failure;
  }
  process.stderr.write(`meridian: ${error.code}, see docs/errors.md\n`);
  return error.code === "CLI_USAGE" || error.code === "CONFIG_INVALID" ? EXIT.usage : EXIT.failure;
}
