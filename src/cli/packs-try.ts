import type { Command } from "commander";
import { type ToldProposal, tryProposal } from "../app/index.ts";
import { collect } from "./arguments.ts";
import { EXIT } from "./exit-codes.ts";
import { printable } from "./paint.ts";

type TryFlags = { readonly against?: string; readonly packs?: readonly string[]; readonly json?: boolean };

/** `meridian packs try`: which cases would come to something else under a draft definition. */
export function addPacksTry(parent: Command, exit: (code: number) => void): void {
  parent
    .command("try")
    .summary("hold a draft definition against every case that packs carry, and say which would change")
    .argument("<proposal>", "a pack of the kind proposal")
    .option("--against <rule>", "the rule that new rules of the draft are held against")
    .option("--packs <path>", "packs of law instead of those that ship; may be repeated", collect)
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample:\n  meridian packs try our-definition.yaml --against use_of_force")
    .action(async (path: string, { against, packs, json }: TryFlags) => {
      const today = new Date().toISOString().slice(0, 10);
      const told = await tryProposal(path, { packs: packs ?? [], against: against ?? null, today });
      const lines = json === true ? [JSON.stringify(told)] : proposalLines(told, against ?? null);
      process.stdout.write(lines.map((line) => `${line}\n`).join(""));
      exit(EXIT.yes);
    });
}

function proposalLines({ proposal, cases, changes }: ToldProposal, against: string | null): readonly string[] {
  const changed = changes.filter(({ before }) => before !== null);
  const fresh = Map.groupBy(
    changes.filter(({ before }) => before === null),
    ({ rule, after }) => `${rule} is new and held against no rule: ${after}`,
  );
  return [
    ...changed.map((change) =>
      printable(
        `${change.case}  ${change.before} under ${against ?? change.rule}, ${change.after} under the draft's ${change.rule}`,
      ),
    ),
    ...[...fresh].map(([what, list]) => `${what} in ${list.length} cases`),
    ...(fresh.size === 0
      ? []
      : ["--against RULE, such as use_of_force, says which cases would come out otherwise than under that rule"]),
    `${proposal}: of ${cases} cases, answers that would change: ${changed.length}`,
  ];
}
