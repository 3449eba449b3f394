import assert from "node:assert/strict";
import { test } from "node:test";
import { docketOf, KEEPER, Scene, sha256 } from "../../../test/case/nouns.ts";
import type { NounId } from "../../model/index.ts";
import { type CaseFold, createCaseGraph } from "./case-graph.ts";
import { JUDGEMENTS_MAX, SUPPORT_DEPTH_MAX } from "./limits.ts";

const SIZE = process.env["MERIDIAN_SOAK"] === "1" ? 100_000 : 10_000;

/** Sends a scene in dockets of 10,000 nouns; gives the first fault, if any. */
function send(fold: CaseFold, scene: Scene): string {
  for (let at = 0; at < scene.nouns.length; at += 10_000) {
    const added = fold.add(docketOf(scene.nouns.slice(at, at + 10_000)));
    if (!added.ok) return `${added.fault.kind} ${added.fault.path}`;
  }
  return "taken";
}

const begin = () => createCaseGraph({ sha256 });

test("a chain of copies deeper than allowed is refused at the link that goes too deep, whichever way it is built", () => {
  for (const way of ["down", "up"] as const) {
    const scene = new Scene();
    const records = Array.from({ length: SIZE / 2 }, (_, at) => scene.record(`r${at}`, "o"));
    const fold = begin();
    for (let at = 1; at < records.length; at++) {
      const upper = way === "down" ? at : records.length - at;
      scene.link("derives", records[upper - 1] as NounId, records[upper] as NounId);
    }
    const place = (records.length + SUPPORT_DEPTH_MAX) % 10_000;
    assert.equal(send(fold, scene), `too-deep nouns[${place}]`);
    assert.equal(fold.view().nouns.size % 10_000, 0, "nothing of that docket is taken");
  }
});

test("many things under one claim, and one record under many, are taken and scored", () => {
  const scene = new Scene();
  const claim = scene.claim("did it?");
  const record = scene.record("log", "sensor:gate");
  for (let at = 0; at < SIZE / 4; at++) scene.bears(scene.reading(record, `line ${at}`), claim);
  for (let at = 0; at < SIZE / 4; at++) scene.bears(scene.record(`r${at}`, `o${at}`), claim);
  const fold = begin();
  assert.equal(send(fold, scene), "taken");
  assert.equal(fold.ask(claim)?.items.length, SIZE / 2);
  assert.equal(fold.ask(claim)?.roots, SIZE / 4 + 1);
});

test("ways that double at each step are refused before anybody walks them", () => {
  const scene = new Scene();
  let row = [scene.event("e0a"), scene.event("e0b")] as const;
  for (const event of row) scene.link("derives", scene.reading(scene.record("log", "o"), "line"), event);
  for (let at = 1; at < SUPPORT_DEPTH_MAX - 3; at++) {
    const next = [scene.event(`e${at}a`), scene.event(`e${at}b`)] as const;
    for (const from of row) for (const to of next) scene.link("derives", from, to);
    row = next;
  }
  const fold = begin();
  assert.match(send(fold, scene), /^too-many nouns\[\d+\]$/);
  assert.equal(fold.view().nouns.size, 0);
});

test("judgements on one noun have an end", () => {
  const scene = new Scene();
  const claim = scene.claim("did it?");
  for (let at = 0; at <= JUDGEMENTS_MAX; at++) scene.judge(claim, "dissent", KEEPER, `${at}`);
  assert.equal(send(begin(), scene), `too-many nouns[${JUDGEMENTS_MAX + 1}].on`);
});

test("a row of dissents on each other, longer than any stack, is only listed", () => {
  const scene = new Scene();
  const claim = scene.claim("did it?");
  let on = claim;
  for (let at = 0; at < SIZE; at++) on = scene.judge(on, "dissent", KEEPER, `${at}`);
  const fold = begin();
  assert.equal(send(fold, scene), "taken");
  assert.equal(fold.view().status(claim), "contested");
  assert.equal(fold.settle().length, 1);
});

test("causes have an end, in number and in a row", () => {
  const scene = new Scene();
  const events = Array.from({ length: 400 }, (_, at) => scene.event(`e${at}`, [at, at]));
  for (let at = 1; at < events.length; at++) scene.causes(events[at - 1] as NounId, events[at] as NounId);
  assert.equal(send(begin(), scene), `too-deep nouns[${400 + 256}]`);
  const wide = new Scene();
  const [from, to] = [0, 1].map((side) => Array.from({ length: 101 }, (_, at) => wide.event(`${side} ${at}`, [side, side])));
  const before = wide.nouns.length;
  for (const cause of from ?? []) for (const effect of to ?? []) wide.causes(cause, effect);
  const fold = begin();
  assert.equal(send(fold, wide), `too-many nouns[${before}]`, "the first docket has so many events and the rest links");
  assert.equal(fold.view().nouns.size, 10_000);
});
