import { FITTED_MODEL, type Report, reportHtml, reportMarkdown, reportOf } from "../../case/index.ts";
import { sha256 } from "../../ledger/io/index.ts";
import { Failure } from "../../lib/index.ts";
import type { Tlp } from "../../model/index.ts";
import { VERSION } from "../installation.ts";
import { lawSentences } from "../law/report-sentences.ts";
import type { BookedCase } from "./book.ts";
import { type Cleared, type ExportedFile, fileOf, lastChange } from "./export-files.ts";

/** What a report is written for, and how: `report` is one HTML file. */
export type ReportForm = { readonly audience: Tlp; readonly format: "report" | "markdown" };

/** A case as a report, as far as its readers are cleared. Throws CASE_REFUSED, naming the sentence that nothing carries. */
export function reportFile(booked: BookedCase, cleared: Cleared, { audience, format }: ReportForm): ExportedFile {
  const report = writeReport(booked, cleared, audience);
  const name = `${booked.casefile.case}.report`;
  return format === "report" ? fileOf(`${name}.html`, reportHtml(report, sha256)) : fileOf(`${name}.md`, reportMarkdown(report));
}

function writeReport(booked: BookedCase, { fold, leftOut, damage, severity }: Cleared, audience: Tlp): Report {
  const { date, knowledge, benchmark } = FITTED_MODEL.provenance;
  const report = reportOf({
    casefile: booked.casefile,
    graph: fold.view(),
    scores: fold.scores(),
    damage,
    severity,
    at: lastChange(booked),
    audience,
    leftOut,
    law: lawSentences(booked, leftOut),
    method: {
      program: `Meridian ${VERSION}`,
      model: `fitted ${date} on the knowledge base ${knowledge.slice(0, 12)}; benchmark: ${benchmark}`,
    },
  });
  if (report.ok) return report.value;
  const { kind, section, sentence, noun } = report.fault;
  throw new Failure(
    "CASE_REFUSED",
    `no report: in "${section}" nothing carries the sentence ${JSON.stringify(sentence)} (${kind}${noun === null ? "" : ` ${noun}`})`,
  );
}
