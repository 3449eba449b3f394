import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { vectorsOf } from "./build-vectors.ts";
import { readTable } from "./table-text.ts";
import type { Vector } from "./vector.ts";

/** The vector files that the tables of a folder make: name to text, one vector a line. */
export function vectorFiles(tables: string): ReadonlyMap<string, string> {
  const byFeature = new Map<string, Vector[]>();
  for (const name of readdirSync(tables).sort()) {
    const path = join(tables, name);
    for (const rows of readTable(path, readFileSync(path, "utf8"))) {
      const vectors = byFeature.get(rows.feature) ?? [];
      byFeature.set(rows.feature, vectors);
      vectors.push(...vectorsOf(rows, path));
    }
  }
  return new Map([...byFeature].map(([feature, vectors]) => [`${feature}.json`, fileText(feature, vectors)]));
}

function fileText(feature: string, vectors: readonly Vector[]): string {
  const lines = vectors.map((vector) => `  ${JSON.stringify(vector)}`);
  return `{\n "suite": "sigma-conformance",\n "feature": ${JSON.stringify(feature)},\n "vectors": [\n${lines.join(",\n")}\n ]\n}\n`;
}
