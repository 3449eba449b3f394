import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from "yaml";
import { type Place, refuse } from "./refusal.ts";
import { readOrdinaryYaml } from "./yaml-lines.ts";
import type { YamlEntry, YamlScalar, YamlTree } from "./yaml-nodes.ts";

export type { YamlEntry, YamlMap, YamlScalar, YamlTree } from "./yaml-nodes.ts";

/** Limits of one rule document, aliases expanded. */
const YAML_UNITS_MAX = 1_048_576;
const YAML_NODES_MAX = 50_000;
const YAML_DEPTH_MAX = 32;
/** Keys become the names of fields and selections that a detection states. */
const KEY_UNITS_MAX = 500;

const ORDINARY_LIMITS = { depth: YAML_DEPTH_MAX, nodes: YAML_NODES_MAX, keyUnits: KEY_UNITS_MAX };

/** How the yaml package says that nesting was too much for it: it catches the host's error and goes on. */
const STACK_EMPTY = "Maximum call stack size exceeded";

/**
 * Reads one YAML 1.2 document (core schema). Input is untrusted: equal keys, merge keys, unknown tags, and whatever is beyond the limits above
 * are refused with the place. `firstLine` is the line of the file on which `text` starts.
 */
export function readYaml(text: string, firstLine: number): YamlTree {
  const start = { line: firstLine, column: 1 };
  if (text.length > YAML_UNITS_MAX) refuse("document too large", `more than ${YAML_UNITS_MAX} characters`, start);
  const ordinary = readOrdinaryYaml(text, firstLine, ORDINARY_LIMITS);
  return ordinary ?? readYamlThoroughly(text, firstLine);
}

/** Reads like readYaml, by the one parser that knows all of YAML and says what is wrong; readYaml must never answer otherwise. */
export function readYamlThoroughly(text: string, firstLine: number): YamlTree {
  const start = { line: firstLine, column: 1 };
  const lines = new LineCounter();
  // uniqueKeys would compare every pair of keys; TreeReader finds equal keys in linear time.
  const options = { version: "1.2", schema: "core", uniqueKeys: false, prettyErrors: false, logLevel: "error" } as const;
  const document = parseDocument(text, { ...options, lineCounter: lines });
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: firstLine + Math.max(line, 1) - 1, column: Math.max(col, 1) };
  };
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem?.message.startsWith(STACK_EMPTY) === true) refuse("nested too deep", `more than ${YAML_DEPTH_MAX} levels`, start);
  if (problem !== undefined) refuse("not YAML", sayProblem(problem), placeOf(offsetOf(problem, document)));
  if (document.contents === null) refuse("not YAML", "the document is empty", start);
  return new TreeReader(document, placeOf).read(document.contents, 0);
}

function sayProblem({ code, message }: YAMLError): string {
  const words = message.split("\n")[0] ?? code;
  return code === "BAD_DQ_ESCAPE" ? `${words}; between single quotes a backslash is a plain one` : words;
}

/** Of a text whose closing quote is missing the place where it begins: its end is the end of the file. */
function offsetOf({ message, pos: [at] }: YAMLError, document: Document.Parsed): number {
  let opened: number | undefined;
  if (!message.startsWith("Missing closing ")) return at;
  visit(document, {
    Scalar(_, { type, range }) {
      const isQuoted = type === "QUOTE_SINGLE" || type === "QUOTE_DOUBLE";
      if (isQuoted && range && range[0] < at && range[1] >= at) opened = range[0];
    },
  });
  return opened ?? at;
}

class TreeReader {
  readonly #document: Document.Parsed;
  readonly #placeOf: (offset: number) => Place;
  #nodes = 0;
  #targets: ReadonlyMap<Node, Node> | undefined;

  constructor(document: Document.Parsed, placeOf: (offset: number) => Place) {
    this.#document = document;
    this.#placeOf = placeOf;
  }

  read(node: Node, depth: number): YamlTree {
    const place = this.#placeOf(node.range?.[0] ?? 0);
    if (++this.#nodes > YAML_NODES_MAX) refuse("document too large", `more than ${YAML_NODES_MAX} values`, place);
    if (depth > YAML_DEPTH_MAX) refuse("nested too deep", `more than ${YAML_DEPTH_MAX} levels`, place);
    if (isAlias(node)) {
      this.#targets ??= targetsOf(this.#document);
      const target = this.#targets.get(node);
      if (target === undefined) return refuse("not YAML", `nothing is called *${node.source}`, place);
      return this.read(target, depth + 1);
    }
    if (isSeq(node)) return { kind: "list", items: node.items.map((item) => this.read(item as Node, depth + 1)), place };
    if (isMap(node)) return { kind: "map", entries: this.#entries(node.items, depth), place };
    if (!isScalar(node)) return refuse("not YAML", "expected a text, a list or a map", place);
    return scalar(node.value, node.source, place);
  }

  #entries(pairs: readonly { readonly key: unknown; readonly value: unknown }[], depth: number): YamlEntry[] {
    const seen = new Set<string>();
    return pairs.map((pair) => {
      const keyNode = pair.key as Node | null;
      const keyPlace = this.#placeOf(keyNode?.range?.[0] ?? 0);
      if (keyNode === null || !isScalar(keyNode)) return refuse("not YAML", "a key is not a text", keyPlace);
      const key = typeof keyNode.value === "string" ? keyNode.value : (keyNode.source ?? "");
      if (key.length > KEY_UNITS_MAX) refuse("key too long", `more than ${KEY_UNITS_MAX} characters`, keyPlace);
      if (seen.has(key)) refuse("equal keys", `the key "${key}" stands twice in one map`, keyPlace);
      if (key === "<<") refuse("merge key", `YAML 1.2 has no "<<"`, keyPlace);
      seen.add(key);
      return { key, keyPlace, value: this.#value(pair.value as Node | null, keyPlace, depth) };
    });
  }

  #value(node: Node | null, keyPlace: Place, depth: number): YamlTree {
    return node === null ? { kind: "scalar", value: null, source: "", place: keyPlace } : this.read(node, depth + 1);
  }
}

/** What each alias stands for: the last node of that name before it. The package would go through the document again for each. */
function targetsOf(document: Document.Parsed): ReadonlyMap<Node, Node> {
  const named = new Map<string, Node>();
  const targets = new Map<Node, Node>();
  visit(document, {
    Node(_, node) {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) named.set(node.anchor, node);
        return;
      }
      const target = named.get(node.source);
      if (target !== undefined) targets.set(node, target);
    },
  });
  return targets;
}

function scalar(value: unknown, source: string | undefined, place: Place): YamlScalar {
  if (value === null || typeof value === "string" || typeof value === "boolean" || typeof value === "number") {
    if (typeof value === "number" && !Number.isFinite(value)) refuse("not YAML", "a number that is not finite", place);
    return { kind: "scalar", value, source: source ?? String(value), place };
  }
  return refuse("not YAML", "expected a text, a number, true, false or null", place);
}
