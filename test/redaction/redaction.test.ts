import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { test } from "node:test";
import { destroyExhibit } from "../../src/app/vault/exhibits-give.ts";
import { openTree, redactExhibit } from "../../src/app/vault/redact.ts";
import { confirmRedaction } from "../../src/app/vault/redact-confirm.ts";
import { verifyCopyFolder } from "../../src/app/vault/redact-copy.ts";
import { eraseFields } from "../../src/app/vault/redact-erase.ts";
import { sha256 } from "../../src/ledger/io/index.ts";
import { Failure, parseBase64, readJsonLine } from "../../src/lib/index.ts";
import type { Cut } from "../../src/vault/index.ts";
import { fieldLeaf } from "../../src/vault/redaction/field-leaf.ts";
import { again, believedKey, type Desk, rules, takeIn, WORDS, withDesk } from "./desk.ts";

const LINES: Cut = { method: "lines", version: 1, blockBytes: null };
const NOBODY = { deeds: [], persons: 2 } as const;
const LOG = "boot\nlogin user=anna pin=4711\nlogin user=ben pin=0815\nhalt\n";

type Line = {
  readonly leaf?: string;
  readonly path?: string;
  readonly text?: string;
  readonly salt?: string;
  readonly reason?: string;
};

async function fieldLines(folder: string): Promise<readonly Line[]> {
  const text = await readFile(join(folder, "data/fields.ndjson"), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => readJsonLine(line) as Line);
}

async function redactLog(desk: Desk, name: string, lines = [{ from: 2, to: 2 }]) {
  const { desk: custody, chain } = await takeIn(desk, LOG);
  const order = { cut: LINES, rules: rules({ lines }), audience: "public", words: WORDS, out: desk.at(name) };
  const made = await redactExhibit(custody, chain, order);
  return { made, number: chain.exhibit.number, folder: desk.at(name), chain };
}

test("a redacted copy verifies offline, shows what it shows and hides the rest", () =>
  withDesk(async (desk) => {
    const { made, folder, chain } = await redactLog(desk, "copy");
    assert.deepEqual({ ...made, index: 0 }, { index: 0, fields: 4, shown: 3, withheld: 1, isFirst: true });
    const report = await verifyCopyFolder(folder);
    assert.deepEqual(report.problems, []);
    assert.equal(report.statements?.head.trust, "not asked");
    const lines = await fieldLines(folder);
    assert.deepEqual(
      lines.map(({ text, reason }) => text ?? reason),
      ["boot\n", "personal-data", "login user=ben pin=0815\n", "halt\n"],
    );
    execFileSync("env", ["sha256sum", "-c", "--quiet", "tagmanifest-sha256.txt", "manifest-sha256.txt"], { cwd: folder });
    // Nothing in the folder lets anybody test a guess: neither the withheld text nor any digest of the whole.
    const everything = Buffer.concat(await Promise.all((await filesIn(folder)).map((path) => readFile(path)))).toString("latin1");
    const { sha256: digest, sha512 } = chain.exhibit.content;
    const unsalted = createHash("sha256").update("login user=anna pin=4711\n").digest();
    for (const secret of [
      "anna",
      "4711",
      digest,
      sha512,
      Buffer.from(digest, "hex").toString("base64"),
      unsalted.toString("base64"),
      unsalted.toString("hex"),
    ])
      assert.ok(!everything.includes(secret), `${secret.slice(0, 8)} is told`);
    const envelopes = (await readdir(join(folder, "data/statements"))).filter((name) => name.endsWith(".json"));
    for (const name of envelopes) {
      const file = readJsonLine(await readFile(join(folder, "data/statements", name), "utf8")) as { envelope: string };
      const payload = Buffer.from(
        (readJsonLine(Buffer.from(file.envelope, "base64").toString()) as { payload: string }).payload,
        "base64",
      );
      assert.ok(!payload.includes(digest) && !payload.includes(sha512), `${name} tells the exhibit's digest`);
    }
  }));

test("a dictionary of every possible value finds the withheld one with its salt and never without", () =>
  withDesk(async (desk) => {
    const { folder, made } = await redactLog(desk, "copy");
    const withheld = (await fieldLines(folder))[1];
    const leaf = parseBase64(withheld?.leaf ?? "");
    assert.ok(leaf.ok);
    const kept = await readFile(
      join(desk.folder, "data/vault", (await vaultNames(desk))[0] ?? "", "fields-lines-1/salts-000000"),
    );
    const salt = kept.subarray(32, 64);
    const others = (await fieldLines(folder)).flatMap((line) =>
      line.salt === undefined ? [] : [Buffer.from(line.salt, "base64")],
    );
    const guesses = Array.from({ length: 10_000 }, (_, pin) =>
      Buffer.from(`login user=anna pin=${String(pin).padStart(4, "0")}\n`),
    );
    const finds = (tried: Uint8Array) =>
      guesses.filter((guess) => Buffer.from(fieldLeaf(sha256, "line/2", tried, guess)).equals(Buffer.from(leaf.value)));
    assert.equal(finds(salt).length, 1, "the test finds the value where it has the salt");
    for (const tried of [...others, new Uint8Array(32), new Uint8Array(0)]) assert.equal(finds(tried).length, 0);
    assert.equal(made.withheld, 1);
  }));

