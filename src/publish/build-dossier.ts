import { type Json, present, type Sha256, toBase64, toHex, utf8, yes } from "../lib/index.ts";
import { formatTlogProof } from "../merkle/index.ts";
import {
  ACTIONS_FILE,
  BAGIT_TXT,
  DOSSIER,
  type DossierEntities,
  denominatorsOf,
  formatBagInfo,
  formatDocument,
  formatManifest,
  type Indexed,
  keysTextOf,
  type PublishedPredicate,
  playbookPath,
  type RecordLine,
  type Reply,
  replyState,
  responseOf,
  rulePath,
  SEALED_TAG_FILES,
  type StatementKind,
  type StatementOf,
  statementPath,
  statementProofPath,
  timelineOf,
} from "../model/index.ts";
import { AUDIENCES } from "./audience.ts";
import type { DossierFiles, DossierInput, Released, SealedStatement } from "./input.ts";
import { type Kept, leaveOutActions } from "./leave-out.ts";
import { renderPage } from "./page/page.ts";
import { formatRecordLines, recordLines } from "./record-lines.ts";
import { decideRelease, type Release } from "./scan/release.ts";
import { findSensitive, recordPlace } from "./sensitive.ts";
import { renderSummary } from "./summary.ts";
import type { DossierView } from "./view.ts";

/** A dossier without its seal: the files, and the statement that must be in the ledger before sealDossier can finish it. */
export type DossierDraft = { readonly files: DossierFiles; readonly statement: StatementOf<"published"> };

/**
 * Builds all files of a dossier but the seal and the tag manifest (spec/dossier.md). Same input, same bytes. The refusal says what is
 * secret or personal, where, and never what it says.
 */
export function buildDossier(whole: DossierInput, sha256: Sha256): Released<DossierDraft> {
  const release = decideRelease(findSensitive(whole), whole.options);
  if (!release.ok) return release;
  const kept = leaveOutActions(whole, release.value, sha256);
  const { input } = kept;
  const view = viewOf(kept, release.value);
  const payload = payloadFiles(input, view);
  const files = new Map(payload);
  files.set(DOSSIER.bagit, utf8(BAGIT_TXT));
  files.set(DOSSIER.bagInfo, utf8(bagInfo(input, view, payload)));
  files.set(DOSSIER.manifest, utf8(manifestOf(payload, sha256)));
  files.set(DOSSIER.page, utf8(renderPage(view, input.options.page, sha256)));
  files.set(DOSSIER.summary, utf8(renderSummary(view)));
  const subject = SEALED_TAG_FILES.map((name) => ({
    name,
    digest: { sha256: toHex(sha256(present(files.get(name), `${name} was just made`))) },
  }));
  return yes({ files, statement: { kind: "published", subject, predicate: view.published } });
}

/** Adds the seal and the tag manifest to a draft whose statement stands in the ledger. */
export function sealDossier(draft: DossierDraft, seal: Seal, sha256: Sha256): DossierFiles {
  const files = new Map(draft.files);
  files.set(DOSSIER.seal, statementFile(seal.published));
  files.set(DOSSIER.sealProof, proofFile(seal.published, seal.checkpoint));
  const hashes = seal.consistency.map((hash) => `${toBase64(hash)}\n`).join("");
  files.set(DOSSIER.sealConsistency, utf8(`old ${seal.oldSize}\n${hashes}`));
  const tags = new Map([...files].filter(([path]) => !path.startsWith("data/")));
  files.set(DOSSIER.tagManifest, utf8(manifestOf(tags, sha256)));
  return files;
}

/** The `published` statement in the ledger, with its proof to a checkpoint that has grown from the payload's. */
export type Seal = {
  readonly published: Omit<SealedStatement, "statement">;
  readonly checkpoint: Uint8Array;
  readonly oldSize: number;
  readonly consistency: readonly Uint8Array[];
};

