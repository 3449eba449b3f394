import { type Clock, Failure, isoTime, no, present, type Sha256, yes } from "../lib/index.ts";
import type { CaseId } from "../model/index.ts";
import { buildDossier, sealDossier } from "./build-dossier.ts";
import { type GatherPorts, gatherCase } from "./gather.ts";
import type { DossierFiles, PublishOptions, Released } from "./input.ts";
import type { LedgerView } from "./ledger-view.ts";

export type PublishPorts = GatherPorts & {
  readonly clock: Clock;
  /** Our checkpoint with the cosignatures that it has; as it is where nobody witnesses the ledger, or where this is left out. */
  readonly cosigned?: CosignCheckpoint;
};

/** Gives a checkpoint of ours with more signature lines, or as it is. `ask`: witnesses that have not cosigned it are asked now. */
export type CosignCheckpoint = (note: Uint8Array, ask: boolean) => Promise<Uint8Array>;

const AS_IT_IS: CosignCheckpoint = async (note) => note;

/** A finished dossier and the entry of its `published` statement. */
export type PublishedDossier = { readonly files: DossierFiles; readonly index: number };

/**
 * Gathers a case, builds its dossier, enters the `published` statement into the ledger and seals the dossier with it. A refusal comes
 * before anything is entered. The files are written by io/write-dossier.
 */
export async function publishCase(
  ledger: LedgerView,
  ports: PublishPorts,
  id: CaseId,
  options: PublishOptions,
): Promise<Released<PublishedDossier>> {
  const cosigned = ports.cosigned ?? AS_IT_IS;
  const gathered = await gatherCase(ledger, ports, id);
  const { checkpoint } = gathered;
  const publishedAt = isoTime(ports.clock());
  const witnessed = { ...checkpoint, note: await cosigned(checkpoint.note, false) };
  const draft = buildDossier({ ...gathered, checkpoint: witnessed, publishedAt, options }, ports.sha256);
  if (!draft.ok) return no(draft.fault);
  const [receipt] = await ledger.append([draft.value.statement]);
  const { index } = present(receipt, "one statement has one receipt");
  const seal = await sealAt(ledger, index, checkpoint.size);
  // Readers count the witnesses of this one, which covers the whole dossier.
  const sealed = { ...seal, checkpoint: await cosigned(seal.checkpoint, true) };
  return yes({ files: sealDossier(draft.value, sealed, ports.sha256 satisfies Sha256), index });
}

async function sealAt(ledger: LedgerView, index: number, oldSize: number): Promise<Parameters<typeof sealDossier>[1]> {
  const { size, checkpoint } = ledger;
  const entry = await ledger.entry(index);
  if (entry.erased) throw new Failure("LEDGER_DAMAGED", `could not read entry ${index}, which was just written`);
  const { salt, envelope } = entry;
  const published = { index, salt, envelope, proof: await ledger.inclusionProof(index, size) };
  return { published, checkpoint, oldSize, consistency: await ledger.consistencyProof(oldSize, size) };
}
