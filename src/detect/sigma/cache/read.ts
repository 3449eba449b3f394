import { type Json, parseJson, present, readJsonLine, type Sha256, textOf, toHex, utf8 } from "../../../lib/index.ts";
import { type Digest, LEVELS, type LogSource, type RuleRef } from "../../../model/index.ts";
import type { CorrelationRule } from "../ast.ts";
import type { CompiledRule } from "../compile.ts";
import { loadRules } from "../load.ts";
import type { Amendment, LoadedRules, RefusedRule, SigmaRule, WaitingRule } from "../rules.ts";
import { type Clue, witness } from "../witness.ts";
import { sliceDocuments } from "../yaml-documents.ts";
import { CachedDetection, CachedDetectionRule, CachedRule, type RuleParts } from "./cached-rule.ts";
import { NO_CLUES, readClues } from "./clues.ts";
import { Damaged, damaged, listOf, numberIn, readExpression, textIn, textOrNull } from "./expressions.ts";
import { Table } from "./tables.ts";
import { treeOfJson } from "./trees.ts";
import { CACHE_COLUMNS, CACHE_MAGIC, type CacheSource } from "./write.ts";

/**
 * Reads a cache; undefined unless it is whole and was made of just these documents and options by this version. What matching does not need
 * is loaded from the documents when it is first asked for.
 */
export function readRuleCache(bytes: Uint8Array, source: CacheSource, sha256: Sha256): LoadedRules | undefined {
  const head = utf8(`${CACHE_MAGIC}\n${source.key}\n`);
  const bodyAt = head.length + DIGEST_UNITS + 1;
  if (bytes.length < bodyAt || !head.every((byte, index) => bytes[index] === byte)) return undefined;
  const body = bytes.subarray(bodyAt);
  if (textOf(bytes.subarray(head.length, bodyAt)) !== `${toHex(sha256(body))}\n`) return undefined;
  try {
    return new CacheReader(body, source, sha256).loaded();
  } catch (error) {
    if (error instanceof Damaged) return undefined;
    throw error;
  }
}

const DIGEST_UNITS = 64;
const LINE_FEED = 10;
const NO_AMENDMENTS: readonly Amendment[] = [];
const AMENDMENT_KINDS = ["filter", "dialect", "pipeline"] as const;

class CacheReader {
  readonly #body: Uint8Array;
  readonly #source: CacheSource;
  readonly #sha256: Sha256;
  readonly #table: Table;
  readonly #rest: readonly Json[];
  /** Where expressions begin. */
  readonly #expressionsAt: number;
  /** For each rule, where its clues begin. */
  readonly #cluesAt: number[] = [];
  readonly #logsources = new Map<string, LogSource>();
  readonly #parts: RuleParts;
  #loaded: LoadedRules | undefined;

