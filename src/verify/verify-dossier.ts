import { isoTime } from "../lib/index.ts";
import type { SignatureChecks, TrustPolicy } from "../merkle/index.ts";
import { unreliableEntries } from "../model/index.ts";
import { type Examined, examineDossier } from "./examine.ts";
import type { FileSource } from "./files.ts";
import { findingsNotRun, type Replay, rerunFindings } from "./replay.ts";
import {
  CAVEAT,
  type ChainSection,
  type DossierReport,
  type FindingsSection,
  type ResponseSection,
  type SealingSection,
  type SignerSection,
  type WitnessSection,
} from "./report.ts";
import { actionFaults } from "./response.ts";
import { countWitnesses, judgeSigner } from "./signer.ts";

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
  const examined = await examineDossier(files, checks);
  return {
    dossier: { ...caseLabels(examined), ...sealLabels(examined) },
    bytes: { status: isSealIntact(examined) ? "intact" : "broken", files: examined.files, faults: examined.bytesFaults },
    chain: chainSection(examined),
    sealing: sealingSection(examined),
    signer: examined.keeper === undefined ? NOBODY : judgeSigner(examined.keeper, options.trust, examined.ledger?.checkpoint),
    witnesses: await witnessSection(examined, checks, options.trust),
    findings: await findingsSection(examined, options.replay),
    response: responseSection(examined),
    caveat: CAVEAT,
  };
}

const NOBODY: SignerSection = {
  status: "refused",
  party: null,
  key: null,
  detail: "entry 0 does not hold, so nobody is known to have signed",
};

function isSealIntact({ ledger, bytesFaults }: Examined): boolean {
  return ledger?.seal !== undefined && bytesFaults.length === 0;
}

function isWhole(examined: Examined): boolean {
  return isSealIntact(examined) && examined.chainFaults.length === 0;
}

function caseLabels({ contents, keeper }: Examined): Pick<DossierReport["dossier"], "case" | "title" | "exercise"> {
  const predicate = contents?.proven.opened.statement.predicate;
  return {
    case: predicate?.case ?? null,
    title: predicate?.title ?? null,
    exercise: keeper?.party.predicate.exercise ?? false,
  };
}

function sealLabels({ ledger }: Examined): Omit<DossierReport["dossier"], "case" | "title" | "exercise"> {
  const published = ledger?.seal?.published;
  return {
    ledger: ledger?.checkpoint.head.origin ?? null,
    ledgerSize: ledger === undefined ? null : Number(ledger.checkpoint.head.size),
    audience: published?.audience ?? null,
    tlp: published?.tlp ?? null,
    publishedAt: published?.publishedAt ?? null,
  };
}

function unreliableOf({ keeper, ledger }: Examined): ChainSection["notReliedOn"] {
  return keeper === undefined || ledger === undefined ? [] : unreliableEntries(ledger.statements, keeper.keyring);
}

function chainSection(examined: Examined): ChainSection {
  const { ledger, contents, chainFaults } = examined;
  const lines = contents?.records.lines ?? [];
  const withheld = lines.filter((line) => "withheld" in line).length;
  const erased = lines.filter((line) => "erased" in line).length;
  return {
    status: contents !== undefined && chainFaults.length === 0 ? "holds" : "broken",
    statements: ledger?.statements.length ?? 0,
    findings: contents?.proven.detections.size ?? 0,
    records: { shown: contents?.records.shown.size ?? 0, withheld, erased },
    rules: contents?.rules.size ?? 0,
    notReliedOn: unreliableOf(examined),
    faults: chainFaults,
  };
}

function sealingSection(examined: Examined): SealingSection {
  const { ledger, contents } = examined;
  if (ledger === undefined || contents === undefined || !isWhole(examined)) {
    return { status: "not shown", noLaterThan: null, event: null, afterEventMs: null, recordsSealed: null };
  }
  const { timeMs } = ledger.checkpoint;
  const event = contents.proven.opened.statement.predicate.span;
  const times = [...contents.proven.segments.values()].map(({ predicate }) => predicate.sealedAt).sort();
  const [first, last] = [times[0], times.at(-1)];
  return {
    status: "sealed",
    noLaterThan: isoTime(timeMs),
    event: { from: event.from, to: event.to },
    afterEventMs: timeMs - Date.parse(event.to),
    recordsSealed: first === undefined || last === undefined ? null : { from: first, to: last },
  };
}

async function witnessSection(
  { keeper, ledger }: Examined,
  checks: SignatureChecks,
  trust: TrustPolicy | undefined,
): Promise<WitnessSection> {
  if (keeper !== undefined && ledger?.seal !== undefined) return countWitnesses(ledger.seal.checkpoint, keeper, trust, checks);
  const asked = trust !== undefined && trust.quorum.kind !== "none";
  return { names: [], earliestMs: null, quorum: asked ? "not met" : "not asked", unknownLines: 0, fault: null };
}

async function findingsSection(examined: Examined, replay: Replay | undefined): Promise<FindingsSection> {
  const { contents } = examined;
  if (replay === undefined || contents === undefined || !isWhole(examined)) {
    return findingsNotRun(contents?.proven.detections.size ?? 0, replay !== undefined);
  }
  return rerunFindings(replay, contents.proven, contents.records, contents.rules);
}

function responseSection(examined: Examined): ResponseSection {
  const { contents } = examined;
  if (contents === undefined || !isWhole(examined)) return { status: "not shown", told: null, faults: [] };
  const { response: told = null, proven, records } = contents;
  const faults = actionFaults(proven, records);
  const status = told === null ? "nothing stated" : faults.length === 0 ? "as stated" : "differs";
  return { status, told, faults };
}
