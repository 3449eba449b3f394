import { stat } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../ledger/io/index.ts";
import { Failure } from "../lib/index.ts";
import type { CaseId, DetectionPredicate, DossierEntities, Entity, EvidenceRecord, RecordName } from "../model/index.ts";
import { explainRefusal, type PublishOptions, publishCase } from "../publish/index.ts";
import { readVerifier, writeDossier } from "../publish/io/index.ts";
import { entitiesOf } from "../telemetry/index.ts";
import { VERIFIER, VERSION } from "./installation.ts";
import { makeParentOf } from "./make-folder.ts";
import { dossiersDirectory, type Node } from "./node.ts";
import { cosignedCheckpoint } from "./parties/witnessing-publish.ts";
import { hostClock } from "./pipeline.ts";
import { readPlaybookDocument } from "./playbook-documents.ts";
import { readRuleDocument } from "./rule-set.ts";
import { rereadDetection } from "./sealed-records.ts";

/** What a person decides about a dossier. */
export type PublishChoices = Omit<PublishOptions, "software" | "page">;

/**
 * Publishes a case and gives the dossier's folder. Throws PUBLISH_REFUSED, with what must be redacted or accepted, CASE_UNKNOWN
 * and PUBLISH_TARGET.
 */
export async function publishToFolder(node: Node, id: CaseId, choices: PublishChoices, folder: string | null): Promise<string> {
  const ports = {
    sha256,
    clock: hostClock,
    ruleBytes: (digest: string) => readRuleDocument(node.files, digest),
    playbookBytes: (digest: string) => readPlaybookDocument(node.files, digest),
    nameEntities,
    cosigned: (note: Uint8Array, ask: boolean) => cosignedCheckpoint(node, note, ask),
  };
  const options: PublishOptions = { ...choices, software: `Meridian ${VERSION}`, page: await readVerifier(VERIFIER) };
  if (folder !== null) await makeParentOf(folder); // before the ledger says that it was published
  const published = await publishCase(node.ledger, ports, id, options);
  if (!published.ok) throw new Failure("PUBLISH_REFUSED", explainRefusal(published.fault));
  const target = folder ?? dossierFolder(node, id, published.value.index);
  await writeDossier(target, published.value.files);
  return target;
}

function dossierFolder({ dataDirectory }: Node, id: CaseId, index: number): string {
  return join(dossiersDirectory(dataDirectory), `${id}-${index}`);
}

/** For each case its newest internal dossier's folder, if that is there and the case has not changed since. */
export async function findDossiers(node: Node): Promise<ReadonlyMap<CaseId, string>> {
  const publishedAt = new Map<CaseId, number>();
  for await (const entry of node.ledger.entries()) {
    if (entry.erased) continue;
    const { statement, index } = entry;
    if (statement.kind === "case") publishedAt.delete(statement.predicate.case);
    if (statement.kind === "published" && statement.predicate.audience === "internal")
      publishedAt.set(statement.predicate.case, index);
  }
  const folders = new Map<CaseId, string>();
  for (const [id, index] of publishedAt) {
    const folder = dossierFolder(node, id, index);
    if (await isDirectory(folder)) folders.set(id, folder);
  }
  return folders;
}

async function isDirectory(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return found?.isDirectory() ?? false;
}

/** Who and what the records name, with the timeline entries that name them, counted from 0. */
function nameEntities(
  detections: readonly DetectionPredicate[],
  records: ReadonlyMap<RecordName, EvidenceRecord>,
): DossierEntities["entities"] {
  const entries = new Map<Entity, Set<number>>();
  for (const [at, predicate] of detections.entries()) {
    for (const entity of rereadDetection(predicate, records).flatMap(entitiesOf))
      entries.set(entity, (entries.get(entity) ?? new Set()).add(at));
  }
  return [...entries].map(([entity, at]) => ({ entity, entries: [...at] }));
}

/** The choices of an internal dossier that nobody has been asked to reply to. */
export const INTERNAL: PublishChoices = {
  audience: "internal",
  redact: false,
  accept: [],
  by: null,
  reply: { requested: [], received: [] },
};
