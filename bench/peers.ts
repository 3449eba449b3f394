import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { BenchProgress, Metric, Metrics } from "./bench.ts";
import { BROADER, type Disputed, explained, type Sides, sidesOf } from "./peers/differences.ts";
import { LINE_FIELD, type PeerLane, peerLane, someLines } from "./peers/lane.ts";
import { hitsOf, type Peer, peersFound, type Setting, timed } from "./peers/peer.ts";
import { rulesFolder } from "./sigma/engine.ts";
import { parseAsHost } from "./sigma/host-json.ts";
import { type Lane, linesOf, windowsLane } from "./sigma/lane.ts";

export const name = "peers";
export const title = "the Windows lane and every SigmaHQ rule through us and other engines, hit by hit";

const AIM = 10;
const LOADS = 3;

type Stage = { readonly folder: string; readonly rules: string; readonly progress: BenchProgress };
type Ours = { readonly hits: ReadonlySet<string>; readonly firstRate: number; readonly warmRate: number };

/** Measures each peer found on the PATH or in MERIDIAN_PEERS beside us, in processor time of all threads; loading rules is left out for all. */
export async function run(progress: BenchProgress): Promise<Metrics> {
  const folder = await mkdtemp(join(tmpdir(), "meridian-bench-"));
  try {
    const stage: Stage = { folder, rules: await linkedRules(folder), progress };
    const peers = peersFound();
    if (peers.length === 0)
      progress("no peer: neither rsigma nor sigma-peer-* is on the PATH or in MERIDIAN_PEERS; only we are measured");
    progress("writing the lanes");
    const lane = windowsLane(folder);
    return { ...(await recorded(stage, lane, peers)), ...(await unique(stage, lane, peers)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function recorded(stage: Stage, { recorded: file }: Lane, peers: readonly Peer[]): Promise<Metrics> {
  const lane = peerLane(file, stage.folder);
  const ours = await measureOurs(stage, lane);
  const metrics: Record<string, Metric> = { ours_first_per_s: rate(ours.firstRate), ours_warm_per_s: rate(ours.warmRate) };
  for (const peer of peers) {
    let best = 0;
    for (const setting of peer.settings) {
      const found = await measurePeer(stage, lane, peer, setting);
      stage.progress(
        `${peer.name}, ${setting.name}: ${Math.round(found)} lines/s${setting.sameWork ? "" : ", every rule for every event"}`,
      );
      if (setting.sameWork) best = Math.max(best, found);
    }
    await compare(stage, lane, peer, ours.hits);
    metrics[`${peer.name}_per_s`] = rate(best);
    metrics[`vs_${peer.name}`] = ratio(ours.firstRate / best);
    metrics[`vs_${peer.name}_warm`] = ratio(ours.warmRate / best);
  }
  return metrics;
}

/** Values that nobody has seen before: what remembering cannot help with. */
async function unique(stage: Stage, { unique: [, file] }: Lane, peers: readonly Peer[]): Promise<Metrics> {
  const lane = peerLane(file, stage.folder);
  const ours = await measureOurs(stage, lane);
  const metrics: Record<string, Metric> = { ours_unique_per_s: rate(ours.firstRate) };
  for (const peer of peers) {
    const found = await measurePeer(stage, lane, peer, peer.settings[0] as Setting);
    await compare(stage, lane, peer, ours.hits);
    metrics[`${peer.name}_unique_per_s`] = rate(found);
    metrics[`vs_${peer.name}_unique`] = { ...ratio(ours.firstRate / found), target: null };
  }
  return metrics;
}

async function linkedRules(folder: string): Promise<string> {
  const rules = join(folder, "rules");
  await mkdir(rules);
  for (const part of await readdir(rulesFolder()))
    if (part.startsWith("rules")) await symlink(join(rulesFolder(), part), join(rules, part));
  return rules;
}

async function measureOurs({ folder, progress }: Stage, lane: PeerLane): Promise<Ours> {
  const output = join(folder, "ours.txt");
  const program = [join(import.meta.dirname, "peers/ours.ts"), lane.file, output];
  const { stdout } = await promisify(execFile)(process.execPath, program);
  const { firstMs, warmMs } = parseAsHost(stdout) as { firstMs: number; warmMs: number };
  const hits = new Set((await readFile(output, "utf8")).split("\n").filter((hit) => hit !== ""));
  progress(`${lane.lines} lines, ${hits.size} hits of ours`);
  return { hits, firstRate: (lane.lines / firstMs) * 1000, warmRate: (lane.lines / warmMs) * 1000 };
}

async function measurePeer({ folder, rules }: Stage, lane: PeerLane, peer: Peer, setting: Setting): Promise<number> {
  const args = [...peer.rules(rules), ...setting.args];
  const output = join(folder, "peer.out");
  const { file, lines } = sampled(lane, peer, folder);
  const loads: number[] = [];
  for (let round = 0; round < LOADS; round++) loads.push(await timed(peer.program, args, "/dev/null", output));
  const ms = await timed(peer.program, args, file, output);
  return (lines / (ms - Math.min(...loads))) * 1000;
}

/** Every so many lines from everywhere, for a peer that would take all day. */
function sampled(lane: PeerLane, peer: Peer, folder: string): { file: string; lines: number; has: (line: number) => boolean } {
  if (lane.lines <= peer.linesMax) return { file: lane.file, lines: lane.lines, has: () => true };
  const stride = Math.ceil(lane.lines / peer.linesMax);
  const has = (line: number): boolean => line % stride === 0;
  return { file: someLines(lane, has, folder), lines: Math.ceil(lane.lines / stride), has };
}

/** Throws when a difference has no known reason, or one that does not stand the test. */
async function compare(stage: Stage, lane: PeerLane, peer: Peer, ours: ReadonlySet<string>): Promise<void> {
  const { file, has } = sampled(lane, peer, stage.folder);
  const theirs = await peerHits(stage, file, peer, peer.settings[0]?.args ?? []);
  const sides = sidesOf(new Set([...ours].filter((hit) => has(Number(hit.split(" ")[0])))), theirs);
  stage.progress(`${peer.name}: ${theirs.size} hits, ${theirs.size - sides.onlyTheirs.length} of them ours too`);
  for (const [because, hits] of explained(peer.name, sides, disputedEvents(lane, file, sides))) {
    const rules = new Set(hits.map((hit) => hit.split(" ")[1]));
    if (because === "" && peer.isHeld)
      throw new Error(`${peer.name}: ${hits.length} differences without a known reason: ${hits.slice(0, 10).join(", ")}`);
    stage.progress(`${hits.length} differences in ${rules.size} rules: ${because === "" ? "not looked into" : because}`);
    if (because === BROADER && peer.isHeld) await confirmBroader(stage, lane, peer, hits);
  }
}

/** The events that have a part in a difference, by line, as the peer was given them in `file`. */
function disputedEvents(lane: PeerLane, file: string, { onlyOurs, onlyTheirs }: Sides): ReadonlyMap<number, Disputed> {
  const wanted = new Set([...onlyOurs, ...onlyTheirs].map((hit) => Number(hit.split(" ")[0])));
  const found = new Map<number, Disputed>();
  for (const text of linesOf(readFileSync(file))) {
    const fields = parseAsHost(text) as Disputed["fields"];
    const line = Number(fields[LINE_FIELD]);
    const logsource = lane.logsources[line];
    if (wanted.has(line) && logsource !== undefined) found.set(line, { logsource, fields });
  }
  return found;
}

/** Asked without log sources, the peer must find what it left out. */
async function confirmBroader(stage: Stage, lane: PeerLane, peer: Peer, hits: readonly string[]): Promise<void> {
  const lines = new Set(hits.map((hit) => Number(hit.split(" ")[0])));
  const found = await peerHits(
    stage,
    someLines(lane, (line) => lines.has(line), stage.folder),
    peer,
    [],
  );
  const missing = hits.filter((hit) => !found.has(hit));
  if (missing.length > 0)
    throw new Error(`${peer.name} does not find ${missing.slice(0, 10).join(", ")} without log sources either`);
}

async function peerHits({ folder, rules }: Stage, file: string, peer: Peer, args: readonly string[]): Promise<Set<string>> {
  const output = join(folder, "peer.out");
  await timed(peer.program, [...peer.rules(rules), ...args, ...peer.telling], file, output);
  const hits = await hitsOf(peer, output);
  await writeFile(output, "");
  return hits;
}

function rate(value: number): Metric {
  return { value, unit: "lines/s", target: null, better: "higher" };
}

function ratio(value: number): Metric {
  return { value, unit: "ratio", target: AIM, better: "higher" };
}
