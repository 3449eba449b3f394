import { sha256 } from "../../ledger/io/index.ts";
import { Failure, isoTime, present, toHex, utf8 } from "../../lib/index.ts";
import { type ExhibitId, type RedactionPredicate, redactionSubjects } from "../../model/index.ts";
import {
  type Cut,
  cutName,
  type ExhibitChain,
  eraseSalts,
  type FieldRun,
  type FieldTree,
  findFields,
} from "../../vault/index.ts";
import { requireApprovals } from "../keys/approvals.ts";
import type { ApprovalPolicy } from "../keys/approvals-deeds.ts";
import { hostClock } from "../pipeline.ts";
import type { CustodyDesk } from "./custody.ts";
import { openTree, vaultFiles } from "./redact.ts";
import type { RedactionRules } from "./redact-rules.ts";

/** Which fields are to be erased, on whose authority and on what ground. */
export type FieldErasure = {
  readonly cut: Cut;
  readonly rules: RedactionRules;
  readonly authority: string;
  readonly basis: string;
  readonly by: string;
};

export type ErasedFields = { readonly index: number; readonly fields: number; readonly outOfReach: readonly string[] };

/**
 * Deletes the salts of fields: what copies withhold of them can never be tested again, and every proof still holds. The statement is
 * durable before a salt goes; a crash between the two is finished when the cut is next opened. Throws CUSTODY_REFUSED under a hold,
 * APPROVAL_MISSING when policy asks for more persons; the deed to approve names the exhibit and the fields (spec/redaction.md §Erasure).
 */
export async function eraseFields(
  desk: CustodyDesk,
  chain: ExhibitChain,
  erasure: FieldErasure,
  policy: ApprovalPolicy,
): Promise<ErasedFields> {
  if (chain.holds.length > 0) throw new Failure("CUSTODY_REFUSED", `the exhibit is kept by ${chain.holds.join(", ")}`);
  const open = await openTree(desk, chain, erasure.cut);
  const runs = await findFields(open.tree, open.read, (field) => erasure.rules.decide(field) !== undefined);
  const deed = { kind: "erase", what: erasureText(chain, open.tree, runs) } as const;
  await requireApprovals(desk.node.ledger, deed, policy, { nowMs: hostClock(), after: chain.index });
  const outOfReach = beyondReach(desk, chain);
  const { tree, commitment, first } = open;
  const { authority, basis, by, rules } = erasure;
  const predicate: RedactionPredicate = {
    act: "erase",
    exhibit: chain.exhibit.exhibit,
    commitment,
    cut: tree.cut,
    root: tree.root,
    fields: tree.fields,
    first,
    copy: null,
    erased: { fields: runs, authority, basis, outOfReach },
    by,
    at: isoTime(hostClock()),
    rule: rules.rule,
  };
  const statement = { kind: "redaction" as const, subject: redactionSubjects(predicate), predicate };
  const receipt = present((await desk.node.ledger.append([statement]))[0], "one statement has one receipt");
  await eraseSalts(open.store, tree, runs);
  return { index: receipt.index, fields: runs.reduce((sum, { count }) => sum + count, 0), outOfReach };
}

const RUNS_UNITS_MAX = 1000;

/** The exhibit and the fields in one line, counted from 0; by the SHA-256 of their list where that is too long to read. */
function erasureText({ exhibit }: ExhibitChain, { cut, root }: FieldTree, runs: readonly FieldRun[]): string {
  const list = runs.map(({ from, count }) => (count === 1 ? `${from}` : `${from}-${from + count - 1}`)).join(", ");
  const fields = runs.reduce((sum, { count }) => sum + count, 0);
  const which = list.length <= RUNS_UNITS_MAX ? list : `those of the list with SHA-256 ${toHex(sha256(utf8(list)))}`;
  return `${exhibit.exhibit} ${fields} fields of ${cutName(cut)}, root ${root}: ${which}`;
}

const COPIES_MAX = 50;

/** What still tells the value after its salt is gone: said, because an erasure that hides this would be a lie. */
function beyondReach({ entries }: CustodyDesk, { exhibit, index }: ExhibitChain): readonly string[] {
  const copies = entries.flatMap((entry) => {
    const { said } = entry;
    if (said.kind === "redaction")
      return said.predicate.exhibit === exhibit.exhibit && said.predicate.act === "copy"
        ? [`the copy of entry ${entry.index}, where it shows the field`]
        : [];
    const gave = said.kind === "custody" && ["granted", "disclosed", "copied"].includes(said.predicate.event);
    return gave && said.predicate.exhibit === exhibit.exhibit ? [`what was ${said.predicate.event} in entry ${entry.index}`] : [];
  });
  return [
    `the exhibit's bytes in the vault of this node, until \`meridian exhibit destroy ${exhibit.number}\``,
    `the exhibit's statement, entry ${index}: its digest of the whole lets who has all other bytes test guesses`,
    ...copies.slice(0, COPIES_MAX),
    ...(copies.length > COPIES_MAX ? [`${copies.length - COPIES_MAX} more copies and grants in this ledger`] : []),
    "backups of this node",
  ];
}

/** Deletes every salt of an exhibit and the opening of its commitment, for its destruction; the leaves stay, so proofs hold. Durable. */
export async function forgetSalts(dataDirectory: string, folder: ExhibitId): Promise<void> {
  const files = vaultFiles(dataDirectory);
  for (const name of await files.list(folder)) {
    if (name === "opening") await files.remove(`${folder}/${name}`);
    if (!name.startsWith("fields-")) continue;
    for (const file of await files.list(`${folder}/${name}`))
      if (file.startsWith("salts-")) await files.remove(`${folder}/${name}/${file}`);
    await files.syncDirectory(`${folder}/${name}`);
  }
  if ((await files.list(folder)).length > 0) await files.syncDirectory(folder);
}
