import { isoTime } from "../lib/index.ts";
import { type SignatureChecks, sha256, type TrustPolicy } from "../merkle/index.ts";
import { citedRecords, DOSSIER } from "../model/index.ts";
import { type ProvenCase, provenCase } from "./case.ts";
import { checkDerivedFiles, checkLabels, citedRuleFiles } from "./contents.ts";
import { Faults } from "./faults.ts";
import type { FileSource } from "./files.ts";
import { type Folder, readFolder } from "./folder.ts";
import { type Keeper, openCheckpoint, openKeeper, type SignedHead } from "./keeper.ts";
import { checkManifests, checkSealedDigests } from "./manifests.ts";
import { type ProvenRecords, provenRecords } from "./records.ts";
import { findingsNotRun, type Replay, rerunFindings } from "./replay.ts";
import {
  CAVEAT,
  type ChainSection,
  type DossierReport,
  type SealingSection,
  type SignerSection,
  type WitnessSection,
} from "./report.ts";
import { type ProvenSeal, provenSeal } from "./seal.ts";
import { countWitnesses, judgeSigner } from "./signer.ts";
import { type ProvenStatement, provenStatements } from "./statements.ts";

export type VerifyOptions = {
  /** The reader's own trust file. Without it the signer is unknown. */
  readonly trust?: TrustPolicy;
  /** Runs the findings again. Without it they are not re-run. */
  readonly replay?: Replay;
};

/**
 * Verifies a dossier offline (spec/dossier.md §Verification). Input is hostile: whatever the files hold, a report comes back with every
 * fault and its file. Only what `replay` throws is thrown.
 */
export async function verifyDossier(
  files: FileSource,
  checks: SignatureChecks,
  options: VerifyOptions = {},
): Promise<DossierReport> {
  const [bytes, chain] = [new Faults(), new Faults()];
  const folder = await readFolder(files, bytes); // names and sizes are within limits
  const listed = checkManifests(folder, sha256, bytes); // every byte is accounted for
  const keeper = await openKeeper(folder, checks, chain); // entry 0 says which keys are whose
  const checkpoint = keeper && (await payloadCheckpoint(folder, keeper, checks, chain)); // the tree that all proofs lead to
  const statements = checkpoint
    ? await provenStatements(folder, { ...{ keeper, checkpoint, checks, sha256 }, faults: chain })
    : [];
  const seal = checkpoint && (await provenSeal(folder, { keeper, payload: checkpoint, checks, sha256, faults: bytes }));
  checkSealedDigests(seal?.sealed, listed, bytes); // the signed word on every tag file
  const proven = checkpoint && provenCase(statements, chain); // the case is made of these statements and no other
  const records = proven ? recordsOf(folder, proven, chain) : NO_RECORDS; // each cited record is here, withheld or erased
  const rules = proven ? citedRuleFiles(folder, listed.digests, proven, chain) : new Map<string, Uint8Array>();
  if (proven) checkDerivedFiles(folder, proven, records, chain);
  if (keeper && proven && seal) checkLabels(folder, { keeper, proven, published: seal.published, records }, bytes);
  const isBroken = seal === undefined || bytes.all.length > 0 || chain.all.length > 0;
  const total = proven?.detections.size ?? 0;
  const rerun = options.replay !== undefined && proven !== undefined && !isBroken;
  return {
    dossier: labelsOf(keeper, checkpoint, proven, seal),
    bytes: { status: seal === undefined || bytes.all.length > 0 ? "broken" : "intact", files: folder.size, faults: bytes.all },
    chain: chainSection({ statements, proven, records, rules, chain }),
    sealing: sealingSection(checkpoint, proven, isBroken),
    signer: keeper === undefined ? NOBODY : judgeSigner(keeper, options.trust),
    witnesses: keeper && seal ? await countWitnesses(seal.checkpoint, keeper, options.trust, checks) : noWitness(options.trust),
    findings: rerun
      ? await rerunFindings(options.replay, proven, records, rules)
      : findingsNotRun(total, options.replay !== undefined),
    caveat: CAVEAT,
  };
}

const NO_RECORDS: ProvenRecords = { lines: [], shown: new Map() };
const NOBODY: SignerSection = {
  status: "refused",
  party: null,
  key: null,
  detail: "entry 0 does not hold, so nobody is known to have signed",
};

function noWitness(trust: TrustPolicy | undefined): WitnessSection {
  const asked = trust !== undefined && trust.quorum.kind !== "none";
  return { names: [], earliestMs: null, quorum: asked ? "not met" : "not asked", unknownLines: 0, fault: null };
}

async function payloadCheckpoint(
  folder: Folder,
  keeper: Keeper,
  checks: SignatureChecks,
  faults: Faults,
): Promise<SignedHead | undefined> {
  const bytes = folder.get(DOSSIER.checkpoint);
  if (bytes === undefined) return undefined; // its absence is noted already
  const opened = await openCheckpoint(bytes, keeper, checks);
  if (opened.ok) return opened.value;
  faults.add("bad-checkpoint", DOSSIER.checkpoint, opened.fault);
  return undefined;
}

function recordsOf(folder: Folder, proven: ProvenCase, faults: Faults): ProvenRecords {
  const cited = citedRecords([...proven.detections.values()].map(({ statement }) => statement));
  return provenRecords(folder, { cited, segments: proven.segments, erasures: proven.erasures, sha256, faults });
}

function labelsOf(
  keeper: Keeper | undefined,
  checkpoint: SignedHead | undefined,
  proven: ProvenCase | undefined,
  seal: ProvenSeal | undefined,
): DossierReport["dossier"] {
  return {
    case: proven?.opened.statement.predicate.case ?? null,
    title: proven?.opened.statement.predicate.title ?? null,
    ledger: checkpoint?.head.origin ?? null,
    ledgerSize: checkpoint === undefined ? null : Number(checkpoint.head.size),
    audience: seal?.published.audience ?? null,
    tlp: seal?.published.tlp ?? null,
    publishedAt: seal?.published.publishedAt ?? null,
    exercise: keeper?.party.predicate.exercise ?? false,
  };
}

type Chain = {
  readonly statements: readonly ProvenStatement[];
  readonly proven: ProvenCase | undefined;
  readonly records: ProvenRecords;
  readonly rules: ReadonlyMap<string, Uint8Array>;
  readonly chain: Faults;
};

function chainSection({ statements, proven, records, rules, chain }: Chain): ChainSection {
  const withheld = records.lines.filter((line) => "withheld" in line).length;
  const erased = records.lines.filter((line) => "erased" in line).length;
  return {
    status: proven !== undefined && chain.all.length === 0 ? "holds" : "broken",
    statements: statements.length,
    findings: proven?.detections.size ?? 0,
    records: { shown: records.shown.size, withheld, erased },
    rules: rules.size,
    faults: chain.all,
  };
}

function sealingSection(checkpoint: SignedHead | undefined, proven: ProvenCase | undefined, isBroken: boolean): SealingSection {
  if (checkpoint === undefined || proven === undefined || isBroken) {
    return { status: "not shown", noLaterThan: null, event: null, afterEventMs: null, recordsSealed: null };
  }
  const event = proven.opened.statement.predicate.span;
  const times = [...proven.segments.values()].map(({ predicate }) => predicate.sealedAt).sort();
  const [first, last] = [times[0], times.at(-1)];
  return {
    status: "sealed",
    noLaterThan: isoTime(checkpoint.timeMs),
    event: { from: event.from, to: event.to },
    afterEventMs: checkpoint.timeMs - Date.parse(event.to),
    recordsSealed: first === undefined || last === undefined ? null : { from: first, to: last },
  };
}
