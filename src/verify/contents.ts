import { equalBytes, type Shape, textOf, utf8 } from "../lib/index.ts";
import {
  citedRules,
  DOSSIER,
  DOSSIER_RULE_BYTES_MAX,
  denominatorsOf,
  entitiesShape,
  formatBagInfo,
  formatDocument,
  type Manifest,
  type PublishedPredicate,
  parseDocument,
  replyShape,
  rulePath,
  statementPath,
  timelineOf,
} from "../model/index.ts";
import type { ProvenCase } from "./case.ts";
import type { Faults } from "./faults.ts";
import type { Folder } from "./folder.ts";
import type { Keeper } from "./keeper.ts";
import type { ProvenRecords } from "./records.ts";

/** Compares the rule documents with the digests that the detections cite (spec/dossier.md §Verification 8). Gives those that hold. */
export function citedRuleFiles(
  folder: Folder,
  digests: Manifest,
  proven: ProvenCase,
  faults: Faults,
): ReadonlyMap<string, Uint8Array> {
  const cited = citedRules([...proven.detections.values()].map(({ statement }) => statement));
  const rules = new Map<string, Uint8Array>();
  for (const digest of cited) {
    const path = rulePath(digest);
    const bytes = folder.get(path);
    if (bytes === undefined) faults.add("missing", path, "a detection cites this rule");
    else if (bytes.length > DOSSIER_RULE_BYTES_MAX)
      faults.add("too-large", path, `expected at most ${DOSSIER_RULE_BYTES_MAX} bytes`);
    else if (digests.get(path) !== digest)
      faults.add("rule-differs", path, `expected SHA-256 ${digest}, got ${digests.get(path)}`);
    else rules.set(digest, bytes);
  }
  const wanted = new Set(cited.map(rulePath));
  for (const path of folder.keys()) {
    if (path.startsWith("data/rules/") && !wanted.has(path)) faults.add("unexpected", path, "no detection cites this rule");
  }
  return rules;
}

/** Derives the derived files anew and compares bytes; checks the form of the others (spec/dossier.md §Verification 10). */
export function checkDerivedFiles(folder: Folder, proven: ProvenCase, records: ProvenRecords, faults: Faults): void {
  const detections = new Map([...proven.detections].map(([index, { statement }]) => [index, statement]));
  const timeline = timelineOf(proven.opened.statement, detections);
  const segments = [...proven.segments.values()];
  expectBytes(folder, DOSSIER.timeline, timeline === undefined ? undefined : formatDocument(timeline), faults);
  expectBytes(folder, DOSSIER.denominators, formatDocument(denominatorsOf(proven.coverage, segments, records.lines)), faults);
  expectForm(folder, DOSSIER.reply, replyShape, faults);
  expectForm(folder, DOSSIER.entities, entitiesShape, faults);
}

function expectBytes(folder: Folder, path: string, expected: Uint8Array | undefined, faults: Faults): void {
  const actual = folder.get(path);
  if (actual === undefined) return; // its absence is noted already
  if (expected === undefined || !equalBytes(expected, actual)) {
    faults.add("not-derived", path, "expected what follows from the statements and the records");
  }
}

function expectForm(folder: Folder, path: string, form: Shape<unknown>, faults: Faults): void {
  const bytes = folder.get(path);
  if (bytes === undefined) return; // its absence is noted already
  const read = parseDocument(bytes, form);
  if (read.ok) return;
  const detail =
    read.fault.kind === "bad-shape" ? `expected ${read.fault.expected} as ${read.fault.path}` : `it is ${read.fault.kind}`;
  faults.add("bad-form", path, detail);
}

/** Compares what the seal and bag-info.txt say of the case with the case (spec/dossier.md §Verification 6 and 10). */
export function checkLabels(folder: Folder, { keeper, proven, published, records }: Labels, faults: Faults): void {
  const withheld = records.lines.filter((line) => "withheld" in line).length;
  if (published.case !== proven.opened.statement.predicate.case)
    faults.add("seal-differs", DOSSIER.seal, "expected the case of the case statement");
  if (published.withheldRecords !== withheld) faults.add("seal-differs", DOSSIER.seal, `expected ${withheld} withheld records`);
  const info = folder.get(DOSSIER.bagInfo);
  if (info === undefined) return; // its absence is noted already
  const payload = [...folder].filter(([path]) => path.startsWith("data/"));
  const expected = formatBagInfo({
    party: keeper.party,
    opened: proven.opened.statement,
    published,
    ledger: keeper.keyring.origin,
    payload: { bytes: payload.reduce((sum, [, bytes]) => sum + bytes.length, 0), files: payload.length },
    software: /^Bag-Software-Agent: (.*)$/m.exec(textOf(info) ?? "")?.[1] ?? "",
  });
  if (!equalBytes(utf8(expected), info))
    faults.add("bad-tag-file", DOSSIER.bagInfo, `expected what follows from ${statementPath(0)}, the case and the seal`);
}

export type Labels = {
  readonly keeper: Keeper;
  readonly proven: ProvenCase;
  readonly published: PublishedPredicate;
  readonly records: ProvenRecords;
};
