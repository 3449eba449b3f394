import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { AT, CASE, docketOf, KEEPER, Scene, sha256, weight } from "../../../test/case/nouns.ts";
import { assertGolden } from "../../../test/support/golden.ts";
import { present } from "../../lib/index.ts";
import type { CasefilePredicate, DocketPredicate, Noun, NounId } from "../../model/index.ts";
import { damageOf } from "../damage/damage-of.ts";
import { createCaseGraph } from "../graph/case-graph.ts";
import { severityFacts } from "../severity/facts.ts";
import { readScale } from "../severity/scale.ts";
import { severityOf } from "../severity/severity-of.ts";
import { groundsOf } from "./ground.ts";
import { reportHtml } from "./html.ts";
import { plainText, reportMarkdown } from "./markdown.ts";
import type { Report, Sentence } from "./report.ts";
import { reportOf } from "./report-of.ts";
import { resolveSections } from "./resolve.ts";

const golden = (name: string) => join(import.meta.dirname, "../../../test/golden", name);
const SCALES = ["nciss.yaml", "eurepoc-style.yaml"].map((name) => {
  const scale = readScale(readFileSync(join(import.meta.dirname, "../../../packs/scales", name), "utf8"));
  assert.ok(scale.ok);
  return scale.value;
});
const CASEFILE: CasefilePredicate = {
  case: CASE,
  event: "opened",
  title: "Clocks at Harbour Time Service ran wrong",
  victim: "Harbour Time Service",
  incidents: [],
  sectors: ["digital infrastructure"],
  jurisdictions: [],
  duties: ["nis2"],
  awareAt: AT,
  tlp: "amber",
  by: KEEPER,
  at: AT,
};

/** Two roots for that the service stopped, one for who did it, a safeguard that was missing, a figure and what might have been, and a dissent. */
function harbour(name = "the clock source was changed"): Scene {
  const scene = new Scene();
  const [log, probe] = [
    scene.record("time server log", "sensor:hts-time1"),
    scene.record("probe log", "party:Pilots of North Port"),
  ];
  const note = scene.record("note of a respondent", "publisher:North Port CERT");
  const [stop, silent] = [scene.reading(log, "no time was served"), scene.reading(probe, "thirty requests were not answered")];
  const key = scene.reading(note, "the key was used before");
  const second = scene.add({ noun: "entity", kind: "control", name: "second factor", refs: [] });
  const changed = scene.event(name, [0, 1], { lo: -20, hi: 30 });
  const missing = scene.add({
    ...(scene.nouns.at(-1) as Extract<Noun, { noun: "event" }>),
    what: "the second factor was missing",
    on: [second],
  });
  scene.link("derives", stop, changed);
  scene.link("derives", silent, missing);
  const stopped = scene.claim("Did the time service stop?", { kind: "outcome" });
  scene.bears(stop, stopped, [weight("yes", "other", 3)]);
  scene.bears(silent, stopped, [weight("yes", "other", 3)]);
  scene.causes(changed, stopped);
  scene.causes(missing, stopped);
  const who = scene.actorClaim("Who changed the clock source?", "cluster");
  const bears = scene.bears(key, who, [weight("Party A", "other", 1)]);
  scene.link("measures", scene.quantity(log, 60), stopped);
  const possible = scene.claim("What could have stopped?", { kind: "potential" });
  scene.link("measures", scene.quantity(probe, 7200), possible);
  scene.judge(bears, "dissent", "Party A", "the key was stolen from us");
  scene.claim("Was anything copied?", { kind: "occurred" });
  return scene;
}

/** The report of a case whose dockets come in as they are cut. */
function reported(dockets: readonly DocketPredicate[], without: NounId | null = null) {
  const fold = createCaseGraph({ sha256, casefile: CASEFILE });
  for (const docket of dockets) {
    const added = fold.add(docket);
    assert.ok(added.ok, JSON.stringify(added));
  }
  if (without !== null) assert.ok(fold.add(docketOf([withdrawal(without)])).ok);
  const graph = fold.view();
  const damage = damageOf(graph);
  return reportOf({
    casefile: CASEFILE,
    graph,
    scores: fold.scores(),
    damage,
    severity: severityOf(severityFacts(damage, CASEFILE), SCALES),
    at: AT,
    audience: "amber",
    leftOut: 0,
    method: { program: "Meridian test", model: "none" },
  });
}

