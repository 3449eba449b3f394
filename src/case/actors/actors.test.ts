import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { assertGolden } from "../../../test/support/golden.ts";
import { IMITATION, OTHER } from "../../model/index.ts";
import type { Knowledge } from "../knowledge/knowledge.ts";
import { actorAnswers, bearingsOf } from "./bearings.ts";
import { FITTED_MODEL } from "./fitted.ts";
import { type ActorItem, createActorBase, rankActors } from "./rank.ts";
import { VIEWS } from "./views.ts";

const TECHNIQUES = Array.from({ length: 30 }, (_, at) => `T${1000 + at}`);
/** Invented: Actor A to H, each with some of thirty techniques and tools of its own; Actor H is known from one report only. */
function invented(rename: (name: string) => string = (name) => name): Knowledge {
  const names = [..."ABCDEFGH"];
  const actors = names.map((letter, at) => {
    const own = TECHNIQUES.filter((_, technique) => (technique * 7 + at * 5) % 8 < 3);
    const uses = [...own, `S000${at}`, `S010${at}`, `S020${at}`].sort().map((of, index) => ({
      of,
      citations:
        letter === "H"
          ? ["H 1"]
          : [`${letter} ${index % 2}`, `${letter} ${index % 3}`].filter((name, place, all) => all.indexOf(name) === place).sort(),
    }));
    return { id: rename(`G000${at}`), name: rename(`Actor ${letter}`), aliases: [], uses };
  });
  const software = names
    .flatMap((_, at) => [`S000${at}`, `S010${at}`, `S020${at}`])
    .sort()
    .map((id) => ({ id, name: `Tool ${id}`, kind: "malware" as const, aliases: [], uses: [], indicators: [] }));
  const techniques = TECHNIQUES.map((id) => ({ id, name: `Way ${id}`, parent: null, tactics: [], assets: [] }));
  return {
    digest: "invented",
    sources: [],
    actors: actors.sort((a, b) => (a.id < b.id ? -1 : 1)),
    software,
    techniques,
    campaigns: [],
  };
}

const BASE = createActorBase(invented());
const seen = (...features: string[]): ActorItem[] => features.map((of) => ({ of, seenIn: [] }));
const usedBy = (at: number) => invented().actors[at]?.uses.map(({ of }) => of) ?? [];
const anyItems = fc.uniqueArray(fc.constantFrom(...TECHNIQUES, "S0000", "S0101", "S0203", "unheard of"), {
  minLength: 1,
  maxLength: 12,
});

test("the actor whose profile was seen comes first, and its items add up to its weight", () => {
  const { standings, unknownItems } = rankActors(BASE, seen(...usedBy(2), "unheard of"), FITTED_MODEL);
  const [first] = standings;
  assert.equal(first?.name, "Actor C");
  assert.deepEqual(unknownItems, ["unheard of"]);
});

test("what is shown is what decided: items and size add up, for every actor and whatever was seen", () => {
  fc.assert(
    fc.property(anyItems, (features) => {
      for (const { log10LR, items, size, assessable } of rankActors(BASE, seen(...features), FITTED_MODEL).standings) {
        const sum = items.reduce((total, item) => total + item.log10LR.best, size.best);
        assert(!assessable.yes || Math.abs(sum - log10LR.best) < 1e-9, `${sum} is not ${log10LR.best}`);
        assert(log10LR.lo <= log10LR.best && log10LR.best <= log10LR.hi);
      }
    }),
  );
});

test("standings are in the order of their weight, and nobody is named who is not first", () => {
  fc.assert(
    fc.property(anyItems, (features) => {
      const { standings, named } = rankActors(BASE, seen(...features), FITTED_MODEL);
      const weights = standings.filter(({ assessable }) => assessable.yes).map(({ log10LR }) => log10LR.best);
      assert(weights.every((weight, at) => at === 0 || weight <= (weights[at - 1] ?? 0) + 1e-9));
      assert(named === null || named === standings[0]?.id);
    }),
  );
});

test("an echo says nothing: the same items fifty times, in any order, give the same ranking", () => {
  const once = rankActors(BASE, seen("T1000", "T1008", "S0000"), FITTED_MODEL);
  const often = Array.from({ length: 50 }, () => seen("S0000", "T1008", "T1000")).flat();
  assert.deepEqual(rankActors(BASE, often, FITTED_MODEL), once);
});

