import type { Command } from "commander";
import { CASE_CALLS, caseWorldOf, openCaseAsking, openNode } from "../app/index.ts";
import { explainError, Failure } from "../lib/index.ts";
import { announceAlarms } from "./alarm-lines.ts";
import { parsePort, stopSignal } from "./arguments.ts";
import { takeCaseCalls } from "./case-socket.ts";
import { EXIT } from "./exit-codes.ts";
import { paint, printable } from "./paint.ts";
import { partyOf, readSettings } from "./settings.ts";

type ServeFlags = { readonly data?: string; readonly port?: string; readonly config?: string };

/** `meridian case serve`: every call of cases over HTTP, for those who hold a token. */
export function addCaseServe(parent: Command, exit: (code: number) => void): void {
  parent
    .command("serve")
    .summary("answer every case verb over HTTP, for those who hold a token")
    .option("--data <dir>", "the data directory (default: that of the configuration)")
    .option("--port <port>", "the port on this machine (default: cases.port of the configuration, else any free one)")
    .option("--config <file>", "the configuration with `cases.tokens` (default: ./meridian.yaml, when there is one)")
    .addHelpText(
      "after",
      '\nExample:\n  meridian case serve --config meridian.yaml\n  curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:7430/cases/list\n\nIt holds the ledger while it runs. `meridian case` beside it hands what it states to it; nothing else may write meanwhile.',
    )
    .action(async (flags: ServeFlags) => exit(await serve(flags)));
}

async function serve(flags: ServeFlags): Promise<number> {
  const config = readSettings(flags.config);
  const { host, port, tokens } = config.cases;
  if (tokens.length === 0)
    throw new Failure("CONFIG_INVALID", "nobody could ask: name at least one holder under `cases.tokens` in the configuration");
  const signal = stopSignal();
  const node = await openNode({ dataDirectory: flags.data ?? config.data, party: partyOf(config), origin: config.ledger.origin });
  let socket: Awaited<ReturnType<typeof takeCaseCalls>>;
  try {
    await announceAlarms(node);
    const say = (error: unknown) =>
      void process.stderr.write(`meridian: could not answer a request: ${printable(explainError(error))}\n`);
    const ask = await openCaseAsking(caseWorldOf(node), config.cases.knowledge);
    socket = await takeCaseCalls(node, { ask, knowledge: config.cases.knowledge });
    const api = await import("../api/index.ts"); // a server is loaded by who serves
    const site = { calls: CASE_CALLS, holders: tokens, ask, onFailure: say };
    const serving = await api.startCaseServing(site, { host, port: flags.port === undefined ? port : parsePort(flags.port) });
    process.stdout.write(`serving     ${serving.url}cases/list for ${tokens.length} who hold a token\n`);
    process.stdout.write(`${paint("dim", "Ctrl-C ends it.")}\n`);
    if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    await serving.close();
    process.stdout.write("stopped\n");
    return EXIT.yes;
  } finally {
    await socket?.close();
    await node.close();
  }
}
