import assert from "node:assert/strict";
import { test } from "node:test";
import { CASE, KEEPER, Scene, sha256, weight } from "../../../test/case/nouns.ts";
import type { CasefilePredicate, NounId } from "../../model/index.ts";
import { type CaseFold, createCaseGraph } from "./case-graph.ts";

const PARTY = "Party A";

/** A fold that a keeper opened, and how to state what a scene has made since. */
function begin(): { readonly fold: CaseFold; readonly scene: Scene; readonly say: (by?: string) => string } {
  const scene = new Scene();
  const fold = createCaseGraph({ sha256, casefile: { case: CASE, by: KEEPER } as CasefilePredicate });
  return {
    fold,
    scene,
    say: (by = KEEPER) => {
      const added = fold.add(scene.docket(by));
      return added.ok ? "taken" : `${added.fault.kind} ${added.fault.path}`;
    },
  };
}

test("a claim's status follows from the words on it and changes back with them", () => {
  const { fold, scene, say } = begin();
  const status = (id: NounId) => fold.view().status(id);
  const claim = scene.claim("did it?");
  say();
  assert.equal(status(claim), "open");
  scene.judge(claim, "review", KEEPER, "my own");
  say();
  assert.equal(status(claim), "open", "the review of who stated it does not count");
  scene.judge(claim, "review", "North Port CERT");
  say("North Port CERT");
  assert.equal(status(claim), "reviewed");
  const dissent = scene.judge(claim, "dissent", PARTY, "it was not us");
  say(PARTY);
  assert.equal(status(claim), "contested");
  scene.judge(dissent, "review", PARTY);
  say(PARTY);
  assert.equal(status(claim), "contested", "nobody answers himself");
  const answer = scene.judge(dissent, "assess", KEEPER, "the log says otherwise");
  say();
  assert.equal(status(claim), "reviewed");
  assert.deepEqual(
    fold
      .view()
      .dissentsUnder(claim)
      .map(({ by, why, answeredBy }) => [by, why, answeredBy]),
    [[PARTY, "it was not us", answer]],
    "the dissent is kept",
  );
  const newer = scene.claim("did it, and when?", { supersedes: claim });
  say();
  assert.equal(status(claim), "superseded");
  scene.judge(newer, "withdraw");
  say();
  assert.equal(status(claim), "reviewed");
  const withdrawal = scene.judge(claim, "withdraw");
  say();
  assert.equal(status(claim), "withdrawn");
  scene.judge(withdrawal, "withdraw");
  say();
  assert.equal(status(claim), "reviewed");
  assert.equal(status(dissent), null);
});

test("who stated a noun or keeps the case may withdraw it; others may not, in nobody's name", () => {
  const { fold, scene, say } = begin();
  const record = scene.record("log", "sensor:gate");
  assert.equal(say(PARTY), "taken");
  scene.judge(record, "withdraw", "North Port CERT");
  assert.equal(say("North Port CERT"), "not-theirs nouns[0].by");
  scene.judge(record, "withdraw", PARTY);
  assert.equal(say("North Port CERT"), "not-theirs nouns[0].by", "in another's name");
  scene.judge(record, "dissent", "North Port CERT");
  assert.equal(say("North Port CERT"), "taken");
  scene.judge(record, "withdraw", PARTY);
  assert.equal(say(), "taken", "the keeper enters another's word");
  const own = scene.record("second", "sensor:gate");
  assert.equal(say(PARTY), "taken");
  const byKeeper = scene.judge(own, "withdraw", KEEPER);
  assert.equal(say(), "taken");
  assert.equal(fold.view().nouns.get(own)?.withdrawnBy, byKeeper);
  scene.judge(byKeeper, "withdraw", PARTY);
  assert.equal(say(PARTY), "not-theirs nouns[0].by", "a party does not take back the keeper's word");
  scene.judge(byKeeper, "withdraw", KEEPER);
  assert.equal(say(), "taken");
  assert.equal(fold.view().nouns.get(own)?.withdrawnBy, null, "reinstated");
});

test("a claim of another is not superseded, and not every withdrawal can be withdrawn again for ever", () => {
  const { scene, say } = begin();
  const claim = scene.claim("did it?");
  say();
  scene.claim("did it not?", { supersedes: claim });
  assert.equal(say(PARTY), "not-theirs nouns[0].supersedes");
  let on = claim;
  for (let depth = 1; depth <= 16; depth++) on = scene.judge(on, "withdraw", KEEPER, `${depth}`);
  assert.equal(say(), "taken");
  scene.judge(on, "withdraw");
  assert.equal(say(), "too-deep nouns[0].on");
});

