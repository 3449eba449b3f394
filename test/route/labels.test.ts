import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseJson, readJsonLine, type Shaped, shape } from "../../src/lib/index.ts";
import { zipMembers } from "../sigma/zip.ts";
import { sharedData, skipWithout } from "../support/shared-data.ts";

const LABELS = join(import.meta.dirname, "labels");
const JOINS = ["entry", "parent", "process", "logon", "socket", "file", "key", "unrecorded"] as const;

const identifiers = shape.dictionary<string | number>((json, path) =>
  typeof json === "number" ? shape.count(json, path) : shape.text(200)(json, path),
);
const sighting = shape.record({ line: shape.count, is: identifiers });
const labelShape = shape.record({
  set: shape.text(100),
  half: shape.word("open", "held-out"),
  file: shape.pattern(/^[\w/]+\.zip$/, "a path below otrf/datasets"),
  sha256: shape.pattern(/^[0-9a-f]{64}$/, "64 lower-case hexadecimal digits"),
  member: shape.text(200),
  metadata: shape.nullable(shape.pattern(/^SD(WIN|LIN|AWS)-\d+$/, "a metadata id")),
  told: shape.record({ metadata: shape.nullable(shape.text(300)), reading: shape.text(300) }),
  effect: shape.text(40),
  path: shape.list(
    shape.record({
      line: shape.count,
      is: identifiers,
      joinedBy: shape.word(...JOINS),
      why: shape.text(300),
      same: shape.list(sighting, 10),
    }),
    20,
  ),
});
type Label = Shaped<typeof labelShape>;

function labelsOf(half: string): { name: string; label: Label }[] {
  return readdirSync(join(LABELS, half)).map((name) => {
    const json = parseJson(readFileSync(join(LABELS, half, name), "utf8"));
    assert.ok(json.ok, name);
    const label = labelShape(json.value, name);
    assert.ok(label.ok, label.ok ? "" : `${label.fault.path}: expected ${label.fault.expected}`);
    return { name, label: label.value };
  });
}

const ALL = ["open", "held-out"].flatMap((half) => labelsOf(half).map((entry) => ({ ...entry, half })));

test("there are at least 24 labels, each named after its set, in the half that its name's hash gives", () => {
  assert.ok(ALL.length >= 24);
  for (const { name, label, half } of ALL) {
    const held = (createHash("sha256").update(label.set).digest()[0] ?? 0) >= 0x80;
    assert.equal(name, `${label.set}.json`);
    assert.equal(half, held ? "held-out" : "open", label.set);
    assert.equal(label.half, half, label.set);
    assert.ok(label.file.endsWith(`/${label.set}.zip`), label.set);
  }
});

test("a path begins with its entry, has an effect, and names no line twice", () => {
  for (const { label } of ALL) {
    assert.ok(label.path.length >= 2, label.set);
    assert.deepEqual(
      label.path.map(({ joinedBy }, at) => (joinedBy === "entry") === (at === 0)),
      label.path.map(() => true),
      label.set,
    );
    const lines = label.path.flatMap(({ line, same }) => [line, ...same.map((other) => other.line)]);
    assert.equal(new Set(lines).size, lines.length, label.set);
    assert.equal(label.metadata === null, label.told.metadata === null, label.set);
  }
});

test("an amendment names lines of a path, and neither its entry nor all the rest", () => {
  const amendment = shape.record({ set: shape.text(100), notOnPath: shape.list(shape.count, 10), why: shape.text(300) });
  const form = shape.record({ made: shape.text(30), by: shape.text(300), amendments: shape.list(amendment, 100) });
  const json = parseJson(readFileSync(join(LABELS, "amendments.json"), "utf8"));
  assert.ok(json.ok);
  const read = form(json.value, "amendments");
  assert.ok(read.ok);
  for (const { set, notOnPath } of read.value.amendments) {
    const path = ALL.find(({ label }) => label.set === set)?.label.path.map(({ line }) => line) ?? [];
    assert.ok(
      notOnPath.every((line) => path.indexOf(line) > 0),
      set,
    );
    assert.ok(path.length - notOnPath.length >= 2, set);
  }
});

test("the README lists every label in its half", () => {
  const readme = readFileSync(join(LABELS, "README.md"), "utf8");
  const [open = "", heldOut = ""] = readme.split("| held out (");
  for (const { label, half } of ALL) assert.ok((half === "open" ? open : heldOut).includes(`| \`${label.set}\``), label.set);
});

for (const { label } of ALL) {
  const skip = skipWithout("otrf", "datasets", ...label.file.split("/"));
  test(`the records of ${label.set} are the ones that the label means`, { skip }, () => {
    const path = sharedData("otrf", "datasets", ...label.file.split("/")) ?? "";
    assert.equal(createHash("sha256").update(readFileSync(path)).digest("hex"), label.sha256);
    const member = zipMembers(path).find(({ name }) => name === label.member);
    assert.ok(member !== undefined, label.member);
    const wanted = new Map(
      label.path.flatMap(({ line, is, same }) => [{ line, is }, ...same]).map(({ line, is }) => [line, { ...is }] as const),
    );
    assert.deepEqual(identifiersAt(member.bytes, wanted), Object.fromEntries(wanted));
  });
}

/** What the lines say under the names asked for. */
function identifiersAt(bytes: Buffer, wanted: ReadonlyMap<number, object>): Record<number, object> {
  const found: Record<number, object> = {};
  let from = 0;
  for (let line = 1; from < bytes.length; line++) {
    const end = bytes.indexOf(10, from);
    const to = end === -1 ? bytes.length : end;
    const names = wanted.get(line);
    if (names !== undefined) {
      const record = readJsonLine(bytes.toString("utf8", from, to));
      assert.ok(record !== undefined, `line ${line}`);
      const fields = new Map(Object.entries(record));
      found[line] = Object.fromEntries(Object.keys(names).map((name) => [name, fields.get(name)]));
    }
    from = to + 1;
  }
  return found;
}
