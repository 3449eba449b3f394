// apt: python3-jsonschema
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Json, type JsonObject, parseJson, textOf } from "../../src/lib/index.ts";
import { formatCacao } from "../../src/respond/playbook/parse.ts";
import { cacao, faultOf, parseDocument, playbookOf } from "../respond/playbook-documents.ts";
import { sharedData } from "../support/shared-data.ts";

// `schemas/` of oasis-open/cacao-json-schemas, and playbooks that others wrote in `examples/`.
const FOLDER = process.env["MERIDIAN_CACAO"] ?? sharedData("cacao");
const PYTHON = ["/usr/bin/python3", "python3"].find((name) => spawnSync(name, ["-c", "import jsonschema"]).status === 0);
const skip =
  PYTHON === undefined
    ? "python3-jsonschema is not installed"
    : FOLDER === undefined || !existsSync(FOLDER)
      ? "needs ../shared/data/cacao (or MERIDIAN_CACAO), which a user's clone does not have"
      : false;

/** For each document the first error by the published schema, or null. */
function bySchema(documents: readonly Json[]): readonly (string | null)[] {
  const script = join(import.meta.dirname, "cacao-schema.py");
  const ran = spawnSync(PYTHON ?? "", [script, join(FOLDER ?? "", "schemas")], {
    input: JSON.stringify(documents),
    encoding: "utf8",
    timeout: 60_000,
  });
  assert.equal(ran.status, 0, ran.stderr);
  const read = parseJson(ran.stdout);
  assert.ok(read.ok && Array.isArray(read.value));
  return read.value as readonly (string | null)[];
}

function json(bytes: Uint8Array): JsonObject {
  const read = parseJson(textOf(bytes) ?? "");
  assert.ok(read.ok);
  return read.value as JsonObject;
}

test("what we export is valid by the published JSON schema", { skip }, () => {
  const folder = join(import.meta.dirname, "../../packs/playbooks");
  const files = readdirSync(folder).filter((name) => name.endsWith(".yml"));
  assert.ok(files.length > 0);
  const exported = files.map((name) => json(formatCacao(playbookOf(readFileSync(join(folder, name), "utf8")))));
  assert.deepEqual(
    bySchema(exported).map((error, index) => [files[index], error]),
    files.map((name) => [name, null]),
  );
});

test("the schema refuses what it should: the check can fail", { skip }, () => {
  assert.deepEqual(
    bySchema([cacao(), cacao({ spec_version: "1.1" }), cacao({ workflow_start: 1 })]).map((error) => error === null),
    [true, false, false],
  );
});

/** The same with every secret replaced by a variable: what is refused on purpose would hide what else is. */
function withoutSecrets(document: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(document), (name, value: unknown) =>
    ["password", "token"].includes(name) ? "__secret__:value" : value,
  ) as JsonObject;
}

test("playbooks that others wrote: read where the schema takes them, refused with a place where not", { skip }, () => {
  const folder = join(FOLDER ?? "", "examples");
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const documents = files.map((name) => withoutSecrets(json(readFileSync(join(folder, name)))));
  const errors = bySchema(documents);
  let taken = 0;
  for (const [index, document] of documents.entries()) {
    const read = parseDocument(document);
    const name = files[index] ?? "";
    if (read.ok) {
      taken++;
      assert.equal(errors[index], null, `${name}: we take what the schema refuses`);
      assert.ok(read.value.plan !== null || read.value.notExecutable.length > 0, name);
      const again = parseDocument(json(formatCacao(read.value)));
      assert.deepEqual(again, read, name);
    } else assert.match(faultOf(read), /^\$\S*: ./, name);
  }
  assert.ok(taken * 4 >= files.length, `${taken} of ${files.length} read`);
});
