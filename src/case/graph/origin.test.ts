import assert from "node:assert/strict";
import { test } from "node:test";
import { Scene, sha256, weight } from "../../../test/case/nouns.ts";
import { createCaseGraph } from "./case-graph.ts";
import { originKey } from "./origin.ts";

const ALIKE: readonly (readonly string[])[] = [
  ["sensor:gate", "sensor:GATE", "Sensor:Gate"],
  ["sensor:gate", "sensor:gate ", " sensor: gate"],
  ["sensor:gate", "sensor:gate.", "sensor:gate.."],
  ["publisher:Caf\u00e9", "publisher:Cafe\u0301", "publisher:Caf\u00e9\u200b"],
  ["publisher:Party A", "publisher:P\u0430rty A"],
  ["sensor:gate", "sensor:\uff47ate"],
];

for (const origins of ALIKE)
  test(`one source in disguise stays one: ${JSON.stringify(origins)}`, () => {
    const scene = new Scene();
    const claim = scene.claim("was it?");
    for (const [at, origin] of origins.entries())
      scene.bears(scene.reading(scene.record(`${at}`, origin), `${at}`), claim, [weight("yes", "other", 2)]);
    const fold = createCaseGraph({ sha256 });
    assert.ok(fold.add(scene.docket()).ok);
    const verdict = fold.scores().get(claim)?.verdict;
    assert.deepEqual([verdict?.n, verdict?.counted.sources, verdict?.outcome.is], [1, 1, "unknown"]);
    assert.equal(fold.view().roots(claim)?.origins, 1);
  });

test("other sources stay others, and many dots take no longer", () => {
  assert.notEqual(originKey("sensor:gate1"), originKey("sensor:gate2"));
  assert.equal(originKey(`${".".repeat(200)}x`), `${".".repeat(200)}x`);
});

test("a text that differs in case and white space only is an echo", () => {
  const scene = new Scene();
  const claim = scene.claim("was it?");
  for (const [at, text] of ["the key", "The  key ", "the\u200b key"].entries())
    scene.bears(scene.reading(scene.record(`${at}`, `publisher:${at}`), text), claim, [weight("yes", "other", 2)]);
  const fold = createCaseGraph({ sha256 });
  assert.ok(fold.add(scene.docket()).ok);
  const verdict = fold.scores().get(claim)?.verdict;
  assert.deepEqual([verdict?.counted.echoes, verdict?.outcome.is], [2, "unknown"]);
});
