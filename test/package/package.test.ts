import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { parseJson } from "../../src/lib/index.ts";

const ROOT = join(import.meta.dirname, "../..");
const skip =
  process.env["MERIDIAN_PACKAGE"] === "1" ? false : "builds and installs the package; MERIDIAN_PACKAGE=1 or .ci/run does it";
const folder = mkdtempSync(join(tmpdir(), "meridian-package-"));
const consumer = join(folder, "consumer");
const QUIET = ["--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];

type Packed = readonly { readonly filename: string; readonly files: readonly { readonly path: string }[] }[];
let packed: Packed[number] | undefined;

function run(cwd: string, file: string, ...args: readonly string[]): string {
  // The consumer is a stranger: nothing of the npm that runs these tests may reach it.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_TEST|^INIT_CWD$/i.test(name)));
  const ended = spawnSync(file, args, { cwd, env, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  assert.equal(ended.status, 0, `${file} ${args.join(" ")}\n${ended.error?.message ?? ""}${ended.stdout}${ended.stderr}`);
  return ended.stdout;
}

const node = (...args: readonly string[]): string => run(consumer, process.execPath, ...args);

before(() => {
  if (skip !== false) return;
  run(ROOT, process.execPath, "scripts/build.ts");
  const answer = parseJson(
    run(ROOT, "npm", "pack", "--json", "--ignore-scripts", `--pack-destination=${folder}`, "--loglevel=error"),
  );
  assert.ok(answer.ok, "npm pack answers with JSON");
  // npm 11 gives a list, later releases an object by name.
  packed = Object.values(answer.value as unknown as Packed)[0];
  mkdirSync(consumer);
  writeFileSync(join(consumer, "package.json"), '{"name":"consumer","private":true,"type":"module"}\n');
  // Without the packaged Node, which is large: who uses the libraries brings their own.
  run(consumer, "npm", "install", "--omit=optional", ...QUIET, join(folder, packed?.filename ?? ""));
});

after(() => rmSync(folder, { recursive: true, force: true }));

test("the package holds what it needs and no tests", { skip }, () => {
  const paths = packed?.files.map(({ path }) => path) ?? [];
  for (const wanted of [
    "LICENSE",
    "README.md",
    "bin/meridian.js",
    "bin/launch.js",
    "bin/meridian-enforcer.js",
    "deploy/meridian-enforcer.service",
    "deploy/protect",
    "dist/src/enforcer/main.js",
    "docs/respond.md",
    "packs/playbooks/ssh_guessing.yml",
    "packs/starter/web_shell.test.yml",
    "conformance/sigma/README.md",
    "dist/src/app/lines.js",
    "dist/src/evtx/index.js",
    "dist/src/cli/main.js",
    "dist/src/verify/index.d.ts",
  ])
    assert.ok(paths.includes(wanted), `${wanted} is missing`);
  assert.deepEqual(
    paths.filter((path) => /\.test\.[cm]?[jt]s|^(src|test|lab|bench|scripts|node_modules)\/|(^|\/)\.|meridian-data/.test(path)),
    [],
  );
});

test("an install brings run-time dependencies only", { skip }, () => {
  const installed = new Set(readdirSync(join(consumer, "node_modules")));
  for (const tool of ["typescript", "esbuild", "fast-check", "knip"]) assert.ok(!installed.has(tool), `${tool} was installed`);
});

for (const [door, names] of [
  ["sigma", ["loadRules"]],
  ["verify", ["verifyDossier"]],
  ["merkle", ["verifyInclusion", "sha256"]],
  ["stix", ["parseBundle", "validateBundle", "matchPattern"]],
  ["evtx", ["readEvtx", "createEvtxDecoder"]],
  ["lines", ["createLineDetector", "lineView", "readEventLine"]],
] as const) {
  test(`plain JavaScript imports /${door} without the node`, { skip }, () => {
    const program = `import * as door from "@meridian-evidence/meridian/${door}"; process.stdout.write(Object.keys(door).join(" "));`;
    const exported = node("--input-type=module", "--eval", program).split(" ");
    for (const name of names) assert.ok(exported.includes(name), `${name} is not among ${exported.join(" ")}`);
  });
}

test("what is not a door cannot be imported", { skip }, () => {
  const program =
    'await import("@meridian-evidence/meridian/dist/src/app/config.js").then(() => process.exit(1), (e) => console.log(e.code));';
  assert.equal(node("--input-type=module", "--eval", program).trim(), "ERR_PACKAGE_PATH_NOT_EXPORTED");
});

test("a strict TypeScript consumer type-checks, and a wrong call does not", { skip }, () => {
  const options = {
    strict: true,
    module: "nodenext",
    target: "es2024",
    lib: ["es2024", "dom"],
    types: [],
    noEmit: true,
    skipLibCheck: false,
  };
  writeFileSync(join(consumer, "tsconfig.json"), JSON.stringify({ compilerOptions: options, include: ["consumer.ts"] }));
  const doors = ["sigma", "lines", "evtx", "verify", "merkle", "stix"]
    .map((door) => `import * as ${door} from "@meridian-evidence/meridian/${door}";\n`)
    .join("");
  const use =
    "export const root: Uint8Array = merkle.sha256(new Uint8Array(0));\nexport const used = [sigma.loadRules, lines.lineView, evtx.readEvtx, verify.verifyDossier, stix.parsePattern];\nexport const titles = (event: sigma.Event, detector: sigma.Detector): string[] => detector.observe(event).map(({ rule }: sigma.Detection) => rule.title);\n";
  const tsc = join(ROOT, "node_modules/@typescript/native/bin/tsc");
  writeFileSync(join(consumer, "consumer.ts"), doors + use);
  node(tsc, "-p", ".");
  writeFileSync(join(consumer, "consumer.ts"), `${doors}${use}merkle.sha256("text");\n`);
  assert.throws(() => node(tsc, "-p", "."), /TS2345/);
});

test("the installed command runs", { skip }, () => {
  assert.match(node(join(consumer, "node_modules/@meridian-evidence/meridian/bin/meridian.js"), "--help"), /verify/);
});