function withdrawal(on: NounId): Noun {
  return { noun: "judgement", on, stance: "withdraw", answer: null, why: "it was another host", by: KEEPER, at: AT };
}

function report(scene: Scene, without: NounId | null = null): Report {
  const made = reported([docketOf(scene.nouns)], without);
  assert.ok(made.ok, JSON.stringify(made));
  return made.value;
}

const sentencesOf = ({ sections }: Report): readonly Sentence[] =>
  sections.flatMap(({ parts }) => parts.flatMap(({ sentences }) => sentences));
const textOf = (made: Report, title: string) =>
  present(
    made.sections.find((section) => section.title.startsWith(title)),
    title,
  )
    .parts.flatMap(({ sentences }) => sentences.map(({ text }) => text))
    .join("\n");

test("the report of an example", () => {
  const made = report(harbour());
  assertGolden(golden("report.md"), reportMarkdown(made));
  assertGolden(golden("report.html"), reportHtml(made, sha256));
});

test("the same nouns give the same bytes, however their dockets are cut", () => {
  const { nouns } = harbour();
  const whole = reportHtml(report(harbour()), sha256);
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: nouns.length - 1 }), { maxLength: 6 });
  fc.assert(
    fc.property(cuts, (places) => {
      const ends = [...places.sort((left, right) => left - right), nouns.length];
      const made = reported(ends.map((end, at) => docketOf(nouns.slice(ends[at - 1] ?? 0, end))));
      assert.ok(made.ok);
      assert.equal(reportHtml(made.value, sha256), whole);
    }),
    { numRuns: 40 },
  );
});

test("the order in which nouns that do not refer to each other came in changes nothing", () => {
  const { nouns } = harbour();
  const rank = (noun: Noun) => ["record", "entity", "observation", "event", "claim", "link", "judgement"].indexOf(noun.noun);
  const sorted = [...nouns].reverse().sort((left, right) => rank(left) - rank(right));
  const made = reported([docketOf(sorted)]);
  assert.ok(made.ok);
  assert.equal(reportMarkdown(made.value), reportMarkdown(report(harbour())));
});

test("every note and every record that a sentence leads to is there, and leads on to records", () => {
  const made = report(harbour());
  const notes = new Map(made.notes.map((note) => [note.number, note]));
  const known = new Set([...made.notes.map(({ id }) => id), ...made.records.map(({ id }) => id)]);
  for (const { ground, cites, text } of sentencesOf(made)) {
    assert.ok(
      cites.every((id) => known.has(id)),
      text,
    );
    assert.ok(cites.length > 0 || ground === "case" || ground === "method", text);
    if (ground !== "records") continue;
    for (const id of cites) {
      const open = made.notes.filter((note) => note.id === id).map(({ number }) => number);
      const seen = new Set(open);
      for (const number of seen) for (const lower of notes.get(number)?.restsOn ?? []) seen.add(lower);
      const read = [...seen]
        .flatMap((number) => notes.get(number)?.reads ?? [])
        .map(({ record }) => made.records[record - 1]?.digest);
      const own = made.records.filter((record) => record.id === id).map(({ digest }) => digest);
      assert.ok(
        [...read, ...own].some((digest) => digest !== null && digest !== undefined),
        text,
      );
    }
  }
});

test("no sentence says how likely and how confident at once", () => {
  for (const { text } of sentencesOf(report(harbour())).filter(({ ground }) => ground !== "method"))
    assert.ok(!(/likelihood/i.test(text) && /confidence/i.test(text)), text);
});

test("a record that is taken back takes back what it carried, and the report says so", () => {
  const scene = harbour();
  const before = report(scene);
  const log = present(
    before.records.find(({ origin }) => origin === "sensor:hts-time1"),
    "the log",
  ).id;
  const after = report(scene, log);
  assert.match(textOf(before, "In plain words"), /The evidence supports: yes/);
  assert.doesNotMatch(textOf(after, "In plain words"), /The evidence supports: yes/);
  assert.match(textOf(after, "Withdrawn"), /time server log.*it was another host/);
  assert.match(textOf(after, "Damage"), /stated; no record of the case shows it/);
  assert.equal(after.records.filter(({ withdrawn }) => withdrawn).length, 1);
});

