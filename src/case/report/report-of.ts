import { type Checked, yes } from "../../lib/index.ts";
import { answersSection, plainSection } from "./answers.ts";
import { openSection, sourcesSection, timelineSection, withdrawnSection } from "./around.ts";
import { causesSection } from "./causes.ts";
import { askedOf, type ReportGiven, type Writing } from "./given.ts";
import { groundsOf } from "./ground.ts";
import { damageSection, potentialSection, severitySection } from "./harm.ts";
import { headSection, methodSection } from "./method.ts";
import type { Report, ReportFault, Section } from "./report.ts";
import { resolveSections } from "./resolve.ts";
import { oneLine } from "./words.ts";

/**
 * A case as a report: what is asked and answered in plain words first, then all that it rests on. Every sentence cites the nouns that carry it, and the
 * nouns lead to records by name and digest; a sentence that does not hold to that is the fault, and there is no report. The same case gives the same
 * report, however its dockets were cut. docs/case.md §Reports.
 */
export function reportOf(given: ReportGiven): Checked<Report, ReportFault> {
  const grounds = groundsOf(given.graph);
  const writing: Writing = { ...given, grounds, asked: askedOf(given) };
  const before: readonly Section[] = [
    headSection(given),
    plainSection(writing),
    answersSection("What happened", ["occurred", "outcome", "damage"], writing),
    answersSection("Route", ["route"], writing),
    answersSection("Tools and counts", ["tool", "count"], writing),
    answersSection("Who", ["actor"], writing),
    causesSection(writing),
    answersSection("Questions of cause and pattern", ["cause", "pattern"], writing),
    damageSection(writing),
    potentialSection(writing),
    answersSection("Questions of potential effect", ["potential"], writing),
    severitySection(writing),
    ...lawSection(writing),
    timelineSection(writing),
    openSection(writing),
    withdrawnSection(writing),
    sourcesSection(writing),
  ].map(inOneLine);
  const sections = [...before, methodSection(given, before)];
  const resolved = resolveSections(sections, grounds);
  if (!resolved.ok) return resolved;
  const { casefile, at, audience } = given;
  return yes({ casefile, at, audience, sections, ...resolved.value });
}

/** What somebody stated of the case's law, in the words of that statement. */
function lawSection({ law = [] }: Writing): readonly Section[] {
  const sentences = law.map((text) => ({ text, ground: "case" as const, cites: [] }));
  return law.length === 0 ? [] : [{ title: "Law", parts: [{ heading: null, sentences }], pictures: [] }];
}

/** Whatever somebody wrote into a name stays one line of one sentence. */
function inOneLine({ title, parts, pictures }: Section): Section {
  return {
    title,
    pictures: pictures.map((picture) => ({ ...picture, title: oneLine(picture.title) })),
    parts: parts.map(({ heading, sentences }) => ({
      heading: heading === null ? null : oneLine(heading),
      sentences: sentences.map((sentence) => ({ ...sentence, text: oneLine(sentence.text) })),
    })),
  };
}
