import type { Command } from "commander";
import { actorsCall, type ToldActors } from "../app/index.ts";
import { collect } from "./arguments.ts";
import { type CaseFlags, callCase, caseVerb, printCase } from "./case-door.ts";
import { printableLines } from "./case-lines.ts";
import { EXIT } from "./exit-codes.ts";

const SHOWN = 10;
const ITEMS_SHOWN = 5;

/** `meridian case actors`: which publicly profiled actors fit what the case holds. */
export function addCaseActors(parent: Command, exit: (code: number) => void): void {
  caseVerb(parent, "actors", "rank publicly profiled actors by how they fit the case's techniques and tools; nothing is stated")
    .argument("<case>", "the case")
    .option(
      "--knowledge <file>",
      "a STIX bundle, plain or gzip, such as ATT&CK's; may be repeated (default: that of the configuration)",
      collect,
    )
    .addHelpText("after", "\nExample:\n  meridian case actors case-0123456789ab --data d --knowledge enterprise-attack.json.gz")
    .action(async (id: string, flags: CaseFlags) => {
      printCase(flags, await callCase(flags, actorsCall, { case: id }), (told) => printableLines(actorLines(told)));
      exit(EXIT.yes);
    });
}

function actorLines({
  actors,
  standings,
  named,
  chance,
  openSet,
  unknownItems,
  temperature,
  provenance,
}: ToldActors): readonly string[] {
  const ranked = standings.filter(({ assessable }) => assessable.yes);
  const first = standings.find(({ id }) => id === named);
  const verdict = first === undefined ? "Unknown: nobody stands out as a known actor does." : `Fits best: ${first.name}.`;
  return [
    `${verdict} (chance that published opinion would name the first: ${chance.toFixed(2)}; known at all: ${openSet.statistic.toFixed(2)}, at least ${openSet.threshold.toFixed(2)} is asked)`,
    ...ranked.slice(0, SHOWN).flatMap(standingLines),
    `${ranked.length} of ${actors} actors can be assessed; of the other ${actors - ranked.length} too little is published, which is not the same as unlikely.`,
    ...(unknownItems.length === 0 ? [] : [`The knowledge base knows nothing of ${unknownItems.join(", ")}.`]),
    `Temperature ${temperature.toFixed(2)}; model of ${provenance.date || "an unknown day"}: ${provenance.benchmark || "no benchmark"}.`,
    "This is agreement with published attributions, which copy each other and profile some actors far more than others. It is no finding: state a claim, and what bears on it.",
  ];
}

function standingLines({ name, log10LR, withoutThree, items }: ToldActors["standings"][number]): readonly string[] {
  const best = [...items].sort((left, right) => right.log10LR.best - left.log10LR.best || (left.of < right.of ? -1 : 1));
  return [
    `${name}  ${log10LR.best.toFixed(2)} bans (${log10LR.lo.toFixed(2)} to ${log10LR.hi.toFixed(2)}) against the average actor; ${withoutThree.toFixed(2)} if the three strongest items were planted`,
    ...best
      .filter((item) => item.listed)
      .slice(0, ITEMS_SHOWN)
      .map(
        (item) =>
          `  ${item.log10LR.best.toFixed(2)}  ${item.name}, used by ${item.holders} actors${item.pooled ? ", rare and so capped" : ""}`,
      ),
  ];
}
