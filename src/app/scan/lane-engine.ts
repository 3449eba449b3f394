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
import type { LineView, LogSource } from "../../model/index.ts";
import { lineView, readAs } from "../../telemetry/index.ts";
import { isBlank } from "./blank.ts";

type CompiledRule = NonNullable<SigmaRule["detection"]>;

/** Lines of one kind of log on which no rule fired. */
export type QuietLines = { readonly logsource: LogSource; readonly lines: number };

/**
 * What a chunk of whole lines holds: `frames`, those to be read by the book, as start, end and blank lines before; `fired`, for each of them the
 * rules that fit its event, in the numbers of `Matcher.match`, null where that is not known; `quiet`, how many of the others are of which kind of
 * log; `blanks`, blank lines before those; `isMixed`, that a line is JSON of another format, after which the readers may take lines for
 * other things than before.
 */
export type ChunkFindings = {
  readonly isMixed: boolean;
  readonly frames: readonly number[];
  readonly fired: readonly (readonly number[] | null)[];
  readonly quiet: readonly QuietLines[];
  readonly blanks: number;
};

/** Nothing is known of a chunk: it is to be read by the book, and all that follows. */
export const UNKNOWN_CHUNK: ChunkFindings = { isMixed: true, frames: [], fired: [], quiet: [], blanks: 0 };

/** Finds in whole lines of one format those that must be read by the book: a rule fires on them, or they are no events of this format. */
export type LaneEngine = { readonly take: (bytes: Uint8Array) => ChunkFindings };

export type LaneEngineOptions = { readonly format: string; readonly utcOffsetMinutes: number; readonly seed: bigint };

/** Numbers of one frame in `ChunkFindings`. */
export const FRAME_NUMBERS = 3;

/** A longer line is left to the framer, which refuses the longest. */
export const PLAIN_BYTES_MAX = 1_000_000;

/** Makes one; undefined for a format without a view, and on a host that cannot run the scanner. */
export function createLaneEngine(rules: readonly SigmaRule[], options: LaneEngineOptions): LaneEngine | undefined {
  const view = lineView(options.format);
  if (view === undefined) return undefined;
  const { utcOffsetMinutes, seed } = options;
  const compiled = rules.flatMap(({ detection }) => (detection === null ? [] : [detection]));
  const kinds = new Map<number, readonly LogSource[]>();
  const judgeOf = (module: ScannerModule) =>
    noting(view, kinds, (noted) => createRuleJudge(compiled, noted, { utcOffsetMinutes, module }));
  const scanner = createScanner(judgeOf, { ...SCANNER_OPTIONS, seed });
  return scanner && new ScanningEngine(scanner, options, kinds, compiled);
}

/** The judge that `make` makes of a view, with the log sources of each partition noted in `kinds`. */
function noting(view: LineView, kinds: Map<number, readonly LogSource[]>, make: (view: LineView) => Judge): Judge {
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
      if (partition >= 0 && last !== undefined) kinds.set(partition, last.logsources);
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

/** What is found out about a line that the scanner does not vouch for: quiet, or to be read, by which rules where that is known. */
type Look = { readonly quiet: LogSource } | { readonly fired: readonly number[] | null };

const UNKNOWN: Look = { fired: null };

class ScanningEngine implements LaneEngine {
  readonly #scanner: Scanner;
  readonly #options: LaneEngineOptions;
  readonly #kinds: ReadonlyMap<number, readonly LogSource[]>;
  readonly #matcher: Matcher;
  readonly #numbers: ReadonlyMap<CompiledRule["rule"], number>;
  #isMixed = false;

  constructor(
    scanner: Scanner,
    options: LaneEngineOptions,
    kinds: ReadonlyMap<number, readonly LogSource[]>,
    rules: readonly CompiledRule[],
  ) {
    this.#scanner = scanner;
    this.#options = options;
    this.#kinds = kinds;
    this.#matcher = createMatcher(rules, options.utcOffsetMinutes);
    this.#numbers = new Map(rules.filter(({ waiting }) => waiting.length === 0).map(({ rule }, number) => [rule, number]));
  }

  take(bytes: Uint8Array): ChunkFindings {
    const quiet = new Map<LogSource, number>();
    const frames: number[] = [];
    const fired: (readonly number[] | null)[] = [];
    const { handed } = this.#scanner.scan(bytes, true);
    this.#isMixed = false;
    let blanks = 0;
    let run = 0;
    let runEnd = -1;
    for (const { start, end, among } of handed) {
      if (isBlank(bytes, start, end)) {
        run = runEnd === start ? run + 1 : 1;
        runEnd = end + 1;
        blanks++;
        continue;
      }
      const look = end - start > PLAIN_BYTES_MAX ? UNKNOWN : this.#lookAt(bytes.slice(start, end), among);
      if ("quiet" in look) {
        quiet.set(look.quiet, (quiet.get(look.quiet) ?? 0) + 1);
        continue;
      }
      const before = runEnd === start ? run : 0;
      blanks -= before;
      frames.push(start, end, before);
      fired.push(look.fired);
    }
    for (const [partition, lines] of this.#scanner.takeQuiet()) this.#count(partition, lines, quiet);
    return {
      isMixed: this.#isMixed,
      frames,
      fired,
      quiet: [...quiet].map(([logsource, lines]) => ({ logsource, lines })),
      blanks,
    };
  }

  /** Lines that may be of several kinds count as the broadest; that the others were there is noted too. */
  #count(partition: number, lines: number, quiet: Map<LogSource, number>): void {
    for (const [at, logsource] of (this.#kinds.get(partition) ?? []).entries())
      quiet.set(logsource, (quiet.get(logsource) ?? 0) + (at === 0 ? lines : 0));
  }

  /** Reads a line as the readers will; `among`: the only rules that can fit it, where that is known. */
  #lookAt(line: Uint8Array, among: readonly number[] | undefined): Look {
    const text = textOf(line);
    if (text === undefined) return UNKNOWN;
    const { format, utcOffsetMinutes } = this.#options;
    const outcome = readAs(format, text.endsWith("\r") ? text.slice(0, -1) : text, {
      readAtMs: 0,
      utcOffsetMinutes,
      host: null,
      table: undefined,
    });
    if (outcome === undefined) this.#isMixed ||= readJsonLine(text) !== undefined;
    if (outcome?.kind !== "event") return UNKNOWN;
    const { draft } = outcome;
    // Without a time of its own an event has that of its reading, which is not now.
    if (draft.time.fromMs === 0 && draft.time.toMs === 0) return UNKNOWN;
    const hits = this.#matcher.match({ ...draft, records: [] }, among);
    if (hits.length === 0) return { quiet: draft.logsource };
    return { fired: hits.map(({ rule }) => present(this.#numbers.get(rule), "only rules that wait for nothing fire")) };
  }
}
