import { availableParallelism } from "node:os";
import type { LoadOptions } from "../detect/index.ts";
import { createSealer, type Sealer } from "../ledger/index.ts";
import { after, compress, randomBytes, sha256 } from "../ledger/io/index.ts";
import { Failure } from "../lib/index.ts";
import type { CoveragePredicate, Detection, Digest, Position, SourceId } from "../model/index.ts";
import { createReader } from "../telemetry/index.ts";
import {
  type Appeared,
  createDeadLetter,
  type DeadLetter,
  type Expansion,
  expandSources,
  parseSourceSpec,
  type Source,
  type SourceProblem,
  type SourceSpec,
  watchForSources,
} from "../telemetry/io/index.ts";
import { closeCutOffRun } from "./cut-off-run.ts";
import type { Node } from "./node.ts";
import { hostClock, type PipelineOptions, type PipelineResult, runPipeline } from "./pipeline.ts";
import { createProgressMeter } from "./progress-meter.ts";
import { resumeContext } from "./restart.ts";
import { userCacheFolder } from "./rule-cache.ts";
import { ENGINE, keepRuleDocuments, type RuleSet } from "./rule-set.ts";
import { openRuleTurns, type RuleTurns, type ToldReload } from "./rules/rule-turns.ts";
import { type GoingAhead, WORTH_BYTES_MIN } from "./scan/lane.ts";
import { createLanes, type Lanes } from "./scan/lanes.ts";
import { numberingOf } from "./scan/same-rules.ts";
import { type Keeping, StateKeeper } from "./state/keeper.ts";

/** One run over some sources: what to read, by which rules, and whom to tell. */
export type SessionOptions = {
  /** Null: nothing is sealed. */
  readonly node: Node | null;
  readonly sources: readonly string[];
  /** Sources under this folder are named relative to it in the ledger, so that a dossier does not tell where it was made; null: as they are. */
  readonly root: string | null;
  readonly rules: readonly string[];
  /** What stands beside the rules when they are loaded; by default nothing. */
  readonly load?: LoadOptions;
  /** Reads that again when the rules may have changed. */
  readonly readLoad?: () => Promise<LoadOptions>;
  /** How much later than the newest an event may come and still be counted in order by correlations, in ms; by default an hour. */
  readonly latenessMs?: number;
  readonly utcOffsetMinutes: number;
  /** The host that wrote a source whose lines name none. */
  readonly hostOf: (source: Source) => string | null;
  readonly sinceMs: number | null;
  readonly follow: boolean;
  /** How large files are looked at by threads where nothing is sealed, followed or passed over; by default as many as there are cores. */
  readonly ahead?: GoingAhead;
  /** How a node keeps the state of correlations. */
  readonly keeping?: Keeping;
  /** How many records a segment holds before it is sealed. */
  readonly segmentRecords?: number;
  readonly signal: AbortSignal;
  /** One for each time that the rule files may have changed: they are loaded again and take over between two events. */
  readonly ruleChanges?: AsyncIterable<void>;
  /** Told what became of changed rule files, and of the set that is at work now. */
  readonly onReload?: (told: ToldReload, rules: RuleSet) => void;
  readonly onReady: (rules: RuleSet, sources: readonly Source[]) => void;
  readonly onDetection: (detection: Detection, readAtMs: number) => void;
  /** Told, before the failure is thrown, of the detections that went out and are not sealed: of how many that went out, in their order. */
  readonly onUnsealed?: (unsealed: readonly Detection[], detections: number) => void;
  readonly onProblem: (problem: SourceProblem) => void;
  readonly onProgress: (done: number, total: number, note: string) => void;
};

export type SessionResult = {
  readonly coverage: CoveragePredicate;
  readonly detections: number;
  /** Lines older than `sinceMs`, passed over at the beginning of their sources. */
  readonly passedOver: number;
  /** Titles of the rules that were applied, each once. */
  readonly ruleTitles: readonly string[];
  /** Records that were rejected, by reason. */
  readonly rejections: ReadonlyMap<string, number>;
};

/** Runs a session to the end of its sources, or to the signal. With a node, everything is sealed and the coverage stated; throws when that fails. */
export async function runSession(asked: SessionOptions): Promise<SessionResult> {
  const failed = new AbortController();
  const options = { ...asked, signal: AbortSignal.any([asked.signal, failed.signal]) };
  const found: Found = { count: 0, unsealed: new Set() };
  try {
    return await run(options, found, failed);
  } catch (error) {
    if (options.node !== null) options.onUnsealed?.([...found.unsealed], found.count);
    throw error;
  }
}

/** Detections that went out, and those of them that a node has not sealed. */
type Found = { count: number; readonly unsealed: Set<Detection> };

