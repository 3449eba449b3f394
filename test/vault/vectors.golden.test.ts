import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { isoTime, type Json, parseJson, present, textOf, utf8 } from "../../src/lib/index.ts";
import { formatStatement, parseStatement } from "../../src/model/index.ts";
import {
  type Custody,
  type CustodyEntry,
  custodyStatement,
  exhibitStatement,
  foldCustody,
  formatOffer,
  parseCollection,
  parseOffer,
} from "../../src/vault/index.ts";
import { assertGolden } from "../support/golden.ts";
import { TABLE } from "./custody-table.ts";
import { ANNA, BEN, CARA, nameOf, Story } from "./story.ts";

const PATH = join(import.meta.dirname, "../../spec/custody.vectors.json");
const ACCEPT_WITHIN_MS = 72 * 3_600_000;

/** A life without a problem: taken in, given from hand to hand, read, released, come back, corrected, destroyed. */
function honest(): Story {
  const story = new Story();
  const exhibit = story.exhibit(7);
  const offer = story.event(exhibit, "transferred-out", ANNA, { counterparty: BEN });
  story.event(exhibit, "transferred-in", BEN, { counterparty: ANNA, answers: offer });
  const read = story.event(exhibit, "accessed", BEN);
  const given = story.event(exhibit, "disclosed", BEN, { counterparty: CARA, outputs: [story.contentOf(exhibit)] });
  story.event(exhibit, "returned", BEN, { counterparty: CARA, answers: given });
  story.event(exhibit, "corrected", BEN, {
    answers: read,
    alteration: { what: "read at 14:00", why: "a slip", by: "B. Example" },
  });
  story.event(exhibit, "destroyed", BEN);
  return story;
}

type Vector = {
  readonly name: string;
  readonly now: string;
  readonly entries: readonly CustodyEntry[];
  readonly holdings: Readonly<Record<string, string>>;
  readonly problems: readonly { readonly kind: string; readonly index: number }[];
};

function vectorOf(name: string, { entries }: Story, nowMs: number): Vector {
  return { name, now: isoTime(nowMs), entries, ...summaryOf(foldCustody(entries, { nowMs, acceptWithinMs: ACCEPT_WITHIN_MS })) };
}

function summaryOf({ chains, problems }: Custody): Pick<Vector, "holdings" | "problems"> {
  return {
    holdings: Object.fromEntries([...chains].map(([id, { holding }]) => [id, `${holding.state} ${holding.by.name}`])),
    problems: problems.map(({ kind, index }) => ({ kind, index })),
  };
}

function histories(): readonly Vector[] {
  const good = honest();
  const bad = TABLE.map(({ kind, when, tell }) => {
    const story = new Story();
    const nowMs = tell(story);
    return vectorOf(`${kind}: ${when}`, story, typeof nowMs === "number" ? nowMs : story.nowMs);
  });
  return [vectorOf("a life without a problem", good, good.nowMs), ...bad];
}

function statements(): readonly string[] {
  return honest().entries.flatMap(({ said }) => {
    if (said.kind === "exhibit") return [textIn(formatStatement(exhibitStatement(said.predicate)))];
    return said.kind === "custody" ? [textIn(formatStatement(custodyStatement(said.predicate)))] : [];
  });
}

const textIn = (bytes: Uint8Array) => present(textOf(bytes), "our own text is UTF-8");

function refusedStatements(): readonly { readonly name: string; readonly statement: string }[] {
  const [exhibit = "", custody = ""] = statements();
  return [
    { name: "an event that is not in the table", statement: custody.replaceAll("transferred-out", "lent") },
    {
      name: "a subject that is not the event before",
      statement: custody.replace(`"meridianEnvelopeV1":"${nameOf(0)}"`, `"meridianEnvelopeV1":"${nameOf(1)}"`),
    },
    { name: "a time without milliseconds", statement: custody.replaceAll(".000Z", "Z") },
    { name: "a SHA-256 of 63 digits", statement: exhibit.replaceAll("7".repeat(64), "7".repeat(63)) },
    { name: "an id of another form", statement: exhibit.replaceAll("ex-0000000000000007", "EX-7") },
    { name: "a name too many", statement: exhibit.replace('"caveats":[]', '"caveats":[],"colour":"red"') },
    { name: "a name too few", statement: exhibit.replace('"caveats":[],', "") },
    { name: "a negative length", statement: exhibit.replace('"bytes":1007', '"bytes":-1') },
  ];
}

