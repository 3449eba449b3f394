import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { type About, fetchAbout, openPeerBook } from "../src/app/index.ts";
import { nodeSignatureChecks } from "../src/ledger/io/index.ts";
import { createVerifier, openNote, parseVkey } from "../src/merkle/index.ts";

const MAIN = join(import.meta.dirname, "..", "src", "cli", "main.ts");
const EXIT_NO = 1;

/** Invented parties. */
const PARTIES = [
  { letter: "a", name: "Party A", kind: "operator", jurisdiction: "First Jurisdiction" },
  { letter: "b", name: "Party B", kind: "authority", jurisdiction: "Second Jurisdiction" },
  { letter: "c", name: "Party C", kind: "response team", jurisdiction: "Third Jurisdiction" },
] as const;

type Party = (typeof PARTIES)[number];
type Running = {
  readonly party: Party;
  readonly data: string;
  readonly url: string;
  readonly child: ChildProcess;
  readonly lines: Lines;
};

const say = (line: string) => process.stdout.write(`${line}\n`);

/** The lines that a child says, for whoever waits for one. */
class Lines {
  readonly #said: string[] = [];
  readonly #waiting = new Set<() => void>();
  #hasEnded = false;

  constructor(child: ChildProcess, tell: (line: string) => void) {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on("line", (line) => {
        this.#said.push(line);
        tell(line);
        for (const look of this.#waiting) look();
      });
    }
    child.once("close", () => {
      this.#hasEnded = true;
      for (const look of this.#waiting) look();
    });
  }

  /** The first line that fits. Rejects when the child ends without it. */
  first(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((found, failed) => {
      const look = () => {
        const match = this.#said.map((line) => pattern.exec(line)).find((one) => one !== null);
        if (match === undefined && !this.#hasEnded) return;
        this.#waiting.delete(look);
        if (match === undefined) failed(new Error(`a node ended without saying ${pattern}`));
        else found(match);
      };
      this.#waiting.add(look);
      look();
    });
  }
}

/** Starts `meridian ledger serve` for one party, in a process of its own, which `children` takes up at once. */
async function start(party: Party, folder: string, children: ChildProcess[]): Promise<Running> {
  const data = join(folder, party.letter);
  mkdirSync(data, { recursive: true });
  const config = join(folder, `${party.letter}.yaml`);
  const { name, kind, jurisdiction, letter } = party;
  writeFileSync(
    config,
    `site: {exercise: true}\nparty: {name: ${name}, kind: ${kind}, jurisdiction: ${jurisdiction}}\ndata: ${JSON.stringify(data)}\nledger: {origin: log.example/${letter}, watchSeconds: 5}\n`,
  );
  const child = spawn(process.execPath, [MAIN, "ledger", "serve", "--config", config], { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  const lines = new Lines(child, (line) => say(`${name}  ${line}`));
  const [, url = ""] = await lines.first(/^serving +(\S+) /);
  return { party, data, url, child, lines };
}

/** Each node asks the two others to witness and mirror its ledger, and follows theirs. */
async function introduce(nodes: readonly Running[]): Promise<ReadonlyMap<Running, About>> {
  const abouts = new Map<Running, About>();
  for (const node of nodes) abouts.set(node, await fetchAbout(node.url));
  const othersOf = (node: Running) => [...abouts].filter(([other]) => other !== node);
  // Each follows before anyone asks, so that nobody is refused as unknown at first.
  for (const node of nodes) {
    const logs = othersOf(node).map(
      ([{ party, url }, { origin, log }]) =>
        ({ kind: "log", log: { origin, party: party.name, url: `${url}log`, vkeys: log } }) as const,
    );
    await (await openPeerBook(node.data)).change(logs);
  }
  for (const node of nodes) {
    const witnesses = othersOf(node).map(([{ party, url }, { witness, mirror }]) => {
      const peer = { party: party.name, url: `${url}witness`, vkeys: witness, mirror: { url: `${url}mirror`, vkeys: mirror } };
      return { kind: "witness", witness: peer } as const;
    });
    await (await openPeerBook(node.data)).change(witnesses);
    const names = witnesses.map(({ witness }) => witness.party).join(" and ");
    say(`${node.party.name}  is witnessed and mirrored by ${names}, and follows their logs`);
  }
  return abouts;
}

/** Parties other than its own whose witness's signature stands on a node's published checkpoint. */
async function cosigners(node: Running, abouts: ReadonlyMap<Running, About>): Promise<readonly string[]> {
  const note = new Uint8Array(await (await fetch(`${node.url}log/checkpoint`)).arrayBuffer());
  const found: string[] = [];
  for (const [other, { witness }] of abouts) {
    if (other === node) continue;
    const verifiers = witness.flatMap((text) => {
      const vkey = parseVkey(text);
      return vkey.ok ? [createVerifier(vkey.value, nodeSignatureChecks)] : [];
    });
    const opened = await openNote(note, verifiers);
    if (opened.ok && opened.value.verified.length === verifiers.length) found.push(other.party.name);
  }
  return found;
}

async function verifyRound(nodes: readonly Running[], abouts: ReadonlyMap<Running, About>): Promise<boolean> {
  let holds = true;
  for (const node of nodes) {
    await node.lines.first(/^meridian: published [0-9]+ entries, cosigned by (Party [A-C], Party [A-C])$/);
    const found = await cosigners(node, abouts);
    say(`${node.party.name}  checkpoint carries the verified cosignatures of ${found.join(" and ") || "nobody"}`);
    holds &&= found.length === PARTIES.length - 1;
  }
  return holds;
}

/** Ends every node that was started here, and waits for each. */
async function stop(children: readonly ChildProcess[]): Promise<void> {
  await Promise.all(
    children.map(
      (child) =>
        new Promise<void>((ended) => {
          if (child.exitCode !== null || child.signalCode !== null) return ended();
          child.once("close", () => ended());
          child.kill("SIGTERM");
          return undefined;
        }),
    ),
  );
}

const USAGE = `usage: npm run three-nodes -- [--once] [--data DIR]

Starts three nodes of three invented parties on this machine, each witnessing, mirroring and watching the two others.
  --once      end after the first round, when each ledger's checkpoint carries two verified cosignatures; exit code 0 if so
  --data DIR  keep everything there (default: a folder that is removed at the end)
`;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { once: { type: "boolean" }, data: { type: "string" }, help: { type: "boolean" } } });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return 0;
  }
  const stopped = new Promise<void>((resolve) => {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => resolve());
  });
  const folder = values.data === undefined ? mkdtempSync(join(tmpdir(), "meridian-three-nodes-")) : resolve(values.data);
  const children: ChildProcess[] = [];
  try {
    const round = runRound(folder, children);
    const outcome = await Promise.race([round, stopped]);
    if (outcome === undefined || values.once === true) return outcome === false ? EXIT_NO : 0;
    say(`all three run; try: meridian ledger witness list --data ${join(folder, "a")}\nCtrl-C ends them.`);
    await stopped;
    return 0;
  } finally {
    await stop(children);
    if (values.data === undefined) rmSync(folder, { recursive: true, force: true });
    say("all three have ended");
  }
}

async function runRound(folder: string, children: ChildProcess[]): Promise<boolean> {
  const nodes = await Promise.all(PARTIES.map((party) => start(party, folder, children)));
  const holds = await verifyRound(nodes, await introduce(nodes));
  say(holds ? "each ledger is witnessed by the two other parties" : "NOT every ledger is witnessed by the two other parties");
  return holds;
}

process.exitCode = await main();
