import { formatJson, type Json, type Sha256, textOf, toHex, utf8 } from "../../../lib/index.ts";
import type { Digest } from "../../../model/index.ts";
import type { CorrelationRule } from "../ast.ts";
import type { Amendment, LoadedRules, LoadOptions, RefusedRule, RuleDocument } from "../rules.ts";
import { sliceDocuments } from "../yaml-documents.ts";
import { jsonOfExpression } from "./expressions.ts";
import { joined } from "./key.ts";
import { type Cell, textOfRows } from "./rows.ts";
import { jsonOfTree } from "./trees.ts";

/** What a cache was made of, to be given again when it is read. */
export type CacheSource = { readonly key: Digest; readonly documents: readonly RuleDocument[]; readonly options: LoadOptions };

export const CACHE_MAGIC = "meridian rule cache";

/**
 * Writes loaded rules so that reading them needs neither YAML nor compiling. Three lines, then bytes: the magic word; the key; SHA-256 of
 * all that follows. That is: a line with the sizes in bytes of the next two; rows of rules; JSON of the rest; and the expressions of the
 * rules as JSON, one after the other.
 */
export function writeRuleCache(loaded: LoadedRules, { key, documents, options }: CacheSource, sha256: Sha256): Uint8Array {
  const places = new Places(documents, options.pipelines ?? []);
  const numbers = new Map(loaded.rules.map((rule, number) => [rule, number]));
  const expressions = loaded.rules.map(({ detection }) =>
    detection === null ? new Uint8Array(0) : utf8(formatJson(jsonOfExpression(detection.expression))),
  );
  const rows = loaded.rules.map((rule, number): readonly Cell[] => {
    const { ref, detection, correlation } = rule;
    const { product = null, category = null, service = null } = detection?.rule.logsource ?? {};
    return [
      ref.id,
      ref.title,
      ref.author,
      ref.version,
      ref.level,
      ref.tags,
      ref.digest,
      ...places.of(rule.document, rule.path),
      correlation === null ? "d" : "c",
      detection?.rule.name ?? null,
      product,
      category,
      service,
      detection?.waiting ?? [],
      String(expressions[number]?.length ?? 0),
    ];
  });
  const special = loaded.rules.flatMap((rule, number): Json[] => {
    const { correlation, bases, amendments } = rule;
    if (correlation === null && amendments.length === 0) return [];
    const made = correlation === null ? null : jsonOfCorrelation(correlation);
    return [[number, made, bases.map((base) => numbers.get(base) ?? -1), amendments.map((each) => places.ofAmendment(each))]];
  });
  const table = utf8(textOfRows(rows));
  const rest = utf8(formatJson([special, loaded.refused.map(refusedAsJson), loaded.notes.map(refusedAsJson)]));
  const body = joined([utf8(`${table.length} ${rest.length}\n`), table, rest, ...expressions]);
  return joined([utf8(`${CACHE_MAGIC}\n${key}\n${toHex(sha256(body))}\n`), body]);
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

  /** File and slice; what lies nowhere makes a cache that nobody can read. */
  of(document: Uint8Array, path: string): readonly [file: string, slice: string] {
    const [, file = "-1", slice = "-1"] = this.#find(document, this.#byPath.get(path) ?? []) ?? [];
    return [file, slice];
  }

  ofAmendment({ kind, title, digest, document }: Amendment): Json {
    const pipeline = kind === "pipeline" ? this.#pipelines.findIndex(({ bytes }) => bytes === document) : -1;
    const place =
      pipeline >= 0
        ? ["pipeline", String(pipeline)]
        : (this.#find(document, this.#documents.keys()) ?? ["text", textOf(document) ?? ""]);
    return [kind, title, digest, place];
  }

  #find(document: Uint8Array, files: Iterable<number>): readonly [string, string, string] | undefined {
    const whole = this.#whole.get(document);
    if (whole !== undefined) return ["file", String(whole), "-1"];
    for (const file of files) {
      const { bytes } = this.#documents[file] as RuleDocument;
      const slice = sliceDocuments(bytes, textOf(bytes) ?? "", utf8).findIndex((each) => same(each.bytes, document));
      if (slice >= 0) return ["file", String(file), String(slice)];
    }
    return undefined;
  }
}

function same(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