function viewOf({ input, leftOut }: Kept, release: Release): DossierView {
  const withhold = new Map(
    input.evidence.flatMap(({ cited }) => {
      const reason = release.withhold.get(recordPlace(cited.name));
      return reason === undefined ? [] : [[cited.name, reason] as const];
    }),
  );
  const records = recordLines(input.evidence, withhold);
  const party = present(ofKind(input, "party")[0], "a dossier has entry 0").statement;
  const opened = present(ofKind(input, "case")[0], "a dossier has a case statement").statement;
  const detections = new Map(ofKind(input, "detection").map(({ index, statement }) => [index, statement]));
  const segments = ofKind(input, "segment").map(({ statement }) => statement);
  return {
    party,
    opened,
    detections,
    segments,
    records,
    rules: input.rules,
    timeline: present(timelineOf(opened, detections), "every detection of the case was gathered"),
    response: responseOf({
      timeline: opened.predicate.timeline,
      actions: ofKind(input, "action"),
      enforcement: ofKind(input, "enforcement"),
      records,
      leftOut,
    }),
    denominators: denominatorsOf(ofKind(input, "coverage"), segments, records),
    reply: replyDocument(input.options.reply),
    entities: entitiesDocument(input, release),
    published: publishedPredicate(input, opened, records, release),
    origin: input.checkpoint.origin,
  };
}

function ofKind<Kind extends StatementKind>(input: DossierInput, kind: Kind): readonly Indexed<StatementOf<Kind>>[] {
  return input.statements.flatMap(({ index, statement }) =>
    statement.kind === kind ? [{ index, statement: statement as unknown as StatementOf<Kind> }] : [],
  );
}

function replyDocument({ requested, received }: Pick<Reply, "requested" | "received">): Reply {
  return { state: replyState(requested, received), requested, received };
}

function entitiesDocument(input: DossierInput, release: Release): DossierEntities {
  const reason = release.withhold.get(DOSSIER.entities);
  if (reason !== undefined) return { withheld: reason, entities: [] };
  return { withheld: null, entities: input.entities.toSorted((left, right) => (left.entity < right.entity ? -1 : 1)) };
}

function publishedPredicate(
  input: DossierInput,
  opened: StatementOf<"case">,
  records: readonly RecordLine[],
  release: Release,
): PublishedPredicate {
  const { audience } = input.options;
  return {
    case: opened.predicate.case,
    ledgerSize: input.checkpoint.size,
    audience,
    tlp: AUDIENCES[audience].tlp,
    publishedAt: input.publishedAt,
    accepted: release.accepted,
    withheldRecords: records.filter((line) => "withheld" in line).length,
  };
}

function payloadFiles(input: DossierInput, view: DossierView): DossierFiles {
  const files = new Map<string, Uint8Array>();
  files.set(DOSSIER.checkpoint, input.checkpoint.note);
  files.set(DOSSIER.keys, utf8(keysTextOf(view.party)));
  for (const sealed of input.statements) {
    files.set(statementPath(sealed.index), statementFile(sealed));
    files.set(statementProofPath(sealed.index), proofFile(sealed, input.checkpoint.note));
  }
  files.set(DOSSIER.records, formatRecordLines(view.records));
  for (const [digest, bytes] of input.rules) files.set(rulePath(digest), bytes);
  for (const [digest, bytes] of input.playbooks) files.set(playbookPath(digest), bytes);
  if (view.response !== undefined) files.set(ACTIONS_FILE, formatDocument(view.response));
  files.set(DOSSIER.timeline, formatDocument(view.timeline));
  files.set(DOSSIER.denominators, formatDocument(view.denominators));
  files.set(DOSSIER.reply, formatDocument(view.reply));
  files.set(DOSSIER.entities, formatDocument(view.entities));
  return files;
}

function statementFile({ envelope, index, salt }: Omit<SealedStatement, "statement">): Uint8Array {
  return formatDocument({ envelope: toBase64(envelope), index, salt: toBase64(salt) } satisfies Json);
}

function proofFile({ index, proof }: Omit<SealedStatement, "statement">, checkpoint: Uint8Array): Uint8Array {
  return formatTlogProof({ extra: undefined, index: BigInt(index), proof, checkpoint });
}

function bagInfo(input: DossierInput, view: DossierView, payload: DossierFiles): string {
  const bytes = [...payload.values()].reduce((sum, file) => sum + file.length, 0);
  const { party, opened, published } = view;
  const { software } = input.options;
  return formatBagInfo({ party, opened, published, ledger: view.origin, payload: { bytes, files: payload.size }, software });
}

function manifestOf(files: DossierFiles, sha256: Sha256): string {
  return formatManifest(new Map([...files].map(([path, bytes]) => [path, toHex(sha256(bytes))])));
}
