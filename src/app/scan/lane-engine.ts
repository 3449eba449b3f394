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
import { readJsonLine, textOf } from "../../lib/index.ts";
import type { LineView, LogSource } from "../../model/index.ts";
import { lineView, readAs } from "../../telemetry/index.ts";
import { isBlank } from "./blank.ts";

/** Lines of one kind of log on which no rule fired. */
export type QuietLines = { readonly logsource: LogSource; readonly lines: number };

/**
 * What a chunk of whole lines holds: `frames`, those to be read by the book, as start, end and blank lines before; `quiet`, how many of the
 * others are of which kind of log; `lines`, all physical lines; `isMixed`, that a line is JSON of another format, after which the readers may
 * take lines for other things than before.
 */
export type ChunkFindings = {
  readonly isMixed: boolean;
  readonly frames: readonly number[];
  readonly quiet: readonly QuietLines[];
  readonly lines: number;
};

/** Finds in whole lines of one format those that must be read by the book: a rule fires on them, or they are no events of this format. */
export type LaneEngine = { readonly take: (bytes: Uint8Array) => ChunkFindings };

export type LaneEngineOptions = { readonly format: string; readonly utcOffsetMinutes: number; readonly seed: bigint };

/** Numbers of one frame in `ChunkFindings`. */
export const FRAME_NUMBERS = 3;

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
  return scanner && new ScanningEngine(scanner, options, kinds, createMatcher(compiled, utcOffsetMinutes));
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

const NEWLINE = 0x0a;

class ScanningEngine implements LaneEngine {
  readonly #scanner: Scanner;
  readonly #options: LaneEngineOptions;
  readonly #kinds: ReadonlyMap<number, readonly LogSource[]>;
  readonly #matcher: Matcher;
  #isMixed = false;

  constructor(scanner: Scanner, options: LaneEngineOptions, kinds: ReadonlyMap<number, readonly LogSource[]>, matcher: Matcher) {
    this.#scanner = scanner;
    this.#options = options;
    this.#kinds = kinds;
    this.#matcher = matcher;
  }

  take(bytes: Uint8Array): ChunkFindings {
    const quiet = new Map<LogSource, number>();
    const frames: number[] = [];
    const { handed } = this.#scanner.scan(bytes, true);
    this.#isMixed = false;
    let blanks = 0;
    let blanksEnd = -1;
    for (const { start, end } of handed) {
      if (isBlank(bytes, start, end)) {
        blanks = blanksEnd === start ? blanks + 1 : 1;
        blanksEnd = end + 1;
        continue;
      }
      const logsource = this.#quietKind(bytes.subarray(start, end));
      if (logsource === undefined) frames.push(start, end, blanksEnd === start ? blanks : 0);
      else quiet.set(logsource, (quiet.get(logsource) ?? 0) + 1);
    }
    for (const [partition, lines] of this.#scanner.takeQuiet()) this.#count(partition, lines, quiet);
    return {
      isMixed: this.#isMixed,
      frames,
      quiet: [...quiet].map(([logsource, lines]) => ({ logsource, lines })),
      lines: countOf(bytes, NEWLINE),
    };
  }

  /** Lines that may be of several kinds count as the broadest; that the others were there is noted too. */
  #count(partition: number, lines: number, quiet: Map<LogSource, number>): void {
    for (const [at, logsource] of (this.#kinds.get(partition) ?? []).entries())
      quiet.set(logsource, (quiet.get(logsource) ?? 0) + (at === 0 ? lines : 0));
  }

  /** The kind of log that a line is of when it is an event of our format and no rule fires on it; else undefined. */
  #quietKind(line: Uint8Array): LogSource | undefined {
    const text = textOf(line.slice());
    if (text === undefined) return undefined;
    const { format, utcOffsetMinutes } = this.#options;
    const outcome = readAs(format, text.endsWith("\r") ? text.slice(0, -1) : text, {
      readAtMs: 0,
      utcOffsetMinutes,
      host: null,
      table: undefined,
    });
    if (outcome === undefined) this.#isMixed ||= readJsonLine(text) !== undefined;
    if (outcome?.kind !== "event") return undefined;
    const { draft } = outcome;
    // Without a time of its own an event has that of its reading, which is not now.
    const isTimeless = draft.time.fromMs === 0 && draft.time.toMs === 0;
    return isTimeless || this.#matcher.match({ ...draft, records: [] }).length > 0 ? undefined : draft.logsource;
  }
}

function countOf(bytes: Uint8Array, wanted: number): number {
  let count = 0;
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) count++;
  return count;
}
