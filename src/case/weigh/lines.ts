import { chanceRange, counted, signed, signedRange } from "./figures.ts";
import type { AnswerSupport, Doubt, Fragility, Needed, Outcome, Verdict } from "./verdict.ts";

/** Words for answers and origins that a reader knows better than their names in the graph; a name that is missing stands as it is. */
export type Names = ReadonlyMap<string, string>;

const DOUBTS: Readonly<Record<Doubt, string>> = {
  "no-support": "no evidence carries weight",
  "single-source": "all of it comes from a single source",
  "falls-with-one-source": "without one source nothing would lead",
  "not-told-apart": "the evidence does not surely tell it from every other answer",
  "below-lead": "the lead is too small to report",
  "outside-knowledge": "nothing in the knowledge base stands out as a known actor does",
};

const WEAKEST_SHOWN = 3;

/** A verdict in the words that a person reads. Likelihood and confidence never share a sentence (ICD 203 §D.6.e.2). */
export function verdictLines(verdict: Verdict, names: Names): string[] {
  const say = (name: string) => names.get(name) ?? name;
  return [
    outcomeLine(verdict.outcome, say),
    ...verdict.answers.map((support) => answerLine(support, say)),
    "Figures are log10 likelihood ratios (bans: +1 is ten times as probable under this answer as under the one named); likelihood starts from even odds unless it says otherwise; words for support after ENFSI 2015, for likelihood after ICD 203.",
    `Confidence in this assessment is ${verdict.confidence.level}: ${verdict.confidence.because.join("; ")}.`,
    ...strengthLines(verdict, say),
    ...contextLines(verdict, say),
    ...verdict.needed.map((need) => neededLine(need)),
    `All support is divided by T = ${verdict.temperature.value.toFixed(2)}, because sources are less independent than they look (${verdict.temperature.from}).`,
    "This measures how well the evidence fits each answer, not guilt.",
  ];
}

function outcomeLine(outcome: Outcome, say: (name: string) => string): string {
  if (outcome.is === "leads") return `The evidence supports: ${say(outcome.answer)}.`;
  const doubts = outcome.doubts.map((doubt) => DOUBTS[doubt]).join("; ");
  if (outcome.is === "imitation-not-excluded") {
    const also = doubts === "" ? "" : ` Besides: ${doubts}.`;
    return `The evidence fits ${say(outcome.answer)}, but cannot exclude imitation: somebody else could have planted what points there.${also}`;
  }
  const nearest = outcome.nearest === null ? "" : ` Nearest: ${say(outcome.nearest)}.`;
  return `Unknown: ${doubts}.${nearest}`;
}

function answerLine(support: AnswerSupport, say: (name: string) => string): string {
  const { answer, notAssessable, against, log10LR, scale, likelihood, overImitation, posterior } = support;
  if (log10LR === null || likelihood === null || against === null)
    return `- ${say(answer)}: not assessable: ${notAssessable ?? ""}.`;
  const words = `- ${say(answer)}: ${signedRange(log10LR)} against ${say(against)}: ${scale ?? ""}; likelihood ${likelihood.term}`;
  const prior = posterior === null ? "" : `; from the priors given: ${chanceRange(posterior)}`;
  const imitation = overImitation === null ? "" : `; over its imitation ${signedRange(overImitation)}`;
  return `${words}${prior}${imitation}.`;
}

function strengthLines(
  { n, counted: sums, fragility, collapse, influences, caps }: Verdict,
  say: (name: string) => string,
): string[] {
  const lines = [
    `Independent sources: n = ${n} (of ${counted(sums.sources, "source")} with ${counted(sums.items, "item")}; items that only repeat another count nothing: ${sums.echoes}).`,
  ];
  if (fragility !== null) lines.push(`Weaker words ${fragilityLine(fragility, say)}`);
  if (collapse !== null) lines.push(`No lead left ${fragilityLine(collapse, say)}`);
  const weakest = influences.filter(({ bans }) => bans > 0).slice(0, WEAKEST_SHOWN);
  if (weakest.length > 0)
    lines.push(`Leans most on: ${weakest.map(({ origin, bans }) => `${say(origin)} (${signed(bans)} bans)`).join(", ")}.`);
  const cut = [
    [caps.credibility, "because the information is less than confirmed"],
    [caps.reliability, "because the source may be wrong"],
    [caps.forgeability, "because it could have been planted"],
    [caps.source, "because its source has said enough"],
  ] as const;
  const said = cut.filter(([count]) => count > 0).map(([count, why]) => `${counted(count, "item")} ${why}`);
  if (said.length > 0) lines.push(`Weight was cut: ${said.join(", ")}.`);
  return lines;
}

function fragilityLine({ k, atMost, exact, falls, to, of }: Fragility, say: (name: string) => string): string {
  const range = exact ? `${k}` : `at least ${k} and at most ${atMost}`;
  return `if ${range} of ${counted(of, "source")} ${atMost === 1 ? "fails" : "fail"} (k = ${exact ? k : `${k} to ${atMost}`}): ${shortList(falls.map(say))}; then: ${to}.`;
}

const NAMES_SHOWN = 10;

function shortList(names: readonly string[]): string {
  const more = names.length - NAMES_SHOWN;
  return more > 0 ? `${names.slice(0, NAMES_SHOWN).join(", ")} and ${more} more` : names.join(", ");
}

function contextLines({ coverage, dissents, contradictions }: Verdict, say: (name: string) => string): string[] {
  const lines: string[] = [];
  if (coverage !== null) {
    const vertices = coverage.vertices.length === 0 ? "none" : coverage.vertices.join(", ");
    lines.push(`Of adversary, capability, infrastructure and victim the evidence touches: ${vertices}.`);
    if (coverage.knowledge !== null) lines.push(`Knowledge base: ${coverage.knowledge}.`);
  }
  for (const contradiction of contradictions) lines.push(`Open contradiction: ${contradiction}.`);
  for (const { by, answer, why } of dissents)
    lines.push(`Dissent by ${say(by)}${answer === null ? "" : ` on ${say(answer)}`}: ${why}`);
  return lines;
}

function neededLine({ reach, bans, scale, sources, forgeabilityMax }: Needed): string {
  const hard = forgeabilityMax === null ? "" : `, of forgeability ${forgeabilityMax.toFixed(2)} or less`;
  const many = `at least ${counted(sources.A, "source")} of grade A or ${sources.B} of grade B`;
  return `Would change it: ${reach} takes new independent evidence of ${bans.toFixed(2)} bans (${scale})${hard}: ${many}.`;
}