test("renaming the actors renames the result and changes nothing else", () => {
  const reverse = (name: string) =>
    name.replace(/[A-H]$|\d$/, (last) =>
      /\d/.test(last) ? String(7 - Number(last)) : String.fromCharCode(137 - last.charCodeAt(0)),
    );
  const renamed = createActorBase(invented(reverse));
  fc.assert(
    fc.property(anyItems, (features) => {
      const plain = rankActors(BASE, seen(...features), FITTED_MODEL);
      const other = rankActors(renamed, seen(...features), FITTED_MODEL);
      const weights = new Map(other.standings.map(({ id, log10LR }) => [id, log10LR.best]));
      for (const { id, log10LR } of plain.standings) assert(Math.abs((weights.get(reverse(id)) ?? 9) - log10LR.best) < 1e-9);
      assert(Math.abs(other.chance - plain.chance) < 1e-9);
    }),
  );
});

test("a thin profile is not assessable, with the reason, and is never named", () => {
  const { standings, named } = rankActors(BASE, seen(...usedBy(7)), FITTED_MODEL);
  const thin = standings.at(-1);
  assert.deepEqual([thin?.name, thin?.assessable], ["Actor H", { yes: false, reason: "known from 1 report, 2 are needed" }]);
  assert.notEqual(named, "G0007");
});

test("with nothing seen, or nothing that is known, nobody is named", () => {
  for (const items of [[], seen("unheard of")]) {
    const ranking = rankActors(BASE, items, FITTED_MODEL);
    assert.deepEqual([ranking.named, ranking.chance, ranking.standings.length], [null, 0, 8]);
  }
});

test("three items of a decoy do not carry it past the actor whom all the rest fits", () => {
  const planted = seen(...usedBy(2), "S0005", "S0105", "S0205");
  assert.equal(rankActors(BASE, planted, FITTED_MODEL).standings[0]?.name, "Actor C");
});

test("bearings name the count behind each weight, and temperature cancels", () => {
  const ranking = rankActors(BASE, seen("S0000", "T1000"), FITTED_MODEL);
  const [tool] = bearingsOf(ranking, { temperature: 2, kindOf: (of) => (of.startsWith("S") ? "malware" : "technique") });
  const [weight] = tool?.weights ?? [];
  const [first] = ranking.standings;
  assert.deepEqual([tool?.of, tool?.forgeability, weight?.for, weight?.against], ["S0000", 0.5, first?.name, OTHER]);
  assert.equal(weight?.log10LR.best, 2 * (first?.items[0]?.log10LR.best ?? 0));
  assert.match(weight?.reference ?? "", /^Tool S0000 \(S0000\) is used by 1 of 8 actors, this one among them; pooled/);
});

test("the answers to an actor claim are each there once, with an imitation for each actor and other at the end", () => {
  const ranking = rankActors(BASE, seen("S0000", "T1000"), FITTED_MODEL);
  const answers = actorAnswers(ranking);
  assert.equal(new Set(answers).size, answers.length);
  assert(answers.includes(`${IMITATION}${ranking.standings[0]?.name}`) && answers.at(-1) === OTHER);
});

test("a small invented knowledge base ranks as it did, to the fourth digit", () => {
  const ranking = rankActors(BASE, seen("S0000", "T1000", "T1008", "T1016", "T1003"), FITTED_MODEL);
  const lines = ranking.standings.map(({ name, log10LR, size, withoutThree, items }) =>
    [name, log10LR.lo, log10LR.best, log10LR.hi, size.best, withoutThree, ...items.map((item) => item.log10LR.best)]
      .map((value) => (typeof value === "number" ? value.toFixed(4) : value))
      .join(" "),
  );
  const chances = `chance ${ranking.chance.toFixed(4)} known ${ranking.openSet.statistic.toFixed(4)} named ${ranking.named}`;
  assertGolden(join(import.meta.dirname, "../../../test/golden/actors.txt"), `${[...lines, chances].join("\n")}\n`);
});

test("the shipped model has a weight for every view and says where it came from", () => {
  const { weights, folds, provenance } = FITTED_MODEL;
  assert(folds.length > 0);
  for (const one of [weights, ...folds]) assert.equal(one.length, VIEWS.length);
  assert.match(provenance.knowledge, /^[0-9a-f]{64}$/);
  assert.match(provenance.benchmark, /top-1/);
});