async function run(options: SessionOptions, found: Found, failed: AbortController): Promise<SessionResult> {
  const { node } = options;
  let sealing: Sealing | null = null;
  const turns = await openRuleTurns({
    paths: options.rules,
    utcOffsetMinutes: options.utcOffsetMinutes,
    choices: {
      cache: node === null ? userCacheFolder() : `${node.dataDirectory}/rule-cache`,
      ...(options.load === undefined ? {} : { load: options.load }),
      ...(options.latenessMs === undefined ? {} : { latenessMs: options.latenessMs }),
    },
    ...(options.readLoad === undefined ? {} : { readLoad: options.readLoad }),
    onEviction: (what) => options.onProblem({ kind: "lost", source: "correlation", reason: what }),
    clock: hostClock,
    ledger: node?.ledger ?? null,
    seal: async () => sealing?.sealer.seal(),
    taken: async () => sealing?.keeper.keepNow(),
  });
  const specs = options.sources.map(specOf);
  const expansion = await expand(specs, options, turns);
  options.onReady(turns.current.rules, expansion.sources);
  const letters = node === null ? null : createDeadLetter(`${node.dataDirectory}/dead-letter`);
  sealing = node === null ? null : beginSealing(node, turns, { ...options, found, failed });
  const working = { turns, sealing, found, letters, specs, expansion, lanes: lanesOf(options, turns) };
  const { passedOver } = await reloadingWhile(options, turns, () =>
    readAll(expansion.sources, pipelineOf(options, working), working),
  );
  await sealing?.keeper.finish();
  const { rules, tally, startedAtMs } = turns.current;
  const coverage = tally.statement(startedAtMs, hostClock());
  if (node !== null && coverage.predicate.accounting.linesIn > 0) await node.ledger.append([coverage]);
  const ruleTitles = [...new Set(rules.loaded.rules.map(({ ref }) => ref.title))];
  return { coverage: coverage.predicate, detections: found.count, passedOver, ruleTitles, rejections: tally.rejections };
}

async function expand(specs: readonly SourceSpec[], options: SessionOptions, turns: RuleTurns): Promise<Expansion> {
  const { node, sinceMs, follow, root, onProblem } = options;
  const expansion = await expandSources(specs, {
    ...(sinceMs === null ? {} : { sinceMs }),
    ...(node === null ? {} : { positions: placedUnder(root, node.ledger.positions()) }),
    follow,
  });
  for (const { kind, source, reason } of expansion.problems) {
    if (kind === "unreadable" || kind === "unsupported") turns.current.tally.problem(source, kind, reason);
  }
  for (const problem of expansion.problems) onProblem(problem);
  return expansion;
}

async function readAll(
  sources: readonly Source[],
  pipeline: PipelineOptions,
  { letters, lanes, sealing }: Pick<Working, "letters" | "lanes" | "sealing">,
): Promise<PipelineResult> {
  try {
    return await runPipeline(sources, pipeline);
  } finally {
    await letters?.close();
    await lanes?.close();
    await sealing?.keeper.idle();
  }
}

const FILE = "file:";

function nameUnder(root: string | null, id: SourceId): SourceId {
  return root !== null && id.startsWith(`${FILE}${root}/`) ? FILE + id.slice(FILE.length + root.length + 1) : id;
}

function placedUnder(root: string | null, positions: ReadonlyMap<SourceId, Position>): ReadonlyMap<SourceId, Position> {
  const place = (id: SourceId) => (root !== null && id.startsWith(FILE) ? `${FILE}${root}/${id.slice(FILE.length)}` : id);
  return new Map([...positions].map(([id, position]) => [place(id), position]));
}

function specOf(text: string): SourceSpec {
  const spec = parseSourceSpec(text);
  if (!spec.ok) throw new Failure("CLI_USAGE", `expected ${spec.fault.expected}, got ${JSON.stringify(text)}`);
  return spec.value;
}

type Sealing = { readonly sealer: Sealer; readonly keeper: StateKeeper };

type Working = {
  readonly turns: RuleTurns;
  readonly sealing: Sealing | null;
  readonly found: Found;
  readonly letters: DeadLetter | null;
  readonly specs: readonly SourceSpec[];
  readonly expansion: Expansion;
  readonly lanes: Lanes | undefined;
};

function pipelineOf(options: SessionOptions, working: Working): PipelineOptions {
  const { turns, sealing, found, letters, specs, expansion, lanes } = working;
  const { node, sinceMs } = options;
  const kept = new Set<Digest>();
  const progress = createProgressMeter(expansion.sources, options.onProgress);
  return {
    get detector() {
      return turns.current.rules.detector;
    },
    get tally() {
      return turns.current.tally;
    },
    gate: turns.gate,
    sealer: sealing?.sealer ?? null,
    deadLetters: letters === null ? null : deadLettersOf(letters),
    prepare: async () => {
      if (node !== null) await beginRun(node, working, options);
    },
    nameOf: (id) => nameUnder(options.root, id),
    readerOf: async (name, source) =>
      createReader({
        source: name,
        utcOffsetMinutes: options.utcOffsetMinutes,
        host: options.hostOf(source),
        sha256,
        randomBytes,
        context: node !== null && "position" in source && source.position !== null ? await resumeContext(node.ledger, name) : [],
      }),
    beforeSealing: async (detections) => {
      turns.judged(detections);
      if (node !== null) await keepRuleDocuments(node.files, turns.current.rules, detections, kept);
    },
    onDetection: (detection, readAtMs) => {
      found.count++;
      if (node !== null) found.unsealed.add(detection);
      options.onDetection(detection, readAtMs);
    },
    onProblem: options.onProblem,
    onProgress: progress,
    open: {
      follow: options.follow,
      signal: options.signal,
      leaveUnfinished: node !== null,
      claims: expansion.claims,
      ...(sinceMs === null ? {} : { sinceMs }),
    },
    ...(lanes === undefined ? {} : { lane: lanes.read }),
    appearing: options.follow ? appearing(options.signal, specs, expansion) : NOTHING_APPEARS,
    sinceMs,
  };
}

