import type { Command } from "commander";
import { enterRouteCall, routeCall, routeLines, routePicture } from "../app/index.ts";
import { collect } from "./arguments.ts";
import { type CaseFlags, callCase, caseVerb, printCase, writePicture } from "./case-door.ts";
import { enteredLines, printableLines } from "./case-lines.ts";
import { EXIT } from "./exit-codes.ts";

type RouteFlags = CaseFlags & {
  readonly from?: string;
  readonly to?: string;
  readonly since?: string;
  readonly until?: string;
  readonly edges?: string;
  readonly address?: readonly string[];
  readonly svg?: string;
  readonly enter?: boolean;
};

/** `meridian case route`: what led to an effect, what came of an entry, or what lies between. */
export function addCaseRoute(parent: Command, exit: (code: number) => void): void {
  caseVerb(parent, "route", "find the route through the sealed records, each step with its records")
    .argument("<case>", "the case")
    .option(
      "--from <place>",
      "the entry: record=NAME, image=NAME, file=PATH, address=ADDRESS or account=NAME; @HOST for one host",
    )
    .option("--to <place>", "the effect, in the same way; with both, what lies between")
    .option(
      "--since <time>",
      "read no earlier records, such as 2026-11-22T12:00:00Z (default: a day before the case's incidents)",
    )
    .option("--until <time>", "read no later ones")
    .option("--edges <n>", "steps shown at most (default: 40)")
    .option("--address <host=address>", "a host's own address that no record shows; may be repeated", collect)
    .option("--svg <file>", "also as a picture")
    .option("--enter", "enter the steps into the case, with their records, under a claim")
    .addHelpText(
      "after",
      "\nExample:\n  meridian case route case-0123456789ab --data d --from address=203.0.113.66 --to file=/etc/chrony/chrony.conf --svg route.svg\n\nExit codes: 0 found · 1 no record joins the two",
    )
    .action(async (id: string, flags: RouteFlags) => exit(await route(id, flags)));
}

/** What a list of steps would make one forget. */
const FORGEABLE = "Records say what their hosts wrote: whoever holds a host, or can write into its logs, can forge a step.";

async function route(id: string, flags: RouteFlags): Promise<number> {
  const { from, to, since, until, edges, address } = flags;
  const given = Object.entries({ from, to, since, until, edges, address }).filter(([, value]) => value !== undefined);
  const input = { case: id, ...Object.fromEntries(given) };
  if (flags.enter === true) {
    printCase(flags, await callCase(flags, enterRouteCall, input), enteredLines);
    return EXIT.yes;
  }
  const found = await callCase(flags, routeCall, input);
  if (flags.svg !== undefined) await writePicture(flags.svg, routePicture(found));
  printCase(flags, found, (told) => [...printableLines(routeLines(told)), FORGEABLE]);
  return found.edges.length > 0 && (from === undefined || to === undefined || found.joined) ? EXIT.yes : EXIT.no;
}
