import { writevSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { type Ledger, openLedger } from "../../src/ledger/index.ts";
import { diskFiles } from "../../src/ledger/io/index.ts";
import { Failure } from "../../src/lib/index.ts";
import { appended } from "./append-life.ts";
import { nodeOptions } from "./node.ts";

/**
 * `node append-child.ts`: says its process id, waits for a line `DATA SEED APPENDS`, then opens the ledger in DATA and appends. What it prints is
 * the side channel: every tree head that it was asked to sign, and every entry that was acknowledged.
 */
const say = (line: string) => writevSync(1, [Buffer.from(`${line}\n`)]);

// The thread that makes the file system's calls must be there before anybody counts them.
await readFile(import.meta.filename);
say(`ready ${process.pid}`);
for await (const line of createInterface(process.stdin)) {
  const [data = "", seed = "0", appends = "0"] = line.split(" ");
  await live(data, Number(seed), Number(appends));
  break;
}

async function live(data: string, seed: number, appends: number): Promise<void> {
  let ledger: Ledger | undefined;
  const signed = ({ size, root }: { size: string; root: string }) => say(`signed ${size} ${root}`);
  const options = await nodeOptions(diskFiles(data), { seed, signed }).catch((error) => say(`no keys: ${String(error)}`));
  if (typeof options !== "object") process.exit(0);
  try {
    ledger = await openLedger(options);
    say(`opened ${ledger.size}`);
    for (let at = 0; at < appends; at++) {
      for (const { index, name, size } of await ledger.append(appended(1 + ((seed + at) % 4))))
        say(`acknowledged ${index} ${name} ${size}`);
    }
    await ledger.close();
    say("ended");
  } catch (error) {
    say(`failed ${error instanceof Failure ? error.code : String(error)}`);
    if (ledger !== undefined) await refuses(ledger);
  }
  process.exit(0);
}

/** After a failure nothing is acknowledged, and no head is signed, any more. */
async function refuses(ledger: Ledger): Promise<void> {
  try {
    await ledger.append(appended(1));
    say("went on");
  } catch {
    say("refuses"); // that it rejects is what the test wants to hear
  }
}
