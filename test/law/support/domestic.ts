import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type LawPack, readLawPack } from "../../../src/law/index.ts";

export type Rule = Extract<LawPack, { readonly kind: "rules" | "proposal" }>["rules"][string];
export type Element = Extract<LawPack, { readonly kind: "rules" | "proposal" }>["elements"][string];
export type Node = Rule["when"];
type Source = LawPack["sources"][string];
export type Held<Item> = { readonly id: string; readonly file: string; readonly pack: LawPack; readonly item: Item };

const PACKS = join(import.meta.dirname, "../../../packs");
export const LAW_PACKS = join(PACKS, "law");
export const DUTIES = join(PACKS, "duties");

/** The eight parts of an offence, in their order: what ties it to a legal order, and the seven slots. docs/offences.md. */
export const PARTS = [
  "connecting link",
  "unauthorised",
  "act",
  "mental element",
  "system or data",
  "result",
  "gravity",
  "protected class",
] as const;

let read: ReadonlyMap<string, LawPack> | undefined;

/** Every pack under packs/law, by its path below that folder; read once in a process. */
export function lawPacks(): ReadonlyMap<string, LawPack> {
  read ??= readLawPacks();
  return read;
}

function readLawPacks(): ReadonlyMap<string, LawPack> {
  const files = readdirSync(LAW_PACKS, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".yaml"));
  return new Map(
    files.sort().map((file) => {
      const pack = readLawPack(readFileSync(join(LAW_PACKS, file), "utf8"));
      if (!pack.ok) throw new Error(`${file}: ${JSON.stringify(pack.fault)}`);
      return [file, pack.value];
    }),
  );
}

/** Every rule of packs, with where it stands. */
export function rulesOf(packs: ReadonlyMap<string, LawPack>): readonly Held<Rule>[] {
  return [...packs].flatMap(([file, pack]) =>
    "rules" in pack ? Object.entries(pack.rules).map(([id, item]) => ({ id, file, pack, item })) : [],
  );
}

/** And every element. */
export function elementsOf(packs: ReadonlyMap<string, LawPack>): readonly Held<Element>[] {
  return [...packs].flatMap(([file, pack]) =>
    "elements" in pack ? Object.entries(pack.elements).map(([id, item]) => ({ id, file, pack, item })) : [],
  );
}

/** What kind of domestic rule one is, by its id: the convention of docs/offences.md §Names. */
export function domesticKind(id: string): "sanction" | "report" | "bar" | "grade" | "offence" {
  if (id.startsWith("sanction_")) return "sanction";
  if (id.startsWith("report_")) return "report";
  if (id.startsWith("bar_")) return "bar";
  return /^[a-z]{2}_grade_/.test(id) ? "grade" : "offence";
}

/** Ids of elements or of other rules that a node leans on, in order. */
export function leaves(node: Node, kind: "el" | "ref"): readonly string[] {
  if ("all" in node) return node.all.flatMap((part) => leaves(part, kind));
  if ("any" in node) return node.any.flatMap((part) => leaves(part, kind));
  if ("atLeast" in node) return node.atLeast.of.flatMap((part) => leaves(part, kind));
  if ("not" in node) return leaves(node.not, kind);
  return Object.entries(node).flatMap(([form, id]) => (form === kind && typeof id === "string" ? [id] : []));
}

/** Every node of a rule that leads out of it, its ways out included. */
export function allLeaves({ when, unless }: Pick<Rule, "when" | "unless">, kind: "el" | "ref"): readonly string[] {
  return [...leaves(when, kind), ...Object.values(unless).flatMap((way) => allLeaves(way, kind))];
}

/** The eight parts of an offence by label; undefined where `when` is not made of labelled parts. */
export function partsOf({ when }: Rule): readonly { readonly label: string; readonly node: Node }[] | undefined {
  if (!("all" in when)) return undefined;
  return when.all.map((node) => ({ label: "label" in node ? node.label : "", node }));
}

/** Sources that a citation of a pack leads to. */
export function sourceOf(pack: LawPack, cite: string): Source | undefined {
  return pack.sources[cite.split("/")[0] ?? ""];
}
