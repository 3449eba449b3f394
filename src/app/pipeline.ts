import type { Detector, KnownHit } from "../detect/index.ts";
import type { Sealer } from "../ledger/index.ts";
import type { Clock } from "../lib/index.ts";
import type { Detection, SourceId } from "../model/index.ts";
import type { Reader, Unit } from "../telemetry/index.ts";
import {
  type Appeared,
  type Batch,
  type FileSource,
  type OpenOptions,
  openSource,
  type Source,
  type SourceProblem,
  type SourceStream,
} from "../telemetry/io/index.ts";
import type { CoverageTally } from "./coverage-tally.ts";
import type { Gate } from "./rules/gate.ts";
import type { Stretch } from "./scan/lane.ts";

/** A line that could not be read, for the people who look after the logs. */
export type DeadLetters = (unit: Unit) => Promise<void>;

export type PipelineOptions = {
  readonly detector: Detector;
  readonly tally: CoverageTally;
  /** Closed for the moment in which one rule set takes over from another; `detector` and `tally` are then others. */
  readonly gate?: Gate;
  /** Awaited once, before the first line is read: brings the detector back to where an earlier run left it. */
  readonly prepare: () => Promise<void>;
  /** A reader for a byte stream of `source`, going on where an earlier run stopped. */
  readonly readerOf: (name: SourceId, source: Source) => Promise<Reader>;
  /** What a byte stream is called in the ledger. */
  readonly nameOf: (id: SourceId) => SourceId;
  /** Null: nothing is sealed. */
  readonly sealer: Sealer | null;
  /** Called before a detection is handed to the sealer: what it rests on must be durable first. */
  readonly beforeSealing: (detections: readonly Detection[]) => Promise<void>;
  readonly deadLetters: DeadLetters | null;
  readonly onDetection: (detection: Detection, readAtMs: number) => void;
  readonly onProblem: (problem: SourceProblem) => void;
  readonly onProgress: (source: Source, offset: number) => void;
  readonly open: Omit<OpenOptions, "position">;
  /** Files that appear while following; ends with the signal. */
  readonly appearing: AsyncIterable<Appeared>;
  /** Units at a source's beginning whose events all ended before this are passed over. */
  readonly sinceMs: number | null;
  /** Looks at the lines of a large file with threads, where nothing needs to be kept of most of them; undefined: read it line by line. */
  readonly lane?: (file: FileSource, signal: AbortSignal) => Promise<AsyncIterable<Stretch> | undefined>;
};

/** Lines that were passed over because they are older than asked for. */
export type PipelineResult = { readonly passedOver: number };

type Run = { passedOver: number; prepared: Promise<void> | undefined; readonly signal: AbortSignal };

/**
 * Reads the sources to their ends, or until the signal when following: frames → units → events → detections → ledger. Detections
 * leave before anything is sealed; reading waits when sealing falls behind. One failure ends the reading of all.
 */
export async function runPipeline(sources: readonly Source[], options: PipelineOptions): Promise<PipelineResult> {
  const failed = new AbortController();
  const run: Run = { passedOver: 0, prepared: undefined, signal: AbortSignal.any([options.open.signal, failed.signal]) };
  const read = (source: Source) => readSource(source, options, run);
  const isEndless = options.open.follow || sources.some(({ kind }) => kind === "syslog");
  try {
    if (isEndless) await Promise.all([...sources.map(read), readAppearing(options, read)]);
    else for (const source of sources) await read(source);
  } catch (error) {
    failed.abort();
    throw error;
  }
  await options.sealer?.seal();
  return run;
}

async function readAppearing(options: PipelineOptions, read: (source: Source) => Promise<void>): Promise<void> {
  const reading: Promise<void>[] = [];
  for await (const { sources, problems } of options.appearing) {
    for (const problem of problems) tell(options, problem);
    reading.push(...sources.map(read));
  }
  await Promise.all(reading);
}

async function readSource(whole: Source, options: PipelineOptions, run: Run): Promise<void> {
  const { source, reader } = await takeLane(whole, options, run);
  const stream = openSource(source, { ...options.open, signal: run.signal });
  const intakes = new Map<SourceId, Intake>();
  if (reader !== undefined) {
    const stretch = { id: source.id, name: options.nameOf(source.id), stream, reader };
    intakes.set(source.id, new Intake(stretch, options, run));
  }
  for await (const batch of stream) {
    for (const problem of batch.problems) tell(options, problem);
    const intake = intakes.get(batch.source) ?? (await beginIntake(batch, { source, stream, options, run }));
    if (intake !== undefined) {
      intakes.set(batch.source, intake);
      await intake.take(batch);
    }
    if (batch.ended) intakes.delete(batch.source);
    options.onProgress(source, batch.frames.at(-1)?.end.offset ?? 0);
    await options.sealer?.ready();
  }
}

/** What is left of a source for reading line by line, and the reader that goes on with it when there was a lane. */
async function takeLane(
  source: Source,
  options: PipelineOptions,
  run: Run,
): Promise<{ readonly source: Source; readonly reader?: Reader }> {
  const stretches = source.kind === "file" ? await options.lane?.(source, run.signal) : undefined;
  if (source.kind !== "file" || stretches === undefined) return { source };
  run.prepared ??= options.prepare();
  await run.prepared;
  const name = options.nameOf(source.id);
  const reader = await options.readerOf(name, source);
  const intake = new Intake({ id: source.id, name, stream: openSource(source, options.open), reader }, options, run);
  let offset = 0;
  for await (const stretch of stretches) {
    await intake.takeStretch(stretch, hostClock());
    offset = stretch.end;
    options.onProgress(source, offset);
  }
  return { source: { ...source, position: { kind: "file", fileId: source.fileId, offset, mode: "line", cursor: null } }, reader };
}

