import { showUnseen } from "../../lib/index.ts";
import { createMarks } from "./marks.ts";
import type { Note, RecordRow, Report, Sentence } from "./report.ts";

/** A report as Markdown (CommonMark with tables): whatever somebody wrote stays text, and links nowhere. Pictures are only in the HTML. */
export function reportMarkdown(report: Report): string {
  const { casefile, at, sections, notes, records } = report;
  const marks = createMarks(report);
  const sentence = (one: Sentence) => {
    const { to, more } = marks(one);
    const labels = [...to.map(({ label }) => label), ...(more === 0 ? [] : [`and ${more} more`])];
    return `- ${plainText(one.text)}${labels.length === 0 ? "" : ` [${labels.join(", ")}${one.ground === "documents" ? "; no digest" : ""}]`}`;
  };
  return [
    `# ${plainText(casefile.title)}`,
    "",
    `Case ${casefile.case}, as of ${at}. TLP:${report.audience.toUpperCase()}.`,
    ...sections.flatMap(({ title, parts }) => [
      "",
      `## ${title}`,
      ...parts.flatMap(({ heading, sentences }) => [
        ...(heading === null ? [""] : ["", `### ${plainText(heading)}`, ""]),
        ...sentences.map(sentence),
      ]),
    ]),
    "",
    "## Notes",
    "",
    "| note | noun | says | stated by | rests on | name |",
    "| --- | --- | --- | --- | --- | --- |",
    ...notes.map(noteRow),
    "",
    "## Records",
    "",
    "| record | where | SHA-256 | origin | taken | TLP | name |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...records.map(recordRow),
    "",
  ].join("\n");
}

function noteRow({ number, kind, what, statedBy, withdrawn, restsOn, reads, id }: Note): string {
  const under = [...restsOn.map(String), ...reads.map(({ record, part }) => `R${record} (${plainText(part)})`)];
  return `| ${number} | ${kind}${withdrawn ? ", withdrawn" : ""} | ${plainText(what)} | ${plainText(statedBy)} | ${under.join(", ") || "no record"} | ${id} |`;
}

function recordRow({ number, place, digest, origin, taken, tlp, withdrawn, copyOf, id }: RecordRow): string {
  const copy = copyOf.length === 0 ? "" : `, copy of ${copyOf.map((one) => `R${one}`).join(", ")}`;
  return `| R${number}${withdrawn ? ", withdrawn" : ""} | ${plainText(place)}${copy} | ${digest ?? "none kept"} | ${plainText(origin)} | ${plainText(taken)} | ${tlp} | ${id} |`;
}

/** Text that Markdown leaves as it is: no emphasis, no HTML, no links, no lists, and no cells of a table. */
export function plainText(text: string): string {
  return showUnseen(text)
    .replaceAll(/[\\`*_{}[\]<>|~&!$@]/g, (mark) => `\\${mark}`)
    .replaceAll(/:(?=\/)/g, "\\:")
    .replaceAll(/\bwww\./gi, (word) => `${word.slice(0, 3)}\\.`)
    .replace(/^[#+=-]/, (mark) => `\\${mark}`)
    .replace(/^(\d+)([.)])(?=\s|$)/, "$1\\$2");
}
