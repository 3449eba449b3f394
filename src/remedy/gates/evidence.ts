import { type EvidenceGate, type Gate, type LawText, reaches, type Standard } from "../../model/index.ts";
import type { Option } from "../catalogue/option.ts";
import type { RemedyInput } from "../input.ts";
import { differentNames } from "./names.ts";
import { levelWords, said, standardWords } from "./words.ts";

type Asked = { readonly standard: Standard; readonly sources: number };
type Part = "route" | "actor" | "damage";

const PARTS: Readonly<Record<Part, LawText>> = {
  route: said("how it was done", "实施途径"),
  actor: said("who did it", "责任行为体"),
  damage: said("what it did", "经核实的损害"),
};

/** The gates on route, actor and damage of an option: how well each must be shown, and from how many origins. */
export function evidenceGates({ gates }: Pick<Option, "gates">, input: RemedyInput): readonly Gate[] {
  const found: Gate[] = [];
  if (gates.route !== null) found.push(partGate("route", gates.route, input.route));
  if (gates.actor !== null) found.push(actorGate(gates.actor, input.actor));
  if (gates.damage !== null) found.push(partGate("damage", gates.damage, input.damage));
  return found;
}

function partGate(part: Part, asked: Asked, has: EvidenceGate): Gate {
  const open = isShown(asked, has);
  const what = PARTS[part];
  const standard = standardWords(asked.standard);
  return {
    gate: part,
    id: "",
    open,
    asks: said(
      `${sentence(what.en)}: ${standard.en}, from ${origins(asked.sources)}`,
      `${what.zh}：${standard.zh}，独立来源至少${asked.sources}个`,
    ),
    has: hasWords(has),
    opener: open
      ? null
      : said(
          `Evidence, by lawful means, of ${what.en}: ${standard.en}, from ${origins(asked.sources)}`,
          `以合法途径取得的证据，使“${what.zh}”达到“${standard.zh}”，独立来源至少${asked.sources}个`,
        ),
  };
}

function actorGate(asked: NonNullable<Option["gates"]["actor"]>, has: RemedyInput["actor"]): Gate {
  const gate = partGate("actor", asked, has);
  const levels = asked.levels.map(levelWords);
  const isLevel = has.level !== null && asked.levels.some((level) => level === has.level);
  const open = gate.open && isLevel && (has.name ?? "") !== "";
  const [en, zh] = [levels.map((level) => level.en).join(" or "), levels.map((level) => level.zh).join("或")];
  const level = levelWords(has.level);
  return {
    ...gate,
    open,
    asks: said(`${gate.asks.en}, shown as: ${en}`, `${gate.asks.zh}，层级：${zh}`),
    has: said(`${gate.has.en}; ${level.en}`, `${gate.has.zh}；${level.zh}`),
    opener: open
      ? null
      : said(
          `A claim that answers who did it on this level (${en}), ${standardWords(asked.standard).en}, from ${origins(asked.sources)}`,
          `就责任行为体在该层级（${zh}）作出的主张，达到“${standardWords(asked.standard).zh}”，独立来源至少${asked.sources}个`,
        ),
  };
}

function isShown({ standard, sources }: Asked, has: EvidenceGate): boolean {
  return reaches(has.standard, standard) && differentNames(has.sources).length >= sources;
}

function hasWords({ standard, sources }: EvidenceGate): LawText {
  const count = differentNames(sources).length;
  const words = standardWords(standard);
  return said(`${sentence(words.en)}, from ${origins(count)}`, `${words.zh}，独立来源${count}个`);
}

function origins(count: number): string {
  return count === 1 ? "1 independent source" : `${count} independent sources`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
