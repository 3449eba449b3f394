import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { gateOn } from "./planted-tree.ts";

const GOOD: Readonly<Record<string, string>> = {
  "src/lib/index.ts": "export const lib = 1;\n",
  "src/model/index.ts": 'export { lib as model } from "../lib/index.ts";\n',
  "src/merkle/index.ts": 'export { model as merkle } from "../model/index.ts";\n',
  "src/verify/index.ts": 'import "@noble/post-quantum/ml-dsa.js";\nexport { merkle as verify } from "../merkle/index.ts";\n',
  "src/verify/io/index.ts": 'import "node:fs";\n',
  "src/case/index.ts": 'export { merkle as fold } from "../merkle/index.ts";\n',
  "src/case/fold.ts": "export const fold = 1;\n",
  "src/case/io/index.ts": 'import "node:fs";\n\nexport { fold as read } from "../index.ts";\n',
  "src/detect/sigma/index.ts": "export const sigma = 1;\n",
  "src/detect/index.ts": 'export { sigma as detect } from "./sigma/index.ts";\n',
  "src/app/index.ts":
    'import "node:os";\nimport "../case/io/index.ts";\nimport "../detect/sigma/index.ts";\nimport "../verify/index.ts";\nexport { fold as app } from "../case/index.ts";\n',
  "src/api/index.ts": 'import "hono";\nexport { app as api } from "../app/index.ts";\n',
  "src/cli/main.ts": 'import "commander";\nimport "../api/index.ts";\n',
  "src/case/fold.test.ts": 'import "node:test";\nimport "fast-check";\nimport "./fold.ts";\n',
  "test/end.test.ts": 'import "../src/app/index.ts";\n',
  "bench/run.ts": "export const run = 1;\n",
  "src/lib/ring-b.ts": "export const ring = 1;\n",
};

/** rule → a file that breaks it. Type imports count too. */
const BAD: readonly (readonly [rule: string, path: string, text: string])[] = [
  ["no-cycle", "src/lib/ring-a.ts", 'import "./ring-b.ts";\n'],
  ["resolves", "src/lib/lost.ts", 'import "./nowhere.ts";\n'],
  [
    "lib-imports-only-itself",
    "src/lib/up.ts",
    'import type { model } from "../model/index.ts";\n\nexport type M = typeof model;\n',
  ],
  ["model-imports-only-itself-lib", "src/model/up.ts", 'import "../merkle/index.ts";\n'],
  ["merkle-imports-only-itself-lib-model", "src/merkle/up.ts", 'import "../verify/index.ts";\n'],
  ["verify-imports-only-itself-lib-model-merkle", "src/verify/up.ts", 'import "../case/index.ts";\n'],
  ["verify-has-one-dependency", "src/verify/zod.ts", 'import "zod";\n'],
  ["node-only-at-the-rim", "src/merkle/crypto.ts", 'import "node:crypto";\n'],
  ["rooms-are-strangers", "src/case/stranger.ts", 'import "../detect/index.ts";\n'],
  ["rooms-are-strangers", "src/case/upward.ts", 'import "../app/index.ts";\n'],
  ["fast-path-without-merkle", "src/detect/slow.ts", 'import "../merkle/index.ts";\n'],
  ["one-door-a-room", "src/app/window.ts", 'import "../case/fold.ts";\n'],
  ["one-door-a-room", "src/case/window.ts", 'import "../lib/ring-a.ts";\n'],
  ["only-app-wires-rooms", "src/cli/wire.ts", 'import "../case/index.ts";\n'],
  ["edges-on-top", "src/app/down.ts", 'import "../api/index.ts";\n'],
  ["yaml-imports-only-itself-lib", "src/yaml/up.ts", 'import "../model/index.ts";\n'],
  ["evtx-imports-only-itself-lib", "src/evtx/up.ts", 'import "../model/index.ts";\n'],
  ["stix-imports-only-itself-lib", "src/stix/up.ts", 'import "../model/index.ts";\n'],
  ["enforcer-imports-only-itself-lib-model-respond", "src/enforcer/up.ts", 'import "../app/index.ts";\n'],
  ["cli-above-api", "src/api/up.ts", 'import "../cli/main.ts";\n'],
  ["node-only-at-the-rim", "src/case/disk.ts", 'import "node:fs";\n'],
  ["io-only-from-the-rim", "src/case/impure.ts", 'import "./io/index.ts";\n'],
  ["no-dev-dependency-in-src", "src/app/dev.ts", 'import "fast-check";\n'],
  ["no-tests-in-src", "src/app/test.ts", 'import "../../test/end.test.ts";\n'],
  ["no-outer-folder-in-src", "src/app/tool.ts", 'import "../../bench/run.ts";\n'],
];

test("layers pass a house that is built right", () => {
  const { ok, output } = gateOn("layers", GOOD);
  assert.ok(ok, output);
});

const { ok, output } = gateOn("layers", {
  ...GOOD,
  "src/lib/ring-b.ts": 'import "./ring-a.ts";\n',
  ...Object.fromEntries(BAD.map(([, path, text]) => [path, text])),
});

test("layers fail a house with holes", () => assert.equal(ok, false));

for (const [rule, path] of BAD) {
  test(`${rule} catches ${path}`, () => {
    const named = output.split("\n").some((line) => line.includes(` ${rule}: `) && line.includes(path));
    assert.ok(named, output);
  });
}

test("every rule of the configuration has a canary", () => {
  const require = createRequire(import.meta.url);
  const configuration = require("../../.dependency-cruiser.cjs") as { forbidden: { name: string }[] };
  const planted = new Set(BAD.map(([rule]) => rule));
  assert.deepEqual(
    configuration.forbidden.map(({ name }) => name).filter((name) => !planted.has(name)),
    [],
  );
});
