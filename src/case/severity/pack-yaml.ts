import { LineCounter, parseDocument } from "yaml";
import { type Checked, type Json, no, type Shape, yes } from "../../lib/index.ts";

const UNITS_MAX = 262_144;

/** Why a pack was refused: where, and what was expected instead. */
export type PackFault = { readonly kind: "bad-pack"; readonly at: string; readonly expected: string };

/** Reads one pack (YAML 1.2, core schema). Input is untrusted: equal keys, aliases, unknown tags and whatever the shape does not know are refused. */
export function readPack<Value>(text: string, shaped: Shape<Value>): Checked<Value, PackFault> {
  const refuse = (at: string, expected: string) => no<PackFault>({ kind: "bad-pack", at, expected });
  if (text.length > UNITS_MAX) return refuse("the document", `at most ${UNITS_MAX} characters`);
  const document = parseDocument(text, { version: "1.2", schema: "core", lineCounter: new LineCounter(), logLevel: "error" });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined)
    return refuse(`line ${problem.linePos?.[0].line ?? 1}`, `YAML: ${problem.message.split("\n")[0] ?? ""}`);
  const plain = plainOf(document);
  if (plain === undefined) return refuse("the document", "no aliases, and no nesting beyond what can be read");
  const read = shaped(plain, "$");
  return read.ok ? yes(read.value) : refuse(read.fault.path, read.fault.expected);
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
