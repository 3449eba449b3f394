// A case becomes a report, and the same case the same report, in whatever ledger and however it came in.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { askCase, CASE_CALLS, caseWorldOf, openCaseDesk, openNode } from "../../src/app/index.ts";
import type { Json } from "../../src/lib/index.ts";
import { runMeridian, temporaryFolder } from "../support/run-meridian.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../docs/case.md"), "utf8");
const DOCUMENT = /```yaml\nnouns:[\s\S]*?\n```/.exec(PAGE)?.[0].slice("```yaml\n".length, -"```".length) ?? "";
const PARTY = { name: "North Port CERT", kind: "authority", jurisdiction: null, exercise: true };

type Exported = {
  readonly files: readonly { readonly name: string; readonly text: string; readonly sha256: string }[];
  readonly leftOut: number;
};

async function openCase(context: TestContext): Promise<(name: string, input?: object) => Promise<Json>> {
  const node = await openNode({ dataDirectory: await temporaryFolder(context), party: PARTY, origin: null });
  context.after(() => node.close());
  const desk = await openCaseDesk(caseWorldOf(node), { by: "North Port CERT", scope: null });
  const ask = (name: string, input: object) => {
    const call = CASE_CALLS.find((one) => one.name === name);
    assert.ok(call !== undefined, name);
    return askCase(desk, call, input);
  };
  const { case: id } = (await ask("new", { title: "Clocks", victim: "Harbour Time Service" })) as { readonly case: string };
  return (name, input = {}) => ask(name, { case: id, ...input });
}

async function exported(ask: Awaited<ReturnType<typeof openCase>>, input: object): Promise<Exported> {
  return (await ask("export", input)) as Exported;
}

/** Without what differs from ledger to ledger: the case's own name, and when it was last stated. */
function bare(text: string): string {
  return text.replaceAll(/case-[0-9a-f]{12}/g, "case-").replace(/as of \S+/, "as of");
}

test("the page's case is reported: answers first, likelihood and confidence apart, each sentence with its notes", async (context) => {
  const ask = await openCase(context);
  await ask("add", { document: DOCUMENT });
  const first = await exported(ask, { format: "markdown" });
  assert.deepEqual(await exported(ask, { format: "markdown" }), first);
  const markdown = first.files[0]?.text ?? "";
  assert.match(markdown, /### Did the time service stop\?[^#]*- The evidence supports: yes\. \[1; no digest\]/);
  assert.match(markdown, /^- Likelihood of "Party A".*$/m);
  assert.match(markdown, /^- Confidence in this is low: .*$/m);
  assert.match(markdown, /^\| R1 \| .* \| none kept \|/m);
  const { name = "", text: html = "" } = (await exported(ask, { format: "report" })).files[0] ?? {};
  assert.match(name, /^case-[0-9a-f]{12}\.report\.html$/);
  const anchors = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, anchor = ""]) => anchor));
  for (const [, anchor = ""] of html.matchAll(/href="#([^"]+)"/g)) assert.ok(anchors.has(anchor), anchor);
  assert.doesNotMatch(html, /(src|href)="(?!#|data:image\/svg)/, "it loads nothing");
});

for (const format of ["stix", "nouns"])
  test(`a case that came over as ${format} gives the same report there`, async (context) => {
    const [here, there] = [await openCase(context), await openCase(context)];
    await here("add", { document: DOCUMENT });
    const [carried] = (await exported(here, { format })).files;
    await there("import", { document: carried?.text ?? "", title: "export" });
    for (const form of ["markdown", "report"]) {
      const [mine, theirs] = [await exported(here, { format: form }), await exported(there, { format: form })];
      if (form === "markdown") assert.equal(bare(theirs.files[0]?.text ?? ""), bare(mine.files[0]?.text ?? ""));
      else assert.equal(theirs.files[0]?.text.length, mine.files[0]?.text.length);
    }
  });

test("what readers are not cleared for is in no word, number or answer of a report", async (context) => {
  const ask = await openCase(context);
  await ask("change", { tlp: "green" });
  const secret = `
  - { as: s, noun: record, place: { kept: elsewhere, title: Secret note, sha256: null, url: null }, origin: "party:A", tlp: red }
  - { as: o, noun: observation, record: $s, text: what nobody may know }
  - { noun: link, type: bears-on, from: $o, to: $stopped, bearing: { for: "yes", log10LR: [2, 3, 4], reliability: A, credibility: 1, forgeability: 0 } }`;
  await ask("add", { document: `${DOCUMENT.trimEnd()}${secret}\n` });
  for (const format of ["report", "markdown"]) {
    const { files, leftOut } = await exported(ask, { format, tlp: "green" });
    assert.equal(leftOut, 3);
    assert.doesNotMatch(files[0]?.text ?? "", /nobody may know|Secret note|party:A\b/);
  }
  const [green, red] = [
    await exported(ask, { format: "markdown", tlp: "green" }),
    await exported(ask, { format: "markdown", tlp: "red" }),
  ];
  assert.match(green.files[0]?.text ?? "", /rest on what is: 3 nouns/);
  assert.match(green.files[0]?.text ?? "", /n = 2 \(of 2 sources/);
  assert.match(red.files[0]?.text ?? "", /n = 3 \(of 3 sources/);
});

test("the verb writes a report and its digest, and overwrites nothing", async (context) => {
  const [data, out] = [await temporaryFolder(context), await temporaryFolder(context)];
  const log = join(out, "auth.log");
  await writeFile(log, "");
  assert.equal((await runMeridian(["watch", log, "--data", data])).code, 0);
  const opened = await runMeridian(["case", "new", "--title", "Clocks", "--victim", "Harbour Time Service", "--data", data]);
  const id = /^case-[0-9a-f]{12}/.exec(opened.stdout)?.[0] ?? "";
  const write = () => runMeridian(["case", "export", id, "--format", "report", "--out", join(out, "r"), "--data", data]);
  const ran = await write();
  assert.equal(ran.code, 0, ran.stderr);
  const html = readFileSync(join(out, "r", `${id}.report.html`));
  assert.ok(ran.stdout.startsWith(createHash("sha256").update(html).digest("hex")));
  assert.equal((await write()).code, 2);
});
