import { parseDocument } from "yaml";
import { type Checked, type Json, no, yes } from "../lib/index.ts";

/** One catalogue, in UTF-16 units. */
export const CATALOGUE_UNITS_MAX = 500_000;

/** Why a catalogue was refused: where, and what was expected instead. */
export type CatalogueFault = { readonly kind: "bad-catalogue"; readonly at: string; readonly expected: string };

/** Makes a fault. */
export function catalogueFault(at: string, expected: string): CatalogueFault {
  return { kind: "bad-catalogue", at, expected };
}

/** Reads one YAML 1.2 document (core schema). Input is untrusted: equal keys, aliases and unknown tags are refused. */
export function readYaml(text: string): Checked<Json, CatalogueFault> {
  if (text.length > CATALOGUE_UNITS_MAX) return no(catalogueFault("the document", `at most ${CATALOGUE_UNITS_MAX} characters`));
  const document = parseDocument(text, { version: "1.2", schema: "core", logLevel: "error" });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined)
    return no(catalogueFault(`line ${problem.linePos?.[0].line ?? 1}`, `YAML: ${problem.message.split("\n")[0] ?? ""}`));
  try {
    return yes(document.toJS({ maxAliasCount: 0 }) as Json);
  } catch (error) {
    // The library throws for an alias, and the engine for nesting beyond its stack: both are a document that we refuse.
    if (error instanceof Error) return no(catalogueFault("the document", "no aliases, and no nesting beyond what can be read"));
    throw error;
  }
}
