/** Asks the provenance graph for the labelled attacks of test/route/labels and looks whether each step of the label is in the answer. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createProvenance, type RouteGraph } from "../../src/case/index.ts";
import { type Event, type RecordName, recordName } from "../../src/model/index.ts";
import { zipMembers } from "../sigma/zip.ts";
import { sharedData } from "../support/shared-data.ts";
import { lineFrames, readAll, sampleReader } from "../support/telemetry.ts";

export type Half = "open" | "held-out";
type LabelStep = { readonly line: number; readonly joinedBy: string; readonly same: readonly { readonly line: number }[] };
type Label = { readonly file: string; readonly member: string; readonly path: readonly LabelStep[] };

/** What came of one labelled attack. */
export type Outcome = {
  readonly name: string;
  /** Whether each step of the label, or one that is as good, is cited by an edge of the answer. */
  readonly hits: readonly boolean[];
  readonly edges: number;
  /** Whether the label itself says that no record joins two of its steps. */
  readonly gap: boolean;
  readonly graph: RouteGraph;
};

/** The labels of one half. Those of the held-out half are read when measuring and at no other time. */
export function labelsOf(half: Half): readonly { readonly name: string; readonly label: Label }[] {
  const folder = join(import.meta.dirname, "labels", half);
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => ({ name: file.slice(0, -5), label: JSON.parse(readFileSync(join(folder, file), "utf8")) as Label }));
}

/** The bytes of the member that a label is about: one record a line. */
export function bytesOf({ file, member }: Label): Uint8Array {
  const path = sharedData("otrf", "datasets", ...file.split("/"));
  const found = path === undefined ? undefined : zipMembers(path).find((one) => one.name === member);
  if (found === undefined) throw new Error(`expected ${member} in ${file}`);
  return found.bytes;
}

/** Reads the records of a label, and names each by its line. */
function readLabelled(label: Label): { readonly events: readonly Event[]; readonly names: ReadonlyMap<number, RecordName> } {
  const bytes = bytesOf(label);
  const frames = lineFrames(bytes);
  const lines = new Map(frames.map((frame, at) => [frame.offset, at + 1]));
  const units = readAll(sampleReader(), frames);
  const records = units.flatMap((unit) => unit.records);
  const names = new Map(records.map((record) => [lines.get(record.origin.offset) ?? 0, recordName(record.commitment)]));
  return { events: units.flatMap((unit) => unit.events), names };
}

/** Asks for the route between the first and the last record of a label. */
export function measure({ name, label }: { readonly name: string; readonly label: Label }): Outcome {
  const { events, names } = readLabelled(label);
  const graph = createProvenance();
  for (const event of events) graph.add(event);
  const [entry, effect] = [label.path[0]?.line ?? 0, label.path.at(-1)?.line ?? 0].map((line) => names.get(line));
  if (entry === undefined || effect === undefined) throw new Error(`${name}: no record at the label's line`);
  const route = graph.chop({ record: entry }, { record: effect });
  const cited = new Set(route.edges.flatMap((edge) => edge.records));
  const isCited = ({ line }: { readonly line: number }): boolean => cited.has(names.get(line) ?? ("" as RecordName));
  const hits = label.path.map((step) => isCited(step) || step.same.some(isCited));
  return {
    name,
    hits,
    edges: route.edges.length,
    gap: label.path.some(({ joinedBy }) => joinedBy === "unrecorded"),
    graph: route,
  };
}

/** The share of outcomes in which every step was found. */
export function inside(outcomes: readonly Outcome[]): number {
  return outcomes.filter(({ hits }) => hits.every(Boolean)).length / outcomes.length;
}