  constructor(body: Uint8Array, source: CacheSource, sha256: Sha256) {
    this.#body = body;
    this.#source = source;
    this.#sha256 = sha256;
    const end = body.indexOf(LINE_FEED);
    const line = textOf(body.subarray(0, Math.max(end, 0))) ?? "";
    const sizes = /^([0-9]{1,15}) ([0-9]{1,15}) ([0-9]{1,15})$/.exec(line) ?? damaged();
    const restAt = end + 1 + Number(sizes[1]) + Number(sizes[2]);
    this.#expressionsAt = restAt + Number(sizes[3]);
    if (this.#expressionsAt > body.length) damaged();
    this.#table = new Table(body.subarray(end + 1, restAt), Number(sizes[1]), CACHE_COLUMNS);
    this.#rest = listOf(jsonOf(body.subarray(restAt, this.#expressionsAt)));
    this.#parts = {
      document: (number) => this.#documentAt(["file", this.#number(number, 7), this.#number(number, 8) - 1]),
      whole: (number) => present(this.#whole().rules[number]?.detection, "a detection rule").rule,
      expression: (number) => this.#expression(number),
      clues: (number) => this.#clues(number),
    };
  }

  loaded(): LoadedRules {
    const table = this.#table;
    const [special, refused, notes] = this.#rest;
    const more = new Map(listOf(special).map((json) => [numberIn(listOf(json)[0]), listOf(json)]));
    const rules: CachedRule[] = [];
    let end = 0;
    let clueEnd = 0;
    for (let number = 0; number < table.count; number++) {
      if (table.number(number, 9) < end) damaged();
      end = table.number(number, 9);
      this.#cluesAt.push(clueEnd);
      const ownEnd = table.number(number, 16);
      if (ownEnd !== NO_CLUES) clueEnd = ownEnd;
      rules.push(this.#rule(number, more.get(number)));
    }
    if (this.#expressionsAt + end !== this.#body.length) damaged();
    for (const [number, json] of more) {
      const rule = rules[number] ?? damaged();
      rule.bases.push(...listOf(json[2]).map((base) => rules[numberIn(base)] ?? damaged()));
    }
    return { rules, refused: listOf(refused).map(readRefused), waiting: waitingOf(rules), notes: listOf(notes).map(readRefused) };
  }

  #number(rule: number, column: number): number {
    return this.#table.number(rule, column);
  }

  #rule(number: number, more: readonly Json[] | undefined): CachedRule {
    const ref = readRef(this.#table, number);
    const named = { number, parts: this.#parts, ref };
    const isCorrelation = this.#number(number, 10) === 1;
    return new CachedRule(named, {
      path: (this.#source.documents[this.#number(number, 7)] ?? damaged()).path,
      detection: isCorrelation ? null : this.#detection(named),
      correlation: isCorrelation ? readCorrelation(ref, more?.[1]) : null,
      amendments: more === undefined ? NO_AMENDMENTS : listOf(more[3]).map((json) => this.#amendment(json)),
    });
  }

  #detection(named: { readonly number: number; readonly parts: RuleParts; readonly ref: RuleRef }): CachedDetection {
    const { number } = named;
    const name = this.#table.textOrNull(this.#number(number, 11));
    const rule = new CachedDetectionRule(named, name, this.#logsource(number));
    return new CachedDetection(named, rule, this.#table.list(this.#number(number, 15)));
  }

  /** Log sources are few: equal ones are one. */
  #logsource(rule: number): LogSource {
    const [product, category, service] = [this.#number(rule, 12), this.#number(rule, 13), this.#number(rule, 14)];
    const key = `${product} ${category} ${service}`;
    const known = this.#logsources.get(key);
    if (known !== undefined) return known;
    const made = {
      ...(product === 0 ? {} : { product: this.#table.text(product) }),
      ...(category === 0 ? {} : { category: this.#table.text(category) }),
      ...(service === 0 ? {} : { service: this.#table.text(service) }),
    };
    this.#logsources.set(key, made);
    return made;
  }

  #expression(number: number): CompiledRule["expression"] {
    const start = number === 0 ? 0 : this.#number(number - 1, 9);
    const bytes = this.#body.subarray(this.#expressionsAt + start, this.#expressionsAt + this.#number(number, 9));
    try {
      return readExpression((readJsonLine(textOf(bytes) ?? "") as Json | undefined) ?? damaged());
    } catch (error) {
      // Nested deeper than JSON may be here: the documents say it too.
      if (error instanceof Damaged) return present(this.#whole().rules[number]?.detection, "a detection rule").expression;
      throw error;
    }
  }

  #clues(number: number): readonly Clue[] | undefined {
    const end = this.#number(number, 16);
    if (end === NO_CLUES) return undefined;
    try {
      return readClues(this.#table, this.#cluesAt[number] ?? damaged(), end);
    } catch (error) {
      if (error instanceof Damaged) return witness(this.#expression(number));
      throw error;
    }
  }

  /** Everything loaded from the documents, once. */
  #whole(): LoadedRules {
    this.#loaded ??= loadRules(this.#source.documents, this.#sha256, this.#source.options);
    return this.#loaded;
  }

  #documentAt([kind, file, slice]: readonly Json[]): Uint8Array {
    if (kind === "text") return utf8(textIn(file));
    if (kind === "pipeline") return (this.#source.options.pipelines?.[numberIn(file)] ?? damaged()).bytes;
    const { bytes } = this.#source.documents[numberIn(file)] ?? damaged();
    if (slice === -1) return bytes;
    return (sliceDocuments(bytes, textOf(bytes) ?? "", utf8)[numberIn(slice)] ?? damaged()).bytes;
  }

  #amendment(json: Json): Amendment {
    const [kind, title, digest, place] = listOf(json);
    const known = AMENDMENT_KINDS.find((each) => each === kind) ?? damaged();
    return {
      kind: known,
      title: textIn(title),
      digest: textIn(digest) as Digest,
      document: this.#documentAt(listOf(place)),
    };
  }
}

function jsonOf(bytes: Uint8Array): Json {
  const read = parseJson(textOf(bytes) ?? "");
  return read.ok ? read.value : damaged();
}

function readRef(table: Table, rule: number): RuleRef {
  return {
    id: table.text(table.number(rule, 0)),
    title: table.text(table.number(rule, 1)),
    author: table.text(table.number(rule, 2)),
    version: table.text(table.number(rule, 3)),
    level: LEVELS[table.number(rule, 4)] ?? damaged(),
    tags: table.list(table.number(rule, 5)),
    digest: table.text(table.number(rule, 6)) as Digest,
  };
}

function readCorrelation(ref: RuleRef, json: Json | undefined): CorrelationRule {
  const tree = treeOfJson(json ?? null);
  if (typeof tree !== "object" || tree === null || !("kind" in tree) || tree.kind !== "correlation") return damaged();
  return { ...tree, ref } as CorrelationRule;
}

function readRefused(json: Json): RefusedRule {
  const [path, id, title, reason, detail, line, column] = listOf(json);
  const place = { line: numberIn(line), column: numberIn(column) };
  return {
    path: textIn(path),
    id: textOrNull(id),
    title: textOrNull(title),
    reason: textIn(reason),
    detail: textIn(detail),
    ...place,
  };
}

function waitingOf(rules: readonly SigmaRule[]): readonly WaitingRule[] {
  return rules.flatMap(({ ref, detection }) =>
    detection === null || detection.waiting.length === 0 ? [] : [{ rule: ref, placeholders: detection.waiting, problem: null }],
  );
}
