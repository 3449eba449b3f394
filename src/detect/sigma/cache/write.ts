import { assert, formatJson, type Json, type Sha256, textOf, toHex, utf8 } from "../../../lib/index.ts";
import { type Digest, LEVELS } from "../../../model/index.ts";
import type { CorrelationRule } from "../ast.ts";
import type { Amendment, LoadedRules, LoadOptions, RefusedRule, RuleDocument, SigmaRule } from "../rules.ts";
import { sliceDocuments } from "../yaml-documents.ts";
import { NO_CLUES, writeClues } from "./clues.ts";
import { jsonOfExpression } from "./expressions.ts";
import { joined } from "./key.ts";
import { TableWriter } from "./tables.ts";
import { jsonOfTree } from "./trees.ts";

/** What a cache was made of, to be given again when it is read. */
export type CacheSource = { readonly key: Digest; readonly documents: readonly RuleDocument[]; readonly options: LoadOptions };

export const CACHE_MAGIC = "meridian rule cache";

/** Numbers of a rule's row. */
export const CACHE_COLUMNS = 17;

/**
 * Writes loaded rules so that reading them needs neither YAML nor compiling, and only what is asked for is read at all. Three lines, then
 * bytes: the magic word; the key; SHA-256 of all that follows. That is: a line with the sizes in bytes of the next three; numbers and texts of
 * a table with a row for each rule; JSON of the rest; and the expressions of the rules as JSON, one after the other.
 */
export function writeRuleCache(loaded: LoadedRules, { key, documents, options }: CacheSource, sha256: Sha256): Uint8Array {
  const places = new Places(documents, options.pipelines ?? []);
  const numbers = new Map(loaded.rules.map((rule, number) => [rule, number]));
  const expressions: Uint8Array[] = [];
  const table = new TableWriter(CACHE_COLUMNS);
  let end = 0;
  for (const rule of loaded.rules) {
    const { detection } = rule;
    const expression = detection === null ? NOTHING : utf8(formatJson(jsonOfExpression(detection.expression)));
    end += expression.length;
    expressions.push(expression);
    writeRow(table, rule, [...places.of(rule.document, rule.path), end]);
  }
  const special = loaded.rules.flatMap((rule, number): Json[] => {
    const { correlation, bases, amendments } = rule;
    if (correlation === null && amendments.length === 0) return [];
    const made = correlation === null ? null : jsonOfCorrelation(correlation);
    return [[number, made, bases.map((base) => numbers.get(base) ?? -1), amendments.map((each) => places.ofAmendment(each))]];
  });
  const { bytes, numberBytes } = table.bytes();
  const rest = utf8(formatJson([special, loaded.refused.map(refusedAsJson), loaded.notes.map(refusedAsJson)]));
  const sizes = utf8(`${numberBytes} ${bytes.length - numberBytes} ${rest.length}\n`);
  const body = joined([sizes, bytes, rest, ...expressions]);
  return joined([utf8(`${CACHE_MAGIC}\n${key}\n${toHex(sha256(body))}\n`), body]);
}

const NOTHING = new Uint8Array(0);

/** The row of a rule; what stands in it, and in which order, is what read.ts reads. */
function writeRow(table: TableWriter, { ref, detection, correlation }: SigmaRule, lies: readonly number[]): void {
  const { product, category, service } = detection?.rule.logsource ?? {};
  table.row([
    ...[ref.id, ref.title, ref.author, ref.version].map((text) => table.text(text)),
    LEVELS.indexOf(ref.level),
    table.list(ref.tags),
    table.text(ref.digest),
    ...lies,
    correlation === null ? 0 : 1,
    table.text(detection?.rule.name),
    ...[product, category, service].map((text) => table.text(text)),
    table.list(detection?.waiting ?? []),
    detection === null ? NO_CLUES : writeClues(table, detection.expression),
  ]);
}

/** The correlation without its reference, which the rows have. */
function jsonOfCorrelation(correlation: CorrelationRule): Json {
  const rest: Record<string, unknown> = { ...correlation };
  delete rest["ref"];
  return jsonOfTree(rest);
}

function refusedAsJson({ path, id, title, reason, detail, line, column }: RefusedRule): Json {
  return [path, id, title, reason, detail, line, column];
}

/** Finds where documents lie in what was loaded: ["file", file, slice], slice -1 for the whole file; ["text", …] for one that lies nowhere. */
class Places {
  readonly #whole: ReadonlyMap<Uint8Array, number>;
  readonly #byPath: ReadonlyMap<string, readonly number[]>;
  readonly #documents: readonly RuleDocument[];
  readonly #pipelines: readonly RuleDocument[];

  constructor(documents: readonly RuleDocument[], pipelines: readonly RuleDocument[]) {
    this.#documents = documents;
    this.#pipelines = pipelines;
    this.#whole = new Map(documents.map(({ bytes }, file) => [bytes, file]));
    this.#byPath = Map.groupBy(documents.keys(), (file) => documents[file]?.path ?? "");
  }

  /** File, and slice counted from 1, 0 for the whole file. */
  of(document: Uint8Array, path: string): readonly [file: number, slice: number] {
    const [, file, slice] = this.#find(document, this.#byPath.get(path) ?? []) ?? [];
    assert(file !== undefined && slice !== undefined, "a rule lies in a document that was loaded");
    return [file, slice + 1];
  }

  ofAmendment({ kind, title, digest, document }: Amendment): Json {
    const pipeline = kind === "pipeline" ? this.#pipelines.findIndex(({ bytes }) => bytes === document) : -1;
    const place =
      pipeline >= 0 ? ["pipeline", pipeline] : (this.#find(document, this.#documents.keys()) ?? ["text", textOf(document) ?? ""]);
    return [kind, title, digest, place];
  }

  #find(document: Uint8Array, files: Iterable<number>): readonly [string, number, number] | undefined {
    const whole = this.#whole.get(document);
    if (whole !== undefined) return ["file", whole, -1];
    for (const file of files) {
      const { bytes } = this.#documents[file] as RuleDocument;
      const slice = sliceDocuments(bytes, textOf(bytes) ?? "", utf8).findIndex((each) => same(each.bytes, document));
      if (slice >= 0) return ["file", file, slice];
    }
    return undefined;
  }
}

function same(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
