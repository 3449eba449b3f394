import { type Checked, no, parseCount, textOf, toHex, yes } from "../../lib/index.ts";
import {
  type EntryName,
  type Hand,
  type Manifest,
  parseManifest,
  type RedactionPredicate,
  statementPath,
  statementProofPath,
} from "../../model/index.ts";
import type { BeginHash } from "../content-hash.ts";
import { type ProofPorts, type ProvenStatements, proveStatements, STATEMENTS_MAX } from "../proven/prove.ts";
import type { StatementFiles } from "../proven/statement-files.ts";
import { COPY } from "./bag.ts";
import { withheldCounts } from "./copy.ts";
import { parseCut } from "./cut/cut.ts";
import type { Cut } from "./cut/field.ts";
import { type MeasuredCopy, measureCopy } from "./measure-copy.ts";

/** The folder of a redacted copy, untrusted. Paths are relative, "/" between parts; links are not followed. */
export type CopyFolder = {
  /** Every file's path, sorted; refused with a Failure when there are too many. */
  readonly list: () => Promise<readonly string[]>;
  /** A small file's bytes; undefined when there is none or it is larger than COPY_FILE_BYTES_MAX. */
  readonly read: (path: string) => Promise<Uint8Array | undefined>;
  /** A file's bytes in pieces; none when there is no such file. */
  readonly stream: (path: string) => AsyncIterable<Uint8Array>;
};

/** Any file but the list of fields is at most this long. */
export const COPY_FILE_BYTES_MAX: number = 32 * 1024 * 1024;

/** Somebody who had the original, cut it again and signed that the copy is faithful. */
export type Reviewer = Hand & { readonly index: number; readonly at: string };

/** What a redacted copy shows by itself. Valid when there is no problem; `statements.head.trust` says whose word that is. */
export type CopyReport = {
  readonly problems: readonly string[];
  readonly redaction: RedactionPredicate | undefined;
  readonly entry: number | undefined;
  readonly statements: ProvenStatements | undefined;
  readonly measured: MeasuredCopy;
  readonly reviewers: readonly Reviewer[];
};

export type CopyPorts = ProofPorts & { readonly beginHash: BeginHash };

/**
 * Checks a redacted copy offline: every byte is in its manifests, the statement on it is signed and in the ledger, the fields give the root,
 * the digest and the counts that the statement names. Input is untrusted; total. Only the disk can make it throw.
 */
export async function verifyRedactedCopy(folder: CopyFolder, ports: CopyPorts): Promise<CopyReport> {
  const paths = await folder.list();
  const statements = await provenStatements(folder, paths, ports);
  const judged = statements.ok ? judgeStatements(statements.value) : no(statements.fault);
  const cut = judged.ok ? judged.value.cut : undefined;
  const measured = await measureCopy(folder.stream(COPY.fields), cut, ports);
  const problems = [
    ...(judged.ok ? differences(judged.value.redaction, measured) : [judged.fault]),
    ...measured.problems.map((problem) => `${COPY.fields} ${problem}`),
    ...(await manifestProblems(folder, paths, measured, ports)),
  ];
  const proven = statements.ok ? statements.value : undefined;
  if (!judged.ok) return { problems, redaction: undefined, entry: undefined, statements: proven, measured, reviewers: [] };
  const { redaction, index, reviewers } = judged.value;
  return { problems, redaction, entry: index, statements: proven, measured, reviewers };
}

type Judged = Found & { readonly cut: Cut; readonly reviewers: readonly Reviewer[] };

function judgeStatements(proven: ProvenStatements): Checked<Judged, string> {
  const found = findRedaction(proven);
  if (found === undefined) return no("expected one redaction statement on a copy");
  const cut = parseCut(found.redaction.cut);
  return cut.ok
    ? yes({ ...found, cut: cut.value, reviewers: reviewersOf(proven, found) })
    : no(`the statement's cut: ${cut.fault}`);
}

const STATEMENT = /^data\/statements\/([0-9]{1,15})\.json$/;

async function provenStatements(
  folder: CopyFolder,
  paths: readonly string[],
  ports: CopyPorts,
): Promise<Checked<ProvenStatements, string>> {
  const files: StatementFiles[] = [];
  const named = paths.flatMap((path) => STATEMENT.exec(path)?.[1] ?? []);
  if (named.length > STATEMENTS_MAX) return no(`expected at most ${STATEMENTS_MAX} statements`);
  for (const digits of named) {
    const index = parseCount(digits);
    if (!index.ok) return no(`expected statements to be named by their index, got ${digits}`);
    const [statement, proof] = [
      await folder.read(statementPath(index.value)),
      await folder.read(statementProofPath(index.value)),
    ];
    if (statement === undefined || proof === undefined) return no(`statement ${digits} or its proof is missing or too large`);
    files.push({ statement, proof });
  }
  return proveStatements(files, ports);
}

