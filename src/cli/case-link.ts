import type { Command } from "commander";
import { linkCall } from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { collect } from "./arguments.ts";
import { type CaseFlags, callCase, caseVerb, printCase } from "./case-door.ts";
import { enteredLines } from "./case-lines.ts";
import { EXIT } from "./exit-codes.ts";

type LinkFlags = CaseFlags & {
  readonly type: string;
  readonly why?: string;
  readonly weight?: readonly string[];
  readonly measured?: string;
  readonly reliability?: string;
  readonly credibility?: string;
  readonly forgeability?: string;
  readonly gate?: string;
  readonly group?: string;
  readonly butFor?: string;
  readonly complete?: string;
};

/** `meridian case link`: links two nouns of a case. */
export function addCaseLink(parent: Command, exit: (code: number) => void): void {
  caseVerb(parent, "link", "link two nouns: what rests on what, bears on what, causes what")
    .argument("<case>", "the case")
    .argument("<from>", "the noun that it starts at")
    .argument("<to>", "the noun that it leads to")
    .requiredOption("--type <type>", "derives, bears-on, causes, measures or about")
    .option("--why <text>", "why")
    .option(
      "--weight <weight>",
      "of bears-on: ANSWER:LOG10LR, ANSWER:LO,BEST,HI, or with /AGAINST at the end (default: /other); may be repeated",
      collect,
    )
    .option("--measured <reference>", "of bears-on: the weights were counted in this table, not judged by a person")
    .option("--reliability <letter>", "of bears-on: how reliable the source is, A to F (default: F, unknown)")
    .option("--credibility <number>", "of bears-on: how credible the information is, 1 to 6 (default: 6, unknown)")
    .option("--forgeability <share>", "of bears-on: how easily somebody else could have planted it, 0 to 1 (default: 1)")
    .option("--gate <gate>", "of causes: all or any of its group (default: all)")
    .option("--group <name>", "of causes: the group that makes the effect together")
    .option("--but-for <yes|no>", "of causes: would the effect have failed to come without it?")
    .option("--complete <yes|no>", "of causes: do the causes listed suffice?")
    .addHelpText(
      "after",
      "\nExample:\n  meridian case link case-0123456789ab SEEN CLAIM --data d --type bears-on --weight 'Party A:0.5,1,1.5' --reliability B --credibility 2 --forgeability 0.2 --why 'same key as in March'",
    )
    .action(async (id: string, from: string, to: string, flags: LinkFlags) => {
      const input = { case: id, from, to, type: flags.type, why: flags.why ?? "", ...bearingOf(flags), ...causingOf(flags) };
      printCase(flags, await callCase(flags, linkCall, input), enteredLines);
      exit(EXIT.yes);
    });
}

function bearingOf({ weight, measured, reliability, credibility, forgeability }: LinkFlags): object {
  if (weight === undefined) return {};
  return {
    bearing: {
      weights: weight.map((text) => weightOf(text, measured)),
      ...(reliability === undefined ? {} : { reliability }),
      ...(credibility === undefined ? {} : { credibility: Number(credibility) }),
      ...(forgeability === undefined ? {} : { forgeability: Number(forgeability) }),
    },
  };
}

const WEIGHT = /^(.+):(-?\d+(?:\.\d+)?)(?:,(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?))?(?:\/(.+))?$/;

function weightOf(text: string, reference: string | undefined): object {
  const [, answer, first, best, hi, against] = WEIGHT.exec(text) ?? [];
  if (answer === undefined || first === undefined)
    throw new Failure("CLI_USAGE", `expected --weight such as 'Party A:0.5,1,1.5', got ${JSON.stringify(text)}`);
  return {
    for: answer,
    log10LR: { lo: Number(first), best: Number(best ?? first), hi: Number(hi ?? first) },
    ...(against === undefined ? {} : { against }),
    ...(reference === undefined ? {} : { basis: "measured", reference }),
  };
}

function causingOf({ type, gate, group, butFor, complete, why }: LinkFlags): object {
  if (type !== "causes") return {};
  const tested = butFor === undefined && complete === undefined ? null : testOf(butFor, complete, why);
  return {
    causing: { ...(gate === undefined ? {} : { gate }), ...(group === undefined ? {} : { group }), whyBecause: tested },
  };
}

function testOf(butFor: string | undefined, complete: string | undefined, why: string | undefined): object {
  if (why === undefined || butFor === undefined || complete === undefined)
    throw new Failure("CLI_USAGE", "expected --but-for, --complete and --why together: a test without its reason is none");
  return { butFor: yesOrNo("--but-for", butFor), complete: yesOrNo("--complete", complete), why };
}

function yesOrNo(option: string, text: string): boolean {
  if (text !== "yes" && text !== "no")
    throw new Failure("CLI_USAGE", `expected ${option} yes or no, got ${JSON.stringify(text)}`);
  return text === "yes";
}
