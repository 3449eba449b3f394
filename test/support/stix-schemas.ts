import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { StixObject } from "../../src/stix/index.ts";
import { sharedData } from "./shared-data.ts";

const BASE = "http://raw.githubusercontent.com/oasis-open/cti-stix2-json-schemas/stix2.1/schemas/";

/** What is wrong with an object by the JSON Schemas of OASIS (cti-stix2-json-schemas); nothing when it is valid. */
export type SchemaJudge = (object: StixObject) => readonly string[];

/**
 * The schemas of STIX 2.1, compiled. An object of a type that they do not know is judged by the common properties of all objects
 * (core.json), as a custom object is. Undefined without the schemas beside the project.
 */
export function stixSchemas(): SchemaJudge | undefined {
  const root = sharedData("stix2-json-schemas", "schemas");
  if (root === undefined) return undefined;
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false });
  const known = new Map<string, string>();
  for (const folder of readdirSync(root))
    for (const file of readdirSync(join(root, folder))) {
      const schema = JSON.parse(readFileSync(join(root, folder, file), "utf8")) as { $id: string };
      ajv.addSchema(schema);
      known.set(file.replace(/\.json$/, ""), schema.$id);
    }
  return (object) => {
    const schema = ajv.getSchema(known.get(object.type) ?? `${BASE}common/core.json`);
    if (schema === undefined) return [`no schema for ${object.type}`];
    return schema(object) === true
      ? []
      : (schema.errors ?? []).map(({ instancePath, message }) => `${object.id} ${instancePath} ${message}`);
  };
}