const BEGUN = "2026-11-22T12:00:00Z";
const ITEM = [
  "item",
  "items/000001",
  "7".repeat(64),
  "42",
  BEGUN,
  BEGUN,
  "file",
  "/var/log/new%0Aline",
  "kept the last 42 of 50 bytes",
];
const MANIFEST = [
  ["meridian-collect/v1"],
  ["host", "hts-jump1"],
  ["user", "root"],
  ["tool", "1.0", "8".repeat(64)],
  ["begun", BEGUN],
  ITEM,
  ["unread", BEGUN, "/var/log/private", "permission denied"],
  ["ended", BEGUN],
];
const manifestText = (lines: readonly (readonly string[])[]) => lines.map((line) => `${line.join("\t")}\n`).join("");

const manifests = {
  valid: [manifestText(MANIFEST)],
  invalid: [
    { name: "no header", manifest: manifestText(MANIFEST.slice(1)) },
    { name: "no end", manifest: manifestText(MANIFEST.slice(0, -1)) },
    { name: "no newline at the end", manifest: manifestText(MANIFEST).trimEnd() },
    { name: "an item twice", manifest: manifestText(MANIFEST.toSpliced(5, 0, ITEM)) },
    { name: "an item outside items/", manifest: manifestText(MANIFEST.with(5, ITEM.with(1, "../x"))) },
    { name: "a length with a leading zero", manifest: manifestText(MANIFEST.with(5, ITEM.with(3, "042"))) },
    { name: "half an escape", manifest: manifestText(MANIFEST.with(5, ITEM.with(7, "/x%0"))) },
    { name: "a day that no calendar has", manifest: manifestText(MANIFEST.with(4, ["begun", "2026-02-30T12:00:00Z"])) },
    { name: "a line of no known kind", manifest: manifestText(MANIFEST.with(6, ["skipped", "x"])) },
  ],
};

function offers(): {
  readonly valid: readonly string[];
  readonly invalid: readonly { readonly name: string; readonly offer: string }[];
} {
  const part = (fill: number, length: number) => new Uint8Array(length).fill(fill);
  const entry = { index: 0, salt: part(1, 32), envelope: part(2, 40), proof: part(3, 50) };
  const good = textIn(formatOffer({ origin: "log.example/harbour", entries: [entry] }));
  return {
    valid: [good],
    invalid: [
      { name: "no newline at the end", offer: good.trimEnd() },
      { name: "another version", offer: good.replace("offer/v1", "offer/v2") },
      { name: "base64 without padding", offer: good.replace("=", "") },
      { name: "a space", offer: good.replace(":", ": ") },
      { name: "a name twice", offer: good.replace('"index":0', '"index":0,"index":0') },
    ],
  };
}

/** JSON with one history a line. */
function inLines({ histories: told, ...rest }: { readonly histories: readonly Vector[] }): string {
  const head = JSON.stringify(rest, undefined, 1).slice(0, -2);
  return `${head},\n "histories": [\n${told.map((one) => `  ${JSON.stringify(one)}`).join(",\n")}\n ]\n}\n`;
}

test("spec/custody.vectors.json is what this code says", () => {
  const vectors = {
    acceptWithinMs: ACCEPT_WITHIN_MS,
    statements: { valid: statements(), invalid: refusedStatements() },
    manifests,
    offers: offers(),
    histories: histories(),
  };
  assertGolden(PATH, inLines(vectors));
});

test("each vector is judged as spec/custody.vectors.json says", () => {
  const read = parseJson(readFileSync(PATH, "utf8"));
  assert.ok(read.ok);
  const vectors = read.value as Record<string, Json> as unknown as {
    readonly statements: { readonly valid: readonly string[]; readonly invalid: ReturnType<typeof refusedStatements> };
    readonly manifests: typeof manifests;
    readonly offers: ReturnType<typeof offers>;
    readonly histories: readonly Vector[];
  };
  for (const text of vectors.statements.valid) assert.ok(parseStatement(utf8(text)).ok, text);
  for (const { name, statement } of vectors.statements.invalid) assert.equal(parseStatement(utf8(statement)).ok, false, name);
  for (const text of vectors.manifests.valid) assert.ok(parseCollection(utf8(text)).ok, text);
  for (const { name, manifest } of vectors.manifests.invalid) assert.equal(parseCollection(utf8(manifest)).ok, false, name);
  for (const text of vectors.offers.valid) assert.ok(parseOffer(utf8(text)).ok, text);
  for (const { name, offer } of vectors.offers.invalid) assert.equal(parseOffer(utf8(offer)).ok, false, name);
  for (const { name, now, entries, holdings, problems } of vectors.histories) {
    const found = summaryOf(foldCustody(entries, { nowMs: Date.parse(now), acceptWithinMs: ACCEPT_WITHIN_MS }));
    assert.deepEqual(plain(found), plain({ holdings, problems }), name);
  }
});

/** Without prototypes: what our reader gives has none. */
function plain(value: unknown): unknown {
  return structuredClone(value);
}
