import assert from "node:assert/strict";
import { test } from "node:test";
import { gateOn } from "./planted-tree.ts";

const IMPORTS = [
  "@dagrejs/dagre",
  "@hono/node-server",
  "@noble/hashes/sha2.js",
  "@noble/post-quantum/ml-dsa.js",
  "age-encryption",
  "commander",
  "hono",
  "re2js",
  "yaml",
  "zod",
];
const TOOLS = [
  "@peculiar/asn1-cms",
  "@peculiar/asn1-schema",
  "@peculiar/asn1-tsp",
  "dependency-cruiser",
  "esbuild",
  "ajv",
  "fast-check",
  "knip",
];

/** A tree in which everything is used: what remains to be found is what a test plants. */
const GOOD = {
  "src/cli/main.ts": `import { used } from "../lib/index.ts";\n${IMPORTS.map((name) => `import "${name}";`).join("\n")}\n\nused();\n`,
  "src/lib/index.ts": 'export { used } from "./used.ts";\n',
  "src/lib/used.ts": "/** Used. */\nexport function used(): void {}\n",
  "src/detect/sigma/index.ts": "export const sigma = 1;\n",
  "src/evtx/index.ts": "export const evtx = 1;\n",
  "src/verify/index.ts": "export const verify = 1;\n",
  "src/merkle/index.ts": "export const merkle = 1;\n",
  "bin/meridian.js": "export {};\n",
  "scripts/tools.ts": `${TOOLS.map((name) => `import "${name}";`).join("\n")}\n`,
  "test/some.test.ts": "export {};\n",
  "bench/run.ts": "export {};\n",
};

test("dead code passes a tree in which everything is used", () => {
  const { ok, output } = gateOn("dead", GOOD);
  assert.ok(ok, output);
});

test("dead code names an unused file, an unused export and a package that is not in package.json", () => {
  const { ok, output } = gateOn("dead", {
    ...GOOD,
    "src/lib/orphan.ts": "export const orphan = 1;\n",
    "src/lib/used.ts": "/** Used. */\nexport function used(): void {}\nexport const spare = 1;\n",
    "src/lib/index.ts": 'import "left-pad";\n\nexport { used } from "./used.ts";\n',
  });
  assert.equal(ok, false);
  assert.match(output, /Unused files[^]*src\/lib\/orphan\.ts/);
  assert.match(output, /Unused exports[^]*spare/);
  assert.match(output, /Unlisted dependencies[^]*left-pad/);
});

test("dead code names a dependency that nobody imports", () => {
  const main = GOOD["src/cli/main.ts"].replace('import "re2js";\n', "");
  const { ok, output } = gateOn("dead", { ...GOOD, "src/cli/main.ts": main });
  assert.equal(ok, false);
  assert.match(output, /Unused dependencies[^]*re2js/);
});
