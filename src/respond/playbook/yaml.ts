import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { Json } from "../../lib/index.ts";
import { memberPath, refuse } from "./cursor.ts";

/** Limits of one short form, aliases expanded. */
const UNITS_MAX = 131_072;
const NODES_MAX = 10_000;
const DEPTH_MAX = 16;
const KEY_UNITS_MAX = 200;
/** How the yaml package says that nesting was too much for it. */
const STACK_EMPTY = "Maximum call stack size exceeded";

/** A YAML document as JSON, and where each path of it stands in the text. */
export type ReadYaml = { readonly json: Json; readonly placeOf: (path: string) => string };

/** Reads one YAML 1.2 document (core schema). Input is untrusted: equal keys, merge keys, unknown tags and whatever is beyond the limits are refused. */
export function readYaml(text: string): ReadYaml {
  if (text.length > UNITS_MAX) refuse("the document", `at most ${UNITS_MAX} characters in the short form`);
  const lines = new LineCounter();
  const options = { version: "1.2", schema: "core", uniqueKeys: false, prettyErrors: false, logLevel: "silent" } as const;
  const document = parseDocument(text, { ...options, lineCounter: lines });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `line ${Math.max(line, 1)}, column ${Math.max(col, 1)}`;
  };
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem?.message.startsWith(STACK_EMPTY) === true) refuse("line 1, column 1", `at most ${DEPTH_MAX} levels`);
  if (problem !== undefined) refuse(place(problem.pos[0]), `YAML: ${problem.message.split("\n")[0] ?? problem.code}`);
  if (document.contents === null) refuse("line 1, column 1", "a playbook: the document is empty");
  const reader = new Reader(document, place);
  const json = reader.read(document.contents, "$", 0);
  return { json, placeOf: (path) => reader.placeOf(path) };
}

class Reader {
  readonly #document: Document.Parsed;
  readonly #place: (offset: number) => string;
  readonly #places = new Map<string, string>();
  #nodes = 0;

  constructor(document: Document.Parsed, place: (offset: number) => string) {
    this.#document = document;
    this.#place = place;
  }

  /** Of the path, or of the nearest one around it: what is missing has no place. */
  placeOf(path: string): string {
    for (
      let around = path;
      around.length > 1;
      around = around.slice(0, Math.max(around.lastIndexOf("."), around.lastIndexOf("[")))
    ) {
      const place = this.#places.get(around);
      if (place !== undefined) return place;
    }
    return this.#places.get("$") ?? "line 1, column 1";
  }

  read(node: Node, path: string, depth: number): Json {
    const place = this.#place(node.range?.[0] ?? 0);
    this.#places.set(path, place);
    if (++this.#nodes > NODES_MAX) refuse(place, `at most ${NODES_MAX} values`);
    if (depth > DEPTH_MAX) refuse(place, `at most ${DEPTH_MAX} levels`);
    if (isAlias(node)) {
      const target = node.resolve(this.#document);
      return target === undefined ? refuse(place, `something called *${node.source}`) : this.read(target, path, depth + 1);
    }
    if (isSeq(node)) return node.items.map((item, index) => this.read(item as Node, `${path}[${index}]`, depth + 1));
    if (isMap(node)) return this.#members(node.items, path, depth);
    return isScalar(node) ? this.#scalar(node.value, node.source, place) : refuse(place, "a text, a list or a map");
  }

  #members(pairs: readonly { readonly key: unknown; readonly value: unknown }[], path: string, depth: number): Json {
    const members: Record<string, Json> = Object.create(null);
    for (const { key: keyNode, value } of pairs) {
      const place = this.#place((keyNode as Node | null)?.range?.[0] ?? 0);
      if (!isScalar(keyNode)) return refuse(place, "a key that is a text");
      const key = typeof keyNode.value === "string" ? keyNode.value : (keyNode.source ?? "");
      if (key.length > KEY_UNITS_MAX) refuse(place, `a key of at most ${KEY_UNITS_MAX} characters`);
      if (key in members) refuse(place, `each key once: "${key}" stands twice`);
      if (key === "<<") refuse(place, `no "<<": YAML 1.2 has no merge key`);
      const inner = memberPath(path, key);
      members[key] = value === null ? null : this.read(value as Node, inner, depth + 1);
      this.#places.set(inner, place);
    }
    return members;
  }

  #scalar(value: unknown, source: string | undefined, place: string): Json {
    if (typeof value === "number") return Number.isFinite(value) ? value : refuse(place, "a number that is finite");
    if (value === null || typeof value === "boolean") return value;
    if (typeof value !== "string") return refuse(place, `a text, a number, true or false, not ${source ?? "this"}`);
    return value.isWellFormed() ? value : refuse(place, "text without lone surrogates");
  }
}
