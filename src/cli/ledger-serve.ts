import type { Command } from "commander";
import { dismissalWarning, openNode, readTimeSettings } from "../app/index.ts";
import { announceAlarms } from "./alarm-lines.ts";
import { parsePort, stopSignal } from "./arguments.ts";
import { EXIT } from "./exit-codes.ts";
import { paint } from "./paint.ts";
import { partyOf, readSettings } from "./settings.ts";

type ServeFlags = { readonly data?: string; readonly host?: string; readonly port?: string; readonly config?: string };

/** `meridian ledger serve`. */
export function addLedgerServe(ledger: Command, exit: (code: number) => void): void {
  ledger
    .command("serve")
    .summary("serve this ledger to other parties; witness and mirror theirs")
    .description(
      "Serves checkpoints, tiles and commitments of this ledger, never statements or records; has it cosigned by the witnesses that were added; witnesses, mirrors and watches the logs that it follows. A ledger is begun where there is none.",
    )
    .option("--data <dir>", "the data directory (default: that of the configuration)")
    .option("--host <address>", "the address to listen on (default: ledger.serve.host of the configuration, else 127.0.0.1)")
    .option("--port <port>", "the port (default: ledger.serve.port, else any free one)")
    .option("--config <file>", "the configuration (default: ./meridian.yaml, when there is one)")
    .addHelpText(
      "after",
      "\nExample:\n  meridian ledger serve --data /var/lib/meridian --host 192.0.2.7 --port 7420\n\nPut a TLS terminator in front of it where the network is not your own: what is served is public and signed, but who asks is not.",
    )
    .action(async (flags: ServeFlags) => exit(await serve(flags)));
}

async function serve(flags: ServeFlags): Promise<number> {
  const config = readSettings(flags.config);
  const { serve: settings, origin, quorum, watchSeconds } = config.ledger;
  const time = readTimeSettings(config);
  const signal = stopSignal();
  const node = await openNode({ dataDirectory: flags.data ?? config.data, party: partyOf(config), origin });
  try {
    await announceAlarms(node);
    const host = flags.host ?? settings?.host ?? "127.0.0.1";
    const port = flags.port === undefined ? (settings?.port ?? 0) : parsePort(flags.port);
    const say = (line: string) => void process.stderr.write(`meridian: ${line}\n`);
    const submitTokens = settings?.submitTokens ?? [];
    const { startPublicNode } = await import("./public-node.ts"); // a server is loaded by who serves
    const open = await startPublicNode(node, { host, port, submitTokens, quorum, watchSeconds, time, say });
    const warning = dismissalWarning(node);
    if (warning !== undefined) say(warning);
    process.stdout.write(`serving     ${open.serving.url} (${node.ledger.origin}, ${node.ledger.size} entries)\n`);
    process.stdout.write(`${paint("dim", "Ctrl-C ends it.")}\n`);
    const ended = AbortSignal.any([signal, open.cannotGoOn]);
    if (!ended.aborted) await new Promise<void>((resolve) => ended.addEventListener("abort", () => resolve(), { once: true }));
    await open.close();
    open.cannotGoOn.throwIfAborted();
    process.stdout.write("stopped\n");
    return EXIT.yes;
  } finally {
    await node.close();
  }
}