test("a second copy for others has the same root, and says which was first", () =>
  withDesk(async (desk) => {
    const first = await redactLog(desk, "first");
    const { desk: custody, chain } = await again(desk, first.number);
    const order = {
      cut: LINES,
      rules: rules({ patterns: ["user=ben"], reason: "security" }),
      audience: "North Port CERT",
      words: WORDS,
      out: desk.at("second"),
    };
    const second = await redactExhibit(custody, chain, order);
    assert.equal(second.isFirst, false);
    const [one, two] = [await verifyCopyFolder(first.folder), await verifyCopyFolder(desk.at("second"))];
    assert.deepEqual([one.problems, two.problems], [[], []]);
    assert.equal(one.redaction?.root, two.redaction?.root);
    assert.equal(one.redaction?.first, null);
    assert.equal(two.redaction?.first, one.statements?.statements.find(({ index }) => index === one.entry)?.name);
  }));

test("who redacts by their own key signs for it, and is no reviewer of their own copy", () =>
  withDesk(async (desk) => {
    const key = await believedKey(desk, "A. Example", "Harbour Time Service");
    const { chain: taken } = await takeIn(desk, LOG);
    const { desk: custody, chain } = await again(desk, taken.exhibit.number);
    const actor = { name: "A. Example", function: "reviewer", party: "Harbour Time Service" };
    const own = { ...WORDS, actor };
    const order = { cut: LINES, rules: rules({ lines: [{ from: 2, to: 2 }] }), audience: "public", out: desk.at("copy"), key };
    await redactExhibit(custody, chain, { ...order, words: own });
    const after = await again(desk, taken.exhibit.number);
    assert.deepEqual(after.chain.problems, []);
    assert.equal(after.chain.events.at(-1)?.signers?.[0]?.role, "person");
    const report = await verifyCopyFolder(desk.at("copy"));
    assert.deepEqual([report.problems, report.reviewers], [[], []]);
    const words = { purpose: "redaction faithful", authority: "Harbour Authority order 7" };
    const confirmed = await confirmRedaction(after.desk, desk.at("copy"), { key, words });
    assert.deepEqual(confirmed, { ok: false, fault: ["A. Example made the copy: somebody else has to confirm it"] });
  }));

test("a reviewer cuts the original again and says by their own key that a copy is faithful", () =>
  withDesk(async (desk) => {
    const key = await believedKey(desk, "C. Example", "North Port CERT");
    const { folder, number } = await redactLog(desk, "copy");
    const words = { purpose: "redaction faithful", authority: "Harbour Authority order 7" };
    const { desk: custody } = await again(desk, number);
    const confirmed = await confirmRedaction(custody, folder, { key, words });
    assert.ok(confirmed.ok);
    assert.deepEqual({ ...confirmed.value, index: 0 }, { index: 0, fields: 4, compared: 4, erased: 0 });
    const report = await verifyCopyFolder(folder);
    assert.deepEqual(report.problems, []);
    assert.deepEqual(
      report.reviewers.map(({ name, party }) => ({ name, party })),
      [{ name: "C. Example", party: "North Port CERT" }],
    );
    assert.deepEqual((await again(desk, number)).chain.problems, []);
  }));

test("a copy that is not of the exhibit is not confirmed, and nothing is stated", () =>
  withDesk(async (desk) => {
    const key = await believedKey(desk, "C. Example", "North Port CERT");
    const { folder, number, chain } = await redactLog(desk, "copy");
    const salts = join(desk.folder, "data/vault", chain.exhibit.exhibit, "fields-lines-1/salts-000000");
    const kept = await readFile(salts);
    // The kept salts of a withheld and of a shown field, changed: the leaf, or what is shown, is no longer the exhibit's.
    for (const at of [40, 3]) {
      const changed = Buffer.from(kept);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await writeFile(salts, changed);
      const { desk: custody } = await again(desk, number);
      const size = desk.node.ledger.size;
      const answer = await confirmRedaction(custody, folder, {
        key,
        words: { purpose: "redaction faithful", authority: "order 7" },
      });
      assert.equal(answer.ok, false);
      assert.equal(desk.node.ledger.size, size);
    }
  }));

