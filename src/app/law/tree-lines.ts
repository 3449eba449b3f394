import { type Tree, valueWord } from "../../model/index.ts";
import { wrap } from "../../remedy/index.ts";
import type { LinesLanguage } from "./assess-lines.ts";
import { NODE_TEXTS, REASON_TEXTS, STANDARD_TEXTS, TOLD, valueText } from "./assess-words.ts";
import type { LawWords } from "./law-words.ts";

const DEPTH_MOST = 20;

/** A rule's evaluated tree as lines of at most 100 columns: the explanation is the evaluation. */
export function treeLines(tree: Tree, words: LawWords, language: LinesLanguage, depth = 0): readonly string[] {
  const { value, sure, reasons, shown, positions, children } = tree;
  const doubt = valueWord(value) === valueWord(sure) ? "" : ` [${valueText(value)[language]} ${TOLD.believed[language]}]`;
  const who = positions.length === 0 ? "" : ` – ${positions.join(", ")}`;
  const why = reasons.length === 0 ? "" : ` (${reasons.map((reason) => REASON_TEXTS[reason][language]).join("; ")})`;
  const indent = 2 * Math.min(depth, DEPTH_MOST);
  const line = `${valueText(sure)[language]}: ${nameOf(tree, words, language)}${who}${why}${doubt}`;
  return [
    ...wrap(line, indent),
    ...(shown === null ? [] : wrap(shownText(shown, words, language), indent + 4)),
    ...children.flatMap((child) => treeLines(child, words, language, depth + 1)),
  ];
}

function nameOf({ node, id, label }: Tree, { asks }: LawWords, language: LinesLanguage): string {
  const word = NODE_TEXTS[node][language];
  const ask = node === "element" || node === "law" ? asks[id]?.[language] : undefined;
  const name = node === "element" ? id : [word, id].filter((part) => part !== "").join(" ");
  const text = ask ?? label;
  return text === "" ? name : `${name} – ${text}`;
}

function shownText(shown: NonNullable<Tree["shown"]>, { kinds }: LawWords, language: LinesLanguage): string {
  const { standard, pro, con, reached, sources, sourcesAsked, kindsMissing, measured } = shown;
  const named = (one: typeof pro) => (one === null ? TOLD.nothing : STANDARD_TEXTS[one])[language];
  const parts = [
    `${TOLD.asks[language]} ${named(standard)}`,
    `${TOLD.has[language]} ${named(pro)}${reached === pro ? "" : ` (${TOLD.counts[language]} ${named(reached)})`}`,
    ...(con === null ? [] : [`${TOLD.against[language]} ${named(con)}`]),
    ...(sourcesAsked > 1 || sources.length > 0 ? [`${sources.length} ${TOLD.sources[language]} ${sourcesAsked}`] : []),
    ...kindsMissing.map((list) => `${TOLD.none[language]}: ${list.map((kind) => kinds[kind]?.[language] ?? kind).join(", ")}`),
    ...(measured === null
      ? []
      : [`${TOLD.measured[language]} ${measured.lo}–${measured.hi}, ${TOLD.asks[language]} ${measured.asked} ${measured.unit}`]),
  ];
  return parts.join("; ");
}
