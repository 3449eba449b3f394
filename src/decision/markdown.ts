import type { Block } from "./block.ts";
import type { Decision } from "./decision.ts";
import { pageOf } from "./page.ts";
import { plainText } from "./plain-text.ts";
import type { Language } from "./words/words.ts";

const SIGNS = { met: "■", not_met: "✕", presumed: "◌", undetermined: "□" } as const;

/** A decision as Markdown (CommonMark): whatever somebody wrote stays text, and links nowhere. */
export function decisionMarkdown(decision: Decision, language: Language): string {
  return `${pageOf(decision, language).map(blockText).join("\n\n")}\n`;
}

function blockText(block: Block): string {
  switch (block.is) {
    case "title":
      return `# ${plainText(block.text)}`;
    case "heading":
      return `## ${plainText(block.text)}`;
    case "banner":
      return `**${plainText(block.text)}**`;
    case "notice":
      return `*${plainText(block.text)}*`;
    case "answer":
      return `\\[${block.number}\\] ${plainText(block.label)}: **${plainText(block.value)}**`;
    case "paragraph":
      return `\\[${block.number}\\] ${block.label === null ? "" : `**${plainText(block.label)}.** `}${plainText(block.text)}`;
    case "options": {
      const items = block.items.map(({ name, text }) => `\n- ${plainText(name)} ${plainText(text)}`);
      return `\\[${block.number}\\] **${plainText(block.label)}.**\n${items.join("")}${block.more === null ? "" : `\n- ${plainText(block.more)}`}`;
    }
    case "ladder":
      return `${block.leaves.map(({ truth }) => SIGNS[truth]).join(" ")} ${plainText(block.alt)}`;
    case "line":
      return plainText(block.text);
  }
}
