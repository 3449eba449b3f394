import type { Unreliable } from "../model/index.ts";
import { responseParts } from "./format-response.ts";
import type { DossierReport, FindingsSection, SealingSection, SignerSection, WitnessSection } from "./report.ts";
import { capped, faultLines, type ReportPart } from "./report-part.ts";

/** The parts of a report, in order. Nothing sums them up. Text from the dossier has its control characters made visible. */
export function reportParts(report: DossierReport): readonly ReportPart[] {
  const { bytes, chain, sealing, signer, witnesses, findings } = report;
  const { shown, withheld, erased } = chain.records;
  const parts: ReportPart[] = [
    {
      question: "Are the bytes those that were sealed?",
      word: bytes.status,
      bad: bytes.status === "broken",
      lines: [
        bytes.status === "intact"
          ? `All ${bytes.files} files are those whose digests the publisher signed and entered in the ledger.`
          : "The folder is not, or cannot be shown to be, the one that the publisher sealed.",
        ...faultLines(bytes.faults),
      ],
    },
    {
      question: "Does each finding lead to sealed records and rules?",
      word: chain.status,
      bad: chain.status === "broken" || chain.notReliedOn.length > 0,
      lines: [
        `${chain.findings} findings, ${chain.statements} signed statements in the ledger, ${chain.rules} rules; records: ${shown} shown, ${withheld} withheld, ${erased} erased under policy.`,
        ...unreliableLines(chain.notReliedOn),
        ...faultLines(chain.faults),
      ],
    },
    sealingPart(sealing),
    signerPart(signer),
    witnessPart(witnesses),
    findingsPart(findings),
    ...responseParts(report.response),
    { question: "What does this not show?", word: "caveat", bad: false, lines: [report.caveat] },
  ];
  return parts.map((part) => ({ ...part, lines: part.lines.map(visible) }));
}

/** The report as text for a terminal. */
export function formatReport(report: DossierReport): string {
  const { title, case: id, ledger, ledgerSize, tlp, audience, exercise } = report.dossier;
  const head = [
    visible(`Dossier ${id ?? "(no case that holds)"}${title === null ? "" : `: ${title}`}`),
    visible(
      `Ledger ${ledger ?? "(none that holds)"}${ledgerSize === null ? "" : ` at size ${ledgerSize}`}${tlp === null ? "" : `; ${tlp}, for ${audience}`}`,
    ),
    ...(exercise ? ["Recorded exercise with invented parties."] : []),
  ];
  const parts = reportParts(report).flatMap(({ question, word, lines }) => [
    "",
    `${question} ${word.toUpperCase()}`,
    ...lines.map((line) => `  ${line}`),
  ]);
  return `${[...head, ...parts].join("\n")}\n`;
}

function unreliableLines(notReliedOn: readonly Unreliable[]): readonly string[] {
  // Without Map.groupBy: the stand-alone verifier runs on Node 20 too.
  return [...new Set(notReliedOn.map(({ keyid }) => keyid))].map((keyid) => {
    const statements = notReliedOn.filter((one) => one.keyid === keyid);
    const entries = capped(
      statements.map(({ index }) => index),
      "of them",
    );
    return `Not to be relied on: ${statements.length} statements by ${keyid}, revoked as of ${statements[0]?.revokedFrom}, were sealed later: entries ${entries.join(", ")}.`;
  });
}

function sealingPart(sealing: SealingSection): ReportPart {
  const question = "When was it sealed?";
  const { noLaterThan, event, afterEventMs, recordsSealed } = sealing;
  if (noLaterThan === null || event === null || afterEventMs === null) {
    return { question, word: sealing.status, bad: true, lines: ["No time can be given for what does not hold together."] };
  }
  const lines = [
    `Sealed no later than ${noLaterThan}, by the keeper's own clock.`,
    afterEventMs >= 0
      ? `That is ${spell(afterEventMs)} after the event, which the records place from ${event.from} to ${event.to}.`
      : `The records name times up to ${event.to}, ${spell(-afterEventMs)} later than that: a clock was wrong.`,
  ];
  if (recordsSealed !== null)
    lines.push(`The keeper states that the cited records were sealed from ${recordsSealed.from} to ${recordsSealed.to}.`);
  return { question, word: sealing.status, bad: false, lines };
}

function signerPart({ status, party, key, detail }: SignerSection): ReportPart {
  const who = party === null ? [] : [`The signer calls itself "${party}", key ${key}.`];
  return { question: "Who signed?", word: status, bad: status === "refused", lines: [...who, `${capital(detail)}.`] };
}

function witnessPart({ names, earliestMs, quorum, unknownLines, fault }: WitnessSection): ReportPart {
  const lines = [
    names.length === 0
      ? "Nobody independent whom you trust has been shown to have seen this ledger."
      : `Seen by ${names.join(", ")}${earliestMs === null ? "" : `, first at ${new Date(earliestMs).toISOString()} by their clocks`}.`,
  ];
  if (unknownLines > 0)
    lines.push(`${unknownLines} more signature lines are by keys that you did not name; they count for nothing.`);
  if (quorum !== "not asked") lines.push(`The quorum of your trust file is ${quorum}.`);
  if (fault !== null) lines.push(`${capital(fault)}.`);
  return {
    question: "Has anybody independent seen the ledger?",
    word: names.length === 0 ? "nobody known" : `${names.length} known`,
    bad: quorum === "not met" || fault !== null,
    lines,
  };
}

function findingsPart({ status, requested, total, same, others }: FindingsSection): ReportPart {
  const summary = requested
    ? `${same} of ${total} findings gave the same result when run again.`
    : `None of the ${total} findings was run again; nobody asked for it.`;
  const lines = capped(
    others.map(({ index, outcome, detail }) => `entry ${index}: ${outcome}: ${detail}`),
    "findings",
  );
  return {
    question: "Do the findings come out again?",
    word: status,
    bad: requested && status !== "same",
    lines: [summary, ...lines],
  };
}

function spell(ms: number): string {
  const days = Math.floor(ms / 86_400_000);
  const rest = new Date(ms % 86_400_000).toISOString().slice(11, 19);
  const [hours, minutes, seconds] = rest.split(":").map(Number);
  const parts = [`${days} d`, `${hours} h`, `${minutes} min`, `${seconds} s`].filter((part) => !part.startsWith("0 "));
  return parts.length === 0 ? "less than a second" : parts.slice(0, 2).join(" ");
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

// Controls and bidirectional overrides, which would rewrite a terminal or what a person reads.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this shows
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function visible(line: string): string {
  return line.replace(UNSEEN, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
