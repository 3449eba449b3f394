import { type Clock, Failure, isoTime, no, present, type Sha256, yes } from "../lib/index.ts";
import type { CaseId } from "../model/index.ts";
import { buildDossier, sealDossier } from "./build-dossier.ts";
import { type GatherPorts, gatherCase } from "./gather.ts";
import type { DossierFiles, PublishOptions, Released } from "./input.ts";
import type { LedgerView } from "./ledger-view.ts";

export type PublishPorts = GatherPorts & { readonly clock: Clock };

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
  const gathered = await gatherCase(ledger, ports, id);
  const publishedAt = isoTime(ports.clock());
  const draft = buildDossier({ ...gathered, publishedAt, options }, ports.sha256);
  if (!draft.ok) return no(draft.fault);
  const [receipt] = await ledger.append([draft.value.statement]);
  const { index } = present(receipt, "one statement has one receipt");
  const seal = await sealAt(ledger, index, gathered.checkpoint.size);
  return yes({ files: sealDossier(draft.value, seal, ports.sha256 satisfies Sha256), index });
}

async function sealAt(ledger: LedgerView, index: number, oldSize: number): Promise<Parameters<typeof sealDossier>[1]> {
  const { size, checkpoint } = ledger;
  const entry = await ledger.entry(index);
  if (entry.erased) throw new Failure("LEDGER_DAMAGED", `could not read entry ${index}, which was just written`);
  const { salt, envelope } = entry;
  const published = { index, salt, envelope, proof: await ledger.inclusionProof(index, size) };
  return { published, checkpoint, oldSize, consistency: await ledger.consistencyProof(oldSize, size) };
}