type Reading = { readonly source: Source; readonly stream: SourceStream; readonly options: PipelineOptions; readonly run: Run };

/** Nothing is prepared for a source that has nothing new: a start with nothing to do is quick. */
async function beginIntake(batch: Batch, { source, stream, options, run }: Reading): Promise<Intake | undefined> {
  if (batch.frames.length === 0 && batch.dropped === 0) return undefined;
  run.prepared ??= options.prepare();
  await run.prepared;
  const name = options.nameOf(batch.source);
  return new Intake({ id: batch.source, name, stream, reader: await options.readerOf(name, source) }, options, run);
}

function tell({ tally, onProblem }: PipelineOptions, problem: SourceProblem): void {
  const state = problem.kind === "unsupported" ? "unsupported" : "unreadable";
  if (problem.kind === "unreadable" || problem.kind === "unsupported") tally.problem(problem.source, state, problem.reason);
  onProblem(problem);
}

type Intaken = { readonly id: SourceId; readonly name: SourceId; readonly stream: SourceStream; readonly reader: Reader };

/** Takes the batches of one byte stream through reading, detection and sealing. */
class Intake {
  readonly #stretch: Intaken;
  readonly #options: PipelineOptions;
  readonly #run: Run;
  #isPassing: boolean;

  constructor(stretch: Intaken, options: PipelineOptions, run: Run) {
    this.#stretch = stretch;
    this.#options = options;
    this.#run = run;
    this.#isPassing = options.sinceMs !== null;
  }

  async take(batch: Batch): Promise<void> {
    const { reader } = this.#stretch;
    if (batch.dropped > 0) await this.#pass(lostLines(batch.dropped), batch.readAtMs);
    for (const frame of batch.frames) {
      for (const unit of reader.read(frame, batch.readAtMs)) {
        const waiting = this.#pass(unit, batch.readAtMs);
        if (waiting !== undefined) await waiting;
      }
    }
    await this.#flushWhere(batch);
  }

  /** Lines that were looked at ahead of us: some to be read, of the others how many there are of which kind of log. */
  async takeStretch({ frames, quiet }: Stretch, readAtMs: number): Promise<void> {
    for (const { frame, known } of frames)
      for (const unit of this.#stretch.reader.read(frame, readAtMs)) {
        // Only of the line itself is it known: a unit of more records was held back.
        const waiting = this.#pass(unit, readAtMs, unit.records.length === 1 ? known : undefined);
        if (waiting !== undefined) await waiting;
      }
    this.#options.tally.countQuiet(this.#stretch.name, quiet);
  }

  async #flushWhere(batch: Batch): Promise<void> {
    const { reader } = this.#stretch;
    if (batch.idle || batch.ended) for (const unit of reader.flush(batch.readAtMs)) await this.#pass(unit, batch.readAtMs);
  }

  /** `known`: the detection rules that fit the unit's event, where somebody has matched it already. */
  #pass(unit: Unit, readAtMs: number, known?: readonly KnownHit[]): Promise<void> | undefined {
    const closed = this.#options.gate?.closed;
    return closed === undefined ? this.#judge(unit, readAtMs, known) : closed.then(() => this.#pass(unit, readAtMs, known));
  }

  /** Undefined for almost every unit: only a rejected line or a detection waits for the disk, and a promise a line would cost more than the line. */
  #judge(unit: Unit, readAtMs: number, known?: readonly KnownHit[]): Promise<void> | undefined {
    if (this.#passesOver(unit)) {
      this.#run.passedOver += unit.accounting.linesIn;
      return undefined;
    }
    const { detector, tally, deadLetters, onDetection } = this.#options;
    const detections: Detection[] = [];
    for (const event of unit.events) for (const detection of detector.observe(event, known)) detections.push(detection);
    for (const detection of detections) onDetection(detection, readAtMs);
    tally.count(this.#stretch.name, unit);
    const isPlain = detections.length === 0 && (unit.accounting.rejected === 0 || deadLetters === null);
    if (!isPlain) return this.#slowly(() => this.#keepAndAdd(unit, detections));
    this.#add(unit, detections);
    return undefined;
  }

  /** While this runs no other rule set takes over. */
  #slowly(step: () => Promise<void>): Promise<void> {
    const { gate } = this.#options;
    return gate === undefined ? step() : gate.inside(step);
  }

  async #keepAndAdd(unit: Unit, detections: readonly Detection[]): Promise<void> {
    const { deadLetters, beforeSealing, sealer } = this.#options;
    if (unit.accounting.rejected > 0 && deadLetters !== null) await deadLetters(unit);
    if (detections.length > 0 && sealer !== null) await beforeSealing(detections);
    this.#add(unit, detections);
  }

  #add(unit: Unit, detections: readonly Detection[]): void {
    const { id, name, stream } = this.#stretch;
    this.#options.sealer?.add({ source: name, name, unit, position: stream.position(id, unit.end), detections });
  }

  /** Only what stands at the beginning is passed over, so that what is sealed of a source has no holes. */
  #passesOver(unit: Unit): boolean {
    const { sinceMs } = this.#options;
    if (!this.#isPassing || sinceMs === null) return false;
    const isOld = unit.events.length > 0 && unit.events.every(({ time }) => time.toMs < sinceMs);
    if (!isOld && unit.events.length > 0) this.#isPassing = false;
    return isOld;
  }
}

function lostLines(dropped: number): Unit {
  return {
    records: [],
    events: [],
    accounting: { linesIn: dropped, evaluated: 0, rejected: 0, dropped },
    end: { offset: 0, mode: "line" },
  };
}

/** The host's clock, named once. */
export const hostClock: Clock = Date.now;
