import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assess, createLawBook, type LawBook, type LawPack, type RulesPack, readLawPack } from "../src/law/index.ts";
import { parseJson } from "../src/lib/index.ts";
import { type Assessed, type Facts, valueWord } from "../src/model/index.ts";
import { Naive } from "../test/law/support/naive.ts";
import type { BenchProgress, Metrics } from "./bench.ts";

export const name = "law";
export const title = "1,000 rules of law under every position, and the packs as they are shipped";

const FOLDER = join(import.meta.dirname, "../packs/law");
const RULES = 1000;
const ROUNDS = 15;
const ASOF = "2026-11-23";

/** The plain evaluator takes long: it is asked of every so many-th rule, and of all positions. */
const PLAIN_EVERY = 40;

/** Copies of the shipped rules under new ids until there are 1,000, half of the propositions shown; processor time of this thread, median. */
export async function run(progress: BenchProgress): Promise<Metrics> {
  const packs = readPacks();
  const shipped = bookOf(packs);
  const grownPacks = grow(packs);
  const grown = bookOf(grownPacks);
  const rules = [...grown.rules.keys()].slice(0, RULES);
  const facts = halfShown(grown);
  progress(`${rules.length} rules, ${grown.positions.size} positions; ${ROUNDS} rounds, the first five left out`);
  const all = median(rounds(() => assess(grown, facts, { asOf: ASOF, rules })));
  const own = median(rounds(() => assess(shipped, halfShown(shipped), { asOf: ASOF })));
  progress(`every ${PLAIN_EVERY}th rule again by the plain evaluator, and alike`);
  const some = rules.filter((_, at) => at % PLAIN_EVERY === 0);
  let told: readonly string[] = [];
  const plain = cpuMs(() => {
    told = plainWords(grownPacks, facts, some);
  });
  if (told.join() !== words(assess(grown, facts, { asOf: ASOF, rules: some })).join()) throw new Error("the evaluators differ");
  const single = median(rounds(() => rules.forEach((rule) => assess(grown, facts, { asOf: ASOF, rules: [rule] })), 1));
  return {
    thousand_rules_ms: { value: all, unit: "ms", target: 50, better: "lower" },
    shipped_packs_ms: { value: own, unit: "ms", target: null, better: "lower" },
    // The evaluator of the tests, straight from the packs with nothing kept: its time a rule ÷ ours.
    vs_plain: { value: plain / some.length / (all / rules.length), unit: "ratio", target: null, better: "higher" },
    // Nothing shared between rules: each assessed by itself.
    unshared_ratio: { value: single / all, unit: "ratio", target: null, better: "higher" },
  };
}

/** What the plain evaluator says of rules, as words. */
function plainWords(packs: readonly LawPack[], facts: Facts, rules: readonly string[]): readonly string[] {
  const naive = new Naive(packs, facts, ASOF);
  const holders = [...new Set(packs.flatMap((pack) => (pack.kind === "position" ? [pack.holder] : [])))];
  const word = (rule: string, sure: boolean) => valueWord(naive.headline(rule, holders, sure));
  return rules.map((rule) => `${rule} ${word(rule, false)} ${word(rule, true)}`);
}

function words({ answers }: Pick<Assessed, "answers">): readonly string[] {
  return answers.map(({ rule, believed, headline }) => `${rule} ${valueWord(believed)} ${valueWord(headline)}`);
}

function readPacks(): LawPack[] {
  const files = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".yaml"));
  return files.sort().flatMap((file) => {
    const read = readLawPack(readFileSync(join(FOLDER, file), "utf8"));
    if (!read.ok) throw new Error(`${file}: ${read.fault.at}: expected ${read.fault.expected}`);
    return read.value.kind === "cases" ? [] : [read.value];
  });
}

function bookOf(packs: readonly LawPack[]): LawBook {
  const book = createLawBook(packs);
  if (!book.ok) throw new Error(`${book.fault.at}: expected ${book.fault.expected}`);
  return book.value;
}

/** The packs with copies of their rules and elements; points of law and kinds of evidence stay shared. */
function grow(packs: readonly LawPack[]): LawPack[] {
  const ruled = packs.filter((pack): pack is RulesPack => pack.kind === "rules" || pack.kind === "proposal");
  const count = ruled.reduce((sum, { rules }) => sum + Object.keys(rules).length, 0);
  const copies = Array.from({ length: Math.ceil(RULES / count) - 1 }, (_, at) => ruled.map((pack) => copyOf(pack, `.c${at}`)));
  return [...packs, ...copies.flat()];
}

function copyOf(pack: RulesPack, end: string): RulesPack {
  const renamed = <Item>(items: Readonly<Record<string, Item>>) =>
    Object.fromEntries(Object.entries(items).map(([id, item]) => [id + end, item]));
  const references = JSON.stringify(pack.rules).replaceAll(/"(el|ref)":"([^"]+)"/g, `"$1":"$2${end}"`);
  const read = parseJson(references);
  if (!read.ok) throw new Error("expected the copied rules to be JSON");
  const rules = read.value as unknown as RulesPack["rules"];
  return { ...pack, pack: pack.pack + end, law: {}, elements: renamed(pack.elements), rules: renamed(rules) };
}

function halfShown({ elements, kinds }: LawBook): Facts {
  const asked = [...elements.values()].filter(({ item }) => item.measure === null);
  const props = [...new Set(asked.map(({ id, item }) => item.prop ?? id))];
  const proved = { kinds: [...kinds.keys()], sources: ["a", "b", "c"], against: [], claims: [] };
  const findings = props.filter((_, at) => at % 2 === 0).map((prop) => ({ prop, pro: "clear" as const, con: null, ...proved }));
  return { findings, figures: [] };
}

function rounds(work: () => unknown, count = ROUNDS): readonly number[] {
  const all = Array.from({ length: count }, () => cpuMs(work));
  return count > 5 ? all.slice(5) : all;
}

function cpuMs(work: () => unknown): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
