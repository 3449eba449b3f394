import {
  createMatcher,
  createRuleJudge,
  createScanner,
  type Judge,
  type Matcher,
  SCANNER_OPTIONS,
  type Scanner,
  type ScannerModule,
  type SigmaRule,
} from "../../detect/index.ts";
import { present, readJsonLine, textOf } from "../../lib/index.ts";
import { type LineView, type LogSource, logsourceMatches } from "../../model/index.ts";
import { lineView, readAs } from "../../telemetry/index.ts";
import { isBlank } from "./blank.ts";
import { type ChunkFindings, Gathering, type Look, UNKNOWN_CHUNK, UNTOLD } from "./lane-findings.ts";

type CompiledRule = NonNullable<SigmaRule["detection"]>;

/** Finds in whole lines of one format those that must be read by the book: a rule fires on them, or they are no events of this format. */
export type LaneEngine = { readonly take: (bytes: Uint8Array) => ChunkFindings };

export type LaneEngineOptions = { readonly format: string; readonly utcOffsetMinutes: number; readonly seed: bigint };

/** A longer line is left to the framer, which refuses the longest. */
export const PLAIN_BYTES_MAX = 1_000_000;

/** Makes one; undefined for a format without a view, and on a host that cannot run the scanner. */
export function createLaneEngine(rules: readonly SigmaRule[], options: LaneEngineOptions): LaneEngine | undefined {
  const view = lineView(options.format);
  if (view === undefined) return undefined;
  const { utcOffsetMinutes, seed } = options;
  const compiled = rules.flatMap(({ detection }) => (detection === null ? [] : [detection]));
  const kinds = new Map<number, readonly LogSource[]>();
  const isWanted = (event: LogSource) =>
    compiled.some(({ rule, waiting }) => waiting.length === 0 && logsourceMatches(rule.logsource, event));
  const judgeOf = (module: ScannerModule) =>
    noting(view, { kinds, isWanted }, (noted) => createRuleJudge(compiled, noted, { utcOffsetMinutes, module }));
  const scanner = createScanner(judgeOf, { ...SCANNER_OPTIONS, seed });
  return scanner && new ScanningEngine(scanner, options, kinds, compiled);
}

/**
 * What `engine` finds; nothing, and by which error it broke, when it breaks, which is a defect of ours. Whoever finds a line that breaks the scanner
 * must not be able to end the watch over the others by it: they are read by the book.
 */
export function takeGuarded(engine: LaneEngine, lines: Uint8Array): ChunkFindings {
  try {
    return engine.take(lines);
  } catch (error) {
    return { ...UNKNOWN_CHUNK, broke: error instanceof Error ? error.name : typeof error };
  }
}

const NEWLINE = 0x0a;
/** As judges say it. */
const HAND_OVER = -1;

/** Where log sources are noted, and whether some rule looks at one. */
type Noted = { readonly kinds: Map<number, readonly LogSource[]>; readonly isWanted: (logsource: LogSource) => boolean };

/** The judge that `make` makes of a view, with the log sources of each partition noted in `kinds`. */
function noting(view: LineView, { kinds, isWanted }: Noted, make: (view: LineView) => Judge): Judge {
  let last: ReturnType<LineView["route"]>;
  const judge = make({
    ...view,
    route: (values) => {
      last = view.route(values);
      return last;
    },
  });
  return {
    routing: judge.routing,
    requires: judge.requires,
    dotted: judge.dotted,
    asks: (path) => judge.asks(path),
    route: (tokens) => {
      const partition = judge.route(tokens);
      const logsources = last?.logsources ?? [];
      // Coverage counts what no rule looks at by kind: where only a full reading tells the kind, the line is read in full.
      if (logsources.length > 1 && !logsources.every(isWanted)) return HAND_OVER;
      if (partition >= 0) kinds.set(partition, logsources);
      return partition;
    },
    columns: (partition) => judge.columns(partition),
    pairs: (partition) => judge.pairs(partition),
    anywhere: (partition) => judge.anywhere(partition),
    table: (partition, column) => judge.table(partition, column),
    value: (partition, column, token) => judge.value(partition, column, token),
    verdict: (partition, values) => judge.verdict(partition, values),
  };
}

