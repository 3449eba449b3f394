import type { CopyReport } from "../app/index.ts";
import { isoTime } from "../lib/index.ts";

const TRUST = {
  "not asked": "no trust file was given: whether that is who they say is not checked",
  known: "the trust file knows this ledger",
  unknown: "the trust file does not know this ledger, or too few of its witnesses have signed",
} as const;

/** What a redacted copy shows and what it does not, in lines for people. */
export function copyLines({ problems, redaction, entry, statements, reviewers }: CopyReport): readonly string[] {
  const lines: string[] = [];
  if (redaction !== undefined && redaction.copy !== null) {
    const { copy, cut, exhibit, fields, rule, by, at } = redaction;
    lines.push(`exhibit ${exhibit}, cut into ${fields} fields by ${cut.method}, version ${cut.version}; ${copy.shown} shown`);
    for (const { reason, because, owner, fields: count } of copy.withheld)
      lines.push(`  ${count} withheld: ${reason}${because === null ? "" : ` (${because})`}; ask ${owner}`);
    lines.push(`  by ${by} at ${at}: ${rule}`);
  }
  if (statements !== undefined) {
    const { keeper, head } = statements;
    lines.push(
      `stated by ${keeper.party.name} in entry ${entry ?? "none"} of ${head.tree.origin}, in the tree of ${head.tree.size} by ${isoTime(head.timeMs)}`,
    );
    lines.push(`  ${TRUST[head.trust]}${head.witnesses.length === 0 ? "" : `; cosigned by ${head.witnesses.join(", ")}`}`);
  }
  for (const { name, party, at } of reviewers)
    lines.push(`faithful by the word of ${name}, ${party}, who cut the original again (${at})`);
  if (redaction !== undefined && reviewers.length === 0)
    lines.push("nobody but its maker and the keeper has compared it with the original");
  for (const problem of problems) lines.push(`wrong: ${problem}`);
  if (problems.length === 0) lines.push("every field is in the tree that was stated, and every byte in the manifests");
  return lines;
}
