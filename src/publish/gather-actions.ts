import { Failure, type Sha256 } from "../lib/index.ts";
import {
  type CaseId,
  type CitedRecord,
  citedPlaybooks,
  entryName,
  envelopeCommitment,
  type Indexed,
  type Statement,
  type StatementOf,
  type TimeSpan,
} from "../model/index.ts";
import type { LedgerView, ViewEntry } from "./ledger-view.ts";

type OpenEntry = Extract<ViewEntry, { readonly statement: unknown }>;

/** The bytes of a playbook's CACAO 2.0 document by their SHA-256; undefined when nobody has it any more. */
export type PlaybookBytes = (digest: string) => Promise<Uint8Array | undefined>;

type CaseExtent = {
  readonly id: CaseId;
  readonly opened: StatementOf<"case">;
  readonly cited: readonly CitedRecord[];
  readonly size: number;
};

/**
 * Every step of every action that belongs to a case, the approvals and playbooks that those name, and what is said of enforcement while it
 * went on (spec/action.md §Publication). Three passes, so that memory holds the case and not the ledger.
 */
export async function chooseActions(ledger: LedgerView, extent: CaseExtent, sha256: Sha256): Promise<readonly OpenEntry[]> {
  const cited = new Set<string>(extent.cited.map(({ name }) => name));
  const belongs = ({ predicate }: StatementOf<"action">) =>
    predicate.case === extent.id || predicate.evidence.some((name) => cited.has(name));
  const ids = new Set<string>();
  for await (const { statement } of openBelow(ledger, extent.size))
    if (statement.kind === "action" && belongs(statement)) ids.add(statement.predicate.action);
  if (ids.size === 0) return [];
  const steps: OpenEntry[] = [];
  for await (const entry of openBelow(ledger, extent.size))
    if (entry.statement.kind === "action" && ids.has(entry.statement.predicate.action)) steps.push(entry);
  return [...steps, ...(await chooseAround(ledger, extent, steps, sha256))];
}

async function chooseAround(
  ledger: LedgerView,
  extent: CaseExtent,
  steps: readonly OpenEntry[],
  sha256: Sha256,
): Promise<readonly OpenEntry[]> {
  const actions = actionsOf(steps);
  const approvals = new Set<string>(actions.flatMap(({ statement }) => statement.predicate.approvals));
  const playbooks = new Set(citedPlaybooks(actions.map(({ statement }) => statement)));
  const span = spanOf(extent.opened, actions);
  const chosen: OpenEntry[] = [];
  for await (const entry of openBelow(ledger, extent.size)) {
    const { statement, salt, envelope } = entry;
    const isWanted =
      (statement.kind === "playbook" && playbooks.has(statement.predicate.digest)) ||
      (statement.kind === "enforcement" && overlaps(statement, span)) ||
      (statement.kind === "approval" && approvals.has(entryName(envelopeCommitment(sha256, salt, envelope))));
    if (isWanted) chosen.push(entry);
  }
  return chosen;
}

/** The action statements among entries. */
export function actionsOf(
  entries: readonly { readonly index: number; readonly statement: Statement }[],
): readonly Indexed<StatementOf<"action">>[] {
  return entries.flatMap(({ index, statement }) => (statement.kind === "action" ? [{ index, statement }] : []));
}

function spanOf(opened: StatementOf<"case">, actions: readonly Indexed<StatementOf<"action">>[]): TimeSpan {
  const { from, to } = opened.predicate.span;
  const times = [from, to, ...actions.map(({ statement }) => statement.predicate.at)].map((time) => Date.parse(time));
  return {
    fromMs: times.reduce((least, time) => Math.min(least, time)),
    toMs: times.reduce((most, time) => Math.max(most, time)),
  };
}

function overlaps({ predicate }: StatementOf<"enforcement">, { fromMs, toMs }: TimeSpan): boolean {
  return Date.parse(predicate.from) <= toMs && Date.parse(predicate.to) >= fromMs;
}

async function* openBelow(ledger: LedgerView, size: number): AsyncGenerator<OpenEntry> {
  for await (const entry of ledger.entries(0)) {
    if (entry.index >= size) return;
    if (!entry.erased) yield entry;
  }
}

/** The playbooks' documents. Throws PLAYBOOK_INVALID for one that is named and gone. */
export async function gatherPlaybooks(
  playbookBytes: PlaybookBytes,
  entries: readonly OpenEntry[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const playbooks = new Map<string, Uint8Array>();
  for (const digest of citedPlaybooks(actionsOf(entries).map(({ statement }) => statement))) {
    const bytes = await playbookBytes(digest);
    if (bytes === undefined) throw new Failure("PLAYBOOK_INVALID", `could not find the playbook with SHA-256 ${digest}`);
    playbooks.set(digest, bytes);
  }
  return playbooks;
}
