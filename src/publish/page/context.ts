import { rulePath } from "../../model/index.ts";
import { AUDIENCES } from "../audience.ts";
import type { PageAssets } from "../input.ts";
import type { DossierView } from "../view.ts";
import { type Markup, markup, NOTHING } from "./markup.ts";
import { clockTime, number, plural } from "./words.ts";

const ABSENT_SHOWN_MAX = 8;

/** The denominators: how much was looked at, how little of it is shown, what could not be seen. */
export function denominatorsSection({ denominators, published }: DossierView): Markup {
  const { lines, records, sources } = denominators;
  const figures: readonly (readonly [number, string])[] = [
    [lines.linesIn, "lines came in"],
    [lines.evaluated, "were evaluated"],
    [lines.rejected, "were rejected, kept with a reason"],
    [lines.dropped, "were dropped before they could be kept"],
    [records.cited, "records are cited"],
    [records.shown, "of them are shown"],
    [records.withheld, "are withheld"],
    [records.erased, "were erased under a schedule"],
  ];
  return markup`<section id="denominators" aria-labelledby="h-denominators"><h2 id="h-denominators">Denominators</h2>
<p>A finding means little without what it was found in. Nothing found in a source that was absent means nothing.</p>
<ul class="figures">${figures.map(([count, what]) => markup`<li><b>${number(count)}</b><span>${what}</span></li>`)}</ul>
<p>Sources: ${plural(sources.read, "source")} read, ${number(sources.unreadable)} unreadable, ${number(sources.unsupported)} of a kind not supported, ${number(sources.empty)} empty.</p>
<p><b>Absent:</b> ${absentSources(denominators.runs)}</p>
${denominators.runs.map(runDetails)}${acceptedList(published)}</section>`;
}

function absentSources(runs: DossierView["denominators"]["runs"]): string {
  const absent = [...new Set(runs.flatMap((run) => run.absent))];
  const shown = absent.slice(0, ABSENT_SHOWN_MAX).join(", ");
  if (absent.length === 0) return "every kind of log that the rules want was there.";
  return `${plural(absent.length, "kind")} of log that the rules want: ${shown}${absent.length > ABSENT_SHOWN_MAX ? ", and others named below" : ""}.`;
}

function runDetails(run: DossierView["denominators"]["runs"][number]): Markup {
  const refused = run.rules.refused.reduce((sum, { count }) => sum + count, 0);
  const tally = (items: readonly { readonly what: string; readonly count: number }[]) =>
    items.map(({ what, count }) => markup`<li>${what}: ${number(count)}</li>`);
  const unread = run.sources.filter(({ state }) => state !== "read");
  return markup`<details><summary>Run from ${clockTime(run.startedAt)} to ${clockTime(run.endedAt)}: ${plural(run.rules.applied, "rule")} applied, ${number(refused)} refused, ${plural(run.absent.length, "log source")} absent</summary>
${run.absent.length === 0 ? NOTHING : markup`<h3>Log sources that rules want and nothing delivered</h3><p>${run.absent.join(" · ")}</p>`}
${unread.length === 0 ? NOTHING : markup`<h3>Sources that gave nothing</h3><ul>${unread.map(({ id, state, reason }) => markup`<li><code>${id}</code>: ${state}${reason === null ? "" : `, ${reason}`}</li>`)}</ul>`}
${run.uncovered.length === 0 ? NOTHING : markup`<h3>Events that no rule looks at</h3><ul>${tally(run.uncovered)}</ul>`}
${run.degraded === undefined ? NOTHING : markup`<h3>Rules that did not count in full: an answer may be missing</h3><ul>${run.degraded.map(({ title, what, lost, from, to }) => markup`<li>${title}: ${number(lost)} counted events (${what}) between ${clockTime(from)} and ${clockTime(to)}</li>`)}</ul>`}
${run.rules.refused.length === 0 ? NOTHING : markup`<h3>Rules refused, by reason</h3><ul>${tally(run.rules.refused)}</ul>`}</details>`;
}

function acceptedList({ accepted }: DossierView["published"]): Markup {
  if (accepted.length === 0) return NOTHING;
  return markup`<h3>Shown although detected as secret or personal</h3><ul>${accepted.map(({ kind, count, by }) => markup`<li>${kind} × ${number(count)}, accepted by ${by}</li>`)}</ul>`;
}

/** Each rule with its author and version, and its document. */
export function rulesSection({ detections, rules }: DossierView): Markup {
  const cited = new Map([...detections.values()].map(({ predicate }) => [predicate.rule.digest as string, predicate.rule]));
  const rows = [...rules.keys()].sort().map((digest) => {
    const rule = cited.get(digest);
    return markup`<tr><td>${rule?.title ?? "A rule that another one refers to"}</td><td>${rule?.author ?? "–"}</td><td class="when">${rule?.version ?? "–"}</td>
<td><a class="mono" href="${rulePath(digest)}">${digest.slice(0, 12)}…</a></td></tr>`;
  });
  return markup`<section id="rules" aria-labelledby="h-rules"><h2 id="h-rules">The rules, their versions and authors</h2><div class="scroll"><table><thead><tr><th scope="col">Rule</th><th scope="col">Author</th><th scope="col">Version</th><th scope="col">Document</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

/** What the other side was asked, and its answer in its own words. */
export function replySection({ reply }: DossierView): Markup {
  const requests = reply.requested.map(({ at, of }) => markup`<li>Requested of ${of} on ${clockTime(at)}.</li>`);
  const answers = reply.received.map(
    ({ at, from, text }) => markup`<h3>${from}, received on ${clockTime(at)}</h3><pre>${text}</pre>`,
  );
  const none = "Nobody named here was asked for a reply before this was published.";
  return markup`<section id="reply" aria-labelledby="h-reply"><h2 id="h-reply">Reply</h2><p><b>${reply.state === "not requested" ? "Not requested." : reply.state === "requested" ? "Requested; nothing received." : "Received."}</b> ${reply.state === "not requested" ? none : ""}</p>
<ul>${requests}</ul>${answers}</section>`;
}

/** How to check this folder without believing this page. */
export function checkSection({ published }: DossierView, { verifier }: PageAssets): Markup {
  return markup`<section id="check" aria-labelledby="h-check"><h2 id="h-check">Check it yourself</h2>
<p>This page is the <b>publisher's preview</b>. It comes from the people whose claims it shows, so do not rely on its own check alone: get the independent verifier from elsewhere, compare its digest, and open it beside this folder. It is one file, needs no network and installs nothing.</p>
<dl class="facts"><div><dt>Independent verifier</dt><dd><code>${verifier.address}</code></dd></div><div><dt>Its SHA-256</dt><dd><code>${verifier.sha256}</code></dd></div></dl>
<p>With no program of ours, <code>sha256sum -c manifest-sha256.txt</code> in this folder shows whether the payload is the one that the manifest lists.</p>
<h3>The preview's own check</h3>
<noscript><p>Scripts are off, so this page cannot check anything. All that it says can be read without them.</p></noscript>
<div class="drop" id="drop"><label for="folder">Select the dossier's folder (or drop it here). Nothing leaves this computer.</label><input type="file" id="folder" webkitdirectory multiple disabled></div>
<div id="report" role="status" aria-live="polite"></div>
<p class="soft">${published.tlp}: ${AUDIENCES[published.audience].meaning}</p></section>`;
}
