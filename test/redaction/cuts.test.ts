import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseJson, utf8 } from "../../src/lib/index.ts";
import { type Cut, compileRules, type WithholdingRule } from "../../src/vault/index.ts";
import { type CutMethod, cutFields, FIELD_BYTES_MAX, type Field } from "../../src/vault/redaction/index.ts";

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

function cutBy(method: CutMethod, blockBytes: number | null = null): Cut {
  return { method, version: 1, blockBytes };
}

async function fieldsOf(cut: Cut, content: Uint8Array | string, size = 1 << 20): Promise<readonly Field[]> {
  const fields: Field[] = [];
  for await (const field of cutFields(cut, pieces(typeof content === "string" ? utf8(content) : content, size)))
    fields.push(field);
  return fields;
}

async function shown(method: CutMethod, content: string): Promise<readonly (readonly [string, string])[]> {
  return (await fieldsOf(cutBy(method), content)).map(({ path, value }) => [path, new TextDecoder().decode(value)] as const);
}

test("lines keep their newlines, and the last needs none", async () => {
  assert.deepEqual(await shown("lines", "a\n\nb"), [
    ["line/1", "a\n"],
    ["line/2", "\n"],
    ["line/3", "b"],
  ]);
  assert.deepEqual(await shown("lines", ""), []);
});

test("a line longer than a field is continued", async () => {
  const fields = await fieldsOf(cutBy("lines"), `${"x".repeat(FIELD_BYTES_MAX + 3)}\nend\n`);
  assert.deepEqual(
    fields.map(({ path, value }) => [path, value.length]),
    [
      ["line/1", FIELD_BYTES_MAX],
      ["line/1+1", 4],
      ["line/2", 4],
    ],
  );
});

test("json gives each leaf by its pointer, in its own characters", async () => {
  const text = String.raw`{"a": [1.50, {"b/c": "x\u00e9", "d~": []}], "": null, "\u0000": {}, "e": -0}`;
  assert.deepEqual(await shown("json", text), [
    ["/a/0", "1.50"],
    ["/a/1/b~1c", String.raw`"x\u00e9"`],
    ["/a/1/d~0", "[]"],
    ["/", "null"],
    ["/~2", "{}"],
    ["/e", "-0"],
  ]);
  assert.deepEqual(await shown("json", " 7 "), [["", "7"]]);
});

test("json that means two things, or is none, is refused; ndjson takes such a line whole", async () => {
  for (const text of ['{"a":1,"a":2}', "{", "9007199254740993", ""]) await assert.rejects(shown("json", text), /REDACTION|JSON/);
  assert.deepEqual(await shown("ndjson", '{"a":1}\n{"a":1,"a":2}\nplain\n[]'), [
    ["line/1/a", "1"],
    ["line/2", '{"a":1,"a":2}\n'],
    ["line/3", "plain\n"],
    ["line/4", "[]"],
  ]);
});

test("csv gives cells as they stand, and names their columns to rules", async () => {
  const fields = await fieldsOf(cutBy("csv"), 'user,"a ""b""",c\r\nanna,"x,\n1",3\r\nben\n');
  assert.deepEqual(
    fields.map(({ path, value, pointer }) => [path, new TextDecoder().decode(value), pointer]),
    [
      ["row/1/1", "user", "/user"],
      ["row/1/2", '"a ""b"""', '/a "b"'],
      ["row/1/3", "c\r\n", "/c"],
      ["row/2/1", "anna", "/user"],
      ["row/2/2", '"x,\n1"', '/a "b"'],
      ["row/2/3", "3\r\n", "/c"],
      ["row/3/1", "ben\n", "/user"],
    ],
  );
});

const seed = { seed: 20_261_122, numRuns: 200 };

