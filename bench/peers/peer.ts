import { spawn } from "node:child_process";
import { accessSync, constants, createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { parseAsHost } from "../sigma/host-json.ts";
import { LINE_FIELD, LOGSOURCE_FIELDS } from "./lane.ts";

/** A way to run a peer. `sameWork`: it asks each event only the rules of its log source, as we do. */
export type Setting = { readonly name: string; readonly args: readonly string[]; readonly sameWork: boolean };

/** Another program that reads rules from a folder and events from a file, one JSON object a line. */
export type Peer = {
  readonly name: string;
  readonly program: string;
  readonly settings: readonly Setting[];
  /** What to add so that each hit says which line it is of. */
  readonly telling: readonly string[];
  /** The arguments that name the rules; events come on standard input. */
  readonly rules: (folder: string) => readonly string[];
  /** Line and rule of one line of its output. */
  readonly hit: (line: string) => string;
  /** Lines that it gets; a peer that is slower by orders gets a sample. */
  readonly linesMax: number;
  /** True when each difference must have a reason; else differences are only counted. */
  readonly isHeld: boolean;
};

const MAP = Object.entries(LOGSOURCE_FIELDS)
  .map(([part, field]) => `${part}=${field}`)
  .join(",");
const ROUTING = ["--logsource-routing", "--logsource-field-map", MAP, "--input-format", "json"];

/** rsigma (timescale/rsigma): settings as its own documents on performance name them. */
function rsigma(program: string): Peer {
  return {
    name: "rsigma",
    program,
    settings: [
      { name: "routing", args: ROUTING, sameWork: true },
      { name: "routing and bloom", args: [...ROUTING, "--bloom-prefilter"], sameWork: true },
      { name: "default", args: [], sameWork: false },
    ],
    telling: ["--include-event"],
    rules: (folder) => ["engine", "eval", "--quiet", "--output-format", "ndjson", "-r", folder],
    hit: (line) => {
      const { rule_id: id, event } = parseAsHost(line) as { rule_id: string; event: Readonly<Record<string, number>> };
      return `${event[LINE_FIELD]} ${id}`;
    },
    linesMax: Number.POSITIVE_INFINITY,
    isHeld: true,
  };
}

const DRIVER = "sigma-peer-";
const DRIVEN_LINES_MAX = 5_500;

/** A library behind a driver of a few lines: reads events as rsigma does, takes the folder of rules, prints line and rule. */
function driven(program: string, name: string): Peer {
  const settings = [{ name: "default", args: [], sameWork: true }];
  const shown = { name: name.slice(DRIVER.length), program, settings, linesMax: DRIVEN_LINES_MAX, isHeld: false };
  return { ...shown, telling: [], rules: (folder) => [folder], hit: (line) => line };
}

/** The peers on the PATH and in the folders of MERIDIAN_PEERS. */
export function peersFound(): Peer[] {
  const folders = [process.env["MERIDIAN_PEERS"] ?? "", process.env["PATH"] ?? ""].join(delimiter).split(delimiter);
  const peers = new Map<string, Peer>();
  for (const folder of folders.filter((path) => path !== "" && existsSync(path) && statSync(path).isDirectory()))
    for (const name of readdirSync(folder)) {
      if ((name !== "rsigma" && !name.startsWith(DRIVER)) || peers.has(name) || !isProgram(join(folder, name))) continue;
      peers.set(name, name === "rsigma" ? rsigma(join(folder, name)) : driven(join(folder, name), name));
    }
  return [...peers.values()];
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Runs a program with files for input and output; gives the processor time of all its threads. The shell's `times` tells it (POSIX). */
export async function timed(program: string, args: readonly string[], input: string, output: string): Promise<number> {
  const script = '"$@" <"$LANE_IN" >"$LANE_OUT"; code=$?; times >&2; exit $code';
  const child = spawn("/bin/sh", ["-c", script, "sh", program, ...args], {
    env: { ...process.env, LANE_IN: input, LANE_OUT: output },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (bytes: Buffer) => (said = (said + bytes.toString("utf8")).slice(-4_000)));
  const code = await new Promise<number | null>((resolve, reject) => child.once("close", resolve).once("error", reject));
  const children = /(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/.exec(said);
  if (code !== 0 || children === null) throw new Error(`${program} ended with ${code}: ${said}`);
  const [userMinutes = 0, user = 0, systemMinutes = 0, system = 0] = children.slice(1).map(Number);
  return (userMinutes * 60 + user + systemMinutes * 60 + system) * 1000;
}

/** The hits in a peer's output. */
export async function hitsOf(peer: Peer, output: string): Promise<Set<string>> {
  const hits = new Set<string>();
  for await (const line of createInterface(createReadStream(output))) if (line !== "") hits.add(peer.hit(line));
  return hits;
}
