import { createLawBook, type ProposalChange, proposalEffect } from "../../law/index.ts";
import { Failure } from "../../lib/index.ts";
import { faultText, loadLaw, packFiles, parsePack, shortPath } from "./packs.ts";

/** Which cases would come to something else under a draft, of how many. */
export type ToldProposal = { readonly proposal: string; readonly cases: number; readonly changes: readonly ProposalChange[] };

/**
 * Holds a draft definition against every case that packs carry. `against` is the rule that new rules are held against; `today` (ISO date) stands in for a
 * case without a day. Throws PACKS_UNREADABLE, and CLI_USAGE when no pack has `against`.
 */
export async function tryProposal(
  path: string,
  { packs, against, today }: { readonly packs: readonly string[]; readonly against: string | null; readonly today: string },
): Promise<ToldProposal> {
  const [file] = await packFiles([path]);
  if (file === undefined) throw new Failure("PACKS_UNREADABLE", `there is no pack in ${path}`);
  const proposal = parsePack(file);
  if (proposal.kind !== "proposal" && proposal.kind !== "rules")
    throw new Failure("PACKS_UNREADABLE", `expected a pack of the kind proposal in ${shortPath(path)}, got ${proposal.kind}`);
  const law = await loadLaw(packs.length === 0 ? undefined : packs, "cases too");
  const base = createLawBook(law.packs.flatMap(({ pack }) => (pack.pack === proposal.pack ? [] : [pack])));
  if (!base.ok)
    throw new Failure("PACKS_UNREADABLE", `without the draft the packs do not fit together: ${faultText(base.fault)}`);
  if (against !== null && !base.value.rules.has(against))
    throw new Failure(
      "CLI_USAGE",
      `no pack has a rule ${against} to hold against; \`meridian packs list --ids\` has those there are`,
    );
  const cases = law.packs.flatMap(({ pack }) => (pack.kind === "cases" ? [pack] : []));
  const effect = proposalEffect(base.value, proposal, cases, { today, against });
  if (!effect.ok) throw new Failure("PACKS_UNREADABLE", `${shortPath(path)}: ${faultText(effect.fault)}`);
  const count = cases.reduce((sum, pack) => sum + Object.keys(pack.cases).length, 0);
  return { proposal: proposal.pack, cases: count, changes: effect.value };
}
