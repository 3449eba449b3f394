import { escapeMarkup } from "../lib/index.ts";
import type { Block } from "./block.ts";
import type { Decision } from "./decision.ts";
import { ladderSvg } from "./ladder.ts";
import { pageOf } from "./page.ts";
import type { Language } from "./words/words.ts";
import { wordsOf } from "./words/words-of.ts";

const STYLE = `
@page { size: A4; margin: 9mm }
:root { color-scheme: light dark }
body { font: 9.5pt/1.35 "Noto Sans", "Noto Sans CJK SC", "Noto Naskh Arabic", system-ui, sans-serif; max-width: 190mm; margin: 6mm auto; padding: 0 4mm; color: #1a1a1a; background: #fff }
h1 { font-size: 14pt; margin: 0 0 2mm } h2 { font-size: 10.5pt; margin: 3mm 0 1mm; border-bottom: 1px solid #888; break-after: avoid }
p { margin: 0 0 1mm } .banner { font-weight: bold; border: 1px solid #888; padding: 1mm 2mm } .number { color: #555; font-size: 8pt }
.answer strong { font-size: 11pt; padding: 0 2mm; border: 1.5px solid; border-radius: 2mm }
.met { color: #0b5d2a } .not_met { color: #7a1f1f } .undetermined { color: #5b4a00 }
ul { margin: 0 0 1mm; padding: 0 } li { display: inline } li + li::before { content: " · " }
svg { display: block; max-width: 100%; height: auto }
@media (prefers-color-scheme: dark) { body { color: #e8e8e8; background: #161616 } .number { color: #aaa } .met { color: #7fd69b } .not_met { color: #f0a0a0 } .undetermined { color: #e0c860 } }
@media print { body { color: #000; background: #fff; margin: 0; padding: 0; max-width: none; font-size: 7.2pt; line-height: 1.22 } main { columns: 2; column-gap: 5mm } h1, .banner { column-span: all } h2 { font-size: 8.6pt; margin: 1.5mm 0 .5mm } .answer strong { font-size: 8.6pt } .number { font-size: 6.5pt } p { margin: 0 0 .5mm } .number { color: #444 } .met, .not_met, .undetermined { color: #000 } }
`;

/** A decision as one HTML page that needs nothing else: no script, nothing from elsewhere, A4 when printed. */
export function decisionHtml(decision: Decision, language: Language): string {
  const { direction, headings, spoken } = wordsOf(language);
  const body = pageOf(decision, language).map((block) => blockHtml(block, spoken === language ? null : spoken));
  return `<!doctype html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeMarkup(headings.decision)}: ${escapeMarkup(decision.input.head.case)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body.join("\n")}
</main>
</body>
</html>
`;
}

/** `spoken` is the language of sentences where it is not the page's: readers aloud and the order of letters follow it. */
function blockHtml(block: Block, spoken: string | null): string {
  const said = (text: string) =>
    spoken === null ? escapeMarkup(text) : `<bdi lang="${spoken}" dir="ltr">${escapeMarkup(text)}</bdi>`;
  const number = (text: string) => `<bdi class="number">[${escapeMarkup(text)}]</bdi>`;
  switch (block.is) {
    case "title":
      return `<h1>${escapeMarkup(block.text)}</h1>`;
    case "heading":
      return `<h2>${said(block.text)}</h2>`;
    case "banner":
      return `<p class="banner" role="note">${escapeMarkup(block.text)}</p>`;
    case "notice":
      return `<p><em>${escapeMarkup(block.text)}</em></p>`;
    case "answer":
      return `<p class="answer">${number(block.number)} ${escapeMarkup(block.label)}: <strong class="${block.word}">${escapeMarkup(block.value)}</strong></p>`;
    case "paragraph":
      return `<p>${number(block.number)} ${block.label === null ? "" : `<b>${escapeMarkup(block.label)}.</b> `}${said(block.text)}</p>`;
    case "options":
      return `<p>${number(block.number)} <b>${escapeMarkup(block.label)}.</b></p><ul>${block.items.map(({ name, text }) => `<li><bdi>${escapeMarkup(name)}</bdi> ${said(text)}</li>`).join("")}</ul>${block.more === null ? "" : `<p>${said(block.more)}</p>`}`;
    case "ladder":
      return ladderSvg(block, spoken);
    case "line":
      return `<p>${said(block.text)}</p>`;
  }
}
