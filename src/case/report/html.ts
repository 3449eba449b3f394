import { escapeMarkup, type Sha256, toBase64, utf8 } from "../../lib/index.ts";
import { anchorOf, createMarks } from "./marks.ts";
import type { Note, Picture, RecordRow, Report, Section, Sentence } from "./report.ts";

const STYLE = `body{font:16px/1.5 Georgia,serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
h1,h2,h3{font-family:system-ui,sans-serif;line-height:1.25}h2{border-bottom:1px solid #bbb;margin-top:2.5rem}
li{margin:.35rem 0}li.statement{color:#5a3d00}sup{font-size:.7rem;line-height:0}a{color:#1f4f8a}
figure{margin:1rem 0;overflow-x:auto}img{max-width:100%;height:auto}
div.wide{overflow-x:auto}table{border-collapse:collapse;font:12px/1.4 system-ui,sans-serif}td,th{border:1px solid #ccc;padding:.2rem .4rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
td.name{font-family:monospace;font-size:10px;min-width:9rem}
@media print{body{max-width:none;margin:0;font-size:11pt}a{color:inherit;text-decoration:none}h2,h3{break-after:avoid}tr,li,figure{break-inside:avoid}}`;

/**
 * A report as one HTML file that loads nothing and runs nothing: its policy (CSP level 3) allows its own style, by digest, and pictures that are in it.
 * Pictures are images, so that what is in them cannot act on the page.
 */
export function reportHtml(report: Report, sha256: Sha256): string {
  const { casefile, at, audience, sections, notes, records } = report;
  const marks = createMarks(report);
  const policy = `default-src 'none'; img-src data:; style-src 'sha256-${toBase64(sha256(utf8(STYLE)))}'; base-uri 'none'; form-action 'none'`;
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escapeMarkup(casefile.title)}</title>`,
    `<style>${STYLE}</style>`,
    "</head>",
    "<body>",
    `<h1>${escapeMarkup(casefile.title)}</h1>`,
    `<p>Case ${casefile.case}, as of <time datetime="${at}">${at}</time>. <strong>TLP:${audience.toUpperCase()}</strong></p>`,
    ...sections.flatMap((section) => sectionMarkup(section, (one) => sentenceMarkup(one, marks(one)))),
    "<section><h2>Notes</h2>",
    '<div class="wide"><table><thead><tr><th>note</th><th>noun</th><th>says</th><th>stated by</th><th>rests on</th><th>name</th></tr></thead><tbody>',
    ...notes.map(noteRow),
    "</tbody></table></div></section>",
    "<section><h2>Records</h2>",
    '<div class="wide"><table><thead><tr><th>record</th><th>where</th><th>SHA-256</th><th>origin</th><th>taken</th><th>TLP</th><th>name</th></tr></thead><tbody>',
    ...records.map(recordRow),
    "</tbody></table></div></section>",
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function sectionMarkup({ title, parts, pictures }: Section, sentence: (one: Sentence) => string): readonly string[] {
  return [
    `<section><h2>${escapeMarkup(title)}</h2>`,
    ...pictures.map(pictureMarkup),
    ...parts.flatMap(({ heading, sentences }) => [
      ...(heading === null ? [] : [`<h3>${escapeMarkup(heading)}</h3>`]),
      "<ul>",
      ...sentences.map(sentence),
      "</ul>",
    ]),
    "</section>",
  ];
}

function sentenceMarkup({ text, ground }: Sentence, { to, more }: ReturnType<ReturnType<typeof createMarks>>): string {
  const links = [
    ...to.map(({ label, anchor }) => `<a href="#${anchor}">${label}</a>`),
    ...(more === 0 ? [] : [`and ${more} more`]),
  ];
  const sup = links.length === 0 ? "" : ` <sup>[${links.join(", ")}${ground === "documents" ? "; no digest" : ""}]</sup>`;
  return `<li class="${ground}">${escapeMarkup(text)}${sup}</li>`;
}

function pictureMarkup({ title, svg }: Picture): string {
  const words = escapeMarkup(title);
  return `<figure><img alt="${words}" src="data:image/svg+xml;base64,${toBase64(utf8(svg))}"><figcaption>${words}; the same in words below.</figcaption></figure>`;
}

function noteRow({ number, kind, what, statedBy, withdrawn, restsOn, reads, id }: Note): string {
  const under = [
    ...restsOn.map((one) => `<a href="#${anchorOf(one)}">${one}</a>`),
    ...reads.map(({ record, part }) => `<a href="#${anchorOf(`R${record}`)}">R${record}</a> (${escapeMarkup(part)})`),
  ];
  return `<tr id="${anchorOf(number)}"><td>${number}</td><td>${kind}${withdrawn ? ", withdrawn" : ""}</td><td>${escapeMarkup(what)}</td><td>${escapeMarkup(statedBy)}</td><td>${under.join(", ") || "no record"}</td><td class="name">${id}</td></tr>`;
}

function recordRow({ number, place, digest, origin, taken, tlp, withdrawn, copyOf, id }: RecordRow): string {
  const copy = copyOf.length === 0 ? "" : `, copy of ${copyOf.map((one) => `R${one}`).join(", ")}`;
  return `<tr id="${anchorOf(`R${number}`)}"><td>R${number}${withdrawn ? ", withdrawn" : ""}</td><td>${escapeMarkup(place)}${copy}</td><td class="name">${digest ?? "none kept"}</td><td>${escapeMarkup(origin)}</td><td>${escapeMarkup(taken)}</td><td>${tlp}</td><td class="name">${id}</td></tr>`;
}
