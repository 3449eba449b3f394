import { z } from "zod";
import {
  type Background,
  type CountItem,
  claimedCountShape,
  countBackground,
  createToolKnowledge,
  formatBackground,
  identifyTools,
  observeEvent,
  type Recount,
  readBackground,
  readHashList,
  readToolPack,
  recountByRules,
  type ToolIdentification,
  type ToolKnowledge,
  type ToolObservation,
  toolBearings,
  toolsOfKnowledge,
} from "../../case/index.ts";
import { sha256 } from "../../ledger/io/index.ts";
import { Failure } from "../../lib/index.ts";
import { type Noun, type NounId, nounId, type RecordName, recordName } from "../../model/index.ts";
import { dictionary } from "../dictionary.ts";
import { TOOL_PACKS, VERSION } from "../installation.ts";
import type { BookedCase } from "./book.ts";
import { caseCall } from "./call.ts";
import { type CaseDesk, caseInSight, nowAt } from "./desk.ts";
import { type Entered, enterNouns } from "./enter.ts";
import { readCaseEvents, spanOf } from "./events.ts";
import { readKnowledgeFiles } from "./knowledge-files.ts";
import { documentsIn } from "./packs.ts";
import { recordNouns } from "./record-nouns.ts";
import { techniquesByRecord } from "./techniques.ts";
import { caseWord, text, timeWord } from "./words.ts";

const LIST_UNITS_MAX: number = 32 * 1024 * 1024;

const toolsInput = z.strictObject({
  case: caseWord,
  since: timeWord.optional(),
  until: timeWord.optional(),
  /** Lines `digest,tool id,tool name,build`. */
  hashes: z.string().max(LIST_UNITS_MAX).optional(),
  /** What `background` gave. */
  background: z.string().max(LIST_UNITS_MAX).optional(),
});
type ToolsInput = z.output<typeof toolsInput>;

/** Which tools the sealed records show, by hash, indicator, command line and behaviour, each with its base rate. */
export const toolsCall = caseCall({
  name: "tools",
  about: "one",
  does: "reads",
  input: toolsInput,
  run: async (desk, input): Promise<ToolIdentification> => identify(desk, await caseInSight(desk, input.case), input),
});

async function identify(desk: CaseDesk, booked: BookedCase, input: ToolsInput): Promise<ToolIdentification> {
  const background = input.background === undefined ? null : backgroundOf(input.background);
  const knowledge = await toolKnowledge(desk, input.hashes);
  return identifyTools(knowledge, await observationsOf(desk, booked, input), { background });
}

function backgroundOf(document: string): Background {
  const read = readBackground(document);
  if (!read.ok)
    throw new Failure("CASE_REFUSED", `could not read the background: expected ${read.fault.expected} at ${read.fault.where}`);
  return read.value;
}

async function toolKnowledge(desk: CaseDesk, hashes: string | undefined): Promise<ToolKnowledge> {
  const packs = (await documentsIn(TOOL_PACKS)).flatMap(({ path, text: pack }) => {
    const traits = readToolPack(pack, sha256);
    if (!traits.ok)
      throw new Failure(
        "CASE_REFUSED",
        `the tool pack ${path} cannot be used: ${traits.fault.expected} at ${traits.fault.where}`,
      );
    return traits.value;
  });
  const listed = hashes === undefined ? undefined : readHashList(hashes, "the list given", sha256);
  if (listed !== undefined && !listed.ok)
    throw new Failure("CASE_REFUSED", `could not read the hash list: expected ${listed.fault.expected} at ${listed.fault.where}`);
  const known = toolsOfKnowledge(await readKnowledgeFiles(desk.knowledge ?? []), sha256);
  const sources = {
    traits: [...packs, ...known.traits],
    hashes: [...(listed?.value ?? []), ...known.hashes],
    software: known.software,
  };
  return createToolKnowledge(sources, sha256);
}

async function observationsOf(
  desk: CaseDesk,
  booked: BookedCase,
  { since, until }: Pick<ToolsInput, "since" | "until">,
): Promise<readonly ToolObservation[]> {
  const techniques = await techniquesByRecord(desk, booked);
  const observations: ToolObservation[] = [];
  await readCaseEvents(desk, spanOf(desk, booked, { since, until }), (event) => {
    const names = event.records.map(({ commitment }) => recordName(commitment));
    const shown = [...new Set(names.flatMap((name) => techniques.get(name) ?? []))].sort();
    observations.push(observeEvent(event, ({ commitment }) => recordName(commitment), shown));
  });
  return observations;
}

