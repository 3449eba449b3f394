// The invented cases that ship: loaded through the door that users have, each comes to what its expected.yaml says, whoever is called what.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { type ExampleCase, openNode, readExample, type ToldAssessment, type ToldVerdict } from "../../src/app/index.ts";
import { composeExample, exampleFiles, exampleNames } from "../../src/app/law/examples.ts";
import { Failure } from "../../src/lib/index.ts";
import { CLAIM_KINDS, valueWord } from "../../src/model/index.ts";
import { runMeridian, temporaryFolder } from "../support/run-meridian.ts";
import { answersOpen, EXAMPLES, emptyLedger, expectedOf, headlines, opened } from "./scene.ts";

const NAMES = ["satellite-and-telecom", "seismic-centre", "time-service", "university"];
/** Questions that every one of the four puts. */
const PUT = ["occurred", "route", "tool", "actor", "outcome", "damage", "potential", "count"] as const;

type Words = Readonly<Record<string, unknown>> & { readonly as?: string; readonly noun: string; readonly why?: string };
const nounsOf = ({ document }: ExampleCase) => parse(document) as readonly Words[];

/** The rules of which an example says what they come to, as they come out. */
function picked(words: Readonly<Record<string, string>>, like: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.keys(like).map((rule) => [rule, words[rule]]));
}

test("there are four", async () => assert.deepEqual(await exampleNames(), NAMES));

for (const name of NAMES) {
  test(`${name}: full evidence of mixed strength`, async () => {
    const example = await readExample(name);
    const nouns = nounsOf(example);
    const of = (noun: string) => nouns.filter((one) => one.noun === noun);
    assert.ok(of("record").length >= 12, "twelve records");
    assert.ok(of("claim").length >= 8, "eight claims");
    const kinds = new Set(of("claim").map(({ kind }) => kind));
    assert.deepEqual(
      PUT.filter((kind) => !kinds.has(kind)),
      [],
    );
    assert.ok([...kinds].every((kind) => CLAIM_KINDS.some((one) => one === kind)));
    const levels = new Set(of("claim").map(({ level }) => level));
    assert.ok(levels.has("cluster") && levels.has("state"), "who did it, on levels of its own each");
    assert.ok(of("judgement").some(({ stance }) => stance === "dissent"));
    assert.ok(example.exhibits.some((exhibit) => exhibit.kinds.includes("reply_of_accused")));
    const bearing = of("link").filter(({ type }) => type === "bears-on");
    assert.ok(
      bearing.every(({ why }) => why !== undefined && why.length > 0),
      "each weight says why",
    );
    const grades = bearing.map((link) => (link["bearing"] as { readonly reliability: string }).reliability);
    assert.ok(new Set(grades).size >= 4, "sources of four grades or more");
    const read = JSON.stringify(nouns);
    for (const { as } of example.exhibits) assert.ok(read.includes(`"$${as}"`), `${as} is read`);
  });

  test(`${name}: a record's digest is that of its file`, async () => {
    const example = await readExample(name);
    const records = nounsOf(example).filter(({ noun }) => noun === "record");
    assert.equal(records.length, example.exhibits.length);
    for (const [at, { file }] of example.exhibits.entries()) {
      const bytes = await readFile(join(EXAMPLES, name, "exhibits", file));
      const place = records[at]?.["place"] as { readonly sha256: string } | undefined;
      assert.equal(place?.sha256, createHash("sha256").update(bytes).digest("hex"));
    }
  });

  test(`${name}: comes to what is expected, is stated, and verifies`, async (context) => {
    const ask = await emptyLedger(context);
    const [told, expected] = [await opened(ask, await readExample(name)), await expectedOf(name)];
    const { day, words } = await headlines(ask, told, Object.keys(expected.answers));
    assert.equal(day, expected.asOf);
    assert.deepEqual(picked(words, expected.answers), expected.answers);
    const { gates, open, shutBy } = await answersOpen(ask, told);
    assert.deepEqual({ gates, open }, { gates: expected.gates, open: expected.open });
    for (const [option, by] of Object.entries(expected.shutBy)) assert.deepEqual(shutBy(option), by, option);
    const stated = (await ask("state-assessment", {
      case: told.case,
      respondent: told.respondent,
      rules: Object.keys(expected.answers),
    })) as { stated: number | null };
    assert.notEqual(stated.stated, null);
    const { assessments } = (await ask("verify-assessments", { case: told.case })) as {
      assessments: readonly { readonly equal: boolean; readonly since: readonly unknown[] }[];
    };
    assert.deepEqual(
      assessments.map(({ equal, since }) => [equal, since.length]),
      [[true, 0]],
    );
  });

  test(`${name}: no value hangs on what a party is called`, async (context) => {
    const ask = await emptyLedger(context);
    const [files, expected, { victim }] = [await exampleFiles(name), await expectedOf(name), await readExample(name)];
    const turn: Readonly<Record<string, string>> = { "Party A": "Party B", "Party B": victim, [victim]: "Party A" };
    const turned = (text: string) =>
      text.replaceAll(new RegExp(Object.keys(turn).join("|"), "g"), (party) => turn[party] ?? party);
    const told = await opened(ask, composeExample(name, { ...files, case: turned(files.case), nouns: turned(files.nouns) }));
    const { words } = await headlines(ask, told, Object.keys(expected.answers));
    assert.deepEqual(picked(words, expected.answers), expected.answers);
    const { gates, open } = await answersOpen(ask, told);
    assert.deepEqual({ ...gates, name: null }, { ...expected.gates, name: null });
    assert.deepEqual(open, expected.open);
  });

  test(`${name}: without its key record, what leaned on it falls`, async (context) => {
    const ask = await emptyLedger(context);
    const [example, expected] = [await readExample(name), await expectedOf(name)];
    assert.ok(expected.falls.length > 0);
    for (const { without, rule, is } of expected.falls) {
      assert.ok(example.exhibits.some(({ as }) => as === without));
      assert.notEqual(is, expected.answers[rule], `${rule} leans on ${without}`);
      assert.equal(
        (await headlines(ask, await opened(ask, example, without), [rule])).words[rule],
        is,
        `${rule} without ${without}`,
      );
    }
  });
}

