import { HAND_OVER, type Judge, type Token } from "../../../src/detect/fast/judge.ts";
import type { ScannerModule } from "../../../src/detect/fast/module.ts";

/** The paths that the test's rules look at, by what `kind` says; `kind` and `sub.kind` are for routing, and every line must have `kind`. */
const COLUMNS: ReadonlyMap<string, readonly string[]> = new Map([
  ["a", ["user", "command", "sub.deep.name", "list"]],
  ["b", ["user", "number", "söße", "a-name-of-more-than-sixteen-bytes"]],
  ["absent", ["sub.deep.name"]],
  ["quiet", []],
]);
const ASKED = new Set(["kind", "sub.kind", ...[...COLUMNS.values()].flat()]);

/** True for values on which the test's rule fires: whatever holds "evil" in any case, and 13. */
function isEvil(value: unknown): boolean {
  return JSON.stringify(value).toLowerCase().includes("evil") || value === 13 || value === "13";
}

/** A judge that decides by JSON.parse of each token, so that a scanner's reading can be held against JSON.parse of the whole line. */
export function plainJudge(module: ScannerModule): Judge {
  const partitions: string[] = [];
  const numbers = new Map<string, number>();
  const texts: string[] = [""];
  const read = ({ at, length }: Token): unknown =>
    JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(module.memory.buffer, at, length)));
  return {
    routing: ["kind", "sub.kind"],
    requires: [{ path: "kind", text: true }],
    dotted: true,
    asks: (path) => (path === "forbidden" ? "hand over" : ASKED.has(path) ? "note" : "ignore"),
    route: (tokens) => {
      const [given, sub] = tokens.map((token) => (token === undefined ? undefined : read(token)));
      const kind = typeof given === "string" ? given : "quiet"; // what `requires` says is not looked at again
      if (!COLUMNS.has(kind) || sub === "unknown") return HAND_OVER;
      const known = partitions.indexOf(kind);
      return known >= 0 ? known : partitions.push(kind) - 1;
    },
    columns: (partition) => COLUMNS.get(partitions[partition] ?? "") ?? [],
    pairs: () => [],
    anywhere: () => 0,
    table: () => 0,
    value: (_partition, _column, token) => {
      const text = JSON.stringify(read(token));
      if (text.includes("unsure")) return HAND_OVER;
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, texts.length);
      return texts.push(text) - 1;
    },
    verdict: (partition, values) => {
      const fires =
        partitions[partition] === "absent"
          ? values[0] === 0
          : [...values].some((value) => value > 0 && isEvil(JSON.parse(texts[value] ?? "null")));
      return fires ? [0] : [];
    },
  };
}

/** As src/telemetry/fields.ts. */
const DEPTH_MAX = 32;

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

type Leaf = { readonly value: unknown; readonly isPlain: boolean };

function parsed(line: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line));
  } catch {
    return undefined;
  }
}

/** Why a line may not be passed over in silence, by JSON.parse of all of it; undefined when it may. */
export function whyInFull(line: Uint8Array): string | undefined {
  const json = parsed(line);
  if (json === undefined) return "JSON.parse does not take it";
  if (typeof json !== "object" || json === null || Array.isArray(json)) return "no object";
  if (depthOf(json) > DEPTH_MAX) return "is nested deeper than readers go";
  const leaves = new Map<string, Leaf[]>();
  gather(json, "", true, leaves);
  return leaves.has("forbidden") ? "has what no judge can tell" : whyOfLeaves(leaves);
}

function whyOfLeaves(leaves: ReadonlyMap<string, readonly Leaf[]>): string | undefined {
  const twice = [...ASKED].find((path) => (leaves.get(path)?.length ?? 0) > 1 || leaves.get(path)?.[0]?.isPlain === false);
  if (twice !== undefined) return `${twice} has no one value`;
  const value = (path: string) => leaves.get(path)?.[0]?.value;
  const kind = value("kind");
  const columns = typeof kind === "string" ? COLUMNS.get(kind) : undefined;
  if (columns === undefined || value("sub.kind") === "unknown") return "is of no known kind";
  if (columns.some((path) => JSON.stringify(value(path) ?? null).includes("unsure"))) return "holds what no judge can tell";
  if (kind === "absent" && !leaves.has("sub.deep.name")) return "a rule fires on what is not there";
  return kind !== "absent" && columns.some((path) => leaves.has(path) && isEvil(value(path))) ? "a rule fires" : undefined;
}

function gather(json: object, prefix: string, isPlain: boolean, leaves: Map<string, Leaf[]>): void {
  for (const [name, value] of Object.entries(json)) gatherValue(value, prefix + name, isPlain, leaves);
}

function gatherValue(value: unknown, path: string, isPlain: boolean, leaves: Map<string, Leaf[]>): void {
  const add = (leaf: Leaf) => leaves.set(path, [...(leaves.get(path) ?? []), leaf]);
  if (Array.isArray(value)) {
    if (value.every((member) => typeof member !== "object" || member === null)) add({ value, isPlain });
    else {
      add({ value, isPlain: false });
      for (const member of value) gatherValue(member, path, false, leaves);
    }
  } else if (typeof value === "object" && value !== null) gather(value, `${path}.`, isPlain, leaves);
  else add({ value, isPlain });
}
