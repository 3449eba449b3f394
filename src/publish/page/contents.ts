import type { RecordLine } from "../../model/index.ts";
import { statementPath } from "../../model/index.ts";
import type { DossierView } from "../view.ts";
import { type Markup, markup, NOTHING } from "./markup.ts";
import { timelinePicture } from "./picture.ts";
import { clockTime, number, plural, shortName } from "./words.ts";

/** Findings on the page; all of them are in data/timeline.json. */
const FINDINGS_SHOWN_MAX = 2000;
/** Findings whose records are written out on the page. */
const DETAILS_SHOWN_MAX = 300;
const RECORDS_SHOWN_MAX = 12;
const TEXT_UNITS_MAX = 4000;

/** What happened: the drawing, and the same as a table. */
export function timelineSection({ timeline }: DossierView): Markup {
  const rows = timeline.entries.slice(0, FINDINGS_SHOWN_MAX).map(
    (entry, at) => markup`<tr id="e${at + 1}"><td class="num">${at + 1}</td><td class="when">${clockTime(entry.time.from)}</td>
<td>${entry.rule.title}<br><span class="soft">${entry.rule.author}, version ${entry.rule.version}</span></td>
<td><span class="level ${entry.level}">${entry.level}</span></td><td>${entry.sharedKinds.join(", ") || "–"}</td>
<td>${recordsLink(at, entry.records.length)}<br><a class="mono" href="${statementPath(entry.index)}">entry ${entry.index}</a></td></tr>`,
  );
  return markup`<section id="timeline" aria-labelledby="h-timeline"><h2 id="h-timeline">What was found, in order</h2>
<figure>${timelinePicture(timeline)}<figcaption>Each mark is a rule that fired, at the time that the records give. Colour is the rule's own level.</figcaption></figure>
<div class="scroll"><table><thead><tr><th scope="col" class="num">No.</th><th scope="col">Time in the records</th><th scope="col">Rule, author, version</th><th scope="col">Level</th>
<th scope="col">Shares with earlier</th><th scope="col">Rests on</th></tr></thead><tbody>${rows}</tbody></table></div>${moreFindings(timeline.entries.length)}</section>`;
}

function recordsLink(at: number, count: number): Markup {
  const words = plural(count, "record");
  return at < DETAILS_SHOWN_MAX ? markup`<a href="#r${at + 1}">${words}</a>` : markup`${words}`;
}

function moreFindings(count: number): Markup {
  if (count <= FINDINGS_SHOWN_MAX) return NOTHING;
  return markup`<p>${number(count - FINDINGS_SHOWN_MAX)} more findings in <a href="data/timeline.json">data/timeline.json</a>.</p>`;
}

/** The records under each entry, as they were written, or why they are not here. */
export function recordsSection({ timeline, records, detections }: DossierView): Markup {
  const byName = new Map<string, RecordLine>(records.map((line) => [line.name, line]));
  const entries = timeline.entries.slice(0, DETAILS_SHOWN_MAX).map((entry, at) => {
    const why = detections.get(entry.index)?.predicate.why ?? [];
    const shown = entry.records.slice(0, RECORDS_SHOWN_MAX).map((name) => recordItem(byName.get(name)));
    const more = entry.records.length - shown.length;
    return markup`<details><summary><b>${at + 1}.</b> ${entry.rule.title} <span class="soft">· ${plural(entry.records.length, "record")}</span></summary>
<p id="r${at + 1}" class="soft">${clockTime(entry.time.from)} to ${clockTime(entry.time.to)}</p>
${why.length === 0 ? NOTHING : markup`<p class="soft">Fired because ${why.slice(0, 12).map(({ field, pattern }) => markup`<code>${field ?? "the line"}</code> met <code>${pattern}</code>; `)}see the rule.</p>`}
${shown}${more > 0 ? markup`<p class="soft">${number(more)} more in <a href="data/records.ndjson">data/records.ndjson</a>.</p>` : NOTHING}</details>`;
  });
  return markup`<section id="records" aria-labelledby="h-records"><h2 id="h-records">The records it rests on</h2>
<p>Each record is one line or document of a log, byte for byte. Its name is a salted commitment that was sealed with its segment.</p>${entries}${timeline.entries.length > DETAILS_SHOWN_MAX ? markup`<p>The records of the findings after these are in <a href="data/records.ndjson">data/records.ndjson</a>.</p>` : NOTHING}</section>`;
}

function recordItem(line: RecordLine | undefined): Markup {
  if (line === undefined) return NOTHING;
  const place = markup`<span class="mono" title="${line.name}">${shortName(line.name)}</span> · ${line.segment} no. ${line.index}`;
  if ("withheld" in line) return markup`<p>${place}: <b>withheld</b>, ${line.withheld}</p>`;
  if ("erased" in line) return markup`<p>${place}: <b>erased</b> under entry ${line.erased}</p>`;
  const text = "text" in line.content ? line.content.text : line.content.base64;
  const cut = text.length > TEXT_UNITS_MAX ? `${text.slice(0, TEXT_UNITS_MAX)}…` : text;
  return markup`<p>${place} · <code>${line.origin.source}</code>, byte ${number(line.origin.offset)}</p><pre>${cut}</pre>`;
}

/** What a signature can show, beside what only a person can say. */
export function proofSection({ timeline, published }: DossierView): Markup {
  return markup`<section id="limits" aria-labelledby="h-limits"><h2 id="h-limits">What is proved, and what is not</h2><div class="boxes">
<div class="box proved"><h3>A verifier can prove</h3><ul>
<li>that every file here is the one that was sealed;</li>
<li>that each record, rule and finding stood in the keeper's ledger when it had ${plural(published.ledgerSize, "entry").replace("entrys", "entries")}, and that the ledger has only grown since;</li>
<li>that each of the ${plural(timeline.entries.length, "finding")} follows from its records and its rule, if it is run again;</li>
<li>who signed, if you know the key from elsewhere.</li></ul></div>
<div class="box judged"><h3>What stays a judgement, by named people</h3><ul>
<li>whether a record was true when it was written: sealing does not show that;</li>
<li>whether the clocks were right: times are the keeper's and the sources' own;</li>
<li>what was not recorded, not read, or withheld;</li>
<li>who was behind it, why, and what follows: this dossier does not say.</li></ul></div></div></section>`;
}

/** Who and what the records name, as the publisher read them. */
export function entitiesSection({ entities }: DossierView): Markup {
  const rows = entities.entities.map(
    ({ entity, entries }) =>
      markup`<tr><td>${entity.slice(0, entity.indexOf(":"))}</td><td><code>${entity.slice(entity.indexOf(":") + 1)}</code></td><td>${entries.slice(0, 24).map((at) => markup`<a href="#e${at + 1}">${at + 1}</a> `)}${entries.length > 24 ? "…" : ""}</td></tr>`,
  );
  const body =
    entities.withheld === null
      ? markup`<div class="scroll"><table><thead><tr><th scope="col">Kind</th><th scope="col">Name</th><th scope="col">In findings</th></tr></thead><tbody>${rows}</tbody></table></div>`
      : markup`<p><b>Withheld:</b> ${entities.withheld}.</p>`;
  return markup`<section id="entities" aria-labelledby="h-entities"><h2 id="h-entities">Who and what the records name</h2>
<p class="soft">As the publisher read them from the records. An address or an account is not a person.</p>${body}</section>`;
}