/** Threads look only at what is neither kept nor dated nor goes on: then nothing but the number of quiet lines is asked for. */
function lanesOf(options: SessionOptions, turns: RuleTurns): Lanes | undefined {
  const { node, follow, sinceMs, rules, load = {}, utcOffsetMinutes, hostOf, onProblem } = options;
  if (node !== null || follow || sinceMs !== null) return undefined;
  const ahead = options.ahead ?? { threads: Math.min(LANE_THREADS_MAX, availableParallelism()), bytesMin: WORTH_BYTES_MIN };
  const cache = { folder: userCacheFolder(), engine: ENGINE };
  const numbering = numberingOf(turns.current.rules.loaded.rules);
  const onDefect = (path: string, error: string) =>
    onProblem({
      kind: "lost",
      source: `file:${path}`,
      reason: `a thread that looks ahead broke (${error}), a defect of Meridian; the rest is read line by line, and nothing is missed`,
    });
  return createLanes({ rules, numbering, load, cache, utcOffsetMinutes, ahead, hostOf, onDefect });
}

const LANE_THREADS_MAX = 8;

function appearing(
  signal: AbortSignal,
  specs: readonly SourceSpec[],
  { sources, problems, claims }: Expansion,
): AsyncIterable<Appeared> {
  const known = [
    ...sources.flatMap((source) => (source.kind === "file" ? [source.path] : [])),
    ...problems.map(({ source }) => source),
  ];
  return watchForSources(specs, { claims, known, signal });
}

const NOTHING_APPEARS: AsyncIterable<Appeared> = { async *[Symbol.asyncIterator]() {} };

async function beginRun({ ledger }: Node, { turns, expansion, sealing }: Working, { root }: SessionOptions): Promise<void> {
  const sources = expansion.sources.map(({ id }) => nameUnder(root, id));
  await turns.begin(sources, async () => {
    await closeCutOffRun(ledger);
    await sealing?.keeper.bringBack();
  });
}

/** Loads rules again whenever they may have changed, while `read` runs; throws what went wrong in either. */
async function reloadingWhile<Value>(options: SessionOptions, turns: RuleTurns, read: () => Promise<Value>): Promise<Value> {
  const failures: unknown[] = [];
  void followChanges(options, turns).catch((error: unknown) => failures.push(error));
  const reading = read();
  await Promise.allSettled([reading]);
  await turns.stop();
  if (failures.length > 0) throw failures[0];
  return reading;
}

async function followChanges({ ruleChanges, onReload }: SessionOptions, turns: RuleTurns): Promise<void> {
  for await (const _ of ruleChanges ?? []) {
    const told = await turns.reload();
    if (told !== undefined) onReload?.(told, turns.current.rules);
  }
}

type SealingOptions = SessionOptions & { readonly found: Found; readonly failed: AbortController };

function beginSealing(node: Node, turns: RuleTurns, options: SealingOptions): Sealing {
  const { keeping, segmentRecords, onProblem, found, failed } = options;
  const sealer = createSealer(node.ledger, {
    clock: hostClock,
    sha256,
    after,
    compress,
    engine: ENGINE,
    ruleDocuments: (detection) => turns.judgeOf(detection).ruleDocuments(detection),
    onSealed: (sealed) => {
      for (const { detection } of sealed.detections) found.unsealed.delete(detection);
      keeper.sealed(sealed);
    },
    onFailed: () => failed.abort(),
    ...(segmentRecords === undefined ? {} : { recordsMax: segmentRecords }),
  });
  const keeper = new StateKeeper({
    node,
    gate: turns.gate,
    rules: () => turns.current.rules,
    sealer,
    clock: hostClock,
    say: (reason) => onProblem({ kind: "lost", source: "correlation", reason }),
    ...(keeping === undefined ? {} : { keeping }),
  });
  return { sealer, keeper };
}

/** Rejected lines for people to look at; the segment keeps them too, with the same reason. */
function deadLettersOf(letters: DeadLetter): PipelineOptions["deadLetters"] {
  return ({ records }) =>
    letters.append(
      records.flatMap(({ rejected, origin, reading, bytes }) =>
        rejected === null
          ? []
          : [{ source: origin.source, offset: origin.offset, reason: rejected, readAtMs: reading.readAtMs, bytes }],
      ),
    );
}
