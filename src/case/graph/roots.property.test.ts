import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CASE, docketOf, KEEPER, Scene, sha256 } from "../../../test/case/nouns.ts";
import { randomCase } from "../../../test/case/random-case.ts";
import type { CasefilePredicate, NounId } from "../../model/index.ts";
import { type CaseGraph, createCaseGraph } from "./case-graph.ts";
import type { CaseNoun } from "./held.ts";

const RUNS = process.env["MERIDIAN_SOAK"] === "1" ? 5000 : 80;

/** A way down, as the marks that no other way may share: bytes of its records, and its origin. */
type Marks = { readonly records: readonly string[]; readonly origin: string };

function originOf(graph: CaseGraph, id: NounId): string {
  const noun = graph.nouns.get(id)?.noun;
  return noun?.noun === "record" ? noun.origin : "";
}

/** The nouns that a noun rests on by one step, by the words of spec/docket.md and nothing of our code. */
function below(graph: CaseGraph, id: NounId): readonly NounId[] {
  const held = graph.nouns.get(id) as CaseNoun;
  const links = (["derives", "bears-on", "measures"] as const).flatMap((type) => graph.linksTo(id, type));
  const ends = links.filter(({ withdrawnBy }) => withdrawnBy === null).map(({ noun }) => noun.from);
  return held.noun.noun === "observation" ? [...ends, held.noun.record] : ends;
}

function standingBelow(graph: CaseGraph, id: NounId): readonly NounId[] {
  return below(graph, id).filter((one) => graph.nouns.get(one)?.withdrawnBy === null);
}

/** Every way down, where records with the same bytes, as far as the claim reaches them, are one record: small cases only. */
function waysDown(graph: CaseGraph, claim: NounId): Marks[] {
  const reached = new Set([claim]);
  for (const id of reached) for (const one of standingBelow(graph, id)) reached.add(one);
  const ways = (id: NounId, before: readonly string[]): Marks[] => {
    const bytes = bytesOf(graph, id);
    if (bytes === undefined) return standingBelow(graph, id).flatMap((one) => ways(one, before));
    if (before.includes(bytes)) return [];
    const records = [...before, bytes];
    return [...reached]
      .filter((one) => bytesOf(graph, one) === bytes)
      .flatMap((one) =>
        below(graph, one).length === 0
          ? [{ records, origin: originOf(graph, one) }]
          : standingBelow(graph, one).flatMap((original) => ways(original, records)),
      );
  };
  return ways(claim, []);
}

/** The greatest number of ways that share no mark, by trying all. */
function mostApart(ways: readonly (readonly string[])[], used: ReadonlySet<string> = new Set(), at = 0): number {
  const way = ways[at];
  if (way === undefined) return 0;
  const without = mostApart(ways, used, at + 1);
  if (way.some((mark) => used.has(mark))) return without;
  return Math.max(without, 1 + mostApart(ways, new Set([...used, ...way]), at + 1));
}

function distinct(ways: readonly (readonly string[])[]): (readonly string[])[] {
  return [...new Map(ways.map((way) => [JSON.stringify([...new Set(way)].sort()), way])).values()];
}

