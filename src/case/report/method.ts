import type { ReportGiven } from "./given.ts";
import type { Section, Sentence } from "./report.ts";

/** What the case is about, as its keeper has it. */
export function headSection({ casefile, audience, leftOut }: ReportGiven): Section {
  const said = (text: string): Sentence => ({ text, ground: "case", cites: [] });
  const list = (name: string, words: readonly string[]) => (words.length === 0 ? [] : [said(`${name}: ${words.join(", ")}.`)]);
  const sentences = [
    said(`Victim: ${casefile.victim}. Kept by ${casefile.by}. State: ${casefile.event}.`),
    ...list("Incidents", casefile.incidents),
    ...list("Sectors", casefile.sectors),
    ...list("Jurisdictions", casefile.jurisdictions),
    ...list("Duties to report", casefile.duties),
    ...(casefile.awareAt === null ? [] : [said(`The victim became aware at ${casefile.awareAt}.`)]),
    said(`For readers cleared for TLP:${audience.toUpperCase()}; the case itself is TLP:${casefile.tlp.toUpperCase()}.`),
    ...(leftOut === 0
      ? []
      : [
          said(
            `Left out because they are above that, or rest on what is: ${leftOut} nouns. Everything here is weighed without them: what the whole case says may differ.`,
          ),
        ]),
  ];
  return { title: "The case", parts: [{ heading: null, sentences }], pictures: [] };
}

/** How it was worked out, how far that goes, and how many sentences rest on what. */
export function methodSection({ scores, method }: ReportGiven, before: readonly Section[]): Section {
  const temperatures = [
    ...new Set([...scores.values()].map(({ verdict: { temperature: t } }) => `T = ${t.value.toFixed(2)}, ${t.from}`)),
  ].sort();
  const said = (text: string): Sentence => ({ text, ground: "method", cites: [] });
  const all = before.flatMap(({ parts }) => parts.flatMap(({ sentences }) => sentences));
  const count = (ground: Sentence["ground"]) => all.filter((sentence) => sentence.ground === ground).length;
  const sentences = [
    said(
      `Of ${all.length} sentences before this section, ${count("records")} rest on records with a digest throughout, ${count("documents")} on records of which nobody kept one, ${count("statement")} on what somebody stated without a record that shows it and say so, ${count("withdrawn")} tell what was withdrawn, and ${count("case")} speak of the case itself or of what nothing in it says. Had one not been carried as it says, this report would not have been written.`,
    ),
    said(
      "Figures for support are log10 likelihood ratios (bans: +1 is ten times as probable under the one answer as under the other); words for support after ENFSI 2015, for likelihood after ICD 203.",
    ),
    said(
      "Likelihood says how probable an answer is; confidence says how good the ground for saying so is. The two never share a sentence.",
    ),
    said(
      "Weights are log10 likelihood ratios with their range, cut by how reliable the source, how credible the information and how easy the forgery is; sources of one origin count once and a little more; support is divided by T, because sources are less independent than they look.",
    ),
    ...temperatures.map((text) => said(`Used here: ${text}.`)),
    said(`Model of attribution: ${method.model}.`),
    said("T and that model were fitted to public attributions. They measure agreement with published opinion, not guilt."),
    said(
      '"Unknown" is the answer unless the evidence carries another one; who is little known is not assessable, which is not unlikely.',
    ),
    said(
      "Causes follow but-for, NESS and Halpern's definition of 2015; responsibility is 1/(1+k) and no share of blame. The victim's own part is told in the same words as anybody's.",
    ),
    said(
      "Figures of damage are as they stand in the case; `meridian case damage --rerun` puts their queries to the sealed records again. Potential effect is never added to damage.",
    ),
    said(
      "This report tells what was entered into the case. Detections of incidents and routes that nobody entered are not in it; notes in brackets lead to the nouns and records at its end, by name and digest.",
    ),
    said(`Made by ${method.program}. The same case gives the same bytes.`),
  ];
  return { title: "Method and limits", parts: [{ heading: null, sentences }], pictures: [] };
}
