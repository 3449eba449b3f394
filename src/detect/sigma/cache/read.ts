import { type Json, parseJson, present, readJsonLine, type Sha256, textOf, toHex, utf8 } from "../../../lib/index.ts";
import { type Digest, LEVELS, type LogSource, type RuleRef } from "../../../model/index.ts";
import type { CorrelationRule, DetectionRule } from "../ast.ts";
import type { CompiledRule } from "../compile.ts";
import { loadRules } from "../load.ts";
import type { Amendment, LoadedRules, RefusedRule, SigmaRule, WaitingRule } from "../rules.ts";
import { sliceDocuments } from "../yaml-documents.ts";
import { Damaged, damaged, listOf, numberIn, readExpression, textIn, textOrNull } from "./expressions.ts";
import { cellList, cellNumber, cellOrNull, cellText, Rows } from "./rows.ts";
import { treeOfJson } from "./trees.ts";
import { CACHE_MAGIC, type CacheSource } from "./write.ts";

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
/** Cells of a rule's row. */
const COLUMNS = 16;
const AMENDMENT_KINDS = ["filter", "dialect", "pipeline"] as const;

class CacheReader {
  readonly #body: Uint8Array;
  readonly #source: CacheSource;
  readonly #sha256: Sha256;
  readonly #lists: Lists = new Map();
  readonly #logsources = new Map<string, LogSource>();
  #loaded: LoadedRules | undefined;

  constructor(body: Uint8Array, source: CacheSource, sha256: Sha256) {
    this.#body = body;
    this.#source = source;
    this.#sha256 = sha256;
  }

