import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { buildVerifier } from "../../scripts/build-verifier.ts";
import { Failure } from "../../src/lib/index.ts";
import { readVerifier, writeDossier } from "../../src/publish/io/index.ts";
import { BrowserPage, findBrowser } from "./support/browser.ts";
import { makeDossier, makeFixture } from "./support/fixture.ts";

const VERIFIER = resolve(import.meta.dirname, "../../verifier");
const POLICY =
  /content="default-src 'none'; script-src 'sha256-[^' ]+'; style-src 'sha256-[^' ]+'; base-uri 'none'; form-action 'none'"/;
const work = mkdtempSync(join(tmpdir(), "meridian-tamper-"));
after(() => rmSync(work, { recursive: true, force: true }));

const files = await makeDossier(await makeFixture(), { page: await readVerifier(VERIFIER) });

async function written(name: string): Promise<string> {
  const folder = join(work, name);
  await writeDossier(folder, files);
  return folder;
}

type Run = { readonly code: number; readonly out: string; readonly err: string };

function run(command: string, args: readonly string[], cwd = work): Promise<Run> {
  return new Promise((done) => {
    execFile(command, args, { cwd }, (error, out, err) => done({ code: error === null ? 0 : Number(error.code), out, err }));
  });
}

const verify = (...args: readonly string[]) => run(process.execPath, [join(VERIFIER, "meridian-verify.mjs"), ...args]);

test("the committed verifier is what the sources give, byte for byte", async () => {
  const built = await buildVerifier();
  assert.deepEqual(readdirSync(VERIFIER).sort(), [...built.keys()].sort());
  for (const [name, text] of built)
    assert.equal(readFileSync(join(VERIFIER, name), "utf8") === text, true, `${name} is stale: run scripts/build-verifier.ts`);
});

test("the page may use no network and no script but its own", async () => {
  for (const page of [
    readFileSync(join(VERIFIER, "meridian-verify.html"), "utf8"),
    new TextDecoder().decode(files.get("index.html")),
  ]) {
    assert.ok(POLICY.test(page), "the policy names one script and one style by digest");
    assert.equal(page.match(/<script/g)?.length, 1);
    assert.equal(
      /<(?:link|img|iframe|object|embed)\b|<[^>]*\s(?:src|style|on[a-z]+)=/i.exec(
        page.replace(/<script>[\s\S]*<\/script>/, ""),
      )?.[0],
      undefined,
    );
  }
});

test("the stand-alone verifier says yes to a fresh dossier and knows the signer only from a trust file", async () => {
  const folder = await written("fresh");
  const plain = await verify(folder);
  assert.equal(plain.code, 0);
  assert.match(plain.out, /INTACT[\s\S]*HOLDS[\s\S]*SEALED[\s\S]*UNKNOWN[\s\S]*NOBODY KNOWN[\s\S]*NOT RE-RUN/);
  assert.doesNotMatch(plain.out, /verified/i);
  const trusting = await verify(folder, "--trust", join(folder, "data/ledger/keys.txt"), "--json");
  assert.equal(trusting.code, 0);
  assert.equal(JSON.parse(trusting.out).signer.status, "known");
});

/** The Node that npm runs on: the reader's own, which may be as old as package.json allows. */
const readersNode = process.env["npm_node_execpath"];

test("the stand-alone verifier runs on the Node that a reader has", {
  skip: readersNode === undefined && "needs npm: it says which Node started it",
}, async () => {
  const folder = await written("readers-node");
  const { code, out, err } = await run(readersNode ?? "", [join(VERIFIER, "meridian-verify.mjs"), folder]);
  assert.deepEqual([code, err], [0, ""]);
  assert.match(out, /INTACT[\s\S]*HOLDS/);
});

test("the stand-alone verifier says no to a changed byte, an added file and a link, and names them", async () => {
  const folder = await written("changed");
  writeFileSync(join(folder, "data/reply.json"), "{}\n");
  writeFileSync(join(folder, "data/added"), "x");
  symlinkSync("/etc/hostname", join(folder, "data/rules/link.yml"));
  const { code, out } = await verify(folder);
  assert.equal(code, 1);
  for (const name of ["data/reply.json: digest-differs", "data/added: unexpected", "data/rules/link.yml: bad-path"])
    assert.ok(out.includes(name), name);
});

test("a name that is not UTF-8 is a fault of the dossier, not a reason to say nothing", async (t) => {
  if (process.platform !== "linux") return t.skip("other systems have no such names");
  const folder = await written("bytes-in-name");
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/data/x`), Buffer.of(0xff)]), "x");
  const { code, out } = await verify(folder);
  assert.equal(code, 1);
  assert.match(out, /bad-path/);
});

test("a document of many small values is refused within the memory of a small machine", async () => {
  const folder = await written("many-values");
  writeFileSync(join(folder, "data/reply.json"), `[${"{},".repeat(40_000_000)}{}]`);
  const { code, out, err } = await run(process.execPath, [
    "--max-old-space-size=1500",
    join(VERIFIER, "meridian-verify.mjs"),
    folder,
  ]);
  assert.equal(code, 1, err.slice(0, 300));
  assert.match(out, /data\/reply\.json: bad-form/);
});

test("the stand-alone verifier tells wrong usage and what it cannot read from a no", async () => {
  const folder = await written("usage");
  writeFileSync(join(work, "bad-trust"), "log nonsense\n");
  assert.equal((await verify()).code, 2);
  assert.equal((await verify(folder, "--trust")).code, 2);
  assert.equal((await verify(join(work, "none"))).code, 3);
  const bad = await verify(folder, "--trust", join(work, "bad-trust"));
  assert.equal(bad.code, 3);
  assert.match(bad.err, /line 1/);
});

test("sha256sum agrees with both manifests of a fresh dossier", async (t) => {
  if (process.platform !== "linux") return t.skip("needs sha256sum");
  const folder = await written("sums");
  for (const manifest of ["manifest-sha256.txt", "tagmanifest-sha256.txt"]) {
    const { code, err } = await run("sha256sum", ["--check", "--strict", "--quiet", manifest], folder);
    assert.equal(code, 0, err);
  }
});

test("a dossier is never written over something else, and nothing is left behind", async () => {
  const folder = await written("twice");
  await assert.rejects(writeDossier(folder, files), (error) => error instanceof Failure && error.code === "PUBLISH_TARGET");
  assert.deepEqual(
    readdirSync(work).filter((name) => name.startsWith(".")),
    [],
  );
});

test("the preview and the independent verifier check a selected folder from file:// in a browser", {
  timeout: 120_000,
}, async (t) => {
  const browser = findBrowser();
  if (browser === undefined) return t.skip("needs Chromium, which this machine does not have");
  const folder = await written("browser");
  const changed = await written("browser-changed");
  writeFileSync(join(changed, "data/reply.json"), "{}\n");
  for (const page of [join(folder, "index.html"), join(VERIFIER, "meridian-verify.html")]) {
    const opened = await BrowserPage.open(browser, pathToFileURL(page).href);
    t.after(() => opened.close());
    assert.equal(await opened.evaluate("isSecureContext"), true);
    await opened.select("#folder", [folder]);
    assert.match(await opened.textOf("#report", /What does this not show/), /sealed\?\s+intact[\s\S]*signed\?\s+unknown/i);
    await opened.select("#folder", [changed]);
    assert.match(await opened.textOf("#report", /broken/), /data\/reply\.json: digest-differs/);
  }
});