test("a claim on a cluster, however sure, says nothing of the organisation; with a weight of its own it says that much", () => {
  const { fold, scene, say } = begin();
  const cluster = scene.actorClaim("whose cluster?", "cluster");
  const organisation = scene.actorClaim("which organisation?", "organisation");
  for (let at = 0; at < 8; at++) {
    const reading = scene.reading(scene.record(`log ${at}`, `sensor:${at}`), `line ${at}`);
    scene.bears(reading, cluster, [weight("Party A", "other", 9), weight("Party A", "imitation of Party A", 9)]);
  }
  say();
  const alone = fold.scores().get(organisation);
  assert.equal(fold.scores().get(cluster)?.verdict.outcome.is, "leads");
  assert.deepEqual([alone?.supported, alone?.verdict.outcome.is, alone?.verdict.n], [false, "unknown", 0]);
  assert.deepEqual(fold.ask(organisation)?.items, []);
  const link = scene.bears(cluster, organisation, [weight("Party A", "other", 0.2)]);
  say();
  const [item] = fold.ask(organisation)?.items ?? [];
  assert.deepEqual([item?.link, item?.weights[0]?.log10LR.best, item?.origins.length], [link, 0.2, 8]);
});

test("a record that is withdrawn takes what leaned on it along, by a path, and nothing else", () => {
  const { fold, scene, say } = begin();
  const [first, second] = ["first", "second"].map((title) => scene.record(title, `sensor:${title}`)) as [NounId, NounId];
  const reading = scene.reading(first, "a line");
  const event = scene.event("gate opened");
  const derives = scene.link("derives", reading, event);
  const [claim, above, apart] = ["below", "above", "apart"].map((ask) => scene.claim(ask)) as [NounId, NounId, NounId];
  const bears = scene.bears(event, claim);
  const higher = scene.bears(claim, above);
  scene.bears(second, above);
  scene.bears(second, apart);
  const outcome = scene.claim("what came of it?", { kind: "outcome" });
  const causes = scene.causes(event, outcome);
  scene.link("measures", scene.quantity(second, 60), outcome);
  say();
  fold.settle();
  scene.judge(first, "withdraw");
  say();
  const differences = fold.settle();
  assert.deepEqual(
    differences.map(({ claim: id, path, causal, before, after }) => [
      id,
      path.map(({ via, link }) => [via, link]),
      causal,
      [before?.supported, after.supported, before?.verdict.n, after.verdict.n],
    ]),
    [
      [
        claim,
        [
          ["reads", null],
          ["derives", derives],
          ["bears-on", bears],
        ],
        false,
        [true, false, 1, 0],
      ],
      [
        above,
        [
          ["reads", null],
          ["derives", derives],
          ["bears-on", bears],
          ["bears-on", higher],
        ],
        false,
        [true, true, 2, 1],
      ],
      [
        outcome,
        [
          ["reads", null],
          ["derives", derives],
          ["causes", causes],
        ],
        true,
        [true, true, 0, 0],
      ],
    ],
  );
  assert.deepEqual(fold.settle(), [], "and nothing is left to settle");
  assert.deepEqual(
    fold
      .view()
      .leaningOn(second)
      .map(({ id, causal }) => [fold.view().nouns.get(id)?.noun.noun, causal]),
    [
      ["claim", false],
      ["claim", false],
      ["observation", false],
      ["claim", false],
    ],
  );
});

test("to suppose that a contested cause is withdrawn says what its withdrawal comes to: the verdict loses the dissent too", () => {
  const { fold, scene, say } = begin();
  const claim = scene.claim("what came of it?", { kind: "outcome" });
  const cause = scene.causes(scene.event("gate opened"), claim);
  scene.judge(cause, "dissent", PARTY, "it opened later");
  say();
  assert.equal(fold.scores().get(claim)?.verdict.dissents.length, 1);
  const supposed = fold.whatIf([cause]);
  assert.deepEqual(
    supposed.map(({ claim: id, causal, after }) => [id, causal, after.dissents, after.verdict.dissents]),
    [[claim, true, [], []]],
  );
  scene.judge(cause, "withdraw");
  say();
  assert.deepEqual(fold.settle(), supposed);
});
