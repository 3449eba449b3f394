import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { parse } from "yaml";
import {
  type CaseAsker,
  caseWorldOf,
  type ExampleCase,
  openCaseAsking,
  openExample,
  openNode,
  type ToldAssessment,
  type ToldRemedy,
} from "../../src/app/index.ts";
import { valueWord } from "../../src/model/index.ts";
import { temporaryFolder } from "../support/run-meridian.ts";

const PARTY = { name: "North Port CERT", kind: "authority", jurisdiction: null, exercise: true };
const KEEPER: CaseAsker = { name: "North Port CERT", victims: null };

/** Where the examples lie. */
export const EXAMPLES = join(import.meta.dirname, "..", "..", "examples", "cases");

/** `expected.yaml` of an example. */
export type Expected = {
  readonly asOf: string;
  readonly answers: Readonly<Record<string, string>>;
  readonly gates: Readonly<Record<"route" | "actor" | "level" | "name" | "damage", string | null>>;
  readonly open: readonly string[];
  readonly shutBy: Readonly<Record<string, readonly string[]>>;
  readonly falls: readonly { readonly without: string; readonly rule: string; readonly is: string }[];
};

/** What is expected of an example. */
export async function expectedOf(name: string): Promise<Expected> {
  return parse(await readFile(join(EXAMPLES, name, "expected.yaml"), "utf8")) as Expected;
}

/** Makes calls of cases in a ledger of the test. */
export type Ask = (name: string, input: object) => Promise<unknown>;

/** An empty ledger of the test. */
export async function emptyLedger(context: TestContext): Promise<Ask> {
  const node = await openNode({ dataDirectory: join(await temporaryFolder(context), "data"), party: PARTY, origin: null });
  context.after(() => node.close());
  const asking = await openCaseAsking(caseWorldOf(node));
  return (name, input) => asking(KEEPER, name, input, {});
}

/** Opens an example, and takes a record out again if one is named. */
export async function opened(ask: Ask, example: ExampleCase, without: string | null = null) {
  const told = await openExample(example, (call, input) => ask(call.name, input as object));
  const on = without === null ? undefined : told.entered.nouns.find(({ as }) => as === without)?.id;
  if (on !== undefined) await ask("judge", { case: told.case, on, stance: "withdraw", why: "its bytes are lost" });
  return told;
}

/** The headlines of the day of the incident, by rule, with that day; of some rules only, if they are named. */
export async function headlines(
  ask: Ask,
  told: { readonly case: string; readonly respondent: string },
  rules?: readonly string[],
) {
  const named = rules === undefined ? {} : { rules };
  const assessed = (await ask("assess", { case: told.case, respondent: told.respondent, ...named })) as ToldAssessment;
  const answers = assessed.days[0]?.assessed.answers ?? [];
  return {
    day: assessed.incidentDay,
    words: Object.fromEntries(answers.map(({ rule, headline }) => [rule, valueWord(headline)])),
  };
}

/** Gates, open answers, and by which gates each of the others is shut. */
export async function answersOpen(ask: Ask, told: { readonly case: string }) {
  const { plan } = (await ask("remedy", { case: told.case })) as ToldRemedy;
  const { route, actor, damage, options } = plan;
  const shut = (option: string) => options.find((one) => one.option === option)?.gates.filter(({ open }) => !open) ?? [];
  return {
    gates: { route: route.standard, actor: actor.standard, level: actor.level, name: actor.name, damage: damage.standard },
    open: options.flatMap(({ option, open }) => (open ? [option] : [])),
    shutBy: (option: string) => shut(option).map(({ gate, id }) => `${gate} ${id}`.trim()),
  };
}
