import { EXIT } from "./exit-codes.ts";
import { run } from "./run.ts";

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // Whoever reads our output has gone or has no room: an exit code that says "nothing found" or "found" would be a guess.
  if (error.code !== "EPIPE") process.stderr.write(`meridian: could not write the output: ${error.message}\n`);
  process.exit(EXIT.failure);
});

process.exitCode = await run(process.argv.slice(2));