/** Records that one tool's claim cites, at most; a tool that is everywhere is not shown better by more of them. */
const CITED_MAX = 200;

/** Identifies tools and enters one of them into the case: its claim, what was seen, and how much each weighs. */
export const enterToolCall = caseCall({
  name: "enter-tool",
  about: "one",
  does: "states",
  input: toolsInput.extend({ tool: text(400) }),
  run: async (desk, { tool, ...input }): Promise<Entered> => {
    const booked = await caseInSight(desk, input.case);
    const { findings, tools } = await identify(desk, booked, input);
    const found = tools.find((one) => one.tool.id === tool || one.tool.name === tool);
    if (found === undefined)
      throw new Failure("CASE_REFUSED", `the records show no tool ${tool}; \`case tools\` lists what they show`);
    const own = findings.filter((finding) => finding.tool.id === found.tool.id);
    const names = [...new Set(own.flatMap(({ records }) => records))].sort().slice(0, CITED_MAX) as RecordName[];
    const records = await recordNouns(desk.world.ledger, names, booked.casefile.tlp);
    const observations = new Map<string, readonly NounId[]>();
    const nouns: Noun[] = [];
    for (const [name, record] of records) {
      const says = own.filter((finding) => finding.records.includes(name)).map((finding) => finding.says);
      const observation: Noun = {
        noun: "observation",
        record: nounId(record, sha256),
        at: { by: "whole" },
        fact: { of: "text", text: says.join("; ").slice(0, 10_000).toWellFormed() },
        when: record.taken,
        by: { tool: "meridian case tools", version: VERSION, arguments: [found.tool.id.slice(0, 4000)] },
      };
      nouns.push(record, observation);
      observations.set(name, [nounId(observation, sha256)]);
    }
    const observed = (record: string) => observations.get(record) ?? [];
    nouns.push(...toolBearings(own, { sha256, observationsOf: observed, on: [], learned: nowAt(desk) }));
    return enterNouns(
      desk,
      booked,
      nouns.map((noun) => ({ as: noun.noun === "claim" ? "tool" : null, noun })),
    );
  },
});

/** Counts how often each trait shows in sealed telemetry that is taken to be benign: a base rate for other cases. */
export const backgroundCall = caseCall({
  name: "background",
  about: "one",
  does: "reads",
  input: toolsInput.omit({ background: true }).extend({ corpus: text(1000) }),
  run: async (desk, { corpus, hashes, ...input }): Promise<{ readonly background: string }> => {
    const booked = await caseInSight(desk, input.case);
    const knowledge = await toolKnowledge(desk, hashes);
    return { background: formatBackground(countBackground(knowledge, await observationsOf(desk, booked, input), { corpus })) };
  },
});

const itemWord: z.ZodType<CountItem> = z.strictObject({
  id: text(1000),
  keys: dictionary(z.string().max(100), z.string().max(1000))
    .default(new Map())
    .transform((keys) => Object.fromEntries(keys)),
  when: z.strictObject({ fromMs: z.number(), toMs: z.number() }).nullable().default(null),
  records: z.array(z.string().max(1000)).max(10_000).default([]),
});

/** Counts a claimed number again, item by item, by the rule that was claimed and by others beside it. */
export const countCall = caseCall({
  name: "count",
  about: "one",
  does: "reads",
  input: z.strictObject({
    case: caseWord,
    claimed: z.unknown(),
    items: z.array(itemWord).max(100_000),
    rules: z.array(z.unknown()).max(20).default([]),
  }),
  run: async (desk, { case: id, claimed, items, rules }): Promise<readonly Recount[]> => {
    await caseInSight(desk, id);
    const claim = claimedCountShape(claimed as never, "claimed");
    if (!claim.ok) throw new Failure("CASE_REFUSED", `expected ${claim.fault.expected} at ${claim.fault.path}`);
    const others = rules.map((rule, at) => {
      const read = claimedCountShape({ what: "", n: 0, by: "", countingRule: rule } as never, `rules[${at}]`);
      if (!read.ok || read.value.countingRule === null)
        throw new Failure(
          "CASE_REFUSED",
          read.ok ? `expected a rule at rules[${at}]` : `expected ${read.fault.expected} at ${read.fault.path}`,
        );
      return read.value.countingRule;
    });
    if (claim.value.countingRule === null && others.length === 0)
      throw new Failure("CASE_REFUSED", "expected a counting rule: who claims a number says how it was counted");
    return recountByRules(claim.value, items, others);
  },
});

/** What toolsCall and countCall answer. */
export type ToldTools = ToolIdentification;
export type ToldCount = readonly Recount[];
