import type { LawPack } from "../../../src/law/index.ts";
import {
  domesticKind,
  elementsOf,
  type Held,
  leaves,
  type Node,
  PARTS,
  partsOf,
  type Rule,
  rulesOf,
  sourceOf,
} from "./domestic.ts";

/** What a figure counts, and the measured quantity (docs/damage.md §Quantities) that usually founds it. */
export type FigureNote = readonly [counts: string, founded: string];

/** The tables of docs/offences.md, written from the packs. */
export function offenceTables(packs: ReadonlyMap<string, LawPack>, figures: Readonly<Record<string, FigureNote>>): string {
  return [
    "## Figures\n",
    ...figureTable(packs, figures),
    "\n## Offences\n",
    ...offenceTable(packs),
    "\n## Grades and thresholds\n",
    ...gradeTable(packs),
    "\n## What sanctions statutes open\n",
    ...ruleTable(packs, "sanction"),
    "\n## Duties to report\n",
    ...ruleTable(packs, "report"),
    "\n## What stands against sharing or carrying out\n",
    ...ruleTable(packs, "bar"),
    "\n## Sources\n",
    ...sourceTable(packs),
    "",
  ].join("\n");
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
}

function head(...cells: readonly string[]): readonly string[] {
  return [row(...cells), row(...cells.map(() => "---"))];
}

function figureTable(packs: ReadonlyMap<string, LawPack>, notes: Readonly<Record<string, FigureNote>>): readonly string[] {
  const units = new Map<string, Set<string>>();
  for (const { item } of domesticElements(packs)) {
    if (item.measure === null) continue;
    const { figure, unit } = item.measure;
    units.set(figure, (units.get(figure) ?? new Set()).add(unit));
  }
  const names = [...new Set([...units.keys(), ...Object.keys(notes)])].sort();
  return [
    ...head("figure", "units", "counts", "usually founded on"),
    ...names.map((name) => {
      const [counts, founded] = notes[name] ?? ["**not described**", ""];
      return row(
        `\`${name}\``,
        [...(units.get(name) ?? ["**not used**"])].sort().join(", "),
        counts,
        founded === "" ? "–" : founded,
      );
    }),
  ];
}

function domesticElements(packs: ReadonlyMap<string, LawPack>) {
  return elementsOf(packs).filter(({ file }) => file.startsWith("domestic/"));
}

/** A node in one line: + for all of, / for any of, → for another rule. */
function nodeText(node: Node): string {
  if ("el" in node) return `\`${node.el}\``;
  if ("ref" in node) return `→ \`${node.ref}\``;
  if ("not" in node) return `not ${nodeText(node.not)}`;
  const inner = (parts: readonly Node[], sign: string) =>
    parts.map((part) => (simple(part) ? nodeText(part) : `(${nodeText(part)})`)).join(sign);
  if ("all" in node) return inner(node.all, " + ");
  return "any" in node ? inner(node.any, " / ") : "";
}

function simple(node: Node): boolean {
  return "el" in node || "ref" in node || ("all" in node && node.all.length < 2) || ("any" in node && node.any.length < 2);
}

function inForce({ item: { from, to } }: Held<Rule>): string {
  if (from === null && to === null) return "day not known";
  return `${from ?? "…"} – ${to ?? ""}`.trim();
}

/** Citations with how their texts were read. */
function reads(held: Held<Rule>): string {
  return held.item.cite.map((cite) => `${cite} (${sourceOf(held.pack, cite)?.read ?? "no source"})`).join("; ");
}

function byPack(rules: readonly Held<Rule>[]): ReadonlyMap<LawPack, readonly Held<Rule>[]> {
  return Map.groupBy(rules, ({ pack }) => pack);
}

