import { type SignatureChecks, sha256 } from "../merkle/index.ts";
import { citedRecords, DOSSIER, type Manifest, type ResponseDocument } from "../model/index.ts";
import { type ProvenCase, provenCase } from "./case.ts";
import { checkDerivedFiles, checkLabels, citedRuleFiles, provenResponse } from "./contents.ts";
import { type DossierFault, Faults } from "./faults.ts";
import type { FileSource } from "./files.ts";
import { type Folder, readFolder } from "./folder.ts";
import { type Keeper, openCheckpoint, openKeeper, type SignedHead } from "./keeper.ts";
import { checkManifests, checkSealedDigests } from "./manifests.ts";
import { type ProvenRecords, provenRecords } from "./records.ts";
import { type ProvenSeal, provenSeal } from "./seal.ts";
import { type ProvenStatement, provenStatements } from "./statements.ts";

/** The keeper's ledger as far as the dossier proves it. */
export type ProvenLedger = {
  readonly checkpoint: SignedHead;
  readonly statements: readonly ProvenStatement[];
  readonly seal: ProvenSeal | undefined;
};

/** The case, the records and the rules that hold. */
export type ProvenContents = {
  readonly proven: ProvenCase;
  readonly records: ProvenRecords;
  readonly rules: ReadonlyMap<string, Uint8Array>;
  /** What was done, derived anew; undefined where no statement speaks of it. */
  readonly response: ResponseDocument | undefined;
};

/** What holds of a dossier, and every fault. A part is missing when something that it rests on does not hold. */
export type Examined = {
  readonly files: number;
  readonly keeper: Keeper | undefined;
  readonly ledger: ProvenLedger | undefined;
  readonly contents: ProvenContents | undefined;
  readonly bytesFaults: readonly DossierFault[];
  readonly chainFaults: readonly DossierFault[];
};

/** The checks of spec/dossier.md §Verification, 1 to 10, in their order. */
export async function examineDossier(files: FileSource, checks: SignatureChecks): Promise<Examined> {
  const [bytes, chain] = [new Faults(), new Faults()];
  const folder = await readFolder(files, bytes); // names and sizes are within limits
  const listed = checkManifests(folder, sha256, bytes); // every byte is accounted for
  const keeper = await openKeeper(folder, checks, chain); // entry 0 says which keys are whose
  const ledger = keeper && (await provenLedger(folder, keeper, checks, { bytes, chain })); // signed, in one tree, sealed by a later one
  checkSealedDigests(ledger?.seal?.sealed, listed, bytes); // the signed word on every tag file
  const contents = ledger && provenContents(folder, ledger.statements, listed.digests, chain); // findings lead to records and rules
  if (keeper && ledger?.seal && contents) checkLabels(folder, { ...contents, keeper, published: ledger.seal.published }, bytes);
  return { files: folder.size, keeper, ledger, contents, bytesFaults: bytes.all, chainFaults: chain.all };
}

async function provenLedger(
  folder: Folder,
  keeper: Keeper,
  checks: SignatureChecks,
  { bytes, chain }: { readonly bytes: Faults; readonly chain: Faults },
): Promise<ProvenLedger | undefined> {
  const note = folder.get(DOSSIER.checkpoint);
  if (note === undefined) return undefined; // its absence is noted already
  const opened = await openCheckpoint(note, keeper, checks);
  if (!opened.ok) {
    chain.add("bad-checkpoint", DOSSIER.checkpoint, opened.fault);
    return undefined;
  }
  const checkpoint = opened.value;
  const statements = await provenStatements(folder, { keeper, checkpoint, checks, sha256, faults: chain });
  const seal = await provenSeal(folder, { keeper, payload: checkpoint, checks, sha256, faults: bytes });
  return { checkpoint, statements, seal };
}

function provenContents(
  folder: Folder,
  statements: readonly ProvenStatement[],
  digests: Manifest,
  faults: Faults,
): ProvenContents | undefined {
  const proven = provenCase(statements, faults); // the case is made of these statements and no other
  if (proven === undefined) return undefined;
  const cited = citedRecords([...proven.detections.values()].map(({ statement }) => statement));
  const records = provenRecords(folder, { cited, segments: proven.segments, erasures: proven.erasures, sha256, faults });
  const rules = citedRuleFiles(folder, digests, proven, faults);
  checkDerivedFiles(folder, proven, records, faults);
  return { proven, records, rules, response: provenResponse(folder, proven, records, faults) };
}
