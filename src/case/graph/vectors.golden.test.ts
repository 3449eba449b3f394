import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { AT, CASE, docketOf, KEEPER, Scene, sha256, weight } from "../../../test/case/nouns.ts";
import { assertGolden } from "../../../test/support/golden.ts";
import { textOf, utf8 } from "../../lib/index.ts";
import {
  type CasefilePredicate,
  type DocketPredicate,
  docketSubjects,
  formatStatement,
  type Noun,
  type NounId,
  nounId,
  parseStatement,
  type Statement,
} from "../../model/index.ts";
import { createCaseGraph } from "./case-graph.ts";

const VECTORS = join(import.meta.dirname, "../../../spec/docket.vectors.json");
const PARTY = "Party A";

const CASEFILE: CasefilePredicate = {
  case: CASE,
  event: "opened",
  title: "Clocks at Harbour Time Service ran wrong",
  victim: "Harbour Time Service",
  incidents: [],
  sectors: ["digital infrastructure"],
  jurisdictions: [],
  duties: [],
  awareAt: AT,
  tlp: "amber",
  by: KEEPER,
  at: AT,
};

const casefile = (changes: Partial<CasefilePredicate> = {}): Statement => ({
  kind: "casefile",
  subject: [{ name: CASE, digest: { sha256: Buffer.from(sha256(utf8(CASE))).toString("hex") } }],
  predicate: { ...CASEFILE, ...changes },
});
const docket = (predicate: DocketPredicate): Statement => ({ kind: "docket", subject: docketSubjects(predicate), predicate });

/** A log line, read, that bears on whether the gate was opened. */
function small(): { readonly scene: Scene; readonly ids: Readonly<Record<"record" | "reading" | "claim" | "link", NounId>> } {
  const scene = new Scene();
  const record = scene.record("gate log", "sensor:gate");
  const reading = scene.reading(record, "gate opened");
  const claim = scene.claim("Was the gate opened?");
  const link = scene.bears(reading, claim, [weight("yes", "other", 1.5)]);
  return { scene, ids: { record, reading, claim, link } };
}

const SMALL = small().scene.docket();
const nouns = (change: (noun: Noun) => Noun): DocketPredicate => ({ ...SMALL, nouns: SMALL.nouns.map(change) });

const VALID: Readonly<Record<string, Statement>> = {
  "a case is opened": casefile(),
  "a record that bears on a claim": docket(SMALL),
  "nothing new": docket(docketOf([])),
};

const INVALID: Readonly<Record<string, Statement>> = {
  "a case that is neither opened nor changed nor closed": casefile({ event: "begun" as never }),
  "a claim without the answer other": docket(
    nouns((noun) => (noun.noun === "claim" ? { ...noun, answers: noun.answers.slice(0, 1) } : noun)),
  ),
  "a party accused without the answer that it is imitated": docket(
    nouns((noun) =>
      noun.noun === "claim"
        ? { ...noun, kind: "actor", level: "cluster", answers: [PARTY, "other"].map((answer) => ({ answer, entity: null })) }
        : noun,
    ),
  ),
  "a claim on who without a level": docket(nouns((noun) => (noun.noun === "claim" ? { ...noun, kind: "actor" } : noun))),
  "a bearing on a link that derives": docket(nouns((noun) => (noun.noun === "link" ? { ...noun, type: "derives" } : noun))),
  "a range whose best is outside": docket(
    nouns((noun) =>
      noun.noun === "link" && noun.bearing !== null
        ? {
            ...noun,
            bearing: { ...noun.bearing, weights: [{ ...weight("yes", "other", 1), log10LR: { lo: 1, best: 3, hi: 2 } }] },
          }
        : noun,
    ),
  ),
  "subjects that leave out a record": { ...docket(SMALL), subject: [] },
};

/** Dockets in order, by whom, and what each comes to. */
type Story = readonly (readonly [by: string, nouns: readonly Noun[]])[];

function tell(make: (scene: Scene, say: (by?: string) => void) => unknown): Story {
  const scene = new Scene();
  const story: (readonly [string, readonly Noun[]])[] = [];
  make(scene, (by = KEEPER) => story.push([by, scene.docket(by).nouns]));
  return story;
}

function readingOn(scene: Scene, claim: NounId): NounId {
  return scene.bears(scene.reading(scene.record("gate log", "sensor:gate"), "gate opened"), claim);
}