test("every reading is of a proposition and of kinds that packs ask about", async (context) => {
  const ask = await emptyLedger(context);
  for (const name of NAMES) {
    const told: { unknown: readonly string[] }[] = [];
    const example = await readExample(name);
    await opened(async (call, input) => {
      const answer = await ask(call, input);
      if (call === "reading") told.push(answer as { unknown: readonly string[] });
      return answer;
    }, example);
    assert.deepEqual(
      told.map(({ unknown }) => unknown),
      [[]],
      name,
    );
  }
});

test("ten reports that cite one post are one source, and show nothing", async (context) => {
  const ask = await emptyLedger(context);
  const { document, ...example } = await readExample("seismic-centre");
  const isCopy = (as: string) => /^\$?copy\d/.test(as);
  const shownWithout = async (leftOut: (as: string) => boolean) => {
    const isKept = (noun: Words) =>
      ![noun.as, noun["from"], noun["to"], noun["record"], noun["on"]].some((as) => leftOut(String(as)));
    const nouns = (parse(document) as readonly Words[]).filter(isKept);
    const exhibits = example.exhibits.filter(({ as }) => !leftOut(as));
    const told = await opened(ask, { ...example, exhibits, document: JSON.stringify(nouns) });
    const verdicts = (await ask("who", { case: told.case })) as readonly ToldVerdict[];
    const verdict = verdicts.find(({ id }) => told.entered.nouns.some((noun) => noun.as === "state" && noun.id === id))?.verdict;
    const { facts } = (await ask("assess", {
      case: told.case,
      respondent: told.respondent,
      rules: ["attribution"],
    })) as ToldAssessment;
    const found = facts.findings.find(({ prop }) => prop === "effective_control");
    const copies = exhibits.filter(({ as }) => isCopy(as)).length;
    return { copies, n: verdict?.n, outcome: verdict?.outcome.is, pro: found?.pro, sources: found?.sources };
  };
  const [all, post] = [await shownWithout(() => false), await shownWithout(isCopy)];
  assert.deepEqual([all.copies, all.n, all.outcome, all.pro], [10, 1, "unknown", "scintilla"]);
  assert.deepEqual(all.sources, ["publisher:Night Watch blog"]);
  // Repeated, one source says a trace more, within its own cap; no element of attribution asks for as little.
  assert.deepEqual([post.copies, post.n, post.outcome, post.pro], [0, 1, "unknown", undefined]);
});

test("an example that nobody shipped is refused, and no path is followed", async () => {
  for (const name of ["nothing", "../cases/university", ""]) {
    const error = await readExample(name).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof Failure && error.code === "CASE_UNKNOWN", name);
  }
});

/** A command line as a shell splits it, as far as these lines go. */
const wordsOf = (line: string) => [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");

test("the verb lists the four, opens one, and says what to run next", async (context) => {
  const listed = await runMeridian(["case", "example"]);
  assert.equal(listed.code, 0, listed.stderr);
  for (const name of NAMES) assert.match(listed.stdout, new RegExp(`^${name}  `, "m"));
  const data = join(await temporaryFolder(context), "data");
  await (
    await openNode({
      dataDirectory: data,
      party: { name: "CERT", kind: "authority", jurisdiction: null, exercise: true },
      origin: null,
    })
  ).close();
  const ran = await runMeridian(["case", "example", "university", "--data", data]);
  assert.equal(ran.code, 0, ran.stderr);
  const next = [...ran.stdout.matchAll(/^ {4}meridian (.+)$/gm)].map(([, line]) => wordsOf(line ?? ""));
  assert.deepEqual(
    next.map(([verb, second]) => (verb === "case" ? second : verb)),
    ["open", "who", "damage", "assess", "remedy"],
  );
  const assess = next.find(([verb]) => verb === "assess") ?? [];
  const told = await runMeridian([...assess, "--json"]);
  assert.equal(told.code, 0, told.stderr);
  const { days } = JSON.parse(told.stdout) as {
    days: readonly { assessed: { answers: readonly { rule: string; headline: Parameters<typeof valueWord>[0] }[] } }[];
  };
  assert.equal(
    days[0]?.assessed.answers.flatMap(({ rule, headline }) => (rule === "attribution" ? [valueWord(headline)] : []))[0],
    "not_met",
  );
  assert.equal((await runMeridian(["case", "example", "university"])).code, 2);
});
