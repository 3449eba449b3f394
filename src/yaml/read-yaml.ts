import { isScalar, LineCounter, parseDocument, visit } from "yaml";
import { type Checked, type Json, no, yes } from "../lib/index.ts";

/** Why a document was refused: the place, counted from 1, and what is wrong there or what was expected. */
export type YamlFault = { readonly line: number; readonly column: number; readonly problem: string };

type Parsed = ReturnType<typeof parseDocument>;

/**
 * Reads one YAML 1.2 document (core schema) of at most `unitsMax` UTF-16 units as JSON, in time proportional to its length. Input is
 * untrusted: equal keys, keys that are no scalars, aliases, unknown tags, a second document and nesting beyond the stack are refused.
 */
export function readYaml(text: string, unitsMax: number): Checked<Json, YamlFault> {
  if (text.length > unitsMax) return no({ line: 1, column: 1, problem: `at most ${unitsMax} characters` });
  const lines = new LineCounter();
  const refuse = (offset: number, problem: string) => {
    const { line, col } = lines.linePos(offset);
    return no<YamlFault>({ line: Math.max(line, 1), column: Math.max(col, 1), problem });
  };
  // The library compares each key of a map with every other, and quotes the whole line for each error: minutes for one hostile document.
  const options = { version: "1.2", schema: "core", logLevel: "error", uniqueKeys: false, prettyErrors: false } as const;
  const document = parseDocument(text, { ...options, lineCounter: lines });
  const [broken] = [...document.errors, ...document.warnings];
  if (broken !== undefined) return refuse(broken.pos[0], broken.message.split("\n")[0] ?? broken.code);
  const twice = keyTwice(document);
  if (twice !== null) return refuse(twice, "each key once, as a plain word");
  const plain = plainOf(document);
  return plain === undefined ? refuse(0, "no aliases, and no nesting beyond what can be read") : yes(plain);
}

function plainOf(document: Parsed): Json | undefined {
  try {
    return document.toJS({ maxAliasCount: 0 }) as Json;
  } catch (error) {
    // The library throws for an alias, and the engine for nesting beyond its stack: both are a document that we refuse.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** Where a key stands that its map has already, or one that is no scalar; null when there is none. */
function keyTwice(document: Parsed): number | null {
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