const STORIES: Readonly<Record<string, Story>> = {
  "a record is withdrawn by who stated it, and reinstated": tell((scene, say) => {
    const claim = scene.claim("Was the gate opened?");
    say();
    const record = scene.record("gate log", "sensor:gate");
    scene.bears(record, claim);
    say(PARTY);
    const withdrawal = scene.judge(record, "withdraw", PARTY, "the clock was wrong");
    say(PARTY);
    scene.judge(withdrawal, "withdraw", PARTY, "it was right");
    say(PARTY);
  }),
  "another party withdraws, then dissents": tell((scene, say) => {
    const claim = scene.claim("Was the gate opened?");
    readingOn(scene, claim);
    say();
    scene.judge(claim, "withdraw", PARTY);
    say(PARTY);
    scene.judge(claim, "dissent", PARTY, "it was the wind");
    say(PARTY);
  }),
  "a copy is no second witness": tell((scene, say) => {
    const claim = scene.claim("Was the gate opened?");
    const [first, copy] = [scene.record("report", "publisher:A"), scene.record("reprint", "publisher:B")];
    scene.bears(first, claim);
    scene.bears(copy, claim);
    say();
    scene.link("derives", first, copy);
    say();
  }),
  "a claim a level up is not implied": tell((scene, say) => {
    const cluster = scene.actorClaim("Whose cluster?", "cluster");
    scene.actorClaim("Which organisation?", "organisation");
    scene.bears(scene.record("gate log", "sensor:gate"), cluster, [weight(PARTY, "other", 6)]);
    say();
  }),
  "a level is skipped": tell((scene, say) => {
    const [machine, state] = [scene.actorClaim("Which machine?", "machine"), scene.actorClaim("Which State?", "state")];
    scene.bears(machine, state, [weight(PARTY, "other", 1)]);
    say();
  }),
  "a claim that rests on itself": tell((scene, say) => {
    const [first, second] = [scene.claim("first?"), scene.claim("second?")];
    scene.bears(first, second);
    scene.bears(second, first);
    say();
  }),
  "an effect before its cause": tell((scene, say) => {
    scene.causes(scene.event("late", [10, 12]), scene.event("early", [0, 5]));
    say();
  }),
  "a link before what it joins": tell((scene, say) => {
    const other = new Scene();
    scene.bears(other.record("gate log", "sensor:gate"), scene.claim("Was the gate opened?"));
    say();
  }),
};

function comeTo(story: Story): object {
  const fold = createCaseGraph({ sha256, casefile: CASEFILE });
  return story.map(([by, stated]) => {
    const added = fold.add(docketOf(stated, by));
    const graph = fold.view();
    const claims = graph.claims().map((claim) => {
      const score = fold.scores().get(claim);
      return { claim, status: score?.status, supported: score?.supported, roots: graph.roots(claim)?.origins };
    });
    const ids = stated.map((noun) => nounId(noun, sha256));
    return { by, nouns: stated, ids, fault: added.ok ? null : { kind: added.fault.kind, path: added.fault.path }, claims };
  });
}

test("spec/docket.vectors.json is what this code writes", () => {
  const written = (statements: Readonly<Record<string, Statement>>) =>
    Object.fromEntries(Object.entries(statements).map(([name, statement]) => [name, textOf(formatStatement(statement))]));
  const stories = Object.fromEntries(Object.entries(STORIES).map(([name, story]) => [name, comeTo(story)]));
  assertGolden(
    VECTORS,
    `${JSON.stringify({ keeper: KEEPER, valid: written(VALID), invalid: written(INVALID), stories }, null, 2)}\n`,
  );
});

const vectors = JSON.parse(readFileSync(VECTORS, "utf8")) as { valid: Record<string, string>; invalid: Record<string, string> };
for (const [name, text] of Object.entries(vectors.valid))
  test(`${name}: read and written back`, () => {
    const read = parseStatement(utf8(text));
    assert.ok(read.ok, JSON.stringify(read));
    assert.equal(textOf(formatStatement(read.value)), text);
  });
for (const [name, text] of Object.entries(vectors.invalid))
  test(`${name}: refused`, () => assert.ok(!parseStatement(utf8(text)).ok));

test("the page shows the docket of the vectors, and the names it gives are right", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../spec/docket.md"), "utf8");
  const shown = /^\{"at":.*\}$/m.exec(page)?.[0] ?? "";
  const { predicate } = JSON.parse(vectors.valid["a record that bears on a claim"] ?? "{}") as { predicate: unknown };
  const short = (json: string) => json.replace(/"([0-9a-f]{8})(?:[0-9a-f]{56}|\[…\])"/g, '"$1[…]"');
  assert.equal(shown, short(JSON.stringify(predicate)));
});
