import { isoTime } from "../../lib/index.ts";
import { formatTarget, type RehearsalReport, type RehearsedTarget } from "../../respond/index.ts";
import { type Html, html } from "./shadow-markup.ts";

/** Lanes that are drawn and rows that are listed; the others are counted, and in the JSON. */
const LANES_MAX = 120;
const ROWS_MAX = 2000;

const LEFT = 250;
const RIGHT = 1180;
const LANE = 22;
const TOP = 14;
const TICKS = 6;

const STYLE = `
:root{color-scheme:light dark;--ground:#fbfaf7;--sheet:#fff;--ink:#1d2126;--soft:#565d66;--line:#dedbd2;--good:#a51d2d;--held:#1f5673;--lines:#946200;--rail:#ecebe5}
@media(prefers-color-scheme:dark){:root{--ground:#15181c;--sheet:#1c2025;--ink:#e8e6e1;--soft:#a9afb7;--line:#343a42;--good:#f58590;--held:#8cc4e0;--lines:#e0b04e;--rail:#262b31}}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 Charter,"Iowan Old Style",Georgia,serif}
main{max-width:78rem;margin:0 auto;padding:2.5rem 1.25rem 5rem}h1{font-size:1.9rem;line-height:1.2;margin:.2em 0 .3em}h2{font-size:1.2rem;margin:2.2em 0 .6em}
.soft{color:var(--soft)}.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.9rem;margin:1.6rem 0;padding:0;list-style:none}
.figures li{background:var(--sheet);border:1px solid var(--line);border-radius:.5rem;padding:.8rem 1rem}.figures b{display:block;font-size:1.7rem;line-height:1.2;font-variant-numeric:tabular-nums}.figures .bad b{color:var(--good)}
figure{margin:1rem 0;background:var(--sheet);border:1px solid var(--line);border-radius:.5rem;padding:1rem;overflow-x:auto}figcaption{color:var(--soft);font-size:.92rem;margin-top:.5rem}
svg{display:block;width:100%;min-width:50rem;height:auto}svg text{font:12px system-ui,"Noto Sans",sans-serif;fill:var(--ink)}svg .axis{fill:var(--soft)}svg .name{font-family:ui-monospace,"DejaVu Sans Mono",monospace}svg .name.good{fill:var(--good);font-weight:600}
.rail{fill:var(--rail)}.span{fill:var(--held);opacity:.85}.span.good{fill:var(--good)}.lines{fill:var(--lines)}.tick{stroke:var(--line)}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem}th{text-align:left;font:600 .8rem/1.4 system-ui,sans-serif;color:var(--soft);border-bottom:2px solid var(--ink);padding:.4rem .8rem .4rem 0;vertical-align:bottom}td{border-bottom:1px solid var(--line);padding:.45rem .8rem .45rem 0;vertical-align:top;overflow-wrap:anywhere}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}tr.good td:first-child{box-shadow:inset 3px 0 var(--good);padding-left:.6rem}.why{color:var(--good)}code{font:.86em ui-monospace,"DejaVu Sans Mono",monospace}`;

/** What the page says beside the report. */
export type PageFacts = {
  readonly history: string /** Names of the playbooks, by id. */;
  readonly playbooks: ReadonlyMap<string, string>;
};