test("whatever the bytes and however they come, a cut is total, repeats, gives each path once, and loses nothing", async () => {
  const cuts = [cutBy("lines"), cutBy("ndjson"), cutBy("csv"), cutBy("bytes", 16)];
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "{", "}", ":", "1", "\r"), maxLength: 120 }).map(utf8),
  );
  await fc.assert(
    fc.asyncProperty(bytes, fc.integer({ min: 1, max: 50 }), async (content, size) => {
      for (const cut of cuts) {
        const fields = await fieldsOf(cut, content, size);
        assert.deepEqual(fields, await fieldsOf(cut, content));
        assert.equal(new Set(fields.map(({ path }) => path)).size, fields.length);
        assert.ok(fields.every(({ path }) => !path.includes("\0")));
        const joined = Buffer.concat(fields.map(({ value }) => value));
        if (cut.method === "lines" || cut.method === "bytes") assert.deepEqual(new Uint8Array(joined), new Uint8Array(content));
      }
    }),
    seed,
  );
});

test("the leaves of any JSON are those of a plain walk, and each parses to its value", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.jsonValue({ maxDepth: 4, noUnicodeString: false }),
      fc.constantFrom(undefined, 1, "\t"),
      async (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        if (!parseJson(text).ok) return;
        const fields = await fieldsOf(cutBy("json"), text);
        const walked = [...walk(JSON.parse(text) as unknown, "")];
        assert.deepEqual(
          fields.map(({ path, value: raw }) => [path, JSON.parse(new TextDecoder().decode(raw)) as unknown]),
          walked,
        );
      },
    ),
    { ...seed, numRuns: 60 },
  );
});

function* walk(value: unknown, pointer: string): Generator<readonly [string, unknown]> {
  const members = typeof value === "object" && value !== null ? Object.entries(value) : [];
  if (members.length === 0) yield [pointer, value];
  for (const [name, member] of members)
    yield* walk(member, `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1").replaceAll("\0", "~2")}`);
}

const RULE: WithholdingRule = {
  reason: "secret",
  because: null,
  owner: "Records officer",
  patterns: [],
  pointers: [],
  lines: [],
  bytes: [],
};

test("rules name fields by pattern, pointer, line and byte range, and the first that does decides", async () => {
  const hits = async (cut: Cut, content: string, rule: Partial<WithholdingRule>) => {
    const decide = compileRules([{ ...RULE, ...rule }]);
    assert.ok(decide.ok);
    return (await fieldsOf(cut, content)).flatMap((field) => (decide.value(field) === undefined ? [] : [field.path]));
  };
  assert.deepEqual(await hits(cutBy("lines"), "a=1\nb=2\nc=3\n", { patterns: ["^b"] }), ["line/2"]);
  assert.deepEqual(await hits(cutBy("lines"), "a\nb\nc\n", { lines: [{ from: 2, to: 9 }] }), ["line/2", "line/3"]);
  assert.deepEqual(await hits(cutBy("json"), '{"u":[{"n":1,"p":2},{"n":3}]}', { pointers: ["/u/*/n"] }), ["/u/0/n", "/u/1/n"]);
  assert.deepEqual(await hits(cutBy("json"), '{"u":{"n":1},"un":2}', { pointers: ["/u"] }), ["/u/n"]);
  assert.deepEqual(await hits(cutBy("csv"), "user,x\nanna,1\n", { pointers: ["/user"], lines: [] }), ["row/1/1", "row/2/1"]);
  assert.deepEqual(await hits(cutBy("bytes", 16), "x".repeat(64), { bytes: [{ from: 15, to: 16 }] }), ["bytes/0", "bytes/16"]);
  const both = compileRules([
    { ...RULE, patterns: ["a"] },
    { ...RULE, reason: "security", patterns: ["."] },
  ]);
  assert.ok(both.ok);
  const [field] = await fieldsOf(cutBy("lines"), "a");
  assert.equal(field === undefined ? "" : both.value(field)?.reason, "secret");
});

test("a rule that names nothing, cannot be run or says no reason is refused without its words", () => {
  const cases: readonly Partial<WithholdingRule>[] = [
    {},
    { patterns: ["(hunter2"] },
    { patterns: ["x"], reason: "other" },
    { patterns: ["x"], because: "y" },
    { patterns: ["x"], reason: "erased" },
  ];
  for (const rule of cases) {
    const decide = compileRules([{ ...RULE, ...rule }]);
    assert.ok(!decide.ok && !decide.fault.includes("hunter2"));
  }
});
