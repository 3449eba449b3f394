import { equalBytes, type Json, type Shape, textOf, utf8 } from "../lib/index.ts";
import {
  ACTIONS_FILE,
  citedPlaybooks,
  citedRules,
  DOSSIER,
  DOSSIER_RULE_BYTES_MAX,
  denominatorsOf,
  entitiesShape,
  formatBagInfo,
  formatDocument,
  type LeftOut,
  leftOutShape,
  type Manifest,
  type PublishedPredicate,
  parseDocument,
  playbookPath,
  type ResponseDocument,
  replyShape,
  responseOf,
  rulePath,
  statementPath,
  timelineOf,
} from "../model/index.ts";
import type { ProvenCase } from "./case.ts";
import type { Faults } from "./faults.ts";
import type { Folder } from "./folder.ts";
import type { Keeper } from "./keeper.ts";
import type { ProvenRecords } from "./records.ts";

/**
 * Compares the documents of rules and playbooks with the digests that detections and actions cite (spec/dossier.md §Verification 8,
 * spec/action.md §Verification 4). Gives the rules that hold.
 */
export function citedRuleFiles(
  folder: Folder,
  digests: Manifest,
  { detections, response }: ProvenCase,
  faults: Faults,
): ReadonlyMap<string, Uint8Array> {
  const cited = new Map<string, string>();
  for (const digest of citedRules([...detections.values()].map(({ statement }) => statement)))
    cited.set(rulePath(digest), digest);
  const rulePaths = new Set(cited.keys());
  for (const digest of citedPlaybooks(response.actions.map(({ statement }) => statement)))
    cited.set(playbookPath(digest), digest);
  const rules = new Map<string, Uint8Array>();
  for (const [path, digest] of cited) {
    const bytes = folder.get(path);
    if (bytes === undefined) faults.add("missing", path, "a statement here cites this document");
    else if (bytes.length > DOSSIER_RULE_BYTES_MAX)
      faults.add("too-large", path, `expected at most ${DOSSIER_RULE_BYTES_MAX} bytes`);
    else if (digests.get(path) !== digest)
      faults.add("rule-differs", path, `expected SHA-256 ${digest}, got ${digests.get(path)}`);
    else if (rulePaths.has(path)) rules.set(digest, bytes);
  }
  for (const path of folder.keys())
    if (/^data\/(rules|playbooks)\//.test(path) && !cited.has(path)) faults.add("unexpected", path, "no statement here cites it");
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

/** Derives `data/actions.json` anew, but for what was left out: that is the publisher's word (spec/action.md §Verification 6). */
export function provenResponse(
  folder: Folder,
  { opened, response }: ProvenCase,
  records: ProvenRecords,
  faults: Faults,
): ResponseDocument | undefined {
  const file = folder.get(ACTIONS_FILE);
  const read = file === undefined ? undefined : parseDocument(file, leftOutOf);
  const leftOut = read?.ok ? read.value : { actions: 0, statements: 0 };
  const { actions, enforcement } = response;
  const { timeline } = opened.statement.predicate;
  const derived = responseOf({ timeline, actions, enforcement, records: records.lines, leftOut });
  if (derived !== undefined && file === undefined)
    faults.add("missing", ACTIONS_FILE, "a dossier with action statements has this file");
  expectBytes(folder, ACTIONS_FILE, derived === undefined ? undefined : formatDocument(derived), faults);
  return derived;
}

const leftOutOf: Shape<LeftOut> = (json, path) =>
  leftOutShape((json as { readonly [name: string]: Json } | null | undefined)?.["leftOut"], `${path}.leftOut`);

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