/** A rehearsal as one HTML page that needs nothing else: figures, a lane for each target over time, and the same in a table. */
export function rehearsalPage(report: RehearsalReport, { history, playbooks }: PageFacts): string {
  const { totals, held, spared, span, lines, findings } = report;
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Whom these playbooks would have blocked</title><style>${{ html: STYLE }}</style></head><body><main>
<p class="soft">Meridian · rehearsal: nobody was blocked</p><h1>Whom these playbooks would have blocked</h1>
<p class="soft">${span === null ? "Nothing was found." : `${isoTime(span.fromMs)} to ${isoTime(span.toMs)}`} · ${lines} lines and ${findings} findings of ${history} · playbooks: ${[...playbooks.values()].join(", ")}</p>
<ul class="figures">
${figure(totals.knownGood, "known to be good, and would have been held", true)}${figure(totals.lines.good, "good lines lost", true)}
${figure(totals.held, `would have been held, ${totals.times} times`)}${figure(totals.lines.attack, "lines of attacks held back")}
${figure(totals.lines.other, "other lines held back: nobody knows")}${figure(totals.refused, "refused by a guard")}${figure(totals.awaiting, "waiting for persons")}</ul>
<h2>Over time</h2>${picture(report)}
<h2>Would have been held</h2>${held.length === 0 ? html`<p>Nobody.</p>` : table(held, playbooks)}
<h2>Asked for, and not held</h2>${spared.length === 0 ? html`<p>Nobody.</p>` : table(spared, playbooks)}
<p class="soft">Held back counts lines of these logs as if every one had come through the enforcer; a host that it does not stand before would have gone on. An address counts as known to be good when the operator lists it, a guard protects it, or it was let in before any of these playbooks ran on it. A line of an attack is one that such a finding rests on, or a refused login.</p>
</main></body></html>
`.html;
}

function figure(count: number, words: string, isBad = false): Html {
  return html`<li class="${isBad && count > 0 ? "bad" : ""}"><b>${count}</b>${words}</li>`;
}

function picture({ held, span }: RehearsalReport): Html {
  const drawn = held.slice(0, LANES_MAX);
  if (span === null || drawn.length === 0) return html`<p>Nothing to draw.</p>`;
  const endMs = Math.max(span.toMs, span.fromMs + 1000);
  const place = (ms: number) =>
    LEFT + ((Math.min(Math.max(ms, span.fromMs), endMs) - span.fromMs) / (endMs - span.fromMs)) * (RIGHT - LEFT);
  const height = TOP + drawn.length * LANE + 30;
  const more = held.length > drawn.length ? ` ${held.length - drawn.length} more are in the table.` : "";
  return html`<figure><svg viewBox="0 0 1200 ${height}" role="img" aria-label="When each target would have been held; the table below says the same in words.">
${ticks(span.fromMs, endMs, height)}${drawn.map((target, at) => lane(target, TOP + at * LANE, place))}</svg>
<figcaption>A bar is a time for which the target would have been held, in red where it is known to be good. A mark below it is lines of that target in the logs.${more}</figcaption></figure>`;
}

function lane(rehearsed: RehearsedTarget, top: number, place: (ms: number) => number): Html {
  const { target, spans, activity, knownGood } = rehearsed;
  const good = knownGood.length > 0 ? "good" : "";
  const bars = spans.map(({ fromMs, toMs, rules }) => {
    const x = place(fromMs);
    const wide = Math.max(1.5, place(toMs) - x).toFixed(1);
    return html`<rect class="span ${good}" x="${x.toFixed(1)}" y="${top + 3}" width="${wide}" height="9" rx="1"><title>${isoTime(fromMs)} to ${isoTime(toMs)}: ${rules.join(", ")}</title></rect>`;
  });
  const marks = (activity?.steps ?? []).map(({ atMs, passed, held }) => {
    const x = place(atMs);
    const wide = Math.max(1, place(atMs + (activity?.stepMs ?? 0)) - x).toFixed(1);
    return html`<rect class="lines" x="${x.toFixed(1)}" y="${top + 13}" width="${wide}" height="3"><title>${passed} lines passed, ${held} would have been held back</title></rect>`;
  });
  const name = formatTarget(target).replace(/^(address|prefix):/, "");
  return html`<g><text class="name ${good}" x="${LEFT - 10}" y="${top + 13}" text-anchor="end">${clip(name)}</text>
<rect class="rail" x="${LEFT}" y="${top + 3}" width="${RIGHT - LEFT}" height="9"/>${bars}${marks}</g>`;
}

function clip(text: string): string {
  return text.length > 36 ? `${text.slice(0, 35)}…` : text;
}

function ticks(fromMs: number, toMs: number, height: number): readonly Html[] {
  const isLong = toMs - fromMs > 2 * 86_400_000;
  return Array.from({ length: TICKS + 1 }, (_, at) => {
    const x = LEFT + ((RIGHT - LEFT) * at) / TICKS;
    const time = isoTime(fromMs + ((toMs - fromMs) * at) / TICKS);
    const anchor = at === TICKS ? "end" : "middle";
    return html`<line class="tick" x1="${x}" x2="${x}" y1="6" y2="${height - 26}"/><text class="axis" x="${x}" y="${height - 8}" text-anchor="${anchor}">${isLong ? time.slice(0, 10) : time.slice(5, 16).replace("T", " ")}</text>`;
  });
}

function table(targets: readonly RehearsedTarget[], playbooks: PageFacts["playbooks"]): Html {
  const more = targets.length > ROWS_MAX ? html`<p>and ${targets.length - ROWS_MAX} more, in the JSON.</p>` : html``;
  return html`<div class="scroll"><table><thead><tr><th>Target</th><th>First</th><th class="n">Times</th><th class="n">Held for</th><th class="n">Attack lines</th><th class="n">Good lines</th><th class="n">Others</th><th>By</th></tr></thead>
<tbody>${targets.slice(0, ROWS_MAX).map((one) => row(one, playbooks))}</tbody></table></div>${more}`;
}

function row(rehearsed: RehearsedTarget, playbooks: PageFacts["playbooks"]): Html {
  const { target, measure, knownGood, firstMs, spans, heldMs, lines, awaiting, refusals } = rehearsed;
  const by = [
    ...new Set(spans.flatMap(({ playbook, rules }) => rules.map((rule) => `${playbooks.get(playbook) ?? playbook}: ${rule}`))),
    ...refusals.map(({ guard, reason, times }) => `refused by ${guard}, ${times} times: ${reason}`),
    ...(awaiting === null
      ? []
      : [`waits for ${awaiting.persons} ${awaiting.persons === 1 ? "person" : "persons"}, asked ${awaiting.times} times`]),
  ];
  const good = knownGood.map(({ why }) => html`<br><span class="why">known to be good: ${why}</span>`);
  return html`<tr class="${knownGood.length > 0 ? "good" : ""}"><td><code>${formatTarget(target)}</code> ${measure}${good}</td><td>${isoTime(firstMs)}</td><td class="n">${spans.length}</td><td class="n">${hours(heldMs)}</td><td class="n">${lines?.attack ?? "–"}</td><td class="n">${lines?.good ?? "–"}</td><td class="n">${lines?.other ?? "–"}</td><td>${by.slice(0, 5).join("; ")}</td></tr>`;
}

function hours(ms: number): string {
  return ms < 3_600_000 ? `${Math.round(ms / 60_000)} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}