test("a copy that shows another value, or withholds another leaf, is found out by its own root and by the original", () =>
  withDesk(async (desk) => {
    const { folder } = await redactLog(desk, "copy");
    const path = join(folder, "data/fields.ndjson");
    const text = await readFile(path, "utf8");
    const lines = text.split("\n");
    const swapped = [lines[2], lines[1], lines[0], ...lines.slice(3)].join("\n");
    for (const changed of [
      text.replace("halt", "hold"),
      text.replace("personal-data", "security"),
      swapped,
      lines.slice(1).join("\n"),
      text.slice(0, -1),
    ]) {
      assert.notEqual(changed, text);
      await writeFile(path, changed);
      assert.notDeepEqual((await verifyCopyFolder(folder)).problems, []);
    }
    await writeFile(path, text);
    await writeFile(join(folder, "extra.txt"), "x");
    assert.deepEqual((await verifyCopyFolder(folder)).problems, ["extra.txt is in no manifest"]);
  }));

test("erasing a field's salt leaves every proof standing, and the field reads as erased from then on", () =>
  withDesk(async (desk) => {
    const first = await redactLog(desk, "before");
    const { desk: custody, chain } = await again(desk, first.number);
    const erasure = {
      cut: LINES,
      rules: rules({ lines: [{ from: 2, to: 3 }] }),
      authority: "Data officer",
      basis: "request 12",
      by: "A. Example",
    };
    const wanted = `erase ${chain.exhibit.exhibit} 2 fields of lines-1, root ${(await openTree(custody, chain, LINES)).tree.root}: 1-2`;
    await assert.rejects(
      eraseFields(custody, chain, erasure, { deeds: ["erase"], persons: 2 }),
      (error: unknown) => error instanceof Failure && error.code === "APPROVAL_MISSING" && error.message.includes(`'${wanted}'`),
    );
    const size = desk.node.ledger.size;
    const erased = await eraseFields(custody, chain, erasure, NOBODY);
    assert.equal(erased.index, size, "nothing was stated before the approvals were there");
    assert.equal(erased.fields, 2);
    assert.ok(erased.outOfReach.some((words) => words.includes("the exhibit's bytes")));
    const salts = await readFile(join(desk.folder, "data/vault", chain.exhibit.exhibit, "fields-lines-1/salts-000000"));
    assert.ok(salts.subarray(32, 96).every((byte) => byte === 0) && salts.subarray(0, 32).some((byte) => byte !== 0));
    assert.deepEqual((await verifyCopyFolder(first.folder)).problems, []);
    const later = await again(desk, first.number);
    await redactExhibit(later.desk, later.chain, {
      cut: LINES,
      rules: rules({ lines: [{ from: 1, to: 1 }] }),
      audience: "public",
      words: WORDS,
      out: desk.at("after"),
    });
    const report = await verifyCopyFolder(desk.at("after"));
    assert.deepEqual(report.problems, []);
    assert.equal(report.redaction?.root, (await verifyCopyFolder(first.folder)).redaction?.root);
    assert.deepEqual(
      (await fieldLines(desk.at("after"))).map(({ reason }) => reason),
      ["personal-data", "erased", "erased", undefined],
    );
  }));

test("a crash between an erasure's statement and its deed is finished when the cut is next opened", () =>
  withDesk(async (desk) => {
    const first = await redactLog(desk, "before");
    const salts = join(desk.folder, "data/vault", first.chain.exhibit.exhibit, "fields-lines-1/salts-000000");
    const kept = await readFile(salts);
    const { desk: custody, chain } = await again(desk, first.number);
    const order = { cut: LINES, authority: "Data officer", basis: "request 12", by: "A. Example" };
    await eraseFields(custody, chain, { ...order, rules: rules({ lines: [{ from: 4, to: 4 }] }) }, NOBODY);
    await writeFile(salts, kept);
    const later = await again(desk, first.number);
    await openTree(later.desk, later.chain, LINES);
    assert.deepEqual(await readFile(salts), Buffer.concat([kept.subarray(0, 96), Buffer.alloc(32)]));
  }));

test("a destroyed exhibit leaves no salt and no opening, and its copy verifies for ever", () =>
  withDesk(async (desk) => {
    const { folder, number, chain } = await redactLog(desk, "copy");
    const { desk: custody, chain: now } = await again(desk, number);
    await destroyExhibit(custody, now, { deeds: [], persons: 2 }, { words: WORDS });
    const left = await filesIn(join(desk.folder, "data/vault", chain.exhibit.exhibit));
    assert.deepEqual(left.map((path) => basename(path)).sort(), ["leaves-000000", "tree.json"]);
    assert.deepEqual((await verifyCopyFolder(folder)).problems, []);
  }));

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function vaultNames({ folder }: Desk): Promise<readonly string[]> {
  return readdir(join(folder, "data/vault"));
}
