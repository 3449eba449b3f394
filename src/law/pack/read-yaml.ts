import { isScalar, LineCounter, parseDocument, visit } from "yaml";
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
  const lines = new LineCounter();
  // The library compares each key of a map with every other, and quotes the whole line for each error: minutes for one hostile pack.
  const options = { version: "1.2", schema: "core", logLevel: "error", uniqueKeys: false, prettyErrors: false } as const;
  const document = parseDocument(text, { ...options, lineCounter: lines });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    const { line, col } = lines.linePos(problem.pos[0]);
    return no(packFault(`line ${line}`, `YAML: ${problem.message.split("\n")[0] ?? ""} at line ${line}, column ${col}:`));
  }
  const twice = keyTwice(document);
  if (twice !== null) return no(packFault(`line ${lines.linePos(twice).line}`, "YAML: each key once, as a plain word"));
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

/** Where a key stands that its map has already; null when there is none. Keys that are no scalars are refused with it: no pack has any. */
function keyTwice(document: ReturnType<typeof parseDocument>): number | null {
  let at: number | null = null;
  visit(document, {
    Map: (_, { items, range }) => {
      const seen = new Set<string>();
      for (const { key } of items) {
        const name = isScalar(key) ? String(key.value) : null;
        if (name === null || seen.has(name)) {
          at = (isScalar(key) ? key.range?.[0] : range?.[0]) ?? 0;
          return visit.BREAK;
        }
        seen.add(name);
      }
      return undefined;
    },
  });
  return at;
}