test("n is what trying all sets of ways gives, and its witnesses share nothing", () => {
  const seen = new Map<number, number>();
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 10, max: 60 }), (seed, size) => {
      const fold = createCaseGraph({ sha256, casefile: { case: CASE, by: KEEPER } as CasefilePredicate });
      for (const noun of randomCase(seed, size).nouns) fold.add(docketOf([noun]));
      const graph = fold.view();
      for (const id of graph.claims()) {
        if (graph.nouns.get(id)?.withdrawnBy !== null) continue;
        const ways = waysDown(graph, id);
        const byOrigin = distinct(ways.map(({ records, origin }) => [...records, origin]));
        if (byOrigin.length > 16) continue;
        const roots = graph.roots(id);
        assert.ok(roots !== null);
        assert.equal(roots.origins, mostApart(byOrigin));
        assert.equal(roots.records, mostApart(distinct(ways.map(({ records }) => records))));
        assert.equal(fold.ask(id)?.roots, roots.origins);
        const origins = roots.witness.map(({ origin }) => origin);
        const records = roots.witness.flatMap(({ nouns }) =>
          nouns.filter((noun) => graph.nouns.get(noun)?.noun.noun === "record"),
        );
        assert.equal(origins.length, roots.origins);
        assert.equal(new Set([...origins, ...records]).size, origins.length + records.length);
        for (const { nouns } of roots.witness) assertWay(graph, nouns, id);
        assert.equal(roots.bottleneck !== null, roots.origins === 1);
        if (roots.bottleneck !== null) assertCut(byOrigin, roots.bottleneck, graph);
        seen.set(roots.origins, (seen.get(roots.origins) ?? 0) + 1);
      }
    }),
    { numRuns: RUNS },
  );
  assert.ok((seen.get(2) ?? 0) > 5, JSON.stringify([...seen]));
});

function assertWay(graph: CaseGraph, nouns: readonly NounId[], claim: NounId): void {
  assert.equal(nouns[0], claim);
  for (const [at, id] of nouns.slice(1).entries()) {
    const upper = nouns[at] as NounId;
    const read = graph.nouns.get(upper)?.noun;
    const linked = graph.linksFrom(id).some(({ noun, withdrawnBy }) => noun.to === upper && withdrawnBy === null);
    const twins = [id, upper].map((one) => bytesOf(graph, one));
    const same = twins[0] !== undefined && twins[0] === twins[1];
    assert.ok(linked || same || (read?.noun === "observation" && read.record === id), "each noun of a way rests on the next");
  }
}

function bytesOf(graph: CaseGraph, id: NounId): string | undefined {
  const noun = graph.nouns.get(id)?.noun;
  return noun?.noun === "record" && noun.place.kept === "elsewhere" ? `bytes ${noun.place.sha256}` : undefined;
}

function assertCut(
  ways: readonly (readonly string[])[],
  cut: { readonly origin: string } | { readonly records: readonly NounId[] },
  graph: CaseGraph,
): void {
  const marks = "origin" in cut ? [cut.origin] : cut.records.map((id) => bytesOf(graph, id) ?? "");
  for (const way of ways)
    assert.ok(
      marks.some((mark) => way.includes(mark)),
      "every way goes through the bottleneck",
    );
}

test("a bottleneck may be an original that no evidence names itself", () => {
  const scene = new Scene();
  const record = (title: string) => scene.record(title, title);
  const [copy, middle, left, right] = [record("copy"), record("middle"), record("left"), record("right")] as const;
  const claim = scene.claim("did it?");
  for (const [from, to] of [
    [left, middle],
    [right, middle],
    [middle, copy],
  ] as const)
    scene.link("derives", from, to);
  scene.bears(copy, claim);
  const fold = createCaseGraph({ sha256 });
  assert.ok(fold.add(scene.docket()).ok);
  assert.deepEqual(fold.view().roots(claim)?.bottleneck, { records: [middle] });
});

test("one report under fifty names is one root, by its bytes and by what it was copied from", () => {
  for (const how of ["same bytes", "copies"] as const) {
    const scene = new Scene();
    const first = scene.record("report", "publisher:0", "report");
    const claim = scene.claim("did it?");
    for (let at = 1; at <= 50; at++) {
      const again = scene.record(`report ${at}`, `publisher:${at}`, how === "copies" ? `reprint ${at}` : "report");
      if (how === "copies") scene.link("derives", first, again);
      scene.bears(scene.reading(again, "they did it"), claim);
    }
    const fold = createCaseGraph({ sha256 });
    assert.ok(fold.add(scene.docket()).ok);
    const roots = fold.view().roots(claim);
    assert.equal(roots?.origins, 1);
    assert.equal(roots.bottleneck === null || "origin" in roots.bottleneck, how === "copies");
    assert.equal(new Set(fold.ask(claim)?.items.map(({ content }) => content)).size, 1, "and each repeats the first");
  }
});
