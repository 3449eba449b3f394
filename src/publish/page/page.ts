import { type Sha256, toBase64, utf8 } from "../../lib/index.ts";
import { EXERCISE_LABEL } from "../../model/index.ts";
import type { PageAssets } from "../input.ts";
import type { DossierView } from "../view.ts";
import { entitiesSection, proofSection, recordsSection, timelineSection } from "./contents.ts";
import { checkSection, denominatorsSection, replySection, rulesSection } from "./context.ts";
import { type Markup, markup, NOTHING } from "./markup.ts";
import { responseSection } from "./response.ts";
import { STYLE } from "./style.ts";
import { clockTime, plural, spell } from "./words.ts";

/**
 * index.html of a dossier: readable without scripts, from file://, with nothing from any network. Its content security policy allows
 * one style sheet and one script, each by its digest.
 */
export function renderPage(view: DossierView, assets: PageAssets, sha256: Sha256): string {
  const digest = (text: string) => `'sha256-${toBase64(sha256(utf8(text)))}'`;
  const policy = `default-src 'none'; script-src ${digest(assets.script)}; style-src ${digest(STYLE)}; base-uri 'none'; form-action 'none'`;
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${{ html: policy }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${view.opened.predicate.title} · dossier ${view.opened.predicate.case} (publisher's preview)</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the findings</a>
${view.party.predicate.exercise ? markup`<div class="exercise" role="note">${EXERCISE_LABEL}</div>` : NOTHING}
${masthead(view)}
<main id="main">
${[timelineSection(view), responseSection(view), proofSection(view), denominatorsSection(view), replySection(view), recordsSection(view), entitiesSection(view), rulesSection(view), checkSection(view, assets)]}
</main>
<footer><p>${view.published.tlp} · ${view.opened.predicate.case} · ledger <code>${view.origin}</code> at size ${view.published.ledgerSize} · published by ${view.party.predicate.party.name}. This is the publisher's preview; the files in <code>data/</code> are the evidence.${view.party.predicate.exercise ? ` ${EXERCISE_LABEL}` : ""}</p></footer>
<script>${{ html: assets.script }}</script>
</body>
</html>
`;
  return page.html;
}

function masthead(view: DossierView): Markup {
  const { opened, party, published, timeline, records } = view;
  const { span } = opened.predicate;
  const tone = published.tlp === "TLP:CLEAR" ? "tlp-clear" : "tlp-amber";
  const findings = plural(timeline.entries.length, "finding");
  return markup`<header><p class="eyebrow"><span>Dossier · publisher's preview</span><span class="tlp ${tone}">${published.tlp}</span></p>
<h1>${opened.predicate.title}</h1>
<p class="lede">${findings} over ${spell(Date.parse(span.to) - Date.parse(span.from))}, resting on ${plural(records.length, "sealed record")}. What the records show, what they do not, and how to check both.</p>
<dl class="facts">
<div><dt>Case</dt><dd class="mono">${opened.predicate.case}</dd></div>
<div><dt>Highest level</dt><dd><span class="level ${opened.predicate.level}">${opened.predicate.level}</span></dd></div>
<div><dt>From</dt><dd>${clockTime(span.from)}</dd></div>
<div><dt>To</dt><dd>${clockTime(span.to)}</dd></div>
<div><dt>Kept and published by</dt><dd>${party.predicate.party.name}</dd></div>
<div><dt>Ledger</dt><dd class="mono">${view.origin}<br>size ${published.ledgerSize}</dd></div>
<div><dt>Published</dt><dd>${clockTime(published.publishedAt)}, for ${published.audience === "public" ? "the public" : published.audience === "reviewers" ? "reviewers" : "internal use"}</dd></div>
<div><dt>Reply of the other side</dt><dd><a href="#reply">${view.reply.state}</a></dd></div>
</dl>
<nav aria-label="Contents"><ul>${CONTENTS.filter(([id]) => id !== "response" || view.response !== undefined).map(([id, name]) => markup`<li><a href="#${id}">${name}</a></li>`)}</ul></nav></header>`;
}

const CONTENTS: readonly (readonly [string, string])[] = [
  ["timeline", "Findings"],
  ["response", "What was done"],
  ["limits", "What is proved"],
  ["denominators", "Denominators"],
  ["reply", "Reply"],
  ["records", "Records"],
  ["entities", "Who and what"],
  ["rules", "Rules"],
  ["check", "Check it yourself"],
];
