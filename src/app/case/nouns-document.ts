import { isScalar, LineCounter, parseDocument, visit } from "yaml";
import { type Checked, type Json, type JsonObject, no, yes } from "../../lib/index.ts";

/** Characters of a document of nouns, and nouns in it, at most. */
const DOCUMENT_UNITS_MAX: number = 16 * 1024 * 1024;
const DOCUMENT_NOUNS_MAX = 10_000;

export type DocumentFault = { readonly kind: "bad-document"; readonly line: number; readonly expected: string };

/** A person's words for a noun, and what the document calls it for itself. */
export type NamedWords = { readonly as: string | null; readonly words: JsonObject };

/**
 * Reads a document of nouns (YAML 1.2 or JSON; docs/case.md §Words): a list, or a list under `nouns`. `as` names a noun for those after it. Input
 * is untrusted: aliases, repeated keys and anything that is not plain data are refused with their line.
 */
export function parseNounsDocument(text: string): Checked<readonly NamedWords[], DocumentFault> {
  const refuse = (line: number, expected: string) => no<DocumentFault>({ kind: "bad-document", line, expected });
  if (text.length > DOCUMENT_UNITS_MAX) return refuse(1, `at most ${DOCUMENT_UNITS_MAX} characters`);
  const document = readYaml(text);
  if (!document.ok) return document;
  const value = plainValue(document.value);
  const list = Array.isArray(value) ? value : isObject(value) ? value["nouns"] : undefined;
  if (!Array.isArray(list)) return refuse(1, "a list of nouns, or one under `nouns:`");
  if (list.length > DOCUMENT_NOUNS_MAX) return refuse(1, `at most ${DOCUMENT_NOUNS_MAX} nouns`);
  const named: NamedWords[] = [];
  for (const [at, item] of (list as readonly unknown[]).entries()) {
    if (!isObject(item)) return refuse(1, `an object as noun ${at + 1}`);
    const { as, ...words } = item;
    if (as !== undefined && (typeof as !== "string" || !/^[A-Za-z][\w-]{0,99}$/.test(as)))
      return refuse(1, `a name such as jump-log as \`as\` of noun ${at + 1}`);
    named.push({ as: as ?? null, words });
  }
  return yes(named);
}

function readYaml(text: string): Checked<ReturnType<typeof parseDocument>, DocumentFault> {
  const lineCounter = new LineCounter();
  const refuse = (line: number, expected: string) => no<DocumentFault>({ kind: "bad-document", line, expected });
  // The library looks for repeated keys in quadratic time: a small document of many keys would hold the node for hours.
  const document = parseDocument(text, { lineCounter, merge: false, uniqueKeys: false });
  const [broken] = [...document.errors, ...document.warnings];
  if (broken !== undefined)
    return refuse(broken.linePos?.[0].line ?? 1, `YAML that can be read (${broken.message.split("\n")[0]})`);
  const repeated = repeatedKey(document);
  return repeated === undefined ? yes(document) : refuse(lineCounter.linePos(repeated).line, "each key once");
}

/** Where the first repeated key stands, in characters; undefined when there is none. Linear time. */
function repeatedKey(document: ReturnType<typeof parseDocument>): number | undefined {
  let at: number | undefined;
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (seen.has(name)) {
          at = key.range?.[0] ?? 0;
          return visit.BREAK;
        }
        seen.add(name);
      }
      return undefined;
    },
  });
  return at;
}

function plainValue(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    // An alias: the library throws for it, and what it says has no line.
    if (error instanceof ReferenceError || error instanceof Error) return undefined;
    throw error;
  }
}

/** Replaces `$name` in every text that is nothing else by what it names. Gives the name that is unknown, if there is one. */
export function replaceNames(
  json: Json,
  names: ReadonlyMap<string, string>,
): Checked<Json, { readonly kind: "unknown-name"; readonly name: string }> {
  if (typeof json === "string") {
    const name = /^\$([A-Za-z][\w-]{0,99})$/.exec(json)?.[1];
    if (name === undefined) return yes(json);
    const id = names.get(name);
    return id === undefined ? no({ kind: "unknown-name", name }) : yes(id);
  }
  if (json === null || typeof json !== "object") return yes(json);
  if (Array.isArray(json)) {
    const items: Json[] = [];
    for (const item of json as readonly Json[]) {
      const replaced = replaceNames(item, names);
      if (!replaced.ok) return replaced;
      items.push(replaced.value);
    }
    return yes(items);
  }
  const members: Record<string, Json> = Object.create(null);
  for (const [name, item] of Object.entries(json as JsonObject)) {
    const replaced = replaceNames(item, names);
    if (!replaced.ok) return replaced;
    members[name] = replaced.value;
  }
  return yes(members);
}

function isObject(value: unknown): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
