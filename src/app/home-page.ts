import { escapeMarkup } from "../lib/index.ts";
import type { CoveragePredicate, Level } from "../model/index.ts";

/** What the node's front page says. */
export type HomeFacts = {
  readonly title: string;
  readonly exercise: boolean;
  readonly ledger: { readonly origin: string; readonly size: number };
  /** A line about each alarm that waits for an answer. */
  readonly alarms: readonly string[];
  readonly coverage: CoveragePredicate;
  readonly cases: readonly {
    readonly id: string;
    readonly title: string;
    readonly level: Level;
    readonly findings: number;
    readonly href: string | null;
  }[];
};

const STYLE = `
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--line:#d8dde4;--paper:#fbfaf7;--card:#fff;--mark:#a33b1f}
@media(prefers-color-scheme:dark){:root{--ink:#e7e9ec;--soft:#a2abb7;--line:#39424e;--paper:#14181d;--card:#1c2229;--mark:#f0906f}}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.55 Charter,"Iowan Old Style",Georgia,serif}
main{max-width:52rem;margin:0 auto;padding:2.5rem 1.25rem 5rem}h1{font-size:1.9rem;line-height:1.2;margin:.2em 0 .6em}h2{font-size:1.15rem;margin:2.4em 0 .6em}
.label{border:1px solid var(--mark);color:var(--mark);border-radius:.4rem;padding:.5rem .8rem;font-size:.95rem}
.case{display:block;border:1px solid var(--line);background:var(--card);border-radius:.6rem;padding:1rem 1.2rem;margin:.7rem 0;color:inherit;text-decoration:none}
a.case:hover,a.case:focus-visible{border-color:var(--mark)}.soft,small{color:var(--soft)}
table{border-collapse:collapse;width:100%;font-size:.92rem}td,th{text-align:left;border-bottom:1px solid var(--line);padding:.35rem .5rem .35rem 0;vertical-align:top;overflow-wrap:anywhere}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
code{font:.88em ui-monospace,Menlo,Consolas,monospace}`;

/** The front page of a running node as HTML: what was found, and with the same weight what was not looked at. */
export function homePage(facts: HomeFacts): string {
  const { coverage, ledger } = facts;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeMarkup(facts.title)} · Meridian</title><style>${STYLE}</style></head><body><main>
<p class="soft">Meridian</p><h1>${escapeMarkup(facts.title)}</h1>
${facts.exercise ? '<p class="label" role="note">Recorded exercise with invented parties.</p>' : ""}
${facts.alarms.map((line) => `<p class="label" role="alert"><strong>${escapeMarkup(line)}</strong><br>See <code>meridian ledger alarms</code>.</p>`).join("")}
<h2>Cases</h2>${facts.cases.length === 0 ? nothingFound() : facts.cases.map(caseCard).join("")}
<h2>What was looked at</h2>
<p>${coverage.accounting.linesIn} lines: ${coverage.accounting.evaluated} evaluated, ${coverage.accounting.rejected} rejected, ${coverage.accounting.dropped} dropped.
${coverage.rules.applied} rules applied${coverage.rules.refused.map(({ what, count }) => `, ${count} refused (${escapeMarkup(what)})`).join("")}.</p>
${table(
  ["Source", "State", "Lines"],
  coverage.sources.map(({ id, state, reason, lines }) => [id, reason === null ? state : `${state}: ${reason}`, lines]),
)}
<h2>What was not looked at</h2>
${list("Log sources that rules want and that no line had", coverage.absent)}
${list(
  "Events that no rule covers",
  coverage.uncovered.map(({ what, count }) => `${what}: ${count}`),
)}
${list(
  "Rules that did not count in full: an answer may be missing",
  coverage.degraded.map(
    ({ title, what, lost, from, to }) => `${title}: ${lost} counted events (${what}) between ${from} and ${to}`,
  ),
)}
<p><small>Ledger <code>${escapeMarkup(ledger.origin)}</code>, ${ledger.size} entries. Served from this machine only.</small></p>
</main></body></html>`;
}

function nothingFound(): string {
  return "<p>No rule fired. That is not a clean bill: read below what was not looked at.</p>";
}

function caseCard({ id, title, level, findings, href }: HomeFacts["cases"][number]): string {
  const inside = `<strong>${escapeMarkup(title)}</strong><br><span class="soft">${escapeMarkup(level)} · ${findings} findings · <code>${escapeMarkup(id)}</code></span>`;
  return href === null
    ? `<div class="case">${inside}<br><small>not published</small></div>`
    : `<a class="case" href="${escapeMarkup(href)}">${inside}</a>`;
}

const ROWS_MAX = 200;

function list(title: string, items: readonly string[]): string {
  if (items.length === 0) return `<p>${escapeMarkup(title)}: none.</p>`;
  const more = items.length > ROWS_MAX ? `<li>and ${items.length - ROWS_MAX} more in the coverage statement</li>` : "";
  const shown = items.slice(0, ROWS_MAX).map((item) => `<li><code>${escapeMarkup(item)}</code></li>`);
  return `<details${items.length < 12 ? " open" : ""}><summary>${escapeMarkup(title)}: ${items.length}</summary><ul>${shown.join("")}${more}</ul></details>`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cell = (tag: string, value: string | number) =>
    `<${tag}${typeof value === "number" || value === "Lines" ? ' class="n"' : ""}>${escapeMarkup(String(value))}</${tag}>`;
  const row = (tag: string, values: readonly (string | number)[]) =>
    `<tr>${values.map((value) => cell(tag, value)).join("")}</tr>`;
  const more = rows.length > ROWS_MAX ? row("td", [`and ${rows.length - ROWS_MAX} more`, "", ""]) : "";
  return `<table><thead>${row("th", head)}</thead><tbody>${rows
    .slice(0, ROWS_MAX)
    .map((values) => row("td", values))
    .join("")}${more}</tbody></table>`;
}
