import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parse } from "yaml";
import {
  addBackgrounds,
  type Background,
  countBackground,
  createToolKnowledge,
  HOUR_MS,
  identifyTools,
  observeEvent,
  readToolPack,
  type ToolKnowledge,
  type ToolObservation,
} from "../src/case/index.ts";
import { present } from "../src/lib/index.ts";
import { zipMembers } from "../test/sigma/zip.ts";
import { sharedData } from "../test/support/shared-data.ts";
import { lineFrames, readAll, sampleReader, sha256 } from "../test/support/telemetry.ts";
import type { BenchProgress, Metric, Metrics } from "./bench.ts";

export const title = "Names the tools of recorded attacks";
export const name = "tools";

/** A tool counts as named from here: ten times as likely with it as without, and not less likely at the worst. */
const NAMED_BANS = 1;
const PACKS = join(import.meta.dirname, "../packs/tools");

type RecordedSet = {
  readonly name: string;
  /** Tools, by name, that its metadata or its own name says were used. */
  readonly used: ReadonlySet<string>;
  readonly observations: readonly ToolObservation[];
};
type Tally = { truths: number; named: number; wrong: number };

/** How often a tool that the metadata names is named by us, and how many others we name. The packs were written by people who knew the sets. */
export async function run(progress: BenchProgress): Promise<Metrics> {
  const traits = packTraits();
  const knowledge = createToolKnowledge({ traits, hashes: [], software: [] }, sha256);
  const tools = [...new Map(traits.map(({ tool }) => [tool.id, tool])).values()];
  const sets = recordedSets(
    knowledge,
    tools.map((tool) => tool.name),
    progress,
  );
  const backgrounds = new Map(sets.map((set) => [set.name, countBackground(knowledge, set.observations, { corpus: set.name })]));
  const weighed: Tally = { truths: 0, named: 0, wrong: 0 };
  const naive: Tally = { truths: 0, named: 0, wrong: 0 };
  for (const set of sets) {
    for (const tool of tools) {
      // The corpus is made of the other sets, without those in which this very tool was at work.
      const others = sets.filter((other) => other !== set && !other.used.has(tool.name));
      const background = sumOf(others.map((other) => present(backgrounds.get(other.name), "counted above")));
      const { tools: sums } = identifyTools(knowledge, set.observations, { background });
      const sum = sums.find((one) => one.tool.id === tool.id);
      const isUsed = set.used.has(tool.name);
      count(naive, sum !== undefined, isUsed);
      const isNamed = sum !== undefined && sum.bans.best >= NAMED_BANS && sum.bans.lo >= 0;
      count(weighed, isNamed, isUsed);
      if (isUsed !== isNamed)
        progress(
          `${set.name}: ${tool.name} ${isUsed ? "missed" : "named and not in the metadata"}${sum === undefined ? "" : `, ${sum.bans.best.toFixed(2)} bans`}`,
        );
    }
  }
  return {
    named: metric(weighed.named / weighed.truths, "share", "higher"),
    wrong_per_set: metric(weighed.wrong / sets.length, "tools", "lower"),
    named_by_any_trait: metric(naive.named / naive.truths, "share", "higher"),
    wrong_by_any_trait: metric(naive.wrong / sets.length, "tools", "lower"),
    tools_in_metadata: metric(weighed.truths, "tools", "higher"),
    sets: metric(sets.length, "sets", "higher"),
  };
}

function count(tally: Tally, isNamed: boolean, isUsed: boolean): void {
  if (isUsed) tally.truths++;
  if (isNamed && isUsed) tally.named++;
  if (isNamed && !isUsed) tally.wrong++;
}

function packTraits() {
  return readdirSync(PACKS).flatMap((file) => {
    const pack = readToolPack(readFileSync(join(PACKS, file), "utf8"), sha256);
    if (!pack.ok) throw new Error(`${file}: ${pack.fault.where}: expected ${pack.fault.expected}`);
    return pack.value;
  });
}

function recordedSets(knowledge: ToolKnowledge, tools: readonly string[], progress: BenchProgress): RecordedSet[] {
  const root = sharedData("otrf", "datasets", "atomic");
  if (root === undefined) throw new Error("needs ../shared/data/otrf");
  const described = descriptions(join(root, "_metadata"));
  const archives = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".zip"));
  const distinct = new Map(archives.sort().map((path) => [basename(path, ".zip"), path]));
  return [...distinct].map(([set, path]) => {
    progress(`reading ${set}`);
    const told = `${described.get(set) ?? ""} ${set.replaceAll("_", " ")}`.toLowerCase();
    const used = new Set(tools.filter((tool) => new RegExp(`(?<![a-z])${tool.toLowerCase()}(?![a-z])`).test(told)));
    return { name: set, used, observations: telling(knowledge, join(root, path)) };
  });
}

/** The observations that show any trait, and one of each window, so that windows are counted in full. */
function telling(knowledge: ToolKnowledge, path: string): readonly ToolObservation[] {
  const members = zipMembers(path).filter((member) => !member.name.startsWith("__MACOSX"));
  const windows = new Set<string>();
  const kept: ToolObservation[] = [];
  for (const unit of readAll(
    sampleReader(),
    members.flatMap(({ bytes }) => lineFrames(bytes)),
  ))
    for (const event of unit.events) {
      const observation = observeEvent(event, ({ origin }) => String(origin.offset));
      const window = `${observation.place} ${Math.floor(observation.atMs / HOUR_MS)}`;
      if (windows.has(window) && knowledge.match(observation).length === 0) continue;
      windows.add(window);
      kept.push(observation);
    }
  return kept;
}

/** Title, tags and tools of the metadata, by the name of the set that it describes. */
function descriptions(folder: string): ReadonlyMap<string, string> {
  type Metadata = {
    readonly title?: string;
    readonly tags?: readonly string[] | null;
    readonly files?: readonly { readonly link?: string }[] | null;
    readonly simulation?: { readonly tools?: readonly { readonly name?: string; readonly module?: string }[] | null } | null;
  };
  const found = new Map<string, string>();
  for (const file of readdirSync(folder)) {
    const metadata = parse(readFileSync(join(folder, file), "utf8"), { logLevel: "silent" }) as Metadata;
    const tools = (metadata.simulation?.tools ?? []).flatMap(({ name: tool, module }) => [tool ?? "", module ?? ""]);
    const told = [metadata.title ?? "", ...(metadata.tags ?? []), ...tools].join(" ");
    for (const { link } of metadata.files ?? []) if (link !== undefined) found.set(basename(link).split(".")[0] ?? "", told);
  }
  return found;
}

function sumOf(backgrounds: readonly Background[]): Background {
  return backgrounds.reduce((sum, one) => {
    const both = addBackgrounds(sum, one);
    if (!both.ok) throw new Error(both.fault.expected);
    return both.value;
  });
}

function metric(value: number, unit: string, better: Metric["better"]): Metric {
  return { value, unit, target: null, better };
}