test("what could have come about stands in a section of its own, and dissents beside what they contest", () => {
  const made = report(harbour());
  assert.doesNotMatch(textOf(made, "Damage"), /7200/);
  assert.match(textOf(made, "Potential effect"), /7200/);
  assert.match(textOf(made, "Who"), /Dissent by Party A .*the key was stolen from us \(nobody has answered it\)/);
  assert.match(textOf(made, "Causes"), /On the side|on the side of Harbour Time Service.*second factor/);
});

test("a sentence that nothing carries is named, and there is no report", () => {
  const scene = harbour();
  const fold = createCaseGraph({ sha256, casefile: CASEFILE });
  assert.ok(fold.add(docketOf(scene.nouns)).ok);
  const gone = scene.nouns.findIndex((noun) => noun.noun === "observation");
  const ids = [...fold.view().nouns.keys()];
  const withdrawn = present(ids[gone], "a reading");
  assert.ok(fold.add(docketOf([withdrawal(withdrawn)])).ok);
  const grounds = groundsOf(fold.view());
  const entity = present(
    [...fold.view().nouns.values()].find(({ noun }) => noun.noun === "entity"),
    "an entity",
  ).id;
  const record = present(
    [...fold.view().nouns.values()].find(({ noun }) => noun.noun === "record"),
    "a record",
  ).id;
  const faults: readonly (readonly [Sentence, string | null])[] = [
    [{ text: "a", ground: "records", cites: [] }, "uncited"],
    [{ text: "a", ground: "statement", cites: [] }, "uncited"],
    [{ text: "a", ground: "statement", cites: ["0".repeat(64) as NounId] }, "unknown-noun"],
    [{ text: "a", ground: "case", cites: ["0".repeat(64) as NounId] }, "unknown-noun"],
    [{ text: "a", ground: "statement", cites: [withdrawn] }, "withdrawn-noun"],
    [{ text: "a", ground: "withdrawn", cites: [withdrawn] }, null],
    [{ text: "a", ground: "records", cites: [record, entity] }, "no-record"],
    [{ text: "a", ground: "statement", cites: [entity] }, null],
    [{ text: "a", ground: "records", cites: [record] }, null],
  ];
  for (const [sentence, kind] of faults) {
    const resolved = resolveSections([{ title: "S", parts: [{ heading: null, sentences: [sentence] }], pictures: [] }], grounds);
    if (kind === null) assert.ok(resolved.ok);
    else
      assert.deepEqual(!resolved.ok && [resolved.fault.kind, resolved.fault.section, resolved.fault.sentence], [kind, "S", "a"]);
  }
});

test("whatever somebody writes into a name stays text", () => {
  const nasty = fc.oneof(
    fc.string({ unit: "binary", minLength: 1, maxLength: 60 }),
    fc.constantFrom(
      "</li><script>alert(1)</script><img src=x onerror=alert(1)>\"'&",
      "# a\n\n## forged\n- | [x](javascript:1) ![y](http://203.0.113.1/z) `q`",
      "\u202egnitirw\u0000 <!-- --> ]]> http://203.0.113.1/ www.example.test",
    ),
  );
  const heads = report(harbour()).sections.length;
  fc.assert(
    fc.property(nasty, (name) => {
      const scene = harbour(name.toWellFormed());
      const made = report(scene);
      const html = reportHtml(made, sha256);
      const tags = new Set([...html.matchAll(/<(\/?[a-z!][a-z0-9]*)/gi)].map(([, tag = ""]) => tag.toLowerCase()));
      for (const tag of ["script", "iframe", "object", "svg", "form"]) assert.ok(!tags.has(tag), tag);
      assert.doesNotMatch(html, /<[^>]* on[a-z]+=|[\u0000\u202e]/);
      const markdown = reportMarkdown(made);
      assert.equal(markdown.split("\n").filter((line) => line.startsWith("## ")).length, heads + 2);
      assert.doesNotMatch(markdown, /(?<!\\)<|(?<!\\)!\[|(?<!\\)`|https?:\/\/|[\u0000\u202e]/);
    }),
    { numRuns: 60 },
  );
  assert.equal(plainText("1. *a* [b](c) | d"), "1\\. \\*a\\* \\[b\\](c) \\| d");
});