type Found = { readonly index: number; readonly name: EntryName; readonly redaction: RedactionPredicate };

/** The one statement on a copy: the folder is of one copy. */
function findRedaction({ statements }: ProvenStatements): Found | undefined {
  const found = statements.flatMap(({ index, name, statement }) =>
    statement.kind === "redaction" && statement.predicate.act === "copy" ? [{ index, name, redaction: statement.predicate }] : [],
  );
  return found.length === 1 ? found[0] : undefined;
}

function differences(said: RedactionPredicate, measured: MeasuredCopy): readonly string[] {
  const problems: string[] = [];
  const expect = (what: string, stated: string | number, is: string | number) => {
    if (stated !== is) problems.push(`the statement says ${what} ${stated}, the copy has ${is}`);
  };
  expect("root", said.root, measured.root);
  expect("fields:", said.fields, measured.fields);
  if (said.copy === null) return [...problems, "the statement names no copy"];
  expect("SHA-256", said.copy.sha256, measured.sha256);
  expect("bytes:", said.copy.bytes, measured.bytes);
  expect("shown fields:", said.copy.shown, measured.tally.shown);
  if (JSON.stringify(said.copy.withheld.map(countKey)) !== JSON.stringify(withheldCounts(measured.tally).map(countKey)))
    problems.push("the statement counts other reasons or owners than the copy has");
  return problems;
}

function countKey({
  reason,
  because,
  owner,
  fields,
}: ReturnType<typeof withheldCounts>[number]): readonly (string | number | null)[] {
  return [reason, because, owner, fields];
}

async function manifestProblems(
  folder: CopyFolder,
  paths: readonly string[],
  measured: MeasuredCopy,
  { sha256 }: CopyPorts,
): Promise<readonly string[]> {
  const listed = new Map<string, string>();
  for (const path of [COPY.manifest, COPY.tagManifest]) {
    const manifest = await readManifest(folder, path);
    if (!manifest.ok) return [manifest.fault];
    for (const [file, digest] of manifest.value) listed.set(file, digest);
  }
  const problems: string[] = [];
  for (const path of paths) {
    if (path === COPY.tagManifest) continue;
    const expected = listed.get(path);
    if (expected === undefined) problems.push(`${path} is in no manifest`);
    else if (expected !== (path === COPY.fields ? measured.sha256 : await digestOf(folder, path, sha256)))
      problems.push(`${path} is not what the manifest names`);
  }
  const present = new Set(paths);
  for (const path of listed.keys()) if (!present.has(path)) problems.push(`${path} is missing`);
  return problems.slice(0, PROBLEMS_MAX);
}

const PROBLEMS_MAX = 100;

async function digestOf(folder: CopyFolder, path: string, sha256: ProofPorts["sha256"]): Promise<string | undefined> {
  const bytes = await folder.read(path);
  return bytes === undefined ? undefined : toHex(sha256(bytes));
}

async function readManifest(folder: CopyFolder, path: string): Promise<Checked<Manifest, string>> {
  const bytes = await folder.read(path);
  const text = bytes === undefined ? undefined : textOf(bytes);
  if (text === undefined) return no(`${path} is missing or not text`);
  const manifest = parseManifest(text);
  return manifest.ok ? yes(manifest.value) : no(`${path} line ${manifest.fault.line}: expected ${manifest.fault.expected}`);
}

/**
 * Who signed by a person's or another party's key that they cut the original again. The keeper's own word is no review, nor is that of
 * who made the copy.
 */
function reviewersOf({ statements }: ProvenStatements, { name, redaction }: Found): readonly Reviewer[] {
  return statements.flatMap(({ index, statement, signers }) => {
    if (statement.kind !== "custody" || statement.predicate.event !== "redacted") return [];
    const { answers, commitment, exhibit, recordedAt } = statement.predicate;
    if (answers !== name || commitment !== redaction.commitment || exhibit !== redaction.exhibit) return [];
    return signers
      .filter(({ role, holder }) => role !== "statement" && holder.name !== redaction.by)
      .map(({ holder }) => ({ ...reviewer(holder), index, at: recordedAt }));
  });
}

function reviewer({
  name,
  function: work,
  party,
}: {
  readonly name: string;
  readonly function: string;
  readonly party: string | null;
}): Hand {
  return { name, function: work, party: party ?? "" };
}
