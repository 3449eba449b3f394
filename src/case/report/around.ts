import type { Noun, NounOf } from "../../model/index.ts";
import { timelineOf } from "../timeline/timeline.ts";
import { momentText } from "../timeline/timeline-lines.ts";
import { timelinePicture } from "../timeline/timeline-picture.ts";
import { counted } from "../weigh/figures.ts";
import { compare, type Writing } from "./given.ts";
import type { Part, Section, Sentence } from "./report.ts";
import { digestOf, nounWords } from "./words.ts";

/** When it happened as far as it is known, and apart from it when it was found out. What was withdrawn is not in it. */
export function timelineSection({ graph, grounds }: Writing): Section {
  const standing = [...graph.nouns.values()]
    .filter(({ withdrawnBy }) => withdrawnBy === null)
    .sort((left, right) => compare(left.id, right.id));
  const timeline = timelineOf(standing, []);
  const { entries, clocks, contradictions } = timeline;
  const clocked = Map.groupBy(
    standing.flatMap(({ id, noun }) => sourcesOf(noun).map((source) => ({ id, source }))),
    ({ source }) => source,
  );
  const whoseClock = (clock: string) => (clocked.get(clock) ?? []).map(({ id }) => id);
  const sentences = entries.flatMap(({ id, kind, what, happened, learned, surelyAfter }, at) => {
    if (id === null) return [];
    const order = at === 0 || surelyAfter ? "" : "Perhaps before what stands above it: ";
    const found = learned === null ? "" : ` Found out ${learned}.`;
    return [grounds.say(`${order}${momentText(happened)}: ${kind}: ${what}.${found}`, id)];
  });
  const about = [
    ...clocks.map(({ clock, loMs, hiMs }) =>
      grounds.say(`Clock ${clock}: ${loMs.toFixed(0)} to ${hiMs.toFixed(0)} ms are to be added to its times.`, whoseClock(clock)),
    ),
    ...contradictions.map((text) =>
      grounds.say(`Clocks contradict each other, so that none is corrected: ${text}.`, [...clocked.keys()].flatMap(whoseClock)),
    ),
  ];
  const none: Sentence = { text: "Nothing in the case has a time.", ground: "case", cites: [] };
  const parts = [
    { heading: null, sentences: sentences.length === 0 ? [none] : sentences },
    ...(about.length === 0 ? [] : [{ heading: "Clocks", sentences: about }]),
  ];
  const title = "Timeline";
  return { title, parts, pictures: sentences.length === 0 ? [] : [{ title, svg: timelinePicture(timeline, title) }] };
}

/** The clocks whose time a noun gives: of an event, a record, an observation, a figure. */
function sourcesOf(noun: Noun): readonly string[] {
  const spans =
    noun.noun === "event"
      ? [noun.when]
      : noun.noun === "record"
        ? [noun.taken]
        : noun.noun === "observation"
          ? [noun.when, noun.fact.of === "quantity" ? noun.fact.over : null]
          : [];
  return spans.flatMap((span) => span?.clock?.source ?? []);
}

/** What nobody has answered: questions without a lead, evidence that contradicts itself, dissents, and dockets that did not fit. */
export function openSection({ asked, graph, grounds }: Writing): Section {
  const open = asked.flatMap(({ id, claim, score }) => {
    const { outcome, contradictions, needed } = score.verdict;
    const wanted = needed.map(
      ({ reach, scale, sources }) => `${reach}: ${scale} by new evidence, at least ${sources.A} of grade A`,
    );
    return [
      ...(outcome.is === "leads"
        ? []
        : [grounds.tell(`Not answered: ${claim.ask}${wanted.length === 0 ? "" : ` It would take: ${wanted.join("; ")}.`}`, id)]),
      ...contradictions.map((text) => grounds.tell(`Contradiction under "${claim.ask}": ${text}.`, id)),
      ...score.dissents
        .filter(({ answeredBy }) => answeredBy === null)
        .map((dissent) => grounds.tell(`Nobody has answered the dissent of ${dissent.by} on "${claim.ask}".`, dissent.id)),
    ];
  });
  const refused = graph.refused.length;
  const lost: readonly Sentence[] =
    refused === 0
      ? []
      : [{ text: `${refused} statements of the ledger do not fit the case and count for nothing.`, ground: "case", cites: [] }];
  const none: Sentence = {
    text: "Every question has an answer that leads, and nobody's dissent is open.",
    ground: "case",
    cites: [],
  };
  const sentences = [...open, ...lost];
  return {
    title: "Open questions",
    parts: [{ heading: null, sentences: sentences.length === 0 ? [none] : sentences }],
    pictures: [],
  };
}

/** What was taken back, by whom and why: nothing is deleted. */
export function withdrawnSection({ graph }: Writing): Section {
  const gone = [...graph.nouns.values()]
    .filter(({ withdrawnBy }) => withdrawnBy !== null)
    .sort((left, right) => compare(left.id, right.id));
  const sentences = gone.map(({ id, noun, withdrawnBy }): Sentence => {
    const by = withdrawnBy === null ? undefined : graph.nouns.get(withdrawnBy)?.noun;
    const word = by?.noun === "judgement" ? ` by ${by.by} at ${by.at}: ${by.why}` : "";
    return {
      text: `Withdrawn: ${noun.noun} "${nounWords(noun)}"${word}`,
      ground: "withdrawn",
      cites: withdrawnBy === null ? [id] : [id, withdrawnBy],
    };
  });
  const none: Sentence = { text: "Nothing was withdrawn.", ground: "case", cites: [] };
  return { title: "Withdrawn", parts: [{ heading: null, sentences: sentences.length === 0 ? [none] : sentences }], pictures: [] };
}

/** Who first produced what the case rests on. */
export function sourcesSection({ graph, grounds }: Writing): Section {
  const records = [...graph.nouns.values()].flatMap(({ id, noun, withdrawnBy }) =>
    noun.noun === "record" && withdrawnBy === null ? [{ id, noun }] : [],
  );
  const origins = [...Map.groupBy(records, ({ noun }) => noun.origin)].sort(([left], [right]) => compare(left, right));
  const parts: readonly Part[] = [
    {
      heading: null,
      sentences: origins.map(([origin, own]) =>
        grounds.say(
          sourceText(
            origin,
            own.map(({ noun }) => noun),
          ),
          own.map(({ id }) => id),
        ),
      ),
    },
  ];
  const none: Part = { heading: null, sentences: [{ text: "The case rests on no record.", ground: "case", cites: [] }] };
  return { title: "Sources", parts: origins.length === 0 ? [none] : parts, pictures: [] };
}

function sourceText(origin: string, records: readonly NounOf<"record">[]): string {
  const kept = { segment: 0, vault: 0, elsewhere: 0 };
  for (const { place } of records) kept[place.kept]++;
  const bare = records.filter((record) => digestOf(record) === null).length;
  const without = bare === 0 ? "" : `; without a digest, so that nobody can tell whether it is unchanged: ${bare}`;
  return `${origin}: ${counted(records.length, "record")}: sealed telemetry ${kept.segment}, exhibits ${kept.vault}, kept elsewhere ${kept.elsewhere}${without}.`;
}
