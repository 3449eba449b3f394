import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { vectorsOf } from "./build-vectors.ts";
import { parseJsonText } from "./json-text.ts";
import { readTable } from "./table-text.ts";
import type { Vector } from "./vector.ts";

/** Who answers a vector otherwise: ids of vectors by the engine's name. */
export type Disputes = { readonly [engine: string]: readonly string[] };

/** Reads what engines of others answered otherwise. */
export function readDisputes(suite: string): Disputes {
  return parseJsonText(readFileSync(join(suite, "disputes.json"), "utf8")) as Disputes;
}

/** The vector files that the suite's tables make: name to text, one vector a line. */
export function vectorFiles(suite: string): ReadonlyMap<string, string> {
  const tables = join(suite, "tables");
  const disputes = Object.entries(readDisputes(suite)).map(([engine, ids]) => ({ engine, ids: new Set(ids) }));
  const disputed = (vector: Vector): Vector => {
    const by = disputes.filter(({ ids }) => ids.has(vector.id)).map(({ engine }) => engine);
    const { expect, ...asked } = vector;
    return by.length === 0 ? vector : { ...asked, disputed_by: by, expect };
  };
  const byFeature = new Map<string, Vector[]>();
  for (const name of readdirSync(tables).sort()) {
    const path = join(tables, name);
    for (const rows of readTable(path, readFileSync(path, "utf8"))) {
      const vectors = byFeature.get(rows.feature) ?? [];
      byFeature.set(rows.feature, vectors);
      vectors.push(...vectorsOf(rows, path).map(disputed));
    }
  }
  return new Map([...byFeature].map(([feature, vectors]) => [`${feature}.json`, fileText(feature, vectors)]));
}

function fileText(feature: string, vectors: readonly Vector[]): string {
  const lines = vectors.map((vector) => `  ${JSON.stringify(vector)}`);
  return `{\n "suite": "sigma-conformance",\n "feature": ${JSON.stringify(feature)},\n "vectors": [\n${lines.join(",\n")}\n ]\n}\n`;
}
