import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { type Knowledge, readKnowledge } from "../../src/case/index.ts";
import { sharedData } from "../../test/support/shared-data.ts";

/** ATT&CK 18.1, Enterprise and ICS, which is not part of the project. Throws where it is missing. */
export function attackKnowledge(): Knowledge {
  const texts = ["enterprise-attack", "ics-attack"].map((name) => {
    const path = sharedData("attack", `${name}.json.gz`);
    if (path === undefined) throw new Error(`needs ../shared/data/attack/${name}.json.gz, which a user's clone does not have`);
    return { name, text: gunzipSync(readFileSync(path)).toString("utf8") };
  });
  const read = readKnowledge(texts, (bytes) => createHash("sha256").update(bytes).digest());
  if (!read.ok) throw new Error(`could not read ATT&CK: ${JSON.stringify(read.fault)}`);
  return read.value;
}
