import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { assess, createLawBook, factsOfCase } from "../../src/law/index.ts";
import { formatJson, type Json } from "../../src/lib/index.ts";
import { BrowserPage, findBrowser } from "../tamper/support/browser.ts";
import { lawPacks } from "./support/domestic.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const ASOF = "2026-11-23";

// apt: chromium
test("a browser comes to the same bytes over the shipped packs, and so to the same hash", { timeout: 60_000 }, async (t) => {
  const browser = findBrowser();
  if (browser === undefined) return t.skip("needs Chromium, which this machine does not have");
  const packs = [...lawPacks().values()];
  const book = createLawBook(packs);
  assert.ok(book.ok);
  const facts = packs.flatMap((pack) => (pack.kind === "cases" ? Object.values(pack.cases).slice(0, 2).map(factsOfCase) : []));
  const here = facts.map((one) => formatJson(assess(book.value, one, { asOf: ASOF }) as unknown as Json)).join("\n");

  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    stdin: {
      contents: `import { assess, createLawBook } from "./src/law/index.ts"; import { formatJson } from "./src/lib/index.ts"; globalThis.law = { assess, createLawBook, formatJson };`,
      resolveDir: ROOT,
      loader: "ts",
    },
    bundle: true,
    write: false,
    platform: "browser",
    format: "iife",
    charset: "ascii",
    logLevel: "error",
  });
  const folder = mkdtempSync(join(tmpdir(), "meridian-law-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const given = JSON.stringify({ packs, facts }).replaceAll("<", "\\u003c");
  const work = `const given = ${given};
    const book = law.createLawBook(given.packs).value;
    const text = given.facts.map((one) => law.formatJson(law.assess(book, one, { asOf: "${ASOF}" }))).join("\\n");
    window.came = crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)).then((digest) => [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join(""));`;
  writeFileSync(join(folder, "law.js"), `${outputFiles[0]?.text ?? ""}\n${work}`);
  const page = join(folder, "law.html");
  writeFileSync(page, `<!doctype html><meta charset="utf-8"><title>law</title><script src="law.js"></script>`);
  const opened = await BrowserPage.open(browser, pathToFileURL(page).href);
  t.after(() => opened.close());
  assert.equal(await opened.evaluate("window.came"), createHash("sha256").update(here).digest("hex"));
});