  loaded(): LoadedRules {
    const end = this.#body.indexOf(LINE_FEED);
    const sizes = /^([0-9]{1,15}) ([0-9]{1,15})$/.exec(textOf(this.#body.subarray(0, Math.max(end, 0))) ?? "") ?? damaged();
    const tableEnd = end + 1 + Number(sizes[1]);
    const restEnd = tableEnd + Number(sizes[2]);
    if (restEnd > this.#body.length) damaged();
    const rows = new Rows(textOf(this.#body.subarray(end + 1, tableEnd)) ?? damaged(), COLUMNS);
    const [special, refused, notes] = listOf(jsonOf(this.#body.subarray(tableEnd, restEnd)));
    const more = new Map(listOf(special).map((json) => [numberIn(listOf(json)[0]), listOf(json)]));
    let at = restEnd;
    const rules: SigmaRule[] = [];
    for (let number = 0; number < rows.count; number++) {
      const size = cellNumber(rows.cell(number, COLUMNS - 1));
      rules.push(this.#rule((column) => rows.cell(number, column), more.get(number), { number, at, size }));
      at += size;
    }
    if (at !== this.#body.length) damaged();
    for (const [number, json] of more) {
      const rule = rules[number] ?? damaged();
      (rule.bases as SigmaRule[]).push(...listOf(json[2]).map((base) => rules[numberIn(base)] ?? damaged()));
    }
    return { rules, refused: listOf(refused).map(readRefused), waiting: waitingOf(rules), notes: listOf(notes).map(readRefused) };
  }

  #rule(cell: Cells, more: readonly Json[] | undefined, place: Place): SigmaRule {
    const ref = readRef(cell, this.#lists);
    const file = cell(7);
    const isCorrelation = cell(9) === "c";
    const lies = ["file", file, cell(8)];
    const documentAt = (): Uint8Array => this.#documentAt(lies);
    return {
      ref,
      path: (this.#source.documents[cellNumber(file)] ?? damaged()).path,
      get document() {
        return documentAt();
      },
      detection: isCorrelation ? null : this.#detection(ref, cell, place),
      correlation: isCorrelation ? readCorrelation(ref, more?.[1]) : null,
      bases: [],
      amendments: more === undefined ? [] : listOf(more[3]).map((json) => this.#amendment(json)),
    };
  }

  #detection(ref: RuleRef, cell: Cells, { number, at, size }: Place): CompiledRule {
    const whole = (): DetectionRule => this.#wholeRule(number);
    const rule: DetectionRule = {
      ref,
      name: cellOrNull(cell(10)),
      kind: "detection",
      logsource: readLogsource(cell, this.#logsources),
      get selections() {
        return whole().selections;
      },
      get condition() {
        return whole().condition;
      },
    };
    let expression: CompiledRule["expression"] | undefined;
    const read = (): CompiledRule["expression"] => this.#expression(number, this.#body.subarray(at, at + size));
    return {
      rule,
      get expression() {
        expression ??= read();
        return expression;
      },
      waiting: listIn(cell(14), this.#lists),
    };
  }

  #expression(number: number, bytes: Uint8Array): CompiledRule["expression"] {
    try {
      return readExpression((readJsonLine(textOf(bytes) ?? "") as Json | undefined) ?? damaged());
    } catch (error) {
      // Nested deeper than JSON may be here: the documents say it too.
      if (error instanceof Damaged) return present(this.#whole().rules[number]?.detection, "a detection rule").expression;
      throw error;
    }
  }

  #wholeRule(number: number): DetectionRule {
    return present(this.#whole().rules[number]?.detection, "a detection rule").rule;
  }

  /** Everything loaded from the documents, once. */
  #whole(): LoadedRules {
    this.#loaded ??= loadRules(this.#source.documents, this.#sha256, this.#source.options);
    return this.#loaded;
  }

  #documentAt([kind, file, slice]: readonly string[]): Uint8Array {
    if (kind === "text") return utf8(file ?? damaged());
    if (kind === "pipeline") return (this.#source.options.pipelines?.[cellNumber(file)] ?? damaged()).bytes;
    const { bytes } = this.#source.documents[cellNumber(file)] ?? damaged();
    if (slice === "-1") return bytes;
    return (sliceDocuments(bytes, textOf(bytes) ?? "", utf8)[cellNumber(slice)] ?? damaged()).bytes;
  }

  #amendment(json: Json): Amendment {
    const [kind, title, digest, place] = listOf(json);
    const known = AMENDMENT_KINDS.find((each) => each === kind) ?? damaged();
    return {
      kind: known,
      title: textIn(title),
      digest: textIn(digest) as Digest,
      document: this.#documentAt(listOf(place).map(textIn)),
    };
  }
}

type Place = { readonly number: number; readonly at: number; readonly size: number };

function jsonOf(bytes: Uint8Array): Json {
  const read = parseJson(textOf(bytes) ?? "");
  return read.ok ? read.value : damaged();
}

type Cells = (column: number) => string;
/** What was read of a cell before: tags and log sources are few. */
type Lists = Map<string, readonly string[]>;

function listIn(cell: string, lists: Lists): readonly string[] {
  const known = lists.get(cell);
  if (known !== undefined) return known;
  const list = cellList(cell);
  lists.set(cell, list);
  return list;
}

function readRef(cell: Cells, lists: Lists): RuleRef {
  const level = cell(4);
  return {
    id: cellText(cell(0)),
    title: cellText(cell(1)),
    author: cellText(cell(2)),
    version: cellText(cell(3)),
    level: LEVELS.find((each) => each === level) ?? damaged(),
    tags: listIn(cell(5), lists),
    digest: cellText(cell(6)) as Digest,
  };
}

function readLogsource(cell: Cells, known: Map<string, LogSource>): LogSource {
  const cells = [cell(11), cell(12), cell(13)];
  const key = cells.join("\n");
  const parts: { product?: string; category?: string; service?: string } = {};
  const seen = known.get(key);
  if (seen !== undefined) return seen;
  for (const [index, part] of (["product", "category", "service"] as const).entries()) {
    const text = cellOrNull(cells[index]);
    if (text !== null) parts[part] = text;
  }
  known.set(key, parts);
  return parts;
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
