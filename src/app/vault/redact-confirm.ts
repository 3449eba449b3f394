import type { SigningKey } from "../../ledger/index.ts";
import { sha256 } from "../../ledger/io/index.ts";
import { type Checked, no, yes } from "../../lib/index.ts";
import { COPY, compareWithExhibit, type Faithful, parseCut } from "../../vault/index.ts";
import { openCopyFolder } from "../../vault/io/index.ts";
import { type CustodyDesk, findExhibit } from "./custody.ts";
import { handOfKey, type Words } from "./custody-record.ts";
import { openTree } from "./redact.ts";
import { verifyCopyFolder, writeCopyStatements } from "./redact-copy.ts";
import { recordBound } from "./seal-record.ts";

/** Who confirms, and with which key: their own, which the ledger knows as a person's or another party's. */
export type Confirmation = { readonly key: SigningKey; readonly words: Omit<Words, "actor"> };

export type Confirmed = Faithful & { readonly index: number };

/**
 * Cuts the exhibit again and compares it with a copy, then states, by the person's own key, that the copy is faithful, and puts the
 * statement into the copy's folder. A copy that does not verify, or is not faithful, is a no: nothing is stated. Throws KEY_REFUSED.
 */
export async function confirmRedaction(
  desk: CustodyDesk,
  folder: string,
  { key, words }: Confirmation,
): Promise<Checked<Confirmed, readonly string[]>> {
  const actor = handOfKey(desk, key);
  const report = await verifyCopyFolder(folder);
  if (report.redaction === undefined || report.problems.length > 0) return no(report.problems);
  const { redaction } = report;
  if (redaction.by === actor.name) return no([`${actor.name} made the copy: somebody else has to confirm it`]);
  const stated = desk.entries.find(
    ({ index, said }) => index === report.entry && said.kind === "redaction" && said.predicate.root === redaction.root,
  );
  const cut = parseCut(redaction.cut);
  if (stated === undefined || !cut.ok) return no(["the copy's statement is not in this ledger"]);
  const chain = findExhibit(desk, redaction.exhibit);
  const open = await openTree(desk, chain, cut.value);
  if (open.commitment !== redaction.commitment) return no(["the statement commits to other content than the exhibit's"]);
  const faithful = await compareWithExhibit({ ...open, copy: openCopyFolder(folder).stream(COPY.fields), sha256 });
  if (!faithful.ok) return no([faithful.fault]);
  const bound = { commitment: open.commitment, recipient: null, outputs: [], answers: stated.name };
  const receipt = await recordBound(desk, chain, { ...words, ...bound, actor, event: "redacted" }, key);
  const events = desk.entries.flatMap(({ index, said }) =>
    said.kind === "custody" && said.predicate.event === "redacted" && said.predicate.answers === stated.name ? [index] : [],
  );
  await writeCopyStatements(desk.node, folder, { entry: stated.index, events: [...events, receipt.index], redaction });
  return yes({ ...faithful.value, index: receipt.index });
}