function offenceTable(packs: ReadonlyMap<string, LawPack>): readonly string[] {
  const offences = rulesOf(packs).filter(({ id, item }) => item.kind === "domestic" && domesticKind(id) === "offence");
  return [...byPack(offences)].flatMap(([pack, rules]) => {
    const link = rules[0] === undefined ? undefined : partsOf(rules[0].item)?.[0]?.node;
    return [
      `### ${pack.title.en} (\`${rules[0]?.file}\`)\n`,
      `Connecting link: ${link === undefined ? "–" : [...new Set(rules.flatMap(({ item }) => leaves(partsOf(item)?.[0]?.node ?? { all: [], label: "" }, "el")))].map((id) => `\`${id}\``).join(", ")}\n`,
      ...head("rule", "in force", ...PARTS.slice(1), "unless", "cites"),
      ...rules.map((held) =>
        row(
          `\`${held.id}\``,
          inForce(held),
          ...(partsOf(held.item) ?? [])
            .slice(1)
            .map(({ label, node }) => (label.endsWith(": none asked") ? "–" : nodeText(node))),
          waysOut(held),
          reads(held),
        ),
      ),
      "",
    ];
  });
}

function waysOut({ item: { unless } }: Held<Rule>): string {
  const ways = Object.values(unless).map(({ when }) => nodeText(when));
  return ways.length === 0 ? "–" : ways.join("; ");
}

const SIGNS = { atLeast: "≥", above: ">", atMost: "≤", below: "<" } as const;

function gradeTable(packs: ReadonlyMap<string, LawPack>): readonly string[] {
  const elements = new Map(domesticElements(packs).map((held) => [held.id, held]));
  const grades = rulesOf(packs).filter(({ id, item }) => item.kind === "domestic" && domesticKind(id) === "grade");
  return grades.flatMap((held) => {
    const measures = leaves(held.item.when, "el").flatMap((id) => {
      const measure = elements.get(id)?.item.measure ?? null;
      return measure === null ? [] : [{ id, measure, cite: elements.get(id)?.item.cite ?? [], pack: elements.get(id)?.pack }];
    });
    return [
      `### \`${held.id}\`\n`,
      `${held.item.question.en} ${inForce(held)}. ${nodeText(held.item.when)}\n`,
      ...(measures.length === 0 ? [] : head("element", "figure", "threshold", "holds from", "source")),
      ...measures.map(({ id, measure, cite, pack }) =>
        row(
          `\`${id}\``,
          `\`${measure.figure}\``,
          measure.than
            .map(({ value }) =>
              `${SIGNS[measure.is]} ${value.toLocaleString("en")} ${measure.unit === "1" ? "" : measure.unit}`.trim(),
            )
            .join("; "),
          measure.than.map(({ from }) => from ?? "the rule's first day").join("; "),
          cite.map((one) => `${one} (${pack === undefined ? "" : (sourceOf(pack, one)?.read ?? "")})`).join("; "),
        ),
      ),
      "",
    ];
  });
}

function ruleTable(packs: ReadonlyMap<string, LawPack>, kind: "sanction" | "report" | "bar"): readonly string[] {
  const rules = rulesOf(packs).filter(({ id, item }) => item.kind === "domestic" && domesticKind(id) === kind);
  return [
    ...head("rule", "in force", "asks", "of", "unless", "cites"),
    ...rules.map((held) =>
      row(
        `\`${held.id}\`${held.item.recordOnly ? " (record only)" : ""}`,
        inForce(held),
        held.item.question.en,
        nodeText(held.item.when),
        waysOut(held),
        reads(held),
      ),
    ),
  ];
}

function sourceTable(packs: ReadonlyMap<string, LawPack>): readonly string[] {
  const domestic = [...packs].filter(([file]) => file.startsWith("domestic/"));
  return [
    ...head("pack", "key", "law", "read", "note"),
    ...domestic.flatMap(([, pack]) =>
      Object.entries(pack.sources).map(([key, { title, url, read, note }]) =>
        row(
          `\`${pack.pack}\``,
          key,
          url === null ? title : `[${title.replaceAll("[", "(").replaceAll("]", ")")}](${url})`,
          read,
          note ?? "–",
        ),
      ),
    ),
  ];
}