class ScanningEngine implements LaneEngine {
  readonly #scanner: Scanner;
  readonly #options: LaneEngineOptions;
  readonly #kinds: ReadonlyMap<number, readonly LogSource[]>;
  readonly #matcher: Matcher;
  readonly #numbers: ReadonlyMap<CompiledRule["rule"], number>;
  /** Rules that broke on a line so far. */
  #defects = 0;

  constructor(
    scanner: Scanner,
    options: LaneEngineOptions,
    kinds: ReadonlyMap<number, readonly LogSource[]>,
    rules: readonly CompiledRule[],
  ) {
    this.#scanner = scanner;
    this.#options = options;
    this.#kinds = kinds;
    this.#matcher = createMatcher(rules, options.utcOffsetMinutes, () => this.#defects++);
    this.#numbers = new Map(rules.filter(({ waiting }) => waiting.length === 0).map(({ rule }, number) => [rule, number]));
  }

  take(lines: Uint8Array): ChunkFindings {
    const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength);
    const found = new Gathering();
    for (let from = 0; from < bytes.length; ) from += this.#scan(bytes, from, found);
    for (const [partition, count] of this.#scanner.takeQuiet()) {
      // Lines that may be of several kinds count as the broadest; that the others were there is noted too.
      for (const [at, logsource] of (this.#kinds.get(partition) ?? []).entries()) found.addQuiet(logsource, at === 0 ? count : 0);
    }
    return found.findings();
  }

  /** Looks at as many whole lines as the scanner has room for, at least one; gives how many bytes they have. */
  #scan(bytes: Buffer, from: number, found: Gathering): number {
    const { room } = this.#scanner;
    const length = bytes.copy(room, 0, from, Math.min(bytes.length, from + room.length));
    const { consumed, handed } = this.#scanner.scanRoom(length, false);
    if (consumed === 0) {
      const end = bytes.indexOf(NEWLINE, from);
      found.add(from, end, lookAtLong(bytes, from, end));
      return end + 1 - from;
    }
    for (const { start, end, among } of handed) {
      const isLong = end - start > PLAIN_BYTES_MAX;
      if (isLong) found.add(from + start, from + end, lookAtLong(room, start, end));
      else if (isBlank(room, start, end)) found.addBlank(from + start, from + end);
      else found.add(from + start, from + end, this.#lookAt(room.slice(start, end), among));
    }
    return consumed;
  }

  /** Reads a line as the readers will; `among`: the only rules that can fit it, where that is known. */
  #lookAt(line: Uint8Array, among: readonly number[] | undefined): Look {
    const text = textOf(line);
    if (text === undefined) return UNTOLD;
    const { format, utcOffsetMinutes } = this.#options;
    const outcome = readAs(format, text.endsWith("\r") ? text.slice(0, -1) : text, {
      readAtMs: 0,
      utcOffsetMinutes,
      host: null,
      table: undefined,
    });
    if (outcome === undefined && readJsonLine(text) !== undefined) return { fired: null, isMixed: true };
    if (outcome?.kind !== "event") return UNTOLD;
    const { draft } = outcome;
    // Without a time of its own an event has that of its reading, which is not now.
    if (draft.time.fromMs === 0 && draft.time.toMs === 0) return UNTOLD;
    const before = this.#defects;
    const hits = this.#matcher.match({ ...draft, records: [] }, among);
    if (this.#defects > before) return UNTOLD; // whoever reads it by the book says so
    if (hits.length === 0) return { quiet: draft.logsource };
    return {
      fired: hits.map(({ rule, why }) => ({
        rule: present(this.#numbers.get(rule), "only rules that wait for nothing fire"),
        why,
      })),
    };
  }
}

/** A line that only the framer can tell from one that is too long, and that may be nothing but white space: then it is for the framer alone. */
function lookAtLong(bytes: Uint8Array, start: number, end: number): Look {
  return isBlank(bytes, start, end) ? { fired: null, isMixed: true } : UNTOLD;
}
