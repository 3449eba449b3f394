// pip: stix2-validator stix2-matcher (MERIDIAN_STIX_PYTHON names the Python that has them)
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { test } from "node:test";
import { type CaseNoun, exportStix } from "../../src/case/index.ts";
import { type CasefilePredicate, nounId } from "../../src/model/index.ts";
import { formatBundle, matchPattern, observationsIn, parseBundle, parsePattern } from "../../src/stix/index.ts";
import { AT, exchangeCase } from "../case/exchange-case.ts";
import { CASE, KEEPER, sha256 } from "../case/nouns.ts";
import { seededRandom } from "../support/random.ts";

const PYTHON = process.env["MERIDIAN_STIX_PYTHON"] ?? "python3";
const probe = spawnSync(PYTHON, ["-c", "import stix2matcher, stix2validator"], { timeout: 30_000 });
const skip = probe.status === 0 ? false : "needs Python with stix2-validator and stix2-matcher; MERIDIAN_STIX_PYTHON names it";
const SEED = Number(process.env["MERIDIAN_SEED"] ?? 1);

type Answers = { readonly patterns: readonly (boolean | null)[]; readonly bundles: readonly (readonly string[])[] };

function ask(given: object): Answers {
  const script = join(import.meta.dirname, "stix-oracle.py");
  const ended = spawnSync(PYTHON, [script], {
    input: JSON.stringify(given),
    encoding: "utf8",
    timeout: 120_000,
    maxBuffer: 1 << 26,
  });
  assert.equal(ended.status, 0, ended.stderr);
  return JSON.parse(ended.stdout) as Answers;
}

test("the validator of OASIS finds no error in what we export", { skip }, () => {
  const sha1 = (bytes: Uint8Array) => new Uint8Array(createHash("sha1").update(bytes).digest());
  const casefile = {
    case: CASE,
    event: "opened",
    title: "Clock outage",
    victim: "Harbour Time Service",
    tlp: "clear",
    by: KEEPER,
    at: AT,
  } as CasefilePredicate;
  const bundles = Array.from({ length: 12 }, (_, seed) => {
    const nouns = [...new Map(exchangeCase(seed).map((noun) => [nounId(noun, sha256), noun]))].map(
      ([id, noun], order): CaseNoun => ({ id, noun, order, statedBy: KEEPER, entry: null, withdrawnBy: null }),
    );
    return formatBundle(exportStix(nouns, casefile, { audience: "red", exporter: KEEPER, at: AT, sha1, sha256 }).bundle);
  });
  assert.deepEqual(
    ask({ patterns: [], bundles }).bundles,
    bundles.map(() => []),
  );
});

test(`patterns are answered as the matcher of OASIS answers them, MERIDIAN_SEED=${SEED}`, { skip }, () => {
  const cases = patternCases(SEED, 300);
  const { patterns } = ask({ patterns: cases, bundles: [] });
  let [asked, yes] = [0, 0];
  for (const [at, { pattern, bundle }] of cases.entries()) {
    const theirs = patterns[at] ?? null;
    if (theirs === null) continue;
    asked++;
    if (theirs) yes++;
    assert.equal(ours(pattern, bundle), theirs, `${pattern}\n${JSON.stringify(bundle)}`);
  }
  assert.ok(asked > 200 && yes > 20, `${asked} were answered, ${yes} with yes`);
});

function ours(source: string, bundle: object): boolean {
  const [pattern, read] = [parsePattern(source), parseBundle(JSON.stringify(bundle))];
  assert.ok(pattern.ok && read.ok, source);
  const found = matchPattern(pattern.value, observationsIn(read.value.objects));
  assert.ok(found.ok);
  return found.value !== null;
}

const TESTS = [
  "file:name = 'a.exe'",
  "file:name != 'a.exe'",
  "file:name NOT >= 'b'",
  "file:size > 10",
  "file:size NOT <= 10.0",
  "file:hashes.'SHA-256' IN ('cc', 'dd')",
  "file:hashes.MD5 NOT = 'aa'",
  "file:parent_directory_ref.path LIKE '%t_p'",
  "file:name MATCHES 'c.d'",
  "file:magic_number_hex = h'FF00'",
  "file:mtime < t'2026-01-02T00:00:00Z'",
  "ipv4-addr:value ISSUBSET '198.51.100.0/24'",
  "ipv4-addr:value ISSUPERSET '198.51.100.64/26'",
  "process:is_hidden = true",
  "process:arguments[*] = '-c'",
  "process:arguments[1] != '-c'",
];
const QUALIFIERS = [
  "",
  "",
  "",
  " REPEATS 2 TIMES",
  " WITHIN 2 SECONDS",
  " REPEATS 3 TIMES WITHIN 3 SECONDS",
  " START t'2026-01-01T00:00:02Z' STOP t'2026-01-01T00:00:06Z'",
];

function patternCases(seed: number, count: number): readonly { readonly pattern: string; readonly bundle: object }[] {
  const random = seededRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item;
  const compare = (depth: number): string =>
    depth === 0 ? pick(TESTS) : pick([pick(TESTS), `${compare(depth - 1)} ${pick(["AND", "OR"])} ${compare(depth - 1)}`]);
  const observe = (depth: number): string =>
    depth === 0
      ? `[${compare(below(2))}]${pick(QUALIFIERS)}`
      : pick([
          observe(0),
          `(${observe(depth - 1)} ${pick(["AND", "OR", "FOLLOWEDBY"])} ${observe(depth - 1)})${pick(QUALIFIERS)}`,
        ]);
  const uuid = (...parts: readonly number[]) =>
    `00000000-0000-4000-8000-${parts.map((part) => String(part).padStart(4, "0")).join("")}`;
  const observable = (id: string): object =>
    pick([
      {
        type: "file",
        id: `file--${id}`,
        name: pick(["a.exe", "b.dll", "çé", "c\nd"]),
        size: below(4) * 10,
        hashes: pick([{ MD5: "aa" }, { "SHA-256": "cc" }]),
      },
      {
        type: "file",
        id: `file--${id}`,
        magic_number_hex: pick(["ff00", "0A"]),
        mtime: pick(["2026-01-01T00:00:00Z", "2026-01-02T00:00:00.5Z"]),
      },
      { type: "ipv4-addr", id: `ipv4-addr--${id}`, value: pick(["198.51.100.7", "198.51.100.0/25", "203.0.113.9"]) },
      { type: "process", id: `process--${id}`, is_hidden: below(2) === 0, arguments: [pick(["-a", "-b"]), "-c"] },
      { type: "directory", id: `directory--${id}`, path: pick(["/tmp", "C:\\x"]) },
    ]);
  return Array.from({ length: count }, (_, at) => {
    const objects = Array.from({ length: 1 + below(4) }, (__, place) => {
      const seen = Array.from({ length: 1 + below(3) }, (___, part) => observable(uuid(at, place, part)));
      const from = below(8);
      const time = (second: number) => `2026-01-01T00:00:${String(second).padStart(2, "0")}Z`;
      const refs = seen.map((object) => (object as { id: string }).id);
      const span = { first_observed: time(from), last_observed: time(from + below(3)), number_observed: 1 + below(3) };
      return [
        { type: "observed-data", spec_version: "2.1", id: `observed-data--${uuid(at, place, 9)}`, ...span, object_refs: refs },
        ...seen,
      ];
    }).flat();
    return { pattern: observe(below(3)), bundle: { type: "bundle", id: `bundle--${uuid(at, 0, 0)}`, objects } };
  });
}
