import { LineCounter, parseDocument } from "yaml";
import { type Checked, type Json, no, yes } from "../../lib/index.ts";
import { PACK_UNITS_MAX } from "../limits.ts";

/** Why a pack was refused: where, and what was expected instead. */
export type PackFault = { readonly kind: "bad-pack"; readonly at: string; readonly expected: string };

/** Makes a fault. */
export function packFault(at: string, expected: string): PackFault {
  return { kind: "bad-pack", at, expected };
}

/** Reads one YAML 1.2 document (core schema). Input is untrusted: equal keys, aliases and unknown tags are refused. */
export function readYaml(text: string): Checked<Json, PackFault> {
  if (text.length > PACK_UNITS_MAX) return no(packFault("the document", `at most ${PACK_UNITS_MAX} characters`));
  const document = parseDocument(text, { version: "1.2", schema: "core", lineCounter: new LineCounter(), logLevel: "silent" });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined)
    return no(packFault(`line ${problem.linePos?.[0].line ?? 1}`, `YAML: ${problem.message.split("\n")[0] ?? ""}`));
  const plain = plainOf(document);
  return plain === undefined ? no(packFault("the document", "no aliases, and no nesting beyond what can be read")) : yes(plain);
}

function plainOf(document: ReturnType<typeof parseDocument>): Json | undefined {
  try {
    return document.toJS({ maxAliasCount: 0 }) as Json;
  } catch (error) {
    // The library throws for an alias, and the engine for nesting beyond its stack: both are a document that we refuse.
    if (error instanceof Error) return undefined;
    throw error;
  }
}
