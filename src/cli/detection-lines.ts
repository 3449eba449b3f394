import { detectionEntities, ocsfFinding } from "../app/index.ts";
import { isoTime, toBase64 } from "../lib/index.ts";
import { type Detection, recordName } from "../model/index.ts";
import { paint, paintLevel, printable } from "./paint.ts";

/** Forms in which detections are printed: for people, JSON lines of our own, OCSF Detection Findings. */
export const OUTPUT_FORMS = ["text", "json", "ocsf"] as const;
export type OutputForm = (typeof OUTPUT_FORMS)[number];

/** Prints a detection in one of the forms. */
export function writeDetection(form: OutputForm, detection: Detection, context: LineContext): void {
  if (form === "text") printDetection(detection);
  else if (form === "json") process.stdout.write(`${formatDetection(detection, context)}\n`);
  else process.stdout.write(`${JSON.stringify(ocsfFinding(detection, context))}\n`);
}

/** How a detection line is to be read: when its last record was read, and whether a ledger holds the salts. */
export type LineContext = { readonly readAtMs: number; readonly isSealed: boolean };

/**
 * A detection as one line of JSON. Unsealed, each record carries its salt, so that whoever has the source can check the name; sealed,
 * the salt stays in the ledger, because it is what keeps the name from being guessed.
 */
function formatDetection(detection: Detection, { readAtMs, isSealed }: LineContext): string {
  const { rule, time, events, why } = detection;
  const sources = new Set(events.flatMap(({ records }) => records.map(({ origin }) => origin.source)));
  return JSON.stringify({
    time: { from: isoTime(time.fromMs), to: isoTime(time.toMs) },
    readAt: isoTime(readAtMs),
    rule: {
      id: rule.id,
      title: rule.title,
      version: rule.version,
      author: rule.author,
      level: rule.level,
      tags: rule.tags,
      sha256: rule.digest,
    },
    source: [...sources],
    records: events.flatMap(({ records }) =>
      records.map(({ commitment, salt, origin }) => ({
        name: recordName(commitment),
        source: origin.source,
        offset: origin.offset,
        ...(isSealed ? {} : { salt: toBase64(salt) }),
      })),
    ),
    entities: detectionEntities(detection),
    why,
  });
}

/** A detection for people, on a terminal. */
function printDetection(detection: Detection): void {
  const { rule, time, events, why } = detection;
  const entities = detectionEntities(detection).slice(0, 6).map(printable);
  const records = events.flatMap((event) => event.records);
  const line = [
    `${paint("dim", isoTime(time.fromMs))}  ${paintLevel(rule.level)}  ${paint("bold", printable(rule.title))}`,
    `    ${entities.join("  ")}`,
    `    ${paint("dim", `${printable(rule.author)} · ${rule.version} · ${records.length} ${records.length === 1 ? "record" : "records"} from ${printable(records[0]?.origin.source ?? "")}`)}`,
    `    ${paint(
      "dim",
      printable(
        why
          .slice(0, 3)
          .map(({ field, pattern }) => `${field ?? "any field"} ${pattern}`)
          .join("; "),
      ).slice(0, 160),
    )}`,
  ];
  process.stdout.write(`${line.join("\n")}\n`);
}
