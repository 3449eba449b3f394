import { writeFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import {
  ATTACK_DOMAINS,
  type AttackDomain,
  coverRuleFiles,
  navigatorLayer,
  STARTER_RULES,
  type ToldCoverage,
} from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { EXIT } from "./exit-codes.ts";
import { paint, paintLevel, printable } from "./paint.ts";
import { addLoadFlags, type LoadFlags, loadOptionsOf } from "./rules-options.ts";

type CoverageFlags = LoadFlags & { readonly output?: string; readonly domain: AttackDomain; readonly json?: boolean };

/** `meridian rules coverage`: techniques and log sources that rules say they cover, and a layer for ATT&CK Navigator. */
export function addRulesCoverage(parent: Command, exit: (code: number) => void): void {
  addLoadFlags(parent.command("coverage"))
    .summary("ATT&CK techniques and log sources that rules cover, and a Navigator layer")
    .argument("[dir...]", "folders of rules (default: the starter rules)")
    .option("-o, --output <file>", "write an ATT&CK Navigator layer (format 4.5); - for standard output")
    .addOption(new Option("--domain <domain>", "the layer's matrix").choices(ATTACK_DOMAINS).default("enterprise-attack"))
    .option("--json", "the counts as JSON")
    .addHelpText("after", "\nExample:\n  meridian rules coverage my-rules/ -o layer.json")
    .action(async (paths: string[], flags: CoverageFlags) => {
      const told = await coverRuleFiles(paths.length === 0 ? [STARTER_RULES] : paths, await loadOptionsOf(flags));
      const layer = `${JSON.stringify(navigatorLayer(told, flags.domain), null, 2)}\n`;
      if (flags.output !== undefined && flags.output !== "-") await writeLayer(flags.output, layer);
      if (flags.output === "-") process.stdout.write(layer);
      else
        process.stdout.write(
          (flags.json === true ? [JSON.stringify(told)] : coverageLines(told)).map((line) => `${line}\n`).join(""),
        );
      exit(EXIT.yes);
    });
}

async function writeLayer(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new Failure("CLI_USAGE", `could not write ${path}`, error);
  }
}

function coverageLines({ rules, refused, techniques, tactics, untagged, logsources }: ToldCoverage): readonly string[] {
  return [
    paint("bold", "technique    rules  gravest"),
    ...techniques.map(
      ({ id, rules: count, gravest, titles }) =>
        `${id.padEnd(12)} ${String(count).padStart(5)}  ${paintLevel(gravest)}  ${paint("dim", printable(titles[0] ?? ""))}`,
    ),
    "",
    paint("bold", "tactic                      rules"),
    ...tactics.map(({ name, rules: count }) => `${printable(name).padEnd(27)} ${String(count).padStart(5)}`),
    "",
    paint("bold", "log source                              rules  read here"),
    ...logsources.map(({ logsource, rules: count, isRead }) => {
      const { product, category, service } = logsource;
      const name = [product, category, service].filter((part) => part !== undefined).join(" ");
      return `${printable(name).padEnd(39)} ${String(count).padStart(5)}  ${isRead ? "yes" : paint("yellow", "no")}`;
    }),
    "",
    `${techniques.length} techniques in ${rules} rules; ${untagged} rules name none; ${refused} refused`,
  ];
}
